//! The settings: what the program was told about its database, its mail and its limits.
//!
//! What is in `config/default.toml` is part of the program; the file itself, where it stands, comes
//! before that, then `config/production.toml` or the file that `CONCORDAT_CONFIG` names, then the
//! environment: `CONCORDAT__DATABASE__URL` for `url` under `[database]`. A program that was told
//! something that it does not know, or too little, does not start; it says all that is wrong at
//! once.
//!
//! ```
//! use concordat::settings::Carrier;
//! use concordat::settings::Settings;
//!
//! let variable = ("CONCORDAT__MAIL__FOLDER".to_owned(), "out".to_owned());
//! let empty = std::env::temp_dir().join("no settings here");
//! let settings = Settings::read(&empty, [variable]).expect("the defaults are complete");
//! assert_eq!(settings.database.url.reveal(), "sqlite:concordat.db");
//! assert!(matches!(settings.mail.carrier, Carrier::Folder(folder) if folder.ends_with("out")));
//! ```

mod layers;
mod secret;
mod sign_on;

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use rust_decimal::Decimal;

use self::layers::Layers;
pub use self::secret::Secret;
pub use self::sign_on::Account;
pub use self::sign_on::Given;
pub use self::sign_on::SignOn;

/// The address of trials, which no mail server will take letters from.
const TRIAL_ADDRESS: &str = "concordat@trial.example";

/// All settings, complete.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The books.
    pub database: Database,
    /// How letters leave.
    pub mail: Mail,
    /// What needs a second person.
    pub limits: Limits,
    /// The documents.
    pub documents: Documents,
    /// The pages and the API.
    pub service: Service,
    /// Single sign-on, where there is a provider.
    pub sign_on: Option<SignOn>,
}

/// The pages and the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Where they listen: `127.0.0.1:8080`.
    pub listen: String,
    /// By which address browsers reach them: `https://recharges.anyshire.gov.uk`.
    pub address: String,
    /// The header of a proxy before them that says where a request comes from.
    pub forwarded_by: Option<String>,
    /// What whoever reads the figures of the service must show; without one, only the same machine
    /// may read them.
    pub metrics_token: Option<Secret>,
    /// Whether messages to webhooks may go to any address, by HTTP too: for trials.
    pub webhooks_anywhere: bool,
}

impl Service {
    /// Whether browsers reach them by TLS.
    pub fn is_secure(&self) -> bool {
        self.address.starts_with("https://")
    }
}

/// Where the books are.
#[derive(Debug, Clone)]
pub struct Database {
    /// Which database: `sqlite:concordat.db` or `postgres://…`, with its password where it has one.
    pub url: Secret,
    /// How many connections are held open at most.
    pub connections: u32,
}

/// How letters leave.
#[derive(Debug, Clone)]
pub struct Mail {
    /// What they leave by.
    pub carrier: Carrier,
    /// The name of the sender.
    pub from_name: String,
    /// The address of the sender.
    pub from_address: String,
}

/// What letters leave by.
#[derive(Debug, Clone)]
pub enum Carrier {
    /// A folder, for trials.
    Folder(PathBuf),
    /// A mail server.
    Smtp(Smtp),
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Its name, which its certificate has.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is kept from others.
    pub security: Security,
    /// The user and the password, where it asks for them.
    pub credentials: Option<(String, Secret)>,
    /// The authority that signed its certificate, where the system does not know it.
    pub ca_file: Option<PathBuf>,
    /// How long each of its answers is waited for.
    pub timeout: Duration,
}

/// How the line to a mail server is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS after a greeting.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// Not at all.
    None,
}

impl Security {
    /// The port that servers commonly have for it.
    fn port(self) -> u16 {
        match self {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::None => 25,
        }
    }
}

/// What needs a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The largest change on the statement before, in per cent of it: 25.
    pub change_share_per_cent: Decimal,
    /// The largest change on the statement before, in pence.
    pub change_sum_pence: i64,
    /// How many periods ahead of today may be drawn up.
    pub periods_ahead: u32,
}

/// The documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documents {
    /// Where documents are put that are asked for as files.
    pub folder: PathBuf,
    /// Whether the electronic invoice goes with a letter as a file of its own.
    pub attach_electronic: bool,
}

/// Something wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which setting: `mail.host`.
    pub key: String,
    /// Where it was stated: a file, or a variable of the environment; nowhere, where it is missing.
    pub place: Option<String>,
    /// What is wrong, and what to write.
    pub says: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{} in {place}: {}", self.key, self.says),
            None => write!(f, "{}: {}", self.key, self.says),
        }
    }
}

/// All that is wrong with the settings; the program does not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the settings cannot be used:\n{}", lines(.0))]
pub struct Refused(pub Vec<Problem>);

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}

impl Settings {
    /// The settings in the folder that the program was started in, and in its environment.
    ///
    /// # Errors
    /// With all that is wrong.
    pub fn load() -> Result<Settings, Refused> {
        let text = |part: std::ffi::OsString| part.to_string_lossy().into_owned();
        let variables = env::vars_os().map(|(name, value)| (text(name), text(value)));
        Settings::read(Path::new(""), variables)
    }

    /// The settings in a folder and an environment.
    ///
    /// # Errors
    /// With all that is wrong.
    pub fn read(
        folder: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Settings, Refused> {
        let environment: BTreeMap<String, String> = environment.into_iter().collect();
        let mut layers = Layers::read(folder, &environment)?;
        let database = database(&mut layers);
        let mail = mail(&mut layers);
        let limits = limits(&mut layers);
        let documents = documents(&mut layers);
        let service = service(&mut layers);
        let sign_on = sign_on::read(&mut layers);
        let problems = layers.finish();
        let complete = || {
            let (database, mail, limits) = (database?, mail?, limits?);
            let (documents, service) = (documents?, service?);
            Some(Settings { database, mail, limits, documents, service, sign_on })
        };
        complete().filter(|_| problems.is_empty()).ok_or(Refused(problems))
    }
}

fn database(layers: &mut Layers) -> Option<Database> {
    let url = layers.needed("database.url", "url = \"sqlite:concordat.db\"");
    let connections = layers.number("database.connections", 1, 1000);
    let url = url?;
    let is_server = ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
    if !is_server && !url.starts_with("sqlite:") {
        let says = "this names no database: write \"sqlite:\" and the name of a file, or \
                    \"postgres://user@host/name\"";
        return layers.wrong("database.url", says);
    }
    let user = url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@'));
    let has_password =
        user.is_some_and(|(user, _)| user.contains(':')) || url.contains("password=");
    if has_password && !layers.is_from_environment("database.url") {
        let says = "a password does not belong in a file: take it out, and state the whole URL as \
                    CONCORDAT__DATABASE__URL";
        return layers.wrong("database.url", says);
    }
    Some(Database { url: Secret::new(url), connections: connections? })
}

fn mail(layers: &mut Layers) -> Option<Mail> {
    let from_name = layers.needed("mail.from_name", "from_name = \"Anyshire County Council\"");
    let example = "from_address = \"recharges@anyshire.gov.uk\"";
    let from_address = layers.needed("mail.from_address", example);
    let carrier = layers.one_of("mail.carrier", &["folder", "smtp"]);
    let smtp = smtp(layers, carrier == Some(1));
    let folder = layers.optional("mail.folder").map(PathBuf::from);
    let from_address = from_address?;
    let parts = from_address.split_once('@');
    if !parts.is_some_and(|(user, host)| !user.is_empty() && host.contains('.')) {
        return layers.wrong("mail.from_address", "this is no e-mail address");
    }
    let carrier = match carrier? {
        0 => match folder {
            Some(folder) => Carrier::Folder(folder),
            None => return layers.missing("mail.folder", "folder = \"letters\""),
        },
        _ if from_address == TRIAL_ADDRESS => {
            let says = "this address is for trials: write the one that your letters come from";
            return layers.wrong("mail.from_address", says);
        }
        _ => Carrier::Smtp(smtp?),
    };
    Some(Mail { carrier, from_name: from_name?, from_address })
}

/// The mail server. Where letters go into a folder it may be incomplete, but not misspelt.
fn smtp(layers: &mut Layers, is_used: bool) -> Option<Smtp> {
    let host = layers.optional("mail.host");
    let chosen = layers.one_of("mail.security", &["starttls", "tls", "none"]);
    let port = layers.optional_number("mail.port", 1, u32::from(u16::MAX));
    let timeout = layers.number("mail.timeout", 1, 3600);
    let ca_file = layers.optional("mail.ca_file").map(PathBuf::from);
    let user = layers.optional("mail.user");
    let password = layers.secret("mail.password", "mail.password_file");
    if !is_used {
        return None;
    }
    if host.is_none() {
        layers.missing::<()>("mail.host", "host = \"smtp.anyshire.gov.uk\"");
    }
    if let Some(file) = ca_file.as_ref().filter(|file| !file.is_file()) {
        let says = format!("there is no file {}: write the path of a certificate", file.display());
        layers.wrong::<()>("mail.ca_file", &says);
    }
    let security = [Security::StartTls, Security::Tls, Security::None][chosen?];
    let credentials = match (user, password) {
        (Some(_), Some(_)) if security == Security::None => {
            let says = "the password would go over an open line: write \"starttls\" or \"tls\"";
            return layers.wrong("mail.security", says);
        }
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        (Some(_), None) if layers.is_wrong("mail.password") => return None,
        (Some(_), None) => {
            let says = "the user has no password: name a file that holds it as password_file \
                        under [mail], or set CONCORDAT__MAIL__PASSWORD";
            return layers.wrong("mail.user", says);
        }
        (None, Some(_)) => return layers.missing("mail.user", "user = \"recharges\""),
    };
    let port = port.and_then(|port| u16::try_from(port).ok()).unwrap_or(security.port());
    let timeout = Duration::from_secs(timeout?.into());
    Some(Smtp { host: host?, port, security, credentials, ca_file, timeout })
}

fn limits(layers: &mut Layers) -> Option<Limits> {
    let share = layers.parsed("limits.change_share", "a share such as \"25%\"", |text| {
        let share: Decimal = text.strip_suffix('%')?.trim().parse().ok()?;
        (share > Decimal::ZERO && share <= Decimal::from(1000)).then_some(share)
    });
    let sum = layers.parsed(
        "limits.change_sum",
        "pounds and pence in figures alone, such as \"100000.00\"",
        |text| {
            let sum: Decimal = text.parse().ok()?;
            let pence = sum.checked_mul(Decimal::from(100))?;
            let is_sum = pence.is_integer() && pence > Decimal::ZERO && !text.contains('_');
            if is_sum { i64::try_from(pence).ok() } else { None }
        },
    );
    let periods_ahead = layers.number("limits.periods_ahead", 0, 12);
    Some(Limits {
        change_share_per_cent: share?,
        change_sum_pence: sum?,
        periods_ahead: periods_ahead?,
    })
}

fn documents(layers: &mut Layers) -> Option<Documents> {
    let folder = layers.needed("documents.folder", "folder = \"documents\"");
    let attach = layers.one_of("documents.attach_electronic", &["true", "false"]);
    Some(Documents { folder: PathBuf::from(folder?), attach_electronic: attach? == 0 })
}

fn service(layers: &mut Layers) -> Option<Service> {
    let listen = layers.needed("service.listen", "listen = \"127.0.0.1:8080\"");
    let address = layers.needed("service.address", "address = \"http://localhost:8080\"");
    let forwarded_by = layers.optional("service.forwarded_by").map(|name| name.to_lowercase());
    let metrics_token = layers.secret("service.metrics_token", "service.metrics_token_file");
    let webhooks_anywhere = layers.one_of("service.webhooks_anywhere", &["true", "false"]);
    let (listen, address) = (listen?, address?);
    if listen.parse::<SocketAddr>().is_err() {
        let says = "write an address of this machine and a port: \"127.0.0.1:8080\"";
        return layers.wrong("service.listen", says);
    }
    let is_web = ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme));
    if !is_web || address.ends_with('/') {
        let says = "write what browsers call it, without a stroke at the end: \
                    \"https://recharges.anyshire.gov.uk\"";
        return layers.wrong("service.address", says);
    }
    let webhooks_anywhere = webhooks_anywhere? == 0;
    Some(Service { listen, address, forwarded_by, metrics_token, webhooks_anywhere })
}

#[cfg(test)]
mod tests;
