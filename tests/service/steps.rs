//! The steps that a quarter does not always take, given as commands: parking and release, a second
//! approver, withdrawing, silence that agrees, a mail server, a logo.

use std::fs;

use serde_json::Value;

use crate::desk::Desk;
use crate::desk::on_both;
use crate::desk::scripts;
use crate::mail::server::Server;

const DAY: &str = "2025-10-01";
const Q2: &str = "ASH-PEL-2025 --period 2025/26-Q2";

/// The example's agreement, changed, brought in as its next version.
fn import(desk: &Desk, day: &str, changes: &[(&str, &str)]) {
    let mut text = fs::read_to_string(scripts().join("agreement.toml")).expect("it is there");
    for (was, is) in changes {
        assert!(text.contains(was), "{was} is not in the example");
        text = text.replace(was, is);
    }
    desk.write("next.toml", &text);
    desk.done(day, "import next.toml --reason \"as agreed\" --as amira");
}

/// Each command of a statement of the second quarter, which must be done.
fn all_done(desk: &Desk, day: &str, commands: &[(&str, &str)]) {
    for (command, by) in commands {
        desk.done(day, &format!("{command} {Q2} --as {by}"));
    }
}

#[test]
fn a_parked_agreement_is_listed_with_why_and_released_when_it_is_mended() {
    on_both(|desk| {
        desk.begin();
        let order = "purchase_order = \"PO-1001\"\n";
        import(desk, DAY, &[(order, "")]);
        all_done(desk, DAY, &[("draw-up", "amira"), ("send", "amira"), ("agree", "pru")]);
        let approve = "run approve --period 2025/26-Q2 --as ben";
        let said = desk.done(DAY, approve);
        assert!(said.contains("parked: 1 agreement"), "{said}");
        assert!(said.contains("an invoice needs the purchaser's"), "{said}");
        let listed = desk.done(DAY, "list --parked --as amira");
        assert!(listed.contains("ASH-PEL-2025: parked: approve 2025/26-Q2"), "{listed}");
        let theirs = desk.done(DAY, "list --parked --as pru");
        assert_eq!(theirs, "No agreement is parked\n", "it is the supplier's own affair");
        assert!(desk.done(DAY, "show ASH-PEL-2025 --as amira").contains("Parked: approve"));
        import(desk, DAY, &[]);
        desk.done(DAY, &format!("return {Q2} --reason \"with the order\" --as ben"));
        all_done(desk, DAY, &[("draw-up", "amira"), ("send", "amira"), ("agree", "pru")]);
        assert!(desk.done(DAY, approve).contains("done: 1 agreement"));
        assert_eq!(desk.done(DAY, "list --parked --as amira"), "No agreement is parked\n");
    });
}

#[test]
fn what_goes_beyond_a_limit_takes_two_approvers() {
    on_both(|desk| {
        desk.begin();
        let add = "user add bea --name Bea --email e@ashenford.example --role approver";
        desk.done(DAY, &format!("{add} --as ash.admin"));
        let bill = [("draw-up", "amira"), ("send", "amira"), ("agree", "pru"), ("approve", "ben")];
        all_done(desk, DAY, &bill);
        all_done(desk, DAY, &[("issue", "amira")]);
        import(desk, "2026-01-01", &[("\"61500.00\"", "\"161500.00\"")]);
        let next = "ASH-PEL-2025 --period 2025/26-Q3";
        let give = |command: &str, by: &str| {
            desk.done("2026-01-01", &format!("{command} {next} --as {by}"))
        };
        let drawn = give("draw-up", "amira");
        assert!(drawn.contains("two must approve it: "), "{drawn}");
        give("send", "amira");
        give("agree", "pru");
        let first = give("approve", "ben");
        assert!(first.contains("one of two has approved it, a second must"), "{first}");
        let day = "2026-01-01";
        desk.refused(day, &format!("approve {next} --as ben"), "approved this statement first");
        desk.refused(day, &format!("issue {next} --as amira"), "a second person approves it first");
        assert!(give("approve", "bea").contains("two approved it"));
        assert!(give("issue", "amira").contains("ASH-INV-000002: invoice"));
    });
}

#[test]
fn a_withdrawn_line_is_on_no_invoice_and_does_not_come_back() {
    on_both(|desk| {
        desk.begin();
        all_done(desk, DAY, &[("draw-up", "amira"), ("send", "amira")]);
        let line = "--line payroll-system";
        desk.done(DAY, &format!("query {Q2} {line} --reason \"It was down\" --as pru"));
        let why = "--reason \"It was\"";
        desk.refused(DAY, &format!("withdraw {Q2} {line} {why} --as pru"), "may not withdraw");
        let said = desk.done(DAY, &format!("withdraw {Q2} {line} {why} --as ben"));
        assert!(said.contains("1 line of "), "{said}");
        assert!(said.contains("withdrawn, and not on an invoice"), "{said}");
        desk.refused(DAY, &format!("release {Q2} {line} --as pru"), "is not queried");
        all_done(desk, DAY, &[("agree", "pru"), ("approve", "ben"), ("issue", "amira")]);
        let drawn = desk.done("2026-01-01", "draw-up ASH-PEL-2025 --period 2025/26-Q3 --as amira");
        assert!(!drawn.contains("adjusted"), "{drawn}");
        assert!(drawn.contains("What changed since 2025/26-Q2, drawn up on "), "{drawn}");
    });
}

#[test]
fn silence_agrees_only_after_the_days_of_the_agreement() {
    on_both(|desk| {
        desk.begin();
        all_done(desk, DAY, &[("draw-up", "amira"), ("send", "amira")]);
        let deem = format!("deem-agreed {Q2} --as amira");
        desk.refused("2025-11-01", &deem, "the purchaser must agree it");
        desk.done(DAY, &format!("return {Q2} --reason \"ten days to agree\" --as ben"));
        let days = ("ends      = 2028-03-31", "ends      = 2028-03-31\nacceptance_days = 10");
        import(desk, DAY, &[days]);
        all_done(desk, DAY, &[("draw-up", "amira"), ("send", "amira")]);
        desk.refused("2025-10-11", &deem, "only after 11 October 2025");
        assert!(desk.done("2025-10-12", &deem).contains("agreed by the purchaser"));
        let log = desk.done("2025-10-12", "log --as ash.admin");
        assert!(log.contains("statement deemed agreed"), "{log}");
        desk.refused("2025-10-12", &deem, "the next step is to approve it");
    });
}

#[test]
fn letters_go_through_the_mail_server_of_the_settings() {
    on_both(|desk| {
        desk.begin();
        all_done(desk, DAY, &[("draw-up", "amira"), ("send", "amira")]);
        let name = if desk.is_file() { "settings-file" } else { "settings-server" };
        let known = ["--tls", "starttls", "--user", "recharges", "--password", "pa55 wörd"];
        let server = Server::start(name, &known);
        let told = server.settings(concordat::mail::Security::StartTls);
        let (port, ca) = (told.port.to_string(), server.certificate().display().to_string());
        desk.write("password", "pa55 wörd\n");
        let file = desk.folder.join("password").display().to_string();
        let settings = [
            ("CONCORDAT__MAIL__CARRIER", "smtp"),
            ("CONCORDAT__MAIL__HOST", "localhost"),
            ("CONCORDAT__MAIL__PORT", &port),
            ("CONCORDAT__MAIL__SECURITY", "starttls"),
            ("CONCORDAT__MAIL__USER", "recharges"),
            ("CONCORDAT__MAIL__PASSWORD_FILE", &file),
            ("CONCORDAT__MAIL__CA_FILE", &ca),
            ("CONCORDAT__MAIL__TIMEOUT", "20"),
            ("CONCORDAT__MAIL__FROM_NAME", "Ashenford Recharges"),
            ("CONCORDAT__MAIL__FROM_ADDRESS", "recharges@ashenford.example"),
        ];
        let said = desk.give_with(DAY, "deliver --as amira", &settings);
        assert_eq!((said.status, said.text.as_str()), (0, "1 letter sent\n"));
        assert_eq!(
            server.envelope(1),
            ["recharges@ashenford.example", "payments@pellworth.example"]
        );
        let from = ["Ashenford Recharges", "recharges@ashenford.example"];
        assert_eq!(server.taken()[0]["from"], Value::from(from.to_vec()));
        assert!(desk.letters().is_empty(), "none is in the folder");
    });
}

#[test]
fn a_logo_comes_in_with_its_agreement_and_out_with_it() {
    on_both(|desk| {
        desk.begin();
        let logo = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">\
                    <rect width=\"9\" height=\"9\" fill=\"#005ea5\"/></svg>";
        let text = fs::read_to_string(scripts().join("agreement.toml")).expect("it is there");
        desk.write(
            "2.toml",
            &text.replacen("[supplier]\n", "[supplier]\nlogo = \"arms.svg\"\n", 1),
        );
        desk.refused(DAY, "import 2.toml --reason \"The arms are new\" --as amira", "2.toml:");
        desk.refused(
            DAY,
            "import 2.toml --reason \"The arms are new\" --as amira",
            "the logo arms.svg cannot be used: there is no",
        );
        desk.write("arms.svg", logo);
        desk.done(DAY, "import 2.toml --reason \"The arms are new\" --as amira");
        desk.done(DAY, "export ASH-PEL-2025 --out out --as amira");
        let out = fs::read_to_string(desk.folder.join("out/arms.svg"));
        assert_eq!(out.expect("it was exported"), logo);
        desk.done(DAY, "import out/ASH-PEL-2025.toml --as amira");
        assert!(desk.done(DAY, "verify").contains("1 files"), "the logo is checked");
    });
}
