//! A mail server, spoken to step by step, so that it is known how far a letter came.
//!
//! Whatever goes wrong before the reader is named is ours to mend (the server cannot be had, is not
//! the one it should be, does not know us), and says nothing about the letter: it is sent once that
//! is mended. From there on the server’s word counts, until the last line of the letter has left:
//! if the answer to that one does not come, nobody knows.

use std::cell::Cell;
use std::error::Error as _;
use std::fmt;
use std::fmt::Display;
use std::fs;
use std::io;
use std::iter;
use std::path::PathBuf;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::Certificate;
use lettre::transport::smtp::client::CertificateStore;
use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::client::TlsParameters;
use lettre::transport::smtp::commands::Data;
use lettre::transport::smtp::commands::Mail;
use lettre::transport::smtp::commands::Rcpt;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Severity;

use crate::mail::Unsent;

/// How long the answer to a whole letter is waited for, at least: a server may look through it
/// first (RFC 5321, section 4.5.3.2.6), and a letter given up too soon is one that nobody knows of.
const LAST_ANSWER: Duration = Duration::from_mins(10);
/// How much of a letter is handed over at a time.
const PIECE: usize = 65_536;
/// The most of a server's words that is passed on.
const MOST_WORDS: usize = 300;

/// Which mail server, and how it is spoken to.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Its name, which its certificate must have.
    pub host: String,
    /// Its port: 587, 465 or 25.
    pub port: u16,
    /// How the line is kept from others.
    pub security: Security,
    /// Who we are, where it asks.
    pub credentials: Option<Credentials>,
    /// The authority that signed its certificate, where that is none that the system trusts.
    pub ca_file: Option<PathBuf>,
    /// How long each answer is waited for; that to a whole letter ten minutes at least.
    pub timeout: Duration,
}

/// How the line to the server is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// By TLS from the first byte.
    Tls,
    /// By TLS after a greeting; a server that does not offer it is not used.
    StartTls,
    /// Not at all: for a server on the same machine.
    None,
}

/// A user and a password, which nothing prints.
#[derive(Clone)]
pub struct Credentials {
    user: String,
    password: String,
}

impl Credentials {
    /// A user and a password.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Credentials {
        Credentials { user: user.into(), password: password.into() }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Hands a message to the server, once.
pub(super) fn send(settings: &SmtpSettings, message: &Message) -> Result<(), Unsent> {
    let not_yet = |says| Unsent::NotYet { says };
    let envelope = message.envelope();
    let mut connection = settings.connect().map_err(not_yet)?;
    let mail = Mail::new(envelope.from().cloned(), Vec::new());
    let asked = command(&mut connection, mail);
    asked.map_err(|error| not_yet(settings.says("to the sender", &error)))?;
    for recipient in envelope.to() {
        command(&mut connection, Rcpt::new(recipient.clone(), Vec::new()))
            .map_err(|error| settings.refused("to the recipient", &error))?;
    }
    command(&mut connection, Data).map_err(|error| settings.refused("to the letter", &error))?;
    hand_over(settings, &mut connection, &message.formatted())?;
    // It has been taken: whether the server also says goodbye makes no difference.
    let _ = connection.set_timeout(Some(Duration::from_secs(5)));
    let _ = connection.quit();
    Ok(())
}

/// Hands over the letter itself, and knows whether all of it had left when something went wrong.
fn hand_over(
    settings: &SmtpSettings,
    connection: &mut SmtpConnection,
    message: &[u8],
) -> Result<(), Unsent> {
    let patience = settings.timeout.max(LAST_ANSWER);
    let patient = connection.set_timeout(Some(patience));
    patient.map_err(|error| Unsent::NotYet { says: error.to_string() })?;
    // Asked for a piece after the last: the line that ends the letter is what leaves next.
    let is_whole = Cell::new(false);
    let end = iter::from_fn(|| {
        is_whole.set(true);
        None
    });
    let answer = connection.message_iter(message.chunks(PIECE).chain(end));
    let says = |words: &str| format!("the mail server {} {words}", settings.place());
    match answer {
        Ok(answer) if answer.code().severity == Severity::PositiveCompletion => Ok(()),
        Ok(answer) => {
            let words =
                format!("answered “{}” to the whole letter, which means nothing", answer.code());
            Err(Unsent::Unknown { says: says(&words) })
        }
        Err(error) if error.status().is_some() || !is_whole.get() => {
            Err(settings.refused("to the whole letter", &error))
        }
        Err(error) => Err(Unsent::Unknown {
            says: says(&format!(
                "had the whole letter and gave no answer ({}): it may or may not have been \
                 delivered. Ask the recipient before you send it again",
                tamed(&reason(&error))
            )),
        }),
    }
}

/// Says something to the server. One that refuses is still told goodbye.
fn command(connection: &mut SmtpConnection, command: impl Display) -> Result<(), Error> {
    let answer = connection.command(command);
    if answer.as_ref().is_err_and(|error| error.status().is_some()) {
        let _ = connection.quit();
    }
    answer.map(drop)
}

impl SmtpSettings {
    /// A connection to the server, safe and known, or why there is none.
    fn connect(&self) -> Result<SmtpConnection, String> {
        let tls = match self.security {
            Security::None => None,
            Security::Tls | Security::StartTls => Some(self.tls()?),
        };
        let at_once = tls.as_ref().filter(|_| self.security == Security::Tls);
        let (server, hello) = ((self.host.as_str(), self.port), ClientId::default());
        let mut connection =
            SmtpConnection::connect(server, Some(self.timeout), &hello, at_once, None)
                .map_err(|error| self.says("to our greeting", &error))?;
        if let Some(tls) = tls.filter(|_| self.security == Security::StartTls) {
            if !connection.can_starttls() {
                let _ = connection.quit();
                return Err(format!(
                    "the mail server {} does not offer STARTTLS, and letters do not go over an \
                     open line",
                    self.place()
                ));
            }
            let secured = connection.starttls(&tls, &hello);
            secured.map_err(|error| self.says("to STARTTLS", &error))?;
        }
        if let Some(known) = &self.credentials {
            let credentials = (known.user.clone(), known.password.clone()).into();
            let let_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            let_in.map_err(|error| self.says("to our user and password", &error))?;
        }
        Ok(connection)
    }

    /// Whose certificates are trusted: those of the one authority that is named, or the system's.
    fn tls(&self) -> Result<TlsParameters, String> {
        let mut builder = TlsParameters::builder(self.host.clone());
        if let Some(file) = &self.ca_file {
            let unread = |error: &dyn Display| {
                format!("the certificate {} cannot be read: {error}", file.display())
            };
            let pem = fs::read(file).map_err(|error| unread(&error))?;
            let authority = Certificate::from_pem(&pem).map_err(|error| unread(&error))?;
            builder = builder.certificate_store(CertificateStore::None);
            builder = builder.add_root_certificate(authority);
        }
        builder.build_rustls().map_err(|error| self.says("to TLS", &error))
    }

    /// What became of a letter whose reader is named, and which was not taken.
    fn refused(&self, to_what: &str, error: &Error) -> Unsent {
        let says = self.says(to_what, error);
        if error.is_permanent() { Unsent::Never { says } } else { Unsent::NotYet { says } }
    }

    fn says(&self, to_what: &str, error: &Error) -> String {
        let place = self.place();
        let reason = self.without_password(&reason(error));
        let reason = tamed(&reason);
        match error.status() {
            Some(code) => {
                format!("the mail server {place} answered “{code} {reason}” {to_what}")
            }
            None => format!("the mail server {place} gave no answer {to_what}: {reason}"),
        }
    }

    /// Some servers repeat what they were told.
    fn without_password(&self, words: &str) -> String {
        match &self.credentials {
            Some(known) if !known.password.is_empty() => words.replace(&known.password, "…"),
            _ => words.to_owned(),
        }
    }

    fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// What the server said, or what happened to the line.
fn reason(error: &Error) -> String {
    let mut source = error.source();
    let mut words = source.map_or_else(|| error.to_string(), ToString::to_string);
    while let Some(inner) = source {
        if let Some(error) = inner.downcast_ref::<io::Error>() {
            words = match error.kind() {
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => "it took too long".into(),
                _ => error.to_string(),
            };
        }
        source = inner.source();
    }
    if words.contains("invalid peer certificate") {
        words += ". Its certificate is not one to trust: check the server’s name, or name the \
                  file of the authority that signed it";
    }
    words
}

/// The words of somebody else's machine, on one line and not without end.
fn tamed(words: &str) -> String {
    let words: Vec<&str> = words.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let line = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().take(MOST_WORDS).collect()
}
