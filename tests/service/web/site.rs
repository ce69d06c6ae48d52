//! A service of its own on the database of a ground, and visitors who ask it.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use concordat::domain::people::Person;
use concordat::domain::people::PersonId;
use concordat::domain::people::Role;
use concordat::mail::Carrier;
use concordat::mail::Mailbox;
use concordat::mail::Memory;
use concordat::settings::Settings;
use concordat::store::connection;
use concordat::store::people;
use concordat::store::sessions::find;
use concordat::web::server;
use concordat::web::server::Shared;
use concordat::web::visit::House;
use concordat::workflow::deliver::Post;
use concordat::workflow::draw_up::Limits;
use concordat::workflow::new_name;
use concordat::workflow::sessions;

use crate::ground::Ground;
use crate::ground::on;

/// A running service; it stops when dropped.
pub struct Site<'g> {
    pub ground: &'g Ground,
    pub address: String,
    /// What the worker of the service is given, too.
    pub shared: Shared,
    day: String,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Site<'_> {
    fn drop(&mut self) {
        // Its thread ends when it has stopped; what cannot be told is no reason to fail.
        let stopping = self.handle.stop(false);
        drop(stopping);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl<'g> Site<'g> {
    /// Opens a service on a day.
    pub fn open(ground: &'g Ground, day: &str) -> Site<'g> {
        Site::with(ground, day, Site::house(ground, &[]))
    }

    /// A house on a ground, with settings beside that of the books.
    pub fn house(ground: &Ground, settings: &[(&str, &str)]) -> House {
        let url = [("CONCORDAT__DATABASE__URL", ground.url.as_str())];
        let said = url.iter().chain(settings);
        let said = said.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let nowhere = std::env::temp_dir().join("no settings here");
        let settings = Settings::read(&nowhere, said).expect("settings");
        let post = Post {
            carrier: Carrier::Memory(Memory::default()),
            from: Mailbox::new("Concordat", "concordat@trial.example"),
            attaches_electronic: true,
        };
        House::new(settings, Limits::default(), post)
    }

    /// Opens a house on a day.
    pub fn with(ground: &'g Ground, day: &str, house: House) -> Site<'g> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = format!("http://{}", listener.local_addr().expect("it has an address"));
        let of_day = day.to_owned();
        let shared = Shared {
            house: Arc::new(house),
            pool: connection::pool(&ground.url, 4).expect("the database answers"),
            clock: Arc::new(move || on(&of_day)),
            is_secure: false,
        };
        let kept = shared.clone();
        let (tell, told) = mpsc::channel();
        let thread = thread::spawn(move || {
            let system = actix_web::rt::System::new();
            let served = system.block_on(async move {
                let running = server::serve(listener, shared, 1).expect("it listens");
                tell.send(running.handle()).expect("it is waited for");
                running.await
            });
            served.expect("it served");
        });
        let handle = told.recv().expect("it has started");
        let day = day.to_owned();
        Site { ground, address, shared: kept, day, handle, thread: Some(thread) }
    }

    /// Somebody of a council with one role, who joins for it.
    pub fn joined(&self, of: &Person, role: Role) -> Person {
        let mut books = self.ground.books();
        let login = format!("p-{}", new_name());
        let person = Person {
            id: PersonId::from(new_name()),
            council: of.council.clone(),
            login: login.clone(),
            name: format!("A {}", role.word()),
            email: format!("{login}@example.org"),
            roles: vec![role],
            active: true,
        };
        let now = on(&self.day).now;
        connection::change(&mut books, |books| people::add_person(books, &person, "none", now))
            .expect("they join");
        person
    }

    /// A visitor who is signed in.
    pub fn visitor(&self, person: &Person) -> Visitor {
        let mut books = self.ground.books();
        let cookie = sessions::begin(&mut books, on(&self.day), person).expect("they sign in");
        let name = concordat::store::acts::sha256(cookie.as_bytes());
        let (session, ..) = find(&mut books, &name).expect("it answers").expect("it is there");
        Visitor { address: self.address.clone(), cookie: Some(cookie), token: session.form_token }
    }

    /// A visitor whom nobody knows.
    pub fn stranger(&self) -> Visitor {
        Visitor { address: self.address.clone(), cookie: None, token: String::new() }
    }
}

/// Who asks.
pub struct Visitor {
    address: String,
    pub cookie: Option<String>,
    pub token: String,
}

/// What was answered.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

impl Answered {
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |(of, _): &&(String, String)| of.eq_ignore_ascii_case(name);
        self.headers.iter().find(named).map(|(_, value)| value.as_str())
    }
}

impl Visitor {
    pub fn agent() -> ureq::Agent {
        let config = ureq::Agent::config_builder();
        config.max_redirects(0).http_status_as_error(false).build().new_agent()
    }

    pub fn told(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answered {
        let mut answer = answer.expect("the service answers");
        let headers = answer.headers().iter().map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        Answered {
            status: answer.status().as_u16(),
            headers: headers.collect(),
            text: String::from_utf8_lossy(&answer.body_mut().read_to_vec().expect("a body"))
                .into_owned(),
        }
    }

    fn cookies(&self) -> String {
        self.cookie.as_ref().map_or_else(String::new, |cookie| format!("session={cookie}"))
    }

    pub fn get(&self, path: &str) -> Answered {
        let asked = Visitor::agent().get(format!("{}{path}", self.address));
        Visitor::told(asked.header("Cookie", self.cookies()).call())
    }

    /// Sends a form of ours.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let mut fields = fields.to_vec();
        fields.push(("token", &self.token));
        self.post_with(path, &fields, &[("Sec-Fetch-Site", "same-origin")])
    }

    /// Sends any form.
    pub fn post_with(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answered {
        let mut asked = Visitor::agent().post(format!("{}{path}", self.address));
        for (name, value) in headers {
            asked = asked.header(*name, *value);
        }
        Visitor::told(asked.header("Cookie", self.cookies()).send_form(fields.iter().copied()))
    }
}
