//! Where a command on the books begins: the settings, the database, and who acts.

use std::path::Path;

use chrono::NaiveDate;
use chrono::SubsecRound;
use chrono::Utc;
use clap::Args;

use crate::billing::limit;
use crate::cli::Desk;
use crate::cli::load::Failure;
use crate::cli::service::password;
use crate::domain::calendar::day_in_london;
use crate::domain::money::Money;
use crate::domain::people::Person;
use crate::domain::rate::Rate;
use crate::mail::Carrier;
use crate::mail::Credentials;
use crate::mail::Mailbox;
use crate::mail::Security;
use crate::mail::SmtpSettings;
use crate::settings;
use crate::settings::Settings;
use crate::store::connection;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::migrations;
use crate::workflow;
use crate::workflow::Moment;
use crate::workflow::Work;
use crate::workflow::deliver::Post;
use crate::workflow::draw_up::Limits;
use crate::workflow::keep_people;
use crate::workflow::refusal::Lack;
use crate::workflow::refusal::Refusal;

/// Who acts.
#[derive(Debug, Args)]
pub struct Acting {
    /// Who acts, by the name that they sign in with; CONCORDAT_USER where left out. The password
    /// comes from CONCORDAT_PASSWORD, the file that CONCORDAT_PASSWORD_FILE names, or is asked for
    #[arg(long = "as", value_name = "LOGIN")]
    pub by: Option<String>,
}

impl Acting {
    fn login(&self) -> Result<String, Failure> {
        let stated = self.by.clone().or_else(|| std::env::var("CONCORDAT_USER").ok());
        stated.filter(|login| !login.is_empty()).ok_or_else(|| {
            Failure::input(
                "who acts? Say --as and the name that you sign in with, or set CONCORDAT_USER",
            )
        })
    }
}

/// Whether a database file is made where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It is.
    IsMade,
    /// It is not: a path that is misspelt must not make empty books.
    IsSaid,
}

/// The books, with who acts on them.
pub struct Office {
    /// The settings.
    pub settings: Settings,
    /// The books.
    pub books: Books,
    /// Who acts.
    pub by: Person,
    today: NaiveDate,
}

/// The settings and the database, its tables up to date.
pub fn open(missing: Missing) -> Result<(Settings, Books, Vec<String>), Failure> {
    let settings = Settings::load().map_err(|refused| Failure::input(refused.to_string()))?;
    let url = settings.database.url.reveal();
    if missing == Missing::IsSaid {
        must_be_there(url)?;
    }
    let mut books = connection::open(url)?;
    let run = migrations::migrate(&mut books)?;
    Ok((settings, books, run))
}

fn must_be_there(url: &str) -> Result<(), Failure> {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    if connection::is_server(url) || Path::new(path).exists() {
        return Ok(());
    }
    Err(Failure::input(format!(
        "there is no database {path}: `concordat council add` begins the books there, or name \
         another as url under [database] or in CONCORDAT__DATABASE__URL"
    )))
}

/// This moment, on the day of the desk: another than the clock's for trials.
pub fn moment(today: NaiveDate) -> Moment {
    let now = Utc::now().naive_utc().trunc_subsecs(6);
    let is_trial = today != day_in_london(now);
    Moment { now: if is_trial { today.and_time(now.time()) } else { now }, today }
}

impl Office {
    /// Opens the books and signs in who acts.
    pub fn enter(acting: &Acting, desk: &Desk) -> Result<Office, Failure> {
        let login = acting.login()?;
        let (settings, mut books, _) = open(Missing::IsSaid)?;
        let password = password::of(&login)?;
        let by = keep_people::sign_in(&mut books, &login, &password)?;
        Ok(Office { settings, books, by, today: desk.today })
    }

    /// This moment.
    pub fn moment(&self) -> Moment {
        moment(self.today)
    }

    /// Does an act: all of it, or nothing.
    pub fn act<T>(
        &mut self,
        what: impl FnMut(&mut Work<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let at = self.moment();
        workflow::act(&mut self.books, &self.by, at, what)
    }

    /// Beyond what a statement needs two to approve it.
    pub fn limits(&self) -> Limits {
        limits(&self.settings)
    }

    /// How letters go out.
    pub fn post(&self) -> Post {
        post(&self.settings)
    }
}

/// Beyond what a statement needs two to approve it.
pub fn limits(settings: &Settings) -> Limits {
    let of = &settings.limits;
    Limits {
        change: limit::Limits {
            share: Some(Rate::of_per_cent(of.change_share_per_cent)),
            sum: Some(Money::from_pence(of.change_sum_pence)),
        },
        periods_ahead: of.periods_ahead,
    }
}

/// How letters go out.
pub fn post(settings: &Settings) -> Post {
    let of = &settings.mail;
    let carrier = match &of.carrier {
        settings::Carrier::Folder(folder) => Carrier::Folder(folder.clone()),
        settings::Carrier::Smtp(smtp) => Carrier::Smtp(server(smtp)),
    };
    Post {
        carrier,
        from: Mailbox::new(&of.from_name, &of.from_address),
        attaches_electronic: settings.documents.attach_electronic,
    }
}

fn server(smtp: &settings::Smtp) -> SmtpSettings {
    let credentials = smtp.credentials.as_ref();
    SmtpSettings {
        host: smtp.host.clone(),
        port: smtp.port,
        security: match smtp.security {
            settings::Security::StartTls => Security::StartTls,
            settings::Security::Tls => Security::Tls,
            settings::Security::None => Security::None,
        },
        credentials: credentials.map(|(user, password)| Credentials::new(user, password.reveal())),
        ca_file: smtp.ca_file.clone(),
        timeout: smtp.timeout,
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        match refusal {
            Refusal::Input(problems) => {
                Failure::Input(problems.iter().map(|says| format!("error: {says}")).collect())
            }
            Refusal::NotTheirs(says) | Refusal::Refused(says) | Refusal::Nothing(says) => {
                Failure::input(says)
            }
            Refusal::Lacks(lack, says) => Failure::input(format!("{says} ({})", option_of(lack))),
            Refusal::Store(error) => Failure::Running(error.into()),
        }
    }
}

/// The option that says what an act lacks.
fn option_of(lack: Lack) -> &'static str {
    match lack {
        Lack::ReasonOfVersion => "--reason TEXT",
        Lack::ReasonToLock => "--because TEXT",
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Running(error.into())
    }
}
