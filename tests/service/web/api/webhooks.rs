//! What another system is told: by a server of its own, of what stands in the books, signed.

use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;

use concordat::domain::people::Role;
use concordat::web::worker;
use concordat::workflow::webhooks::headers;
use serde_json::Value;
use serde_json::json;

use crate::bureau::Bureau;
use crate::ground::Ground;
use crate::ground::on_both;
use crate::quarter::EXAMPLE;
use crate::quarter::HIOW;
use crate::web::api::ALL;
use crate::web::api::Caller;
use crate::web::api::said;
use crate::web::api::statements;
use crate::web::site::Site;

on_both!(
    what_is_committed_is_told_signed_and_what_is_not_is_not,
    what_does_not_arrive_is_told_later_and_given_up_in_the_end,
    nobody_is_sent_into_the_own_network,
);

/// A message as it came.
#[derive(Debug, Clone)]
struct Came {
    headers: Vec<(String, String)>,
    body: String,
}

impl Came {
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(of, _)| of.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.as_str())
    }
}

/// A system that is told: it answers as it is bid.
#[derive(Clone)]
struct Receiver {
    url: String,
    came: Arc<Mutex<Vec<Came>>>,
    answer: Arc<Mutex<&'static str>>,
}

impl Receiver {
    fn open() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}/told", listener.local_addr().expect("an address"));
        let receiver =
            Receiver { url, came: Arc::default(), answer: Arc::new(Mutex::new("204 No Content")) };
        let own = receiver.clone();
        // It goes with the process.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = BufReader::new(stream.expect("somebody comes"));
                let mut lines = Vec::new();
                loop {
                    let mut line = String::new();
                    stream.read_line(&mut line).expect("a line");
                    if line.trim().is_empty() {
                        break;
                    }
                    lines.push(line.trim().to_owned());
                }
                let split = |line: &String| {
                    let (name, value) = line.split_once(": ")?;
                    Some((name.to_owned(), value.to_owned()))
                };
                let headers: Vec<_> = lines.iter().filter_map(split).collect();
                let came = Came { headers, body: String::new() };
                let length = came.header("content-length").parse().expect("a length");
                let mut body = vec![0; length];
                stream.read_exact(&mut body).expect("a body");
                let body = String::from_utf8(body).expect("text");
                own.came.lock().expect("nobody panics").push(Came { body, ..came });
                let answer = *own.answer.lock().expect("nobody panics");
                let text = format!(
                    "HTTP/1.1 {answer}\r\nLocation: {}/elsewhere\r\nContent-Length: 0\r\n\
                     Connection: close\r\n\r\n",
                    own.url
                );
                stream.get_mut().write_all(text.as_bytes()).expect("it is told");
            }
        });
        receiver
    }

    fn answers(&self, answer: &'static str) {
        *self.answer.lock().expect("nobody panics") = answer;
    }

    /// What came since it was last asked.
    fn came(&self) -> Vec<Came> {
        std::mem::take(&mut *self.came.lock().expect("nobody panics"))
    }
}

/// A service on a day whose messages go anywhere.
fn site<'g>(ground: &'g Ground, day: &str) -> Site<'g> {
    let anywhere = [("CONCORDAT__SERVICE__WEBHOOKS_ANYWHERE", "true")];
    Site::with(ground, day, Site::house(ground, &anywhere))
}

/// Registers a receiver for the council that bills, and gives its secret.
fn registered(site: &Site<'_>, receiver: &Receiver, events: &[&str]) -> (Caller, String, String) {
    let administrator = site.joined(&site.ground.preparer, Role::Administrator);
    let caller = Caller::of(site, &administrator, &ALL);
    let body = json!({"url": receiver.url, "events": events});
    let made = caller.post("/api/v1/webhooks", &concordat::workflow::new_name(), &body);
    assert_eq!(made.status, 201, "{}", made.text);
    let path = made.header("location").expect("where it is").to_owned();
    assert!(said(&caller.get(&path)).get("secret").is_none(), "it is shown once");
    let secret = said(&made)["secret"].as_str().expect("a secret").to_owned();
    (caller, path, secret)
}

fn what_is_committed_is_told_signed_and_what_is_not_is_not(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-10-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    bureau.draw_up(HIOW, "2018/19-Q2").expect("drawn up");
    let (site, receiver) = (site(ground, "2018-10-03"), Receiver::open());
    let events = ["statement.sent", "invoice.issued", "invoice.paid", "invoice.settled"];
    let (administrator, webhook, secret) = registered(&site, &receiver, &events);
    let ann = Caller::of(&site, &ground.preparer, &ALL);
    let path = format!("{}/2018-19/q2", statements());
    let tag = [("Idempotency-Key", "a"), ("If-Match", "\"another\"")];
    assert_eq!(ann.post_with(&format!("{path}/send"), &tag, b"").status, 412);
    assert_eq!(ann.post(&format!("{path}/send"), "a", &json!({})).status, 200);
    worker::once(&site.shared);
    let came = receiver.came();
    assert_eq!(came.len(), 1, "what was refused is not told: {came:?}");
    let message: Value = serde_json::from_str(&came[0].body).expect("JSON");
    assert_eq!(message["type"], "statement.sent");
    let stands = said(&ann.get(&path));
    for (name, value) in message["data"].as_object().expect("an object") {
        assert_eq!(*value, stands[name], "{name}");
    }
    let id = came[0].header("webhook-id");
    let at = came[0].header("webhook-timestamp").parse().expect("seconds");
    let [_, _, (_, signature)] = headers(&secret, id, at, &came[0].body);
    assert_eq!(came[0].header("webhook-signature"), signature);
    worker::once(&site.shared);
    assert_eq!(receiver.came().len(), 0, "it is told once");
    // The rest of the quarter: agreed is not asked for, invoices are.
    bureau.agree(HIOW, "2018/19-Q2").expect("agreed");
    bureau.approve(&ground.approver, HIOW, "2018/19-Q2").expect("approved");
    let issued = bureau.issue(HIOW, "2018/19-Q2").expect("issued");
    let sum = json!({"sum": issued[0].gross, "on": "2018-10-03", "reference": "BACS 1"});
    let invoice = format!("/api/v1/invoices/{}", issued[0].number);
    assert_eq!(ann.post(&format!("{invoice}/settle"), "pay", &sum).status, 200);
    while worker::once(&site.shared) {}
    let told: Vec<Value> =
        receiver.came().iter().map(|of| serde_json::from_str(&of.body).expect("JSON")).collect();
    let count = |event: &str| told.iter().filter(|of| of["type"] == event).count();
    assert_eq!(count("invoice.issued"), issued.len());
    assert_eq!((count("invoice.paid"), count("invoice.settled")), (1, 1));
    let paid = told.iter().find(|of| of["type"] == "invoice.settled").expect("it is told");
    let stands = said(&ann.get(&invoice));
    for (name, value) in paid["data"].as_object().expect("an object") {
        assert_eq!(*value, stands[name], "{name}");
    }
    // Ended, it is told of nothing.
    assert_eq!(administrator.post(&format!("{webhook}/end"), "e", &json!({})).status, 200);
    bureau.go_to("2019-01-02");
    bureau.draw_up(HIOW, "2018/19-Q3").expect("drawn up");
    bureau.send(HIOW, "2018/19-Q3").expect("sent");
    while worker::once(&site.shared) {}
    assert_eq!(receiver.came().len(), 0);
}

fn what_does_not_arrive_is_told_later_and_given_up_in_the_end(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-10-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    bureau.draw_up(HIOW, "2018/19-Q2").expect("drawn up");
    let receiver = Receiver::open();
    let first = site(ground, "2018-10-03");
    registered(&first, &receiver, &["statement.sent", "statement.queried"]);
    bureau.go_to("2018-10-03");
    bureau.send(HIOW, "2018/19-Q2").expect("sent");
    bureau.query(HIOW, "2018/19-Q2", "1", "who ordered it?").expect("queried");
    // What leads elsewhere is not followed, and no other message waits for the same again.
    receiver.answers("302 Found");
    worker::once(&first.shared);
    assert_eq!(receiver.came().len(), 1);
    worker::once(&first.shared);
    assert_eq!(receiver.came().len(), 0, "both wait now");
    let states = "SELECT state || ' ' || attempts AS cell FROM outbox WHERE kind = 'webhook'
                  ORDER BY id";
    assert_eq!(ground.ask(states), ["queued 1", "queued 0"]);
    receiver.answers("200 OK");
    let next = site(ground, "2018-10-04");
    worker::once(&next.shared);
    let came = receiver.came();
    let id = |of: &Came| of.header("webhook-id").to_owned();
    assert_eq!(came.len(), 2);
    assert_ne!(id(&came[0]), id(&came[1]));
    assert_eq!(ground.ask(states), ["sent 2", "sent 1"]);
    // Never taken, it is given up, and an administrator sees why.
    bureau.release(HIOW, "2018/19-Q2", "1").expect("released");
    bureau.query(HIOW, "2018/19-Q2", "1", "who ordered it?").expect("queried");
    receiver.answers("500 Oh");
    for day in ["05", "06", "07", "08", "09", "10", "12", "16", "30"] {
        worker::once(&site(ground, &format!("2018-10-{day}")).shared);
    }
    assert_eq!(receiver.came().len(), 8);
    let last = ground.ask(
        "SELECT state || ': ' || last_error AS cell FROM outbox
                           WHERE kind = 'webhook' ORDER BY id DESC LIMIT 1",
    );
    assert_eq!(last, ["given-up: it answered 500"]);
    let log = "SELECT after AS cell FROM acts WHERE act = 'webhook message given up'";
    assert_eq!(ground.ask(log), [format!("statement.queried to {}", receiver.url)]);
    let site = site(ground, "2018-11-01");
    let visitor = site.visitor(&site.joined(&ground.preparer, Role::Administrator));
    let listed = visitor.get("/webhooks").text;
    let (_, rest) = listed.split_once("href=\"/webhooks/0").expect("it is listed");
    let page = visitor.get(&format!("/webhooks/0{}", rest.split('"').next().expect("it ends")));
    assert!(page.text.contains("Given up") && page.text.contains("it answered 500"));
}

fn nobody_is_sent_into_the_own_network(ground: &Ground) {
    let site = Site::open(ground, "2018-10-03");
    let administrator = site.joined(&ground.preparer, Role::Administrator);
    let caller = Caller::of(&site, &administrator, &ALL);
    for (key, url) in ["http://ledger.example.org/", "https://10.0.0.1/", "https://localhost/"]
        .into_iter()
        .enumerate()
    {
        let body = json!({"url": url, "events": ["invoice.issued"]});
        let refused = caller.post("/api/v1/webhooks", &key.to_string(), &body);
        assert_eq!(refused.status, 422, "{url}: {}", refused.text);
    }
    let visitor = site.visitor(&administrator);
    let fields = [("url", "https://192.168.0.1/"), ("events", "invoice.issued")];
    let refused = visitor.post("/webhooks", &fields);
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("public addresses alone"));
    assert_eq!(ground.ask("SELECT id AS cell FROM webhooks"), [""; 0]);
}
