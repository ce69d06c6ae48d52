//! A service of its own on the database of a ground, and visitors who ask it.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::mpsc;
use std::thread;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use concordat::billing::limit;
use concordat::domain::people::Person;
use concordat::domain::people::PersonId;
use concordat::domain::people::Role;
use concordat::domain::rate::Rate;
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
use concordat::web::worker::Worker;
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
    /// What whoever begins on empty books must show.
    pub first_code: String,
    day: Arc<Mutex<String>>,
    worker: Option<Worker>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Site<'_> {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.stop();
        }
        // Its thread ends when it has stopped; what cannot be told is no reason to fail.
        let stopping = self.handle.stop(false);
        drop(stopping);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// A port of this machine that nobody else has.
pub struct Port {
    listener: TcpListener,
    pub address: String,
}

impl Port {
    pub fn free() -> Port {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = format!("http://{}", listener.local_addr().expect("it has an address"));
        Port { listener, address }
    }
}

impl<'g> Site<'g> {
    /// Opens a service on a day, whose letters go nowhere and which does nothing by itself.
    pub fn open(ground: &'g Ground, day: &str) -> Site<'g> {
        Site::with(ground, day, Site::house(ground, &[]))
    }

    /// The same at an address that was taken before, with settings of its own.
    pub fn on(port: Port, ground: &'g Ground, day: &str, settings: &[(&str, &str)]) -> Site<'g> {
        let own = [("CONCORDAT__SERVICE__ADDRESS", port.address.as_str())];
        let settings: Vec<_> = own.iter().chain(settings).copied().collect();
        let house = Site::house(ground, &settings);
        Site::opened(port, ground, day, house)
    }

    /// Opens one whose letters go by a carrier, whose worker is at work, and where two approve
    /// what differs by a quarter from the statement before.
    pub fn at_work(
        ground: &'g Ground,
        day: &str,
        carrier: Carrier,
        settings: &[(&str, &str)],
    ) -> Site<'g> {
        let share = Some(Rate::of_per_cent(25.into()));
        let change = limit::Limits { share, sum: None };
        let limits = Limits { change, ..Limits::default() };
        let port = Port::free();
        let own = [("CONCORDAT__SERVICE__ADDRESS", port.address.as_str())];
        let settings: Vec<_> = own.iter().chain(settings).copied().collect();
        let house = Site::house_of(ground, &settings, carrier, limits);
        let mut site = Site::opened(port, ground, day, house);
        site.worker = Some(Worker::start(site.shared.clone()).expect("a thread"));
        site
    }

    /// A house on a ground, with settings beside that of the books.
    pub fn house(ground: &Ground, settings: &[(&str, &str)]) -> House {
        Site::house_of(ground, settings, Carrier::Memory(Memory::default()), Limits::default())
    }

    fn house_of(
        ground: &Ground,
        settings: &[(&str, &str)],
        carrier: Carrier,
        limits: Limits,
    ) -> House {
        let url = [("CONCORDAT__DATABASE__URL", ground.url.as_str())];
        let said = url.iter().chain(settings);
        let said = said.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let nowhere = std::env::temp_dir().join("no settings here");
        let settings = Settings::read(&nowhere, said).expect("settings");
        let post = Post {
            carrier,
            from: Mailbox::new("Concordat", "concordat@trial.example"),
            attaches_electronic: true,
        };
        House::new(settings, limits, post)
    }

    /// Opens a house on a day.
    pub fn with(ground: &'g Ground, day: &str, house: House) -> Site<'g> {
        Site::opened(Port::free(), ground, day, house)
    }

    fn opened(at: Port, ground: &'g Ground, day: &str, house: House) -> Site<'g> {
        let Port { listener, address } = at;
        let day = Arc::new(Mutex::new(day.to_owned()));
        let of_clock = day.clone();
        let first_code = house.first_code.clone();
        let shared = Shared {
            house: Arc::new(house),
            pool: connection::pool(&ground.url, 4).expect("the database answers"),
            clock: Arc::new(move || on(&of_clock.lock().expect("a day"))),
            is_secure: false,
        };
        let (tell, told) = mpsc::channel();
        let served = shared.clone();
        let thread = thread::spawn(move || {
            let system = actix_web::rt::System::new();
            let served = system.block_on(async move {
                let running = server::serve(listener, served, 1).expect("it listens");
                tell.send(running.handle()).expect("it is waited for");
                running.await
            });
            served.expect("it served");
        });
        let handle = told.recv().expect("it has started");
        let thread = Some(thread);
        Site { ground, address, shared, first_code, day, worker: None, handle, thread }
    }

    /// Goes on to another day.
    pub fn go_to(&self, day: &str) {
        day.clone_into(&mut self.day.lock().expect("a day"));
    }

    fn today(&self) -> String {
        self.day.lock().expect("a day").clone()
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
        let now = on(&self.today()).now;
        connection::change(&mut books, |books| people::add_person(books, &person, "none", now))
            .expect("they join");
        person
    }

    /// A visitor who is signed in.
    pub fn visitor(&self, person: &Person) -> Visitor {
        let mut books = self.ground.books();
        let cookie = sessions::begin(&mut books, on(&self.today()), person).expect("they sign in");
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

    /// Sends a form of ours with a file.
    pub fn post_file(&self, path: &str, fields: &[(&str, &str)], file: &str) -> Answered {
        let mut body = String::new();
        for (name, value) in fields.iter().chain(&[("token", &*self.token)]) {
            let named = format!("form-data; name=\"{name}\"");
            body.push_str(&format!("--part\r\nContent-Disposition: {named}\r\n\r\n{value}\r\n"));
        }
        let named = "form-data; name=\"file\"; filename=\"agreement.toml\"";
        body.push_str(&format!("--part\r\nContent-Disposition: {named}\r\n\r\n{file}\r\n--part--"));
        let asked = Visitor::agent().post(format!("{}{path}", self.address));
        let asked = asked.header("Content-Type", "multipart/form-data; boundary=part");
        let asked = asked.header("Sec-Fetch-Site", "same-origin");
        Visitor::told(asked.header("Cookie", self.cookies()).send(body))
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
