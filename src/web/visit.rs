//! A visit: what was asked, who asks, and the books that the answer is found in.

use std::num::NonZeroU32;

use governor::DefaultKeyedRateLimiter;
use governor::Quota;
use governor::RateLimiter;
use governor::clock::Clock;
use governor::clock::DefaultClock;

use crate::documents::font::Fonts;
use crate::domain::people::Person;
use crate::settings::Settings;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::web::form::Form;
use crate::web::refusal::Stop;
use crate::web::sign_on::Provider;
use crate::web::watch::Metrics;
use crate::web::worker::Bell;
use crate::workflow;
use crate::workflow::Moment;
use crate::workflow::Work;
use crate::workflow::deliver::Post;
use crate::workflow::draw_up::Limits;
use crate::workflow::refusal::Refusal;
use crate::workflow::sessions;
use crate::workflow::sessions::SignedIn;
use crate::workflow::webhooks::Sender;

/// What every visit has in common: made once, when the service starts.
pub struct House {
    /// The settings.
    pub settings: Settings,
    /// The typefaces of documents.
    pub fonts: Fonts,
    /// Beyond what a statement needs two to approve it.
    pub limits: Limits,
    /// How letters go out.
    pub post: Post,
    /// What the first person must show, where nobody has joined yet: it stands in the log of the
    /// machine that the service runs on.
    pub first_code: String,
    /// Who may try a password how often.
    pub tries: Tries,
    /// Who may call the API how often.
    pub calls: Tries,
    /// How messages to webhooks go out.
    pub sender: Sender,
    /// Wakes the worker: the server rings it after each change.
    pub bell: Bell,
    /// The provider of single sign-on, where there is one.
    pub sign_on: Option<Provider>,
    /// What whoever watches over the service counts.
    pub metrics: Metrics,
}

/// Tries of a password, by where they come from and for whom.
pub type Tries = DefaultKeyedRateLimiter<String>;

/// Five tries at once, and one more every twelve seconds.
fn tries() -> Tries {
    RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(5).expect("five is not nought")))
}

/// A hundred calls at once, and twenty more each second.
fn calls() -> Tries {
    let [often, at_once] = [20, 100].map(|of| NonZeroU32::new(of).expect("it is not nought"));
    RateLimiter::keyed(Quota::per_second(often).allow_burst(at_once))
}

impl House {
    /// The house of a service that starts.
    pub fn new(settings: Settings, limits: Limits, post: Post) -> House {
        let fonts = Fonts::embedded();
        let first_code = sessions::secret()[..12].to_owned();
        let told = settings.sign_on.clone();
        let sign_on = told.map(|told| Provider::new(told, &settings.service.address));
        let (tries, bell, metrics) = (tries(), Bell::default(), Metrics::default());
        let calls = calls();
        let sender = Sender::new(settings.service.webhooks_anywhere);
        House {
            settings,
            fonts,
            limits,
            post,
            first_code,
            tries,
            calls,
            sender,
            bell,
            sign_on,
            metrics,
        }
    }

    /// Whether a password may be tried from some place for somebody.
    ///
    /// # Errors
    /// That it was tried too often.
    pub fn may_try(&self, from: &str, login: &str) -> Result<(), Stop> {
        for key in [format!("from {from}"), format!("for {}", login.to_lowercase())] {
            if key == "for " {
                continue;
            }
            if let Err(until) = self.tries.check_key(&key) {
                let wait = until.wait_time_from(DefaultClock::default().now());
                return Err(Stop::TooOften(wait.as_secs() + 1));
            }
        }
        Ok(())
    }
}

/// What was asked.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// A name for it in the log.
    pub id: String,
    /// `GET` or `POST`.
    pub method: String,
    /// The address, without what comes after a question mark.
    pub path: String,
    /// The parts of the address that differ: `agreement` is `HIOW`.
    pub parameters: Vec<(String, String)>,
    /// What comes after the question mark.
    pub query: Form,
    /// What the form brings.
    pub form: Form,
    /// What comes with a call of the API.
    pub body: Vec<u8>,
    /// The headers that matter, by their names in small letters.
    pub headers: Vec<(&'static str, String)>,
    /// The cookie of who is signed in.
    pub session: Option<String>,
    /// What the browser has kept of a sign-on that is begun.
    pub sign_on: Option<String>,
    /// What was done on the page before.
    pub notice: Option<String>,
    /// Where it comes from.
    pub from: String,
}

impl Asked {
    /// A part of the address.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(of, _)| *of == name).map(|(_, value)| value.as_str())
    }

    /// Whether it may change something.
    pub fn is_change(&self) -> bool {
        !["GET", "HEAD"].contains(&self.method.as_str())
    }
}

/// A visit.
pub struct Visit<'v> {
    /// What every visit has in common.
    pub house: &'v House,
    /// What was asked.
    pub asked: &'v Asked,
    /// The books.
    pub books: &'v mut Books,
    /// When.
    pub at: Moment,
    /// Who asks, where they are signed in.
    pub guest: Option<SignedIn>,
    /// The agreement that the address names, where the person may see it.
    pub held: Option<Held>,
}

impl Visit<'_> {
    /// Who asks.
    ///
    /// # Errors
    /// That nobody is signed in.
    pub fn person(&self) -> Result<Person, Stop> {
        self.guest.as_ref().map(|guest| guest.person.clone()).ok_or(Stop::SignIn)
    }

    /// The agreement that the address names.
    ///
    /// # Errors
    /// That it names none.
    pub fn held(&self) -> Result<Held, Stop> {
        self.held.clone().ok_or_else(Stop::no_page)
    }

    /// Reads the books, as they stand at one moment.
    ///
    /// # Errors
    /// What is refused, and what goes wrong with the books.
    pub fn look<T>(
        &mut self,
        what: impl FnOnce(&mut Work<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Stop> {
        let person = self.person()?;
        Ok(workflow::look(self.books, &person, self.at, what)?)
    }

    /// Does an act: all of it, or nothing.
    ///
    /// # Errors
    /// What is refused, and what goes wrong with the books.
    pub fn act<T>(
        &mut self,
        what: impl FnMut(&mut Work<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Stop> {
        let person = self.person()?;
        Ok(workflow::act(self.books, &person, self.at, what)?)
    }
}
