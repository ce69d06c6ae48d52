//! Agreements as they live: queried, returned, deemed, held over, changed, ended and begun again,
//! caught up; on both databases.

use concordat::billing::limit;
use concordat::domain::money::Money;
use concordat::domain::rate::Rate;
use concordat::store::agreements::HoldingOver;
use concordat::store::invoices::Issued;
use concordat::store::statements::StatementKind;
use concordat::workflow::agree;
use concordat::workflow::bring_in;
use concordat::workflow::bring_in::BroughtIn;
use concordat::workflow::credit;
use concordat::workflow::draw_up::Limits;
use concordat::workflow::duties::Duty;
use concordat::workflow::payments;
use concordat::workflow::run::Step;
use concordat::workflow::run::Writes;
use concordat::workflow::year_end::ledger;

use crate::bureau::Bureau;
use crate::bureau::agreement;
use crate::bureau::period;
use crate::bureau::three_services;
use crate::bureau::with_logo;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::ground::refused;
use crate::quarter::file;
use crate::quarter::money;
use crate::quarter::rendered;
use crate::second_person::nobody_confirms_an_account_of_their_own;

on_both!(
    a_queried_line_is_held_then_released_and_issued_later,
    what_is_withdrawn_or_credited_is_settled,
    a_returned_statement_is_drawn_up_again,
    a_statement_counts_as_agreed_by_the_agreements_own_term_alone,
    nothing_is_billed_from_unsigned_terms_unless_somebody_decided_on_it,
    beyond_a_limit_two_must_approve,
    other_bank_details_take_two_people,
    a_logo_is_kept_with_its_version_and_drawn_on_what_is_issued,
    four_missed_quarters_caught_up_are_four_labelled_periods,
    a_change_for_the_past_names_the_invoices_that_it_corrects,
    each_council_sees_only_its_own,
    a_copy_of_an_agreement_copies_no_billing,
    a_service_that_ends_and_one_that_begins_again_bill_no_day_twice,
);

const Q1: &str = "2018/19-Q1";
const Q2: &str = "2018/19-Q2";

fn nets(bureau: &mut Bureau<'_>, reference: &str) -> Vec<(String, Money)> {
    let documents = bureau.documents(reference);
    documents.into_iter().map(|issued| (issued.number, issued.net)).collect()
}

fn is(number: &str, net: &str) -> (String, Money) {
    (number.to_owned(), money(net))
}

fn a_queried_line_is_held_then_released_and_issued_later(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("DESK", "")).expect("it comes in");
    bureau.draw_up("DESK", Q1).expect("it is drawn up");
    bureau.send("DESK", Q1).expect("it is sent");
    let why = refused(bureau.query("DESK", Q1, "maps", " "));
    assert!(why.contains("a query says why"), "{why}");
    let name = refused(bureau.query("DESK", Q1, "charts", "What?"));
    assert!(name.contains("has no line \"charts\": name one of desk, maps, officer"), "{name}");
    bureau.query("DESK", Q1, "maps", "Which maps?").expect("it is queried");
    let twice = refused(bureau.query("DESK", Q1, "maps", "Which maps?"));
    assert!(twice.contains("queried already"), "{twice}");
    bureau.agree("DESK", Q1).expect("the rest is agreed");
    bureau.approve(&ground.approver, "DESK", Q1).expect("it is approved");
    bureau.issue("DESK", Q1).expect("it is issued");
    let first = [is("HCC-INV-000001", "20000.00"), is("HCC-INV-000002", "1000.00")];
    assert_eq!(nets(&mut bureau, "DESK"), first);
    // The next quarter neither bills the held line again nor loses it.
    bureau.go_to("2018-10-02");
    bureau.draw_up("DESK", Q2).expect("it is drawn up");
    assert_eq!(bureau.statement("DESK", Q2).0.net, money("21033.33"));
    bureau.go_to("2018-10-03").release("DESK", Q1, "maps").expect("it is released");
    let unapproved = refused(bureau.issue("DESK", Q1));
    assert!(unapproved.contains("a second person approves it first"), "{unapproved}");
    bureau.approve(&ground.approver, "DESK", Q1).expect("it is approved");
    let issued = bureau.issue("DESK", Q1).expect("it is issued");
    assert_eq!(issued.len(), 1);
    assert_eq!((issued[0].net, issued[0].vat), (money("33.33"), money("6.67")));
    let states: Vec<_> =
        bureau.statement("DESK", Q1).1.iter().map(|line| line.state.word()).collect();
    assert_eq!(states, ["issued"; 3]);
    assert_eq!(rendered(&mut bureau).failed, []);
}

fn what_is_withdrawn_or_credited_is_settled(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("DESK", "")).expect("it comes in");
    bureau.draw_up("DESK", Q1).expect("it is drawn up");
    bureau.send("DESK", Q1).expect("it is sent");
    bureau.query("DESK", Q1, "maps", "We have had none").expect("it is queried");
    // It forgoes income: not one person alone, and never without a reason.
    let alone =
        bureau.on_statement(&ground.preparer, Duty::Read, ("DESK", Q1), |work, held, kept| {
            agree::withdraw(work, held, kept, "maps", "it was not ordered")
        });
    assert!(refused(alone).contains("Ann Preparer may not withdraw a queried line"));
    let silent =
        bureau.on_statement(&ground.approver, Duty::Read, ("DESK", Q1), |work, held, kept| {
            agree::withdraw(work, held, kept, "maps", " ")
        });
    assert!(refused(silent).contains("a line is withdrawn for a reason"));
    bureau.withdraw("DESK", Q1, "maps").expect("it is withdrawn");
    let twice = refused(bureau.release("DESK", Q1, "maps"));
    assert!(twice.contains("is not queried"), "{twice}");
    bureau.agree("DESK", Q1).expect("the rest is agreed");
    bureau.approve(&ground.approver, "DESK", Q1).expect("it is approved");
    bureau.issue("DESK", Q1).expect("it is issued");
    let first = [is("HCC-INV-000001", "20000.00"), is("HCC-INV-000002", "1000.00")];
    assert_eq!(nets(&mut bureau, "DESK"), first);
    credit(&mut bureau, "HCC-INV-000002", "100.00");
    // While the terms are what they were, nothing of it comes back.
    bureau.go_to("2018-10-02");
    let drawn = bureau.draw_up("DESK", Q2).expect("it is drawn up");
    assert_eq!(drawn.statement.adjustments().count(), 0, "{:?}", drawn.lines);
    // Where they come to say the same, it is not given back a second time.
    let less = three_services("DESK", "").replace("133.32", "0.00").replace("4000.00", "3600.00");
    bureau.bring_in(&less).expect("another version comes in");
    let drawn = bureau.draw_up("DESK", Q2).expect("it is drawn up");
    assert_eq!(drawn.statement.adjustments().count(), 0, "{:?}", drawn.lines);
    // Where they make more due, that alone is billed.
    let more = three_services("DESK", "").replace("133.32", "173.32").replace("4000.00", "4400.00");
    bureau.bring_in(&more).expect("another version comes in");
    let drawn = bureau.draw_up("DESK", Q2).expect("it is drawn up");
    let told: Vec<_> = drawn.statement.adjustments().map(|line| (&*line.line, line.net)).collect();
    assert_eq!(told, [("desk", money("100.00")), ("maps", money("10.00"))]);
    bureau.bill("DESK", Q2).expect("it is billed");
    assert_eq!(rendered(&mut bureau).failed, []);
    // At the year's end it is not to be accrued either.
    let held = bureau.held("DESK");
    let (year, day) = (period(Q1).year, on("2019-04-02").today);
    let accrued = ledger::to_accrue(&mut bureau.books, &held, year, day).expect("it answers");
    let told = accrued.into_iter().filter(|of| of.period < period("2018/19-Q3"));
    assert_eq!(told.count(), 0);
}

fn credit(bureau: &mut Bureau<'_>, number: &str, sum: &str) {
    let (ground, why) = (bureau.ground, "the desk was shut for a day");
    let lines = Some(vec![(1, money(sum))]);
    bureau
        .act(&ground.preparer, |work| credit::prepare(work, number, &lines, why))
        .expect("it is drawn up");
    bureau.act(&ground.approver, |work| credit::approve(work, number)).expect("it is issued");
}

fn a_returned_statement_is_drawn_up_again(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("DESK", "")).expect("it comes in");
    bureau.draw_up("DESK", Q1).expect("it is drawn up");
    bureau.send("DESK", Q1).expect("it is sent");
    let read = bureau.statement("DESK", Q1).0.hash;
    bureau.query("DESK", Q1, "maps", "Which maps?").expect("it is queried");
    bureau.give_back(&ground.partner, "DESK", Q1).expect("it is returned");
    let at_once = refused(bureau.send("DESK", Q1));
    assert!(at_once.contains("draw it up again"), "{at_once}");
    let other = three_services("DESK", "").replace("133.32", "120.00");
    bureau.bring_in(&other).expect("another version comes in");
    let drawn = bureau.draw_up("DESK", Q1).expect("it is drawn up");
    assert_eq!((drawn.kept.draft, drawn.kept.net), (2, money("21030.00")));
    let outcomes = ground.ask("SELECT outcome AS cell FROM queries");
    assert_eq!(outcomes, ["redrawn"]);
    bureau.send("DESK", Q1).expect("it is sent");
    let stale =
        bureau.on_statement(&ground.partner, Duty::Agree, ("DESK", Q1), |work, held, kept| {
            agree::agree(work, held, kept, Some(&read))
        });
    let stale = refused(stale);
    assert!(stale.contains("is not the one that you read"), "{stale}");
    bureau.agree("DESK", Q1).expect("it is agreed");
    // What is agreed is approved only while nothing has changed.
    let third = three_services("DESK", "").replace("133.32", "124.00");
    bureau.bring_in(&third).expect("another version comes in");
    let changed = refused(bureau.approve(&ground.approver, "DESK", Q1));
    assert!(changed.contains("no longer what would be drawn up now"), "{changed}");
    bureau.give_back(&ground.approver, "DESK", Q1).expect("it is returned");
    bureau.bill("DESK", Q1).expect("it is billed");
    let drafts = bureau.statement("DESK", Q1).0;
    assert_eq!((drafts.draft, drafts.net), (3, money("21031.00")));
}

fn deem(bureau: &mut Bureau<'_>, reference: &str) -> Result<(), String> {
    let by = &bureau.ground.preparer;
    let done = bureau.on_statement(by, Duty::DrawUp, (reference, Q1), agree::deem_agreed);
    done.map(drop).map_err(|refusal| refusal.to_string())
}

fn a_statement_counts_as_agreed_by_the_agreements_own_term_alone(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    for (reference, head) in [("WITH", "acceptance_days = 10\n"), ("WITHOUT", "")] {
        bureau.bring_in(&three_services(reference, head)).expect("it comes in");
        bureau.draw_up(reference, Q1).expect("it is drawn up");
        bureau.send(reference, Q1).expect("it is sent");
    }
    bureau.query("WITH", Q1, "maps", "Which maps?").expect("it is queried");
    bureau.go_to("2018-07-12");
    let early = deem(&mut bureau, "WITH").expect_err("the last day is not over");
    assert!(early.contains("only after 12 July 2018"), "{early}");
    bureau.go_to("2018-07-13");
    deem(&mut bureau, "WITH").expect("the days went by");
    let none = deem(&mut bureau, "WITHOUT").expect_err("it has no such term");
    assert!(none.contains("the purchaser must agree it"), "{none}");
    let states: Vec<_> =
        bureau.statement("WITH", Q1).1.iter().map(|line| line.state.word()).collect();
    assert_eq!(states, ["agreed", "queried", "agreed"], "silence agrees nothing that is queried");
    let mut run = Bureau::open(ground, "2018-07-13");
    let report = run.run(Step::DeemAgreed, Q1, Writes::Yes).expect("it runs");
    assert_eq!((report.done, report.not_yet.len()), (1, 1), "{report:?}");
}

fn nothing_is_billed_from_unsigned_terms_unless_somebody_decided_on_it(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("DESK", "status = \"draft\"\n")).expect("it comes in");
    let unsigned = refused(bureau.bill("DESK", Q1));
    assert!(unsigned.contains("DESK is draft, not signed"), "{unsigned}");
    assert_eq!(bureau.documents("DESK"), []);
    let decide = |by, until: &str, words: &str| {
        let decision = HoldingOver {
            decision: words.to_owned(),
            from: on("2018-07-01").today,
            until: on(until).today,
        };
        let mut bureau = Bureau::open(ground, "2018-07-02");
        bureau.act(by, |work| bring_in::hold_over(work, "DESK", &decision))
    };
    let decision = "Cabinet, 5 June 2018, minute 12";
    let by_preparer = refused(decide(&ground.preparer, "2018-09-30", decision));
    assert!(by_preparer.contains("may not decide on holding over"), "{by_preparer}");
    assert!(refused(decide(&ground.approver, "2018-09-30", "")).contains("names the minute"));
    assert!(refused(decide(&ground.approver, "2018-06-30", decision)).contains("before its first"));
    decide(&ground.approver, "2018-09-30", decision).expect("it is decided");
    bureau.issue("DESK", Q1).expect("it is issued");
    bureau.go_to("2018-10-02");
    let over = refused(bureau.bill("DESK", Q2));
    assert!(over.contains("not signed"), "{over}");
}

fn beyond_a_limit_two_must_approve(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let share = Some(Rate::parse("10%").expect("a rate"));
    bureau.limits = Limits { change: limit::Limits { share, sum: None }, ..Limits::default() };
    let text = agreement("DESK", "", &[("desk", "4000.00", "standard")]);
    bureau.bring_in(&text).expect("it comes in");
    bureau.bill("DESK", Q1).expect("the first has nothing to differ from");
    let dearer = format!(
        "{text}\n[[variation]]\nid = \"dearer\"\nagreed = 2018-06-20\neffective = 2018-07-01\n\
         reason = \"Twice the hours\"\nchange = [{{ line = \"desk\", annual = \"8000.00\" }}]\n"
    );
    bureau.go_to("2018-10-02").bring_in(&dearer).expect("it comes in");
    bureau.up_to_approved("DESK", Q2).expect("the first approves");
    let (kept, _) = bureau.statement("DESK", Q2);
    assert_eq!(kept.stage.word(), "agreed", "one is not enough");
    assert!(kept.over_limit.expect("it is over the limit").contains("the limit is 10%"));
    assert!(refused(bureau.issue("DESK", Q2)).contains("a second person approves it first"));
    let same = refused(bureau.approve(&ground.approver, "DESK", Q2));
    assert!(same.contains("approved this statement first"), "{same}");
    bureau.approve(&ground.other_approver, "DESK", Q2).expect("another approves");
    bureau.issue("DESK", Q2).expect("it is issued");
    let by = ground.ask("SELECT approved_by AS cell FROM invoices ORDER BY number_in_series");
    assert_eq!(by, ["Ben Approver", "Ben Approver and Bea Approver"]);
}

fn other_bank_details_take_two_people(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let text = three_services("DESK", "");
    bureau.bring_in(&text).expect("it comes in");
    let other = text.replace("account = \"00000000\"", "account = \"00000001\"");
    let brought = bureau.bring_in(&other).expect("it comes in");
    assert!(matches!(brought, BroughtIn::ToConfirm(_, 2)), "{brought:?}");
    let first = bureau.bill("DESK", Q1).expect("it is billed")[0].clone();
    assert_eq!(first.version, 1, "what nobody has confirmed is not in use");
    let confirm = |by| {
        let mut bureau = Bureau::open(ground, "2018-07-02");
        bureau.act(by, |work| bring_in::confirm_version(work, "DESK", 2))
    };
    assert!(refused(confirm(&ground.preparer)).contains("may not confirm"));
    assert!(refused(confirm(&ground.stranger)).contains("party to no agreement"));
    confirm(&ground.approver).expect("it is confirmed");
    assert!(refused(confirm(&ground.other_approver)).contains("does not wait to be confirmed"));
    bureau.go_to("2018-10-02");
    let second = bureau.bill("DESK", Q2).expect("it is billed")[0].clone();
    assert_eq!(second.version, 2);
    rendered(&mut bureau);
    let xml = |bureau: &mut Bureau<'_>, issued| {
        String::from_utf8(file(bureau, issued, "xml")).expect("it is text")
    };
    assert!(xml(&mut bureau, &first).contains("00000000"));
    assert!(xml(&mut bureau, &second).contains("00000001"));
    nobody_confirms_an_account_of_their_own(&mut bureau, &other);
}

fn four_missed_quarters_caught_up_are_four_labelled_periods(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2019-04-02");
    bureau.bring_in(&three_services("DESK", "")).expect("it comes in");
    let last = refused(bureau.draw_up("DESK", "2018/19-Q4"));
    assert!(last.contains("2018/19-Q1 of DESK comes first"), "{last}");
    for quarter in [Q1, Q2, "2018/19-Q3", "2018/19-Q4"] {
        bureau.bill("DESK", quarter).expect("it is billed");
    }
    let early = refused(bureau.draw_up("DESK", "2019/20-Q1"));
    assert!(early.contains("can be drawn up from"), "{early}");
    let documents = bureau.documents("DESK");
    let periods: Vec<String> =
        documents.iter().step_by(2).map(|issued| issued.period.to_string()).collect();
    assert_eq!(periods, [Q1, Q2, "2018/19-Q3", "2018/19-Q4"]);
    let year: Money = documents.iter().map(|issued| issued.net).sum();
    assert_eq!(year, money("84133.32"), "the year to the penny");
    assert_eq!(rendered(&mut bureau).done.len(), 8);
}

fn a_change_for_the_past_names_the_invoices_that_it_corrects(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let text = agreement(
        "DESK",
        "",
        &[("desk", "4000.00", "standard"), ("hosting", "10000.00", "standard")],
    );
    bureau.bring_in(&text).expect("it comes in");
    bureau.bill("DESK", Q1).expect("it is billed");
    let cheaper = format!(
        "{text}\n[[variation]]\nid = \"cheaper\"\nagreed = 2018-08-20\neffective = 2018-04-01\n\
         reason = \"Half the hours\"\nchange = [{{ line = \"desk\", annual = \"2000.00\" }}]\n\
         [[service]]\nid = \"rebate\"\nclause = \"5\"\nname = \"Rebate\"\nannual = \"-400.00\"\n\
         starts = 2018-07-01\nvat = {{ treatment = \"standard\", reason = \"Follows\", \
         decided_by = \"VAT Officer\", decided_on = 2018-03-14 }}\n"
    );
    bureau.go_to("2018-10-02").bring_in(&cheaper).expect("it comes in");
    let issued = bureau.bill("DESK", Q2).expect("it is billed");
    assert_eq!(issued.iter().map(|one| one.net).sum::<Money>(), money("2400.00"));
    let note = issued.iter().find(|one| one.number.contains("CRN")).expect("a credit note");
    assert_eq!(rendered(&mut bureau).failed, []);
    let xml = String::from_utf8(file(&mut bureau, note, "xml")).expect("it is text");
    let corrects = xml.split("<cac:BillingReference>").nth(1).expect("what it corrects");
    assert!(corrects.contains("HCC-INV-000001"), "{corrects}");
    assert!(corrects.contains("2018-07-02"), "the real invoice's own day: {corrects}");
}

fn each_council_sees_only_its_own(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("DESK", "")).expect("it comes in");
    bureau.bill("DESK", Q1).expect("it is billed");
    let stranger = &ground.stranger;
    let seen = refused(bureau.act(stranger, |work| work.agreement("DESK", Duty::Read)));
    assert!(seen.contains("your council is party to no agreement called"), "{seen}");
    let invoice =
        bureau.act(stranger, |work| payments::document(work, "HCC-INV-000001", Duty::Read));
    assert!(refused(invoice).contains("your council has no invoice or credit note"));
    for duty in [Duty::DrawUp, Duty::Agree, Duty::Approve, Duty::Issue, Duty::Return] {
        let done = bureau.on_statement(stranger, duty, ("DESK", Q1), |_, _, _| Ok(()));
        assert!(refused(done).contains("party to no agreement"), "{duty:?}");
    }
    let partner = bureau.act(&ground.partner, |work| work.agreement("DESK", Duty::Read));
    assert_eq!(partner.expect("it is theirs").reference, "DESK");
    let draws = bureau.act(&ground.partner, |work| work.agreement("DESK", Duty::DrawUp));
    assert!(refused(draws).contains("may not draw up a statement"));
    // A draft is the supplier's own until it is sent.
    bureau.go_to("2018-10-02").draw_up("DESK", Q2).expect("it is drawn up");
    let kind = StatementKind::Recharge;
    let draft = bureau
        .act(&ground.partner, |work| agree::statement(work, "DESK", period(Q2), kind, Duty::Read));
    assert!(refused(draft).contains("there is no statement of 2018/19-Q2"));
    let own = bureau
        .bring_in(&three_services("THEIRS", "").replace("Hampshire County", "Northshire County"));
    assert!(refused(own).contains("only a preparer of that council may bring it in"));
}

fn a_copy_of_an_agreement_copies_no_billing(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("DESK", "")).expect("it comes in");
    bureau.bill("DESK", Q1).expect("it is billed");
    let exported = bureau
        .act(&ground.preparer, |work| bring_in::agreement_file(work, "DESK", None))
        .expect("it is theirs");
    assert_eq!(exported, three_services("DESK", ""), "to the byte");
    let copy = exported.replace("\"DESK\"", "\"COPY\"");
    bureau.go_to("2018-10-02").bring_in(&copy).expect("it comes in");
    assert_eq!(bureau.documents("COPY"), []);
    let first = refused(bureau.draw_up("COPY", Q2));
    assert!(first.contains("2018/19-Q1 of COPY comes first"), "{first}");
    bureau.bill("COPY", Q1).expect("it is billed");
    let nets: Vec<Money> = bureau.documents("COPY").iter().map(|issued| issued.net).collect();
    assert_eq!(nets, [money("20000.00"), money("1033.33")]);
}

fn a_service_that_ends_and_one_that_begins_again_bill_no_day_twice(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let text = agreement("DESK", "", &[("desk", "3650.00", "standard")]);
    bureau.bring_in(&text).expect("it comes in");
    bureau.bill("DESK", Q1).expect("it is billed");
    // Ended within a quarter that is billed, and begun again within the next one, twice over.
    let ended = text.replace("annual = \"3650.00\"", "annual = \"3650.00\"\nends = 2018-06-15");
    bureau.go_to("2018-10-02").bring_in(&ended).expect("it comes in");
    let issued = bureau.bill("DESK", Q2).expect("it is billed");
    assert!(issued[0].net.is_credit(), "what was billed after the end comes back");
    let again = "[[service]]\nid = \"desk-again\"\nclause = \"4\"\nname = \"Service desk again\"\n\
                 annual = \"3650.00\"\nstarts = 2018-11-15\nvat = { treatment = \"standard\", \
                 reason = \"As before\", decided_by = \"VAT Officer\", decided_on = 2018-03-14 }\n";
    bureau.go_to("2019-01-02").bring_in(&format!("{ended}{again}")).expect("it comes in");
    bureau.bill("DESK", "2018/19-Q3").expect("it is billed");
    let billed: Money = bureau.documents("DESK").iter().map(|issued| issued.net).sum();
    // April, May, half of June; 16 of 30 days of November, December: by the month.
    let months = money("760.42") + money("466.39");
    assert_eq!(billed, months);
    let report = bureau.run(Step::DrawUp, "2018/19-Q3", Writes::Yes).expect("it runs");
    assert_eq!((report.parked.len(), report.done), (0, 1), "{report:?}");
    let mut next = Bureau::open(ground, "2019-04-02");
    let report = next.run(Step::DrawUp, "2018/19-Q4", Writes::Yes).expect("it runs");
    assert_eq!(report.done, 1, "an agreement in force always has a next period: {report:?}");
}

/// How many drawings there are on the pages of a document's paper.
fn figures(bureau: &mut Bureau<'_>, issued: &Issued) -> usize {
    let pdf = file(bureau, issued, "pdf");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("{}.pdf", concordat::workflow::new_name()));
    std::fs::write(&file, pdf).expect("a file can be written");
    let told = std::process::Command::new("pdfinfo").arg("-struct").arg(&file).output();
    std::fs::remove_file(&file).expect("a file can be removed");
    let told = String::from_utf8(told.expect("pdfinfo runs").stdout).expect("it is text");
    told.matches("Figure").count()
}

fn a_logo_is_kept_with_its_version_and_drawn_on_what_is_issued(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let plain = three_services("DESK", "");
    let (text, logo) = with_logo(&plain);
    let missing = refused(bureau.bring_in(&text));
    assert!(
        missing.contains("the logo arms.svg cannot be used: it was not brought in"),
        "{missing}"
    );
    let wrong = refused(bureau.bring_in_with(&text, Some(b"GIF89a")));
    assert!(wrong.contains("it is neither an SVG nor a PNG file"), "{wrong}");
    bureau.bring_in(&plain).expect("it comes in");
    let without = bureau.bill("DESK", Q1).expect("it is billed");
    bureau.bring_in_with(&text, Some(&logo)).expect("with a logo");
    let same = bureau.bring_in_with(&text, Some(&logo)).expect("once more");
    assert!(matches!(same, BroughtIn::Same(_)), "{same:?}");
    bureau.go_to("2018-10-02");
    let with = bureau.bill("DESK", Q2).expect("it is billed");
    let other = String::from_utf8(logo.clone()).expect("SVG").replace("#005ea5", "#a50000");
    let brought = bureau.bring_in_with(&text, Some(other.as_bytes())).expect("another logo");
    assert!(matches!(brought, BroughtIn::Version(_, 3)), "{brought:?}");
    assert_eq!(rendered(&mut bureau).failed, []);
    assert_eq!((figures(&mut bureau, &without[0]), figures(&mut bureau, &with[0])), (0, 1));
    let kept = bureau.act(&ground.preparer, |work| bring_in::logo_file(work, "DESK", Some(2)));
    assert_eq!(kept.expect("it is kept"), Some(("arms.svg".to_owned(), logo)));
}
