//! The commands on the books: what they refuse, and that what they refuse leaves nothing behind.

use std::fs;
use std::thread;

use diesel::RunQueryDsl;
use diesel::sql_query;
use rust_xlsxwriter::ExcelDateTime;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::desk::Desk;
use crate::desk::on_both;
use crate::desk::scripts;

const DAY: &str = "2025-10-01";
const Q2: &str = "ASH-PEL-2025 --period 2025/26-Q2";

fn json(desk: &Desk, command: &str) -> Value {
    let text = desk.done(DAY, &format!("{command} --format json"));
    serde_json::from_str(&text).expect("JSON")
}

fn days() -> String {
    format!("import ASH-PEL-2025 --days \"{}\" --as amira", scripts().join("days.csv").display())
}

#[test]
fn a_misspelt_database_makes_no_empty_books() {
    on_both(|desk| {
        if desk.is_file() {
            desk.refused(DAY, "list --as amira", "there is no database concordat.db");
            assert!(!desk.folder.join("concordat.db").exists());
        }
        assert!(desk.done(DAY, "migrate").contains("brought up to date"));
        assert!(desk.done(DAY, "migrate").contains("are up to date"));
        desk.refused(DAY, "list --as amira", "the name or the password is not right");
        desk.refused(DAY, "list", "who acts?");
        desk.refused("yesterday", "list --as amira", "CONCORDAT_TODAY is \"yesterday\"");
    });
}

#[test]
fn of_many_that_start_at_once_one_makes_the_tables() {
    on_both(|desk| {
        let said: Vec<String> = thread::scope(|scope| {
            let starts: Vec<_> =
                (0..20).map(|_| scope.spawn(|| desk.done(DAY, "migrate"))).collect();
            starts.into_iter().map(|start| start.join().expect("it ends")).collect()
        });
        let made = said.iter().filter(|said| said.contains("brought up to date")).count();
        assert_eq!(made, 1, "{said:?}");
    });
}

#[test]
fn an_administrator_adds_people_and_says_what_they_may_do() {
    on_both(|desk| {
        desk.begin();
        let as_admin = |command: &str| format!("{command} --as ash.admin");
        let said = desk.give(DAY, &as_admin("user add x --name X --email none --role approver"));
        assert!(said.status == 2 && said.text.contains("\"none\" is no e-mail"), "{}", said.text);
        desk.done(DAY, &as_admin("user roles amira --role auditor"));
        desk.refused(DAY, &days(), "Amira may not record days and costs");
        desk.done(DAY, &as_admin("user leave ben"));
        desk.refused(DAY, "list --as ben", "not right");
        let listed = desk.done(DAY, &as_admin("user list"));
        assert!(listed.contains("acts no more") && listed.contains("auditor"), "{listed}");
        assert!(!listed.contains("pru"), "another council's people are not shown: {listed}");
        desk.refused(DAY, "user password ben --as pru", "Pru may not add people");
        desk.done(DAY, "user password --as pru");
        let log = desk.done(DAY, &as_admin("log --about amira"));
        assert!(log.contains("duties changed") && !log.contains("three plain"), "{log}");
    });
}

#[test]
fn a_workbook_comes_in_as_a_csv_file_does_and_every_bad_cell_is_named() {
    on_both(|desk| {
        desk.begin();
        let write = |name: &str, days: [Result<f64, &str>; 2]| {
            let mut book = Workbook::new();
            let date = Format::new().set_num_format("dd/mm/yyyy");
            let sheet = book.add_worksheet();
            for (column, word) in (0..).zip(["line", "on", "days"]) {
                sheet.write(0, column, word).expect("a cell");
            }
            for (row, days) in (1..).zip(days) {
                let on =
                    ExcelDateTime::from_ymd(2025, 7, 30 + u8::try_from(row % 2).expect("small"));
                sheet.write(row, 0, "pensions-adviser").expect("a cell");
                sheet.write_with_format(row, 1, on.expect("a day"), &date).expect("a cell");
                match days {
                    Ok(days) => sheet.write(row, 2, days).expect("a cell"),
                    Err(text) => sheet.write(row, 2, text).expect("a cell"),
                };
            }
            book.save(desk.folder.join(name)).expect("a workbook can be written");
        };
        write("bad.xlsx", [Err("three"), Err("£2")]);
        desk.write("costs.csv", "line,on,amount\nnobody,2025-07-31,12.00\n");
        let both = "import ASH-PEL-2025 --days bad.xlsx --costs costs.csv --as amira";
        desk.refused(DAY, both, "bad.xlsx, cell C2: ");
        desk.refused(DAY, both, "bad.xlsx, cell C3: ");
        desk.refused(DAY, both, "costs.csv:2:1: ");
        write("days.xlsx", [Ok(0.1 + 0.2), Ok(3.0)]);
        let half = "import ASH-PEL-2025 --days days.xlsx --costs costs.csv --as amira";
        desk.refused(DAY, half, "costs.csv:2:1: ");
        desk.done(DAY, "import ASH-PEL-2025 --days days.xlsx --as amira");
        desk.done(DAY, "export ASH-PEL-2025 --out out --as amira");
        let recorded = fs::read_to_string(desk.folder.join("out/ASH-PEL-2025-days.csv"));
        assert_eq!(
            recorded.expect("it was exported"),
            "line,on,days,note,recorded\npensions-adviser,2025-07-31,0.3,,\n\
             pensions-adviser,2025-07-30,3,,\n",
            "once, though it was tried twice, and nothing of the bad one"
        );
        desk.refused(DAY, "import ASH-PEL-2025 --days days.xlsx --as amira", "brought in already");
        desk.write("no.xlsx", "this is no workbook");
        desk.refused(DAY, "import ASH-PEL-2025 --days no.xlsx --as amira", "as a workbook");
    });
}

#[test]
fn an_agreement_comes_out_as_it_went_in_to_the_byte() {
    on_both(|desk| {
        desk.begin();
        let file = scripts().join("agreement.toml");
        desk.done(DAY, "export ASH-PEL-2025 --out out --as amira");
        let text = fs::read_to_string(&file).expect("the example is there");
        let exported = desk.folder.join("out/ASH-PEL-2025.toml");
        assert_eq!(fs::read_to_string(&exported).expect("it was exported"), text);
        let import = format!("import \"{}\" --as amira", file.display());
        assert!(desk.done(DAY, &import).contains("to the byte"));
        desk.write("2.toml", &(text.clone() + "\n# The same again, with a remark.\n"));
        let second = desk.done(DAY, "import 2.toml --reason remark --as amira");
        assert!(second.contains("version 2 is in use"), "{second}");
        assert!(second.contains("say the same as those of version 1"), "{second}");
        desk.write("3.toml", &text.replace("12345678", "87654321"));
        let third = desk.done(DAY, "import 3.toml --reason \"new bank\" --as both");
        assert!(third.contains("version 3") && third.contains("not in use yet"), "{third}");
        let confirm = "confirm ASH-PEL-2025 --version 3 --as";
        desk.refused(DAY, &format!("{confirm} both"), "a second person");
        desk.refused(DAY, "export ASH-PEL-2025 --out out --as amira", "says something else");
        assert!(desk.done(DAY, &format!("{confirm} ben")).contains("version 3 is confirmed"));
        desk.refused(DAY, "show NONE --as pru", "party to no agreement");
        desk.refused(DAY, "import 3.toml --as pru", "bring in an agreement");
    });
}

#[test]
fn what_was_read_is_what_is_agreed_and_no_one_approves_their_own() {
    on_both(|desk| {
        desk.begin();
        desk.done(DAY, &days());
        desk.refused("2025-09-30", &format!("draw-up {Q2} --as both"), "from 1 October 2025 on");
        desk.done(DAY, &format!("draw-up {Q2} --as both"));
        desk.refused(DAY, &format!("show {Q2} --as pru"), "there is no statement");
        desk.done(DAY, &format!("send {Q2} --as both"));
        desk.refused(DAY, &format!("agree {Q2} --hash abc --as pru"), "not the one that you read");
        let shown = json(desk, &format!("show {Q2} --as pru"));
        let hash = shown["statement"]["hash"].as_str().expect("a hash");
        assert_eq!(shown["lines"].as_array().map(Vec::len), Some(4));
        let query = format!("query {Q2} --line payroll-system --reason \"Since when?\" --as pru");
        desk.done(DAY, &query);
        let withdraw = format!("withdraw {Q2} --line payroll-system --reason \"Not yet\" --as");
        desk.refused(DAY, &format!("{withdraw} amira"), "may not withdraw a queried line");
        desk.refused(DAY, &format!("{withdraw} both"), "a second person must do this");
        let release =
            format!("release {Q2} --line payroll-system --answer \"since July\" --as pru");
        desk.done(DAY, &release);
        desk.done(DAY, &format!("agree {Q2} --hash {} --as pru", &hash[..12]));
        desk.refused(DAY, &format!("approve {Q2} --as both"), "a second person");
        desk.done(DAY, &format!("approve {Q2} --hash {hash} --as ben"));
        desk.refused(DAY, &format!("issue {Q2} --as pru"), "may not issue");
        desk.done(DAY, &format!("issue {Q2} --as both"));
        desk.refused(DAY, &format!("return {Q2} --reason no --as pru"), "credit note");
        desk.refused(DAY, "documents ASH-INV-000001 --as pru", "not made yet");
    });
}

#[test]
fn unsigned_terms_are_billed_only_after_a_decision_on_holding_over() {
    on_both(|desk| {
        desk.begin();
        let text = fs::read_to_string(scripts().join("agreement.toml")).expect("it is there");
        desk.write("2.toml", &text.replace("\"in-force\"", "\"heads-agreed\""));
        desk.refused(DAY, "import 2.toml --as amira", "say why there is another version");
        let second = desk.done(DAY, "import 2.toml --reason \"Not signed yet\" --as amira");
        assert!(second.contains("What changed since version 1:"), "{second}");
        assert!(
            second.contains("old: in force") && second.contains("new: heads agreed"),
            "{second}"
        );
        for command in ["draw-up", "send"] {
            desk.done(DAY, &format!("{command} {Q2} --as amira"));
        }
        desk.done(DAY, &format!("agree {Q2} --as pru"));
        desk.done(DAY, &format!("approve {Q2} --as ben"));
        desk.refused(DAY, &format!("issue {Q2} --as amira"), "not signed");
        let decide = "hold-over ASH-PEL-2025 --from 2025-07-01 --until 2025-12-31 --decision";
        desk.refused(DAY, &format!("{decide} Minute --as amira"), "decide on holding over");
        desk.done(DAY, &format!("{decide} \"Cabinet minute 41\" --as ben"));
        desk.done(DAY, &format!("issue {Q2} --as amira"));
    });
}

#[test]
fn a_run_tells_what_it_did_and_its_preview_writes_nothing() {
    on_both(|desk| {
        desk.begin();
        let run = |step: &str, by: &str| format!("run {step} --period 2025/26-Q2 --as {by}");
        let preview = json(desk, &(run("draw-up", "amira") + " --preview"));
        assert_eq!((&preview["done"], &preview["preview"]), (&1.into(), &true.into()));
        desk.refused(DAY, &format!("send {Q2} --as amira"), "there is no statement");
        assert_eq!(json(desk, &run("draw-up", "amira"))["done"], 1);
        let early = json(desk, &run("issue", "amira"));
        assert_eq!(early["not_yet"][0]["agreement"], "ASH-PEL-2025", "{early}");
        for (step, by) in [("send", "amira"), ("agree", "pru"), ("approve", "ben")] {
            assert_eq!(json(desk, &run(step, by))["done"], 1, "{step}");
        }
        for _ in 0..2 {
            assert_eq!(json(desk, &run("issue", "amira"))["done"], 1);
        }
        let listed = json(desk, "list --as pru");
        assert_eq!(listed[0]["latest_statement"]["stage"], "issued", "{listed}");
        let all = json(desk, "show ASH-PEL-2025 --as pru");
        assert_eq!(all["invoices"].as_array().map(Vec::len), Some(1), "one, though run twice");
        desk.refused(DAY, &run("approve", "amira"), "may not approve");
        assert_eq!(
            json(desk, "log --as ash.admin").as_array().map(|log| log.len() > 8),
            Some(true)
        );
    });
}

#[test]
fn a_council_without_an_address_gets_no_letter_and_each_act_says_so() {
    on_both(|desk| {
        desk.begin();
        let text = fs::read_to_string(scripts().join("agreement.toml")).expect("it is there");
        let purchasers = "email          = \"payments@pellworth.example\"\n";
        desk.write("2.toml", &text.replace(purchasers, ""));
        desk.done(DAY, "import 2.toml --reason \"They have moved\" --as amira");
        desk.done(DAY, &format!("draw-up {Q2} --as amira"));
        let says = "no letter: the agreement states no e-mail address for Pellworth District \
                    Council; add email under [purchaser], or tell them yourself";
        let sent = desk.done(DAY, &format!("send {Q2} --as amira"));
        assert!(sent.contains(says), "{sent}");
        let agreed = desk.done(DAY, &format!("agree {Q2} --as pru"));
        assert!(!agreed.contains("no letter"), "the supplier has one: {agreed}");
        desk.done(DAY, &format!("approve {Q2} --as ben"));
        let issued = desk.done(DAY, &format!("issue {Q2} --as amira"));
        assert!(issued.contains(says), "{issued}");
        let went = desk.done(DAY, "deliver --as amira");
        assert!(went.contains(&format!("ASH-INV-000001: {says}")), "{went}");
        assert!(went.contains("1 letter sent"), "{went}");
    });
}

#[test]
fn the_last_administrator_stays_and_names_to_sign_in_with_differ_by_more_than_capitals() {
    on_both(|desk| {
        desk.begin();
        let as_admin = |command: &str| format!("{command} --as ash.admin");
        let only = "is the only administrator of your council: make another person one first";
        desk.refused(DAY, &as_admin("user leave ash.admin"), only);
        desk.refused(DAY, &as_admin("user roles ash.admin --role auditor"), only);
        desk.done(DAY, &as_admin("user roles ben --role administrator"));
        desk.done(DAY, &as_admin("user leave ash.admin"));
        let add = "user add Amira --name Another --email a@ash.example --role auditor --as ben";
        desk.refused(DAY, add, "the name \"amira\" to sign in with is taken");
        let add =
            "user add zoe --name \"Zo\u{202e}e\" --email z@ash.example --role auditor --as ben";
        desk.refused(DAY, add, "(U+202E) after \"Zo\"");
    });
}

#[test]
fn the_overhead_on_a_line_is_named_and_days_that_are_missing_are() {
    on_both(|desk| {
        desk.begin();
        let drawn = desk.done(DAY, &format!("draw-up {Q2} --as amira"));
        let missing = "warning: no days are recorded for Pensions Adviser in 2025/26-Q2";
        assert!(drawn.contains(missing), "{drawn}");
        desk.done(DAY, &days());
        let drawn = desk.done(DAY, &format!("draw-up {Q2} --as amira"));
        assert!(!drawn.contains("no days are recorded"), "{drawn}");
        desk.done(DAY, &format!("send {Q2} --as amira"));
        let query = |line: &str| {
            desk.done(DAY, &format!("query {Q2} --line {line} --reason Why? --as pru"))
        };
        let named = format!("to hold its overhead too: concordat query {Q2} --line overhead");
        assert!(!query("payroll-system").contains("overhead"), "no overhead is on a service");
        let told = query("payroll-manager");
        assert!(told.contains(&named), "{told}");
        query("overhead");
        let told = desk.done(
            DAY,
            &format!("withdraw {Q2} --line payroll-manager --reason \"Not given\" --as ben"),
        );
        let named =
            format!("to withdraw its overhead too: concordat withdraw {Q2} --line overhead");
        assert!(told.contains(&named), "{told}");
        let none = desk.done(DAY, "year-end publish --quarter 2025/26-Q3 --as amira");
        assert!(none.contains("nothing: no document of 2025/26-Q3"), "{none}");
    });
}

#[test]
fn rows_that_are_recorded_already_are_refused_though_their_file_was_saved_anew() {
    on_both(|desk| {
        desk.begin();
        desk.done(DAY, &days());
        let text = fs::read_to_string(scripts().join("days.csv")).expect("it is there");
        let saved = desk.folder.join("saved.csv");
        fs::write(&saved, format!("# saved anew\n{text}")).expect("it can be written");
        let again = format!("import ASH-PEL-2025 --days \"{}\" --as amira", saved.display());
        desk.refused(DAY, &again, "is recorded already, word for word, and would count twice");
        let done = desk.done(DAY, &format!("{again} --again"));
        assert!(done.contains("3 rows of days recorded"), "{done}");
    });
}

#[test]
fn a_council_that_was_misspelt_is_renamed() {
    on_both(|desk| {
        let add = "council add \"Ashenford Burough Council\" --prefix ASH --admin ash.admin \
                   --admin-name Ada --admin-email ada@ashenford.example";
        desk.done(DAY, add);
        desk.done(
            DAY,
            &add.replace("Ashenford Burough", "Pellworth District")
                .replace("ASH", "PEL")
                .replace("ash.admin", "pel.admin"),
        );
        desk.done(
            DAY,
            "user add amira --name Amira --email a@ashenford.example --role preparer \
                        --as ash.admin",
        );
        let import =
            format!("import \"{}\" --as amira", scripts().join("agreement.toml").display());
        desk.refused(DAY, &import, "\"Ashenford Borough Council\" has not joined");
        assert!(desk.done(DAY, "council list --as amira").contains("Ashenford Burough Council"));
        let rename = "council rename \"Ashenford Borough Council\" --as";
        desk.refused(DAY, &format!("{rename} amira"), "may not add people");
        desk.refused(
            DAY,
            "council rename \"Pellworth District Council\" --as ash.admin",
            "already",
        );
        desk.done(DAY, &format!("{rename} ash.admin"));
        desk.done(DAY, &import);
        let again = desk.done(DAY, "council rename \"Ashenford City Council\" --as ash.admin");
        assert!(again.contains("name it as before") && again.contains("ASH-PEL-2025"), "{again}");
        let log = desk.done(DAY, "log --about ASH --as ash.admin");
        assert!(log.contains("council renamed: Ashenford City Council"), "{log}");
    });
}

#[test]
fn an_auditor_reads_what_their_officers_did_in_another_councils_log() {
    on_both(|desk| {
        desk.begin();
        let add = "user add una --name Una --email u@pellworth.example --role auditor";
        desk.done(DAY, &format!("{add} --as pel.admin"));
        desk.done(DAY, &days());
        for command in ["draw-up", "send"] {
            desk.done(DAY, &format!("{command} {Q2} --as amira"));
        }
        desk.done(DAY, &format!("agree {Q2} --as pru"));
        desk.done(DAY, &format!("approve {Q2} --as ben"));
        desk.done(DAY, &format!("issue {Q2} --as amira"));
        desk.done(DAY, "deliver --as amira");
        desk.done("2025-10-02", "receive ASH-INV-000001 --as pru");
        let log = desk.done(DAY, "log --as una");
        for told in ["Pru, ASH-PEL-2025 2025/26-Q2: statement agreed", "invoice received", "una"] {
            assert!(log.contains(told), "{told} in {log}");
        }
        for theirs in ["person added: Ben", "draft 1", "council joined: prefix ASH"] {
            assert!(!log.contains(theirs), "{theirs} in {log}");
        }
        desk.refused(DAY, "log --as pru", "read the log of acts");
    });
}

#[test]
fn a_backup_that_is_misspelt_restores_nothing_and_leaves_nothing() {
    on_both(|desk| {
        desk.refused(DAY, "restore boks.concordat", "boks.concordat is not there");
        assert!(!desk.folder.join("concordat.db").exists());
    });
}

#[test]
fn a_reminder_is_written_once_a_day_and_deliver_ends_with_1_while_a_letter_waits_for_a_person() {
    on_both(|desk| {
        desk.begin();
        desk.done(DAY, &days());
        for command in ["draw-up", "send"] {
            desk.done(DAY, &format!("{command} {Q2} --as amira"));
        }
        desk.done(DAY, &format!("agree {Q2} --as pru"));
        desk.done(DAY, &format!("approve {Q2} --as ben"));
        desk.done(DAY, &format!("issue {Q2} --as amira"));
        desk.done(DAY, "deliver --as amira");
        let late = "2025-11-10";
        desk.done(late, "remind ASH-INV-000001 --as amira");
        desk.refused(late, "remind ASH-INV-000001 --as amira", "was written today already");
        desk.done("2025-11-11", "remind ASH-INV-000001 --as amira");
        let mut books = desk.books();
        let given_up = "UPDATE outbox SET state = 'given-up' WHERE kind = 'reminder'";
        assert_eq!(sql_query(given_up).execute(&mut books), Ok(2));
        let said = desk.give("2025-11-11", "deliver --as amira");
        assert_eq!(said.status, 1, "{}", said.text);
        assert!(said.text.contains("2 letters of earlier days must be looked at"), "{}", said.text);
    });
}

#[test]
fn verify_ends_with_the_heads_of_the_logs_and_asks_for_one_that_was_kept() {
    on_both(|desk| {
        desk.begin();
        let text = desk.done(DAY, "verify");
        let head = text
            .lines()
            .find_map(|line| line.strip_prefix("The log of Ashenford Borough Council ends with "));
        let head = head.unwrap_or_else(|| panic!("no head in {text}"));
        desk.done(DAY, &days());
        desk.done(DAY, &format!("verify --head {head}"));
        let (number, hash) = head.split_once(':').expect("NUMBER:HASH");
        let other = desk.give(DAY, &format!("verify --head {number}1:{hash}"));
        assert_eq!(other.status, 1, "{}", other.text);
        assert!(other.text.contains("no log has an entry"), "{}", other.text);
        desk.refused(DAY, "verify --head abc", "it is NUMBER:HASH");
    });
}
