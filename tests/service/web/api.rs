//! The API over HTTP, as another system calls it.

use std::path::Path;

use concordat::domain::people::Person;
use concordat::store::connection;
use concordat::store::webhooks as kept;
use concordat::store::webhooks::Webhook;
use concordat::workflow::act;
use concordat::workflow::backup;
use concordat::workflow::tokens;
use concordat::workflow::tokens::Scope;
use serde_json::Value;
use serde_json::json;

use crate::bureau::Bureau;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::quarter::EXAMPLE;
use crate::quarter::HIOW;
use crate::web::site::Answered;
use crate::web::site::Site;
use crate::web::site::Visitor;

mod access;
mod conformance;
mod quarter;
mod webhooks;

on_both!(
    a_token_lets_in_its_owner_for_what_it_is_made_for_and_no_longer,
    a_cookie_lets_nobody_call_and_a_token_shows_no_page,
    what_is_asked_twice_under_one_key_is_done_once_even_after_a_restart,
    eight_who_ask_at_once_under_one_key_make_one_statement,
    what_the_api_keeps_goes_into_a_backup_and_comes_back,
    an_act_on_another_state_than_was_read_is_refused,
    lists_are_read_to_their_end_and_no_row_twice,
    what_is_wrong_is_told_as_a_problem,
    who_calls_too_often_is_told_when_to_call_again,
);

/// All that a token may be for.
pub const ALL: [Scope; 6] = [
    Scope::Read,
    Scope::Agreements,
    Scope::Recharges,
    Scope::Invoices,
    Scope::YearEnds,
    Scope::Administration,
];

/// A system that calls with a token.
pub struct Caller {
    address: String,
    pub token: String,
}

impl Caller {
    /// One that calls as somebody, for some scopes, with a token that is made on a day.
    pub fn of(site: &Site<'_>, person: &Person, scopes: &[Scope]) -> Caller {
        let at = on("2018-10-03");
        let ends_on = "2019-03-31".parse().expect("a day");
        let made = act(&mut site.ground.books(), person, at, |work| {
            tokens::make(work, "ledger", scopes, ends_on)
        });
        Caller { address: site.address.clone(), token: made.expect("it is made").1 }
    }

    pub fn get(&self, path: &str) -> Answered {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answered {
        let mut asked = Visitor::agent().get(format!("{}{path}", self.address));
        for (name, value) in headers {
            asked = asked.header(*name, *value);
        }
        Visitor::told(asked.header("Authorization", format!("Bearer {}", self.token)).call())
    }

    /// An act under a key.
    pub fn post(&self, path: &str, key: &str, body: &Value) -> Answered {
        let headers = [("Idempotency-Key", key), ("Content-Type", "application/json")];
        self.post_with(path, &headers, body.to_string().as_bytes())
    }

    pub fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
        let mut asked = Visitor::agent().post(format!("{}{path}", self.address));
        for (name, value) in headers {
            asked = asked.header(*name, *value);
        }
        Visitor::told(asked.header("Authorization", format!("Bearer {}", self.token)).send(body))
    }
}

/// What an answer says, in JSON.
pub fn said(answered: &Answered) -> Value {
    serde_json::from_str(&answered.text).unwrap_or_else(|_| panic!("no JSON: {answered:?}"))
}

/// Where the statements of the example are.
pub fn statements() -> String {
    format!("/api/v1/agreements/{HIOW}/statements")
}

fn with_agreement(ground: &Ground) -> Bureau<'_> {
    let mut bureau = Bureau::open(ground, "2018-10-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    bureau
}

fn a_token_lets_in_its_owner_for_what_it_is_made_for_and_no_longer(ground: &Ground) {
    with_agreement(ground);
    let site = Site::open(ground, "2018-10-03");
    let reads = Caller::of(&site, &ground.preparer, &[Scope::Read]);
    assert_eq!(said(&reads.get("/api/v1/caller"))["login"], "ann");
    let refused = reads.post(&statements(), "k", &json!({"period": "2018/19-Q2"}));
    assert_eq!(refused.status, 403, "{}", refused.text);
    let asked = refused.header("www-authenticate").unwrap_or_default();
    assert!(asked.contains("insufficient_scope") && asked.contains("recharges"), "{asked}");
    // Its text is nowhere in the books.
    let kept = ground.ask("SELECT secret_hash AS cell FROM api_tokens");
    assert!(kept.iter().all(|hash| !reads.token.contains(hash.as_str())));
    let log = ground.ask("SELECT act || ' ' || subject AS cell FROM acts WHERE act LIKE 'token%'");
    assert_eq!(log, ["token made ledger"]);
    let used = ground.ask("SELECT used_at AS cell FROM api_tokens");
    assert_eq!(used.len(), 1, "it is noted that it was used");
    // Another day it is over; revoked, it is over at once.
    let later = Site::open(ground, "2019-04-01");
    let late = Caller { address: later.address.clone(), token: reads.token.clone() };
    assert_eq!(late.get("/api/v1/caller").status, 401);
    let own = Caller::of(&site, &ground.preparer, &ALL);
    let all = said(&own.get("/api/v1/tokens"));
    let id = all["items"].as_array().and_then(|all| all.last()?["id"].as_str()).expect("an id");
    let revoked = own.post(&format!("/api/v1/tokens/{id}/revoke"), "r", &json!({}));
    assert_eq!(revoked.status, 200, "{}", revoked.text);
    assert_eq!(reads.get("/api/v1/caller").status, 401);
    // Who leaves takes their tokens along.
    ground.sql("UPDATE people SET active = FALSE WHERE login = 'ann'").expect("she leaves");
    let gone = own.get("/api/v1/caller");
    assert_eq!(gone.status, 401);
    assert!(gone.header("www-authenticate").unwrap_or_default().starts_with("Bearer"));
}

fn a_cookie_lets_nobody_call_and_a_token_shows_no_page(ground: &Ground) {
    let site = Site::open(ground, "2018-10-03");
    assert_eq!(site.visitor(&ground.preparer).get("/api/v1/caller").status, 401);
    let caller = Caller::of(&site, &ground.preparer, &ALL);
    assert_eq!(caller.get("/agreements").header("location"), Some("/sign-in?to=%2Fagreements"));
    // The page makes one, and shows it once.
    let ann = site.visitor(&ground.preparer);
    let fields = [
        ("name", "Unit4"),
        ("scopes", "read"),
        ("ends-day", "31"),
        ("ends-month", "3"),
        ("ends-year", "2019"),
    ];
    let made = ann.post("/account/tokens", &fields);
    assert_eq!(made.status, 200, "{}", made.text);
    let (_, rest) = made.text.split_once("concordat_").expect("it is shown");
    let token = format!("concordat_{}", rest.split('<').next().expect("it ends"));
    let caller = Caller { address: site.address.clone(), token: token.clone() };
    assert_eq!(caller.get("/api/v1/agreements").status, 200);
    let listed = ann.get("/account/tokens").text;
    assert!(listed.contains("Unit4") && !listed.contains(&token), "{listed}");
}

fn what_is_asked_twice_under_one_key_is_done_once_even_after_a_restart(ground: &Ground) {
    with_agreement(ground);
    let q2 = json!({"period": "2018/19-Q2"});
    let site = Site::open(ground, "2018-10-03");
    let caller = Caller::of(&site, &ground.preparer, &ALL);
    let without = caller.post_with(&statements(), &[("Content-Type", "application/json")], b"{}");
    assert_eq!(without.status, 400, "{}", without.text);
    let first = caller.post(&statements(), "one", &q2);
    assert_eq!(first.status, 201, "{}", first.text);
    let path = first.header("location").expect("where it is").to_owned();
    let sent = caller.post(&format!("{path}/send"), "two", &json!({}));
    assert_eq!(said(&sent)["stage"], "with-purchaser", "{}", sent.text);
    drop(site);
    // Done again it would be refused: it is with the purchaser.
    let site = Site::open(ground, "2018-10-04");
    let caller = Caller { address: site.address.clone(), ..caller };
    let again = caller.post(&statements(), "one", &q2);
    assert_eq!((again.status, &again.text), (201, &first.text));
    assert_eq!(again.header("location"), Some(path.as_str()));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(caller.post(&statements(), "three", &q2).status, 409);
    let other = caller.post(&statements(), "one", &json!({"period": "2018/19-Q3"}));
    assert_eq!(other.status, 422, "{}", other.text);
    assert_eq!(ground.ask("SELECT draft AS cell FROM statements"), ["1"]);
    // What was refused holds no key.
    let keys = ground.ask("SELECT key_text AS cell FROM idempotency_keys ORDER BY key_text");
    assert_eq!(keys, ["one", "two"]);
}

fn eight_who_ask_at_once_under_one_key_make_one_statement(ground: &Ground) {
    with_agreement(ground);
    let site = Site::open(ground, "2018-10-03");
    let caller = Caller::of(&site, &ground.preparer, &ALL);
    let answers: Vec<Answered> = std::thread::scope(|scope| {
        let ask = || caller.post(&statements(), "same", &json!({"period": "2018/19-Q2"}));
        let all: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        all.into_iter().map(|one| one.join().expect("it ends")).collect()
    });
    for answer in &answers {
        assert_eq!((answer.status, &answer.text), (201, &answers[0].text));
    }
    assert_eq!(ground.ask("SELECT draft AS cell FROM statements"), ["1"]);
    let done = "SELECT COUNT(*) AS cell FROM acts WHERE act = 'statement drawn up'";
    assert_eq!(ground.ask(done), ["1"]);
}

fn what_the_api_keeps_goes_into_a_backup_and_comes_back(ground: &Ground) {
    with_agreement(ground);
    let site = Site::open(ground, "2018-10-03");
    let caller = Caller::of(&site, &ground.preparer, &ALL);
    let q2 = json!({"period": "2018/19-Q2"});
    let first = caller.post(&statements(), "one", &q2);
    assert_eq!(first.status, 201, "{}", first.text);
    let webhook = Webhook {
        supplier_id: ground.supplier.id.to_string(),
        id: "w".into(),
        url: "https://ledger.example.org/told".into(),
        events: "statement.sent".into(),
        secret: "whsec_AAAA".into(),
        made_by: ground.preparer.id.to_string(),
        made_at: on("2018-10-03").now,
        ended_at: None,
    };
    connection::change(&mut ground.books(), |books| kept::add(books, &webhook))
        .expect("it is there");
    let name = format!("{}.backup", concordat::workflow::new_name());
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    backup::backup(&mut ground.books(), on("2018-10-03"), &file).expect("it is copied");
    let other = ground.empty();
    let restored = backup::restore(&mut other.books(), &file, &mut |_| {}).expect("restored");
    std::fs::remove_file(&file).expect("it is taken away");
    assert_eq!(restored.1.findings, []);
    let site = Site::open(&other, "2018-10-03");
    let caller = Caller { address: site.address.clone(), ..caller };
    let again = caller.post(&statements(), "one", &q2);
    assert_eq!((again.status, &again.text), (201, &first.text));
    let found = kept::by_id(&mut other.books(), &ground.supplier.id, "w").expect("it answers");
    assert_eq!(found, Some(webhook));
}

fn an_act_on_another_state_than_was_read_is_refused(ground: &Ground) {
    with_agreement(ground).draw_up(HIOW, "2018/19-Q2").expect("drawn up");
    let site = Site::open(ground, "2018-10-03");
    let caller = Caller::of(&site, &ground.preparer, &ALL);
    let path = format!("{}/2018-19/q2", statements());
    let read = caller.get(&path);
    let tag = read.header("etag").expect("a tag").to_owned();
    let known = caller.get_with(&path, &[("If-None-Match", &tag)]);
    assert_eq!((known.status, known.text.as_str()), (304, ""));
    assert_eq!(known.header("etag"), Some(tag.as_str()));
    let send = |key: &str, tag: &str| {
        let headers = [("Idempotency-Key", key), ("If-Match", tag)];
        caller.post_with(&format!("{path}/send"), &headers, b"")
    };
    assert_eq!(send("a", "\"another\"").status, 412);
    assert_eq!(ground.ask("SELECT stage AS cell FROM statements"), ["drawn-up"]);
    assert_eq!(send("a", &tag).status, 200, "a key that was refused is free");
    assert_ne!(caller.get(&path).header("etag"), Some(tag.as_str()));
    assert_eq!(send("b", &tag).status, 412);
}

fn lists_are_read_to_their_end_and_no_row_twice(ground: &Ground) {
    let mut bureau = with_agreement(ground);
    for other in ["B-1", "A-2", "C/3", "A-1"] {
        bureau.bring_in(&EXAMPLE.replace(HIOW, other)).expect("it comes in");
    }
    let site = Site::open(ground, "2018-10-03");
    let caller = Caller::of(&site, &ground.partner, &ALL);
    let mut path = "/api/v1/agreements?limit=2".to_owned();
    let mut found = Vec::new();
    loop {
        let answered = caller.get(&path);
        let page = said(&answered);
        let rows = page["items"].as_array().expect("rows");
        assert!(rows.len() <= 2);
        found.extend(rows.iter().map(|row| row["reference"].as_str().expect("text").to_owned()));
        let link = answered.header("link").map(str::to_owned);
        assert_eq!(link.is_some(), page["next"].is_string(), "{page}");
        let Some(link) = link else { break };
        // One that comes in meanwhile before the place where the list is shifts no row.
        if found.len() == 2 {
            bureau.bring_in(&EXAMPLE.replace(HIOW, "A-0")).expect("it comes in");
        }
        link[1..link.find('>').expect("it ends")].clone_into(&mut path);
    }
    assert_eq!(found, ["A-1", "A-2", "B-1", "C/3", HIOW]);
    assert_eq!(caller.get("/api/v1/statements?after=nonsense").status, 404);
    assert_eq!(caller.get("/api/v1/statements?limit=201").status, 422);
}

fn what_is_wrong_is_told_as_a_problem(ground: &Ground) {
    with_agreement(ground);
    let site = Site::open(ground, "2018-10-03");
    let caller = Caller::of(&site, &ground.preparer, &ALL);
    let json = [("Idempotency-Key", "k"), ("Content-Type", "application/json")];
    let text = [("Idempotency-Key", "k"), ("Content-Type", "text/plain")];
    let good = statements();
    let q2 = json!({"period": "2018/19-Q2"}).to_string();
    let with_query = format!("{good}?dry=1");
    let cases: [(u16, Answered); 10] = [
        (400, caller.post_with(&good, &json, b"{")),
        (422, caller.post_with(&with_query, &json, q2.as_bytes())),
        (404, caller.get("/api/v1/agreements/NONE")),
        (404, caller.get("/api/v1/nowhere")),
        (405, caller.get(&good)),
        (409, caller.post(&good, "k", &json!({"period": "2019/20-Q4"}))),
        (415, caller.post_with(&good, &text, q2.as_bytes())),
        (422, caller.post(&good, "k", &json!({"period": "Q2", "more": 1}))),
        (403, Caller::of(&site, &ground.approver, &ALL).post(&good, "k", &json!({}))),
        (
            401,
            Caller { token: "none".into(), ..Caller::of(&site, &ground.approver, &ALL) }
                .get("/api/v1/caller"),
        ),
    ];
    for (status, answered) in cases {
        let problem = said(&answered);
        assert_eq!(answered.status, status, "{problem}");
        assert_eq!(answered.header("content-type"), Some("application/problem+json"));
        assert_eq!(problem["status"], status);
        let kind = problem["type"].as_str().expect("a type");
        let anchor = kind.split_once('#').expect("an anchor").1;
        let page = site.stranger().get("/api").text;
        assert!(page.contains(&format!("id=\"{anchor}\"")), "{kind} is told on the page");
        let id = answered.header("x-request-id").expect("a name").to_owned();
        assert_eq!(problem["instance"], format!("urn:uuid:{id}"));
        for name in ["title", "detail"] {
            assert!(!problem[name].as_str().unwrap_or_default().is_empty(), "{problem}");
        }
        if status == 422 && problem["errors"].as_array().is_some_and(|all| all.len() > 1) {
            let fields: Vec<&Value> = problem["errors"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|of| &of["field"])
                .collect();
            assert_eq!(fields, ["period", "more"]);
        }
        if status == 405 {
            assert_eq!(answered.header("allow"), Some("POST"));
        }
    }
    assert_eq!(ground.ask("SELECT id AS cell FROM statements"), [""; 0]);
}

fn who_calls_too_often_is_told_when_to_call_again(ground: &Ground) {
    let site = Site::open(ground, "2018-10-03");
    let caller = Caller::of(&site, &ground.preparer, &ALL);
    let mut refused = None;
    for _ in 0..2000 {
        let answered = caller.get("/api/v1/caller");
        if answered.status == 429 {
            refused = Some(answered);
            break;
        }
    }
    let refused = refused.expect("a hundred at once, and twenty a second");
    let wait = refused.header("retry-after").and_then(|seconds| seconds.parse::<u64>().ok());
    assert!(wait.is_some_and(|seconds| seconds >= 1), "{refused:?}");
}
