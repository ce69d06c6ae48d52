//! Single sign-on, at a provider that others wrote (npm's oidc-provider, with PKCE demanded): the
//! code, the state and the nonce go through a real browser.

use std::env;
use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;

use concordat::domain::people::Person;
use concordat::domain::people::Role;
use concordat::store::people;
use concordat::workflow::keep_people;
use concordat::workflow::new_name;
use serde_json::Value;
use serde_json::json;

use crate::browser::Browser;
use crate::ground::Ground;
use crate::ground::on;
use crate::site::Port;
use crate::site::Site;

const DAY: &str = "2018-07-03";

/// A running provider; it ends with the test.
struct Provider {
    child: Child,
    _said: BufReader<ChildStdout>,
    issuer: String,
    accounts: PathBuf,
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }
}

impl Provider {
    /// One that sends people back to a service.
    fn start(service: &str) -> Provider {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the target");
        let home = target.join("provider");
        let is_there = home.join("node_modules/oidc-provider").exists();
        assert!(
            is_there,
            "SIGN-ON NOT TESTED. The provider is not in {}: run tests/run",
            home.display()
        );
        let script = home.join("provider.mjs");
        fs::write(&script, include_str!("provider/provider.mjs")).expect("it can be written");
        let accounts = home.join(format!("{}.json", new_name()));
        let mut command = Command::new("node");
        command.arg(script).arg(&accounts).arg(format!("{service}/sign-in/back"));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node can be run: tests/run installs it");
        let mut issuer = String::new();
        let mut said = BufReader::new(child.stdout.take().expect("it is piped"));
        said.read_line(&mut issuer).expect("it says its address");
        let issuer = issuer.trim().to_owned();
        assert!(issuer.starts_with("http://"), "the provider did not start: {issuer}");
        Provider { child, _said: said, issuer, accounts }
    }

    /// What it says of its accounts from now on.
    fn says(&self, accounts: &Value) {
        fs::write(&self.accounts, accounts.to_string()).expect("it can be written");
    }

    /// Signs with another key from now on.
    fn rotates(&self) {
        ureq::get(format!("{}/rotate", self.issuer)).call().expect("it answers");
    }
}

/// Signs in as an account, from the service's own page on.
#[track_caller]
fn sign_in(browser: &Browser, account: &str) {
    browser.forget();
    browser.go("/agreements");
    assert_eq!(browser.heading(), "Sign in");
    browser.leave("Sign in with Anyshire");
    browser.type_into("input[name=login]", account);
    browser.type_into("input[name=password]", "whatever");
    browser.leave("Sign-in");
}

fn now(ground: &Ground, person: &Person) -> Person {
    let found = people::person_by_id(&mut ground.books(), person.id.as_str());
    found.expect("it answers").expect("they are there")
}

#[test]
fn people_sign_in_as_their_council_knows_them_with_the_duties_of_their_groups() {
    let ground = Ground::sqlite();
    let port = Port::free();
    let provider = Provider::start(&port.address);
    let site = Site::on(
        port,
        &ground,
        DAY,
        &[
            ("CONCORDAT__SIGN_ON__ISSUER", &provider.issuer),
            ("CONCORDAT__SIGN_ON__CLIENT_ID", "concordat"),
            ("CONCORDAT__SIGN_ON__CLIENT_SECRET", "not to be guessed"),
            ("CONCORDAT__SIGN_ON__NAME", "Anyshire"),
            ("CONCORDAT__SIGN_ON__COUNCILS", "HCC"),
            ("CONCORDAT__SIGN_ON__ROLES", "g-draw: HCC preparer; g-approve: HCC approver"),
        ],
    );
    let browser = Browser::open(&site);
    let account = |mail: &str, groups: &[&str]| {
        let name = "Ann";
        json!({"email": mail, "email_verified": true, "name": name, "groups": groups})
    };
    provider.says(&json!({
        "4711": account("ANN@example.org", &["g-draw", "g-other"]),
        "4712": account("stranger@example.org", &["g-draw"]),
        "4713": account("pat@example.org", &["g-draw"]),
        "4714": {"email": "ben@example.org", "email_verified": false, "groups": ["g-draw"]},
    }));
    sign_in(&browser, "4711");
    browser.look();
    assert_eq!(browser.heading(), "Agreements", "{}", browser.reads());
    browser.must_read(&["Ann Preparer"]);
    // Nobody; somebody of a council that signs in otherwise; an address that nobody vouches for.
    for account in ["4712", "4713", "4714"] {
        sign_in(&browser, account);
        browser.look();
        assert_eq!(browser.heading(), "You could not be signed in", "{account}");
        browser.must_read(&["Ask an administrator of your council"]);
    }
    // From now on she is her account, whatever it is called; her groups are other ones.
    provider.says(&json!({"4711": account("ann.new@example.org", &["g-approve"])}));
    provider.rotates();
    sign_in(&browser, "4711");
    browser.must_read(&["Ann Preparer"]);
    assert_eq!(now(&ground, &ground.preparer).roles, [Role::Approver]);
    let log = ground.ask(
        "SELECT person || ': ' || act || ' ' || subject || ' ' || after AS cell FROM acts
         WHERE reason LIKE '%single sign-on' ORDER BY entry",
    );
    assert_eq!(log, ["Concordat: duties changed ann approver"]);
    she_is_refused_where_she_must_be(&ground, &site, &browser, &provider);
}

fn she_is_refused_where_she_must_be(
    ground: &Ground,
    site: &Site<'_>,
    browser: &Browser,
    provider: &Provider,
) {
    // In no group of ours she has no duty, and does not come in.
    provider.says(&json!({"4711": {"groups": []}}));
    sign_in(browser, "4711");
    browser.must_read(&["You could not be signed in", "you have no duty here"]);
    assert!(now(ground, &ground.preparer).roles.is_empty(), "she keeps what no group gives");
    // Who has left is refused, whatever the council's own list says.
    provider.says(&json!({"4711": {"email": "ann@example.org", "groups": ["g-draw"]}}));
    let administrator = site.joined(&ground.preparer, Role::Administrator);
    let books = &mut ground.books();
    keep_people::change_duties(books, &administrator, on(DAY), "ann", &[], false)
        .expect("she leaves");
    sign_in(browser, "4711");
    browser.must_read(&["You could not be signed in", "let you act again"]);
    // An answer that this browser did not ask for, and one that comes too late.
    browser.forget();
    browser.go("/sign-in/back?code=stolen&state=guessed");
    browser.must_read(&["not the answer to a sign-in that was begun in this browser"]);
    keep_people::change_duties(books, &administrator, on(DAY), "ann", &[Role::Preparer], true)
        .expect("she comes back");
    browser.forget();
    browser.go("/sign-in");
    browser.leave("Sign in with Anyshire");
    site.go_to("2018-07-04");
    browser.type_into("input[name=login]", "4711");
    browser.type_into("input[name=password]", "whatever");
    browser.leave("Sign-in");
    browser.must_read(&["took more than ten minutes"]);
    sign_in(browser, "4711");
    browser.must_read(&["Ann Preparer"]);
}
