//! Runs over many agreements, what is made of them and what leaves the house (the design's lessons
//! 5.2, 5.3 and 5.5), on both databases.

use concordat::documents::font::Fonts;
use concordat::mail::Carrier;
use concordat::mail::Memory;
use concordat::mail::Security;
use concordat::store::recorded::Kind;
use concordat::workflow::Moment;
use concordat::workflow::act;
use concordat::workflow::bring_in;
use concordat::workflow::credit;
use concordat::workflow::deliver;
use concordat::workflow::draw_up;
use concordat::workflow::new_name;
use concordat::workflow::payments;
use concordat::workflow::render;
use concordat::workflow::run::Order;
use concordat::workflow::run::Step;
use concordat::workflow::run::Writes;
use concordat::workflow::run::run;

use crate::bureau::Bureau;
use crate::bureau::agreement;
use crate::bureau::period;
use crate::bureau::three_services;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::ground::refused;
use crate::mail::server::Server;
use crate::quarter::EXAMPLE;
use crate::quarter::HIOW;
use crate::quarter::delivered;
use crate::quarter::file;
use crate::quarter::money;
use crate::quarter::rendered;

on_both!(
    one_bad_agreement_stops_no_other_is_parked_and_released_when_mended,
    a_run_names_the_agreements_whose_other_council_is_told_nothing_by_letter,
    a_preview_has_the_agreements_and_sums_of_the_run_and_writes_nothing,
    late_in_the_evening_and_after_midnight_when_clocks_change_the_documents_are_the_same,
    after_every_party_rate_and_text_has_changed_the_paper_is_the_same_bytes,
    a_letter_whose_line_dropped_after_it_was_taken_goes_once_and_is_shown_as_unknown,
    a_letter_that_was_under_way_when_its_sender_was_killed_is_shown_as_unknown,
    a_letter_that_nobody_took_is_tried_later_and_goes_once,
    a_letter_of_what_was_settled_before_its_turn_is_not_needed,
    what_is_issued_is_rendered_though_it_would_be_refused_now,
);

const Q1: &str = "2018/19-Q1";

fn parked(ground: &Ground) -> Vec<String> {
    ground.ask(
        "SELECT reference || ' ' || parked_because AS cell FROM agreements
         WHERE parked_because IS NOT NULL",
    )
}

fn one_bad_agreement_stops_no_other_is_parked_and_released_when_mended(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let good = |reference: &str| agreement(reference, "", &[("desk", "4000.00", "standard")]);
    let whole = good("B");
    let (undecided, _) = whole.split_once("[service.vat]").expect("a decision");
    bureau.bring_in(undecided).expect("nobody has decided on its VAT");
    for reference in ["A", "C", "D"] {
        bureau.bring_in(&good(reference)).expect("it comes in");
    }
    let reports = bureau.run_all(Q1);
    assert_eq!((reports[3].done, reports[3].parked.len()), (3, 1), "{:?}", reports[3]);
    let (reference, why) = &reports[3].parked[0];
    assert_eq!(reference, "B");
    assert!(why.contains("VAT"), "{why}");
    assert_eq!((reports[4].done, reports[4].not_yet.len()), (3, 1), "{:?}", reports[4]);
    assert_eq!(parked(ground), [format!("B approve {Q1}: {why}")], "issuing others mends nothing");
    bureau.bring_in(&good("B")).expect("it is mended");
    bureau.give_back(&ground.approver, "B", Q1).expect("it is returned");
    let reports = bureau.run_all(Q1);
    assert!(reports.iter().all(|report| report.done == 4), "{reports:?}");
    assert_eq!(parked(ground), [""; 0]);
    assert_eq!(ground.ask("SELECT count(*) AS cell FROM invoices"), ["4"]);
    let never_ran = ground.ask(
        "SELECT count(*) AS cell FROM runs r WHERE finished_at IS NULL OR 4 <>
         (SELECT count(*) FROM run_items i
          WHERE i.supplier_id = r.supplier_id AND i.run_id = r.id)",
    );
    assert_eq!(never_ran, ["0"], "a run says of each agreement what became of it");
}

fn a_run_names_the_agreements_whose_other_council_is_told_nothing_by_letter(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let good = |reference: &str| agreement(reference, "", &[("desk", "4000.00", "standard")]);
    bureau.bring_in(&good("A")).expect("it comes in");
    let silent = good("B").replace("email           = \"invoices@isle-of-wight.example\"\n", "");
    assert_ne!(silent, good("B"), "the address is taken out");
    bureau.bring_in(&silent).expect("it comes in");
    let reports = bureau.run_all(Q1);
    let told: Vec<Vec<&str>> = reports
        .iter()
        .map(|report| report.no_letter.iter().map(|(reference, _)| reference.as_str()).collect())
        .collect();
    // Drawn up, sent, agreed (the supplier has an address), approved, issued.
    assert_eq!(told, [vec![], vec!["B"], vec![], vec![], vec!["B"]]);
    let (_, says) = &reports[1].no_letter[0];
    assert!(says.contains("states no e-mail address for Isle of Wight Council"), "{says}");
}

/// How many rows each table has, and where each series stands.
fn counts(ground: &Ground) -> Vec<String> {
    let tables = [
        "agreements",
        "agreement_versions",
        "statements",
        "statement_lines",
        "invoices",
        "invoice_lines",
        "outbox",
        "runs",
        "run_items",
        "acts",
    ];
    let count =
        |table: &&str| ground.ask(&format!("SELECT count(*) AS cell FROM {table}")).remove(0);
    let mut all: Vec<String> = tables.iter().map(count).collect();
    all.extend(ground.ask("SELECT name || ' ' || last_number AS cell FROM series ORDER BY cell"));
    all
}

fn a_preview_has_the_agreements_and_sums_of_the_run_and_writes_nothing(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("A", "")).expect("it comes in");
    bureau.bring_in(&agreement("B", "", &[("desk", "4000.00", "standard")])).expect("it comes in");
    let monthly = "billing = { every = \"month\" }\n";
    bureau.bring_in(&three_services("C", monthly)).expect("it comes in");
    let later = three_services("D", "").replace("starts = 2018-04-01", "starts = 2018-07-01");
    bureau.bring_in(&later).expect("it comes in");
    let mut previews = Vec::new();
    for reference in ["A", "B"] {
        let (held, limits) = (bureau.held(reference), bureau.limits);
        let drawn =
            bureau.act(&ground.preparer, |work| draw_up::preview(work, &limits, &held, period(Q1)));
        let kept = drawn.expect("it can be drawn up").kept;
        previews.push((kept.net, kept.vat, kept.gross, kept.hash));
    }
    for step in [Step::DrawUp, Step::Send, Step::Agree, Step::Approve, Step::Issue] {
        let before = counts(ground);
        let preview = bureau.run(step, Q1, Writes::No).expect("it runs");
        assert_eq!(counts(ground), before, "{step:?} wrote");
        let report = bureau.run(step, Q1, Writes::Yes).expect("it runs");
        assert_eq!(preview, report, "{step:?}");
        assert_eq!(report.done, 2, "{report:?}");
        assert_ne!(counts(ground), before, "{step:?} wrote nothing");
    }
    for (reference, preview) in ["A", "B"].into_iter().zip(previews) {
        let (kept, _) = bureau.statement(reference, Q1);
        assert_eq!((kept.net, kept.vat, kept.gross, kept.hash), preview);
        let issued = bureau.documents(reference);
        assert_eq!(
            issued.iter().map(|one| one.gross).sum::<concordat::domain::money::Money>(),
            preview.2
        );
    }
}

/// Bills a quarter over all agreements at one moment, and gives its documents: number, day, hash of
/// the paper.
fn billed_at(ground: &Ground, utc: &str, quarter: &str) -> Vec<String> {
    let at = Moment::of(utc.parse().expect("a moment"));
    let mut bureau = Bureau::open(ground, "2018-04-02");
    bureau.bring_in(&three_services("A", "")).expect("it comes in");
    let first = period(Q1);
    let all = std::iter::successors(Some(first), |period| Some(period.next()));
    let (limits, fonts) = (bureau.limits, Fonts::embedded());
    for each in all.take_while(|each| *each <= period(quarter)) {
        for (step, by) in [
            (Step::DrawUp, &ground.preparer),
            (Step::Send, &ground.preparer),
            (Step::Agree, &ground.partner),
            (Step::Approve, &ground.approver),
            (Step::Issue, &ground.preparer),
        ] {
            let (books, tell) = (&mut bureau.books, &mut |_, _| {});
            let report = run(
                books,
                by,
                &|| at,
                &Order { limits, step, period: each, writes: Writes::Yes },
                tell,
            );
            assert_eq!(report.expect("it runs").done, 1, "{each} {step:?}");
        }
    }
    let supplier = &ground.supplier.id;
    act(&mut bureau.books, &ground.preparer, at, |work| {
        render::render(work, &fonts, supplier, 100)
    })
    .expect("it renders");
    ground.ask(
        "SELECT i.number || ' ' || i.issued_on || ' ' || i.due_on || ' ' || f.form || f.sha256
                AS cell
         FROM invoices i JOIN invoice_files f
           ON f.supplier_id = i.supplier_id AND f.invoice_id = i.id
         ORDER BY i.number, f.form",
    )
}

fn late_in_the_evening_and_after_midnight_when_clocks_change_the_documents_are_the_same(
    ground: &Ground,
) {
    // 00:30 and 23:30 in London: when the clocks go back the first is the day before in UTC.
    for (quarter, day, midnight, evening) in [
        ("2018/19-Q2", "2018-10-28", "2018-10-27T23:30:00", "2018-10-28T23:30:00"),
        ("2018/19-Q3", "2019-03-31", "2019-03-31T00:30:00", "2019-03-31T22:30:00"),
    ] {
        let one = billed_at(&ground.another(), midnight, quarter);
        let other = billed_at(&ground.another(), evening, quarter);
        assert_eq!(one, other, "{quarter}");
        assert!(one.iter().all(|document| document.contains(day)), "{one:?}");
    }
}

fn after_every_party_rate_and_text_has_changed_the_paper_is_the_same_bytes(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-10-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    bureau.bill(HIOW, "2018/19-Q2").expect("it is billed");
    let number = bureau.documents(HIOW)[0].number.clone();
    let whole = |bureau: &mut Bureau<'_>| {
        let made =
            bureau.act(&ground.preparer, |work| credit::prepare(work, &number, &None, "wrong"));
        made.expect("a credit is drawn up");
        let note = bureau.act(&ground.approver, |work| credit::approve(work, &number));
        note.expect("it is issued");
    };
    whole(&mut bureau);
    rendered(&mut bureau);
    let issued = bureau.documents(HIOW);
    assert_eq!(issued.len(), 3);
    let stored: Vec<_> = issued
        .iter()
        .map(|one| (file(&mut bureau, one, "pdf"), file(&mut bureau, one, "xml")))
        .collect();
    let days = "line,on,days\ndcs,2018-09-30,3\n";
    bureau
        .act(&ground.preparer, |work| bring_in::recorded(work, HIOW, Kind::Days, "days.csv", days))
        .expect("days are recorded");
    let mut changed = EXAMPLE.to_owned();
    for (was, is) in [
        ("The Castle", "The Great Hall"),
        ("County Hall", "The Guildhall"),
        ("GB999999973", "GB100000089"),
        ("\"00000000\"", "\"00000001\""),
        ("4500012345", "4500099999"),
        ("Partnership Recharges", "Somebody Else"),
        ("hampshire.example", "hants.example"),
        ("Director of Children's Services", "Director for Children"),
        ("days_per_week = 1\n", "days_per_week = 2\n"),
        ("pension       = \"17.1%\"", "pension       = \"20%\""),
        ("payment_days = 30", "payment_days = 14"),
        ("title      = \"Strategic Partnership", "title      = \"Another Partnership"),
    ] {
        let before = changed.clone();
        changed = changed.replace(was, is);
        assert!(changed != before || was.starts_with("pension"), "{was} is not in the example");
    }
    bureau.bring_in(&changed).expect("the next version comes in");
    bureau
        .act(&ground.approver, |work| bring_in::confirm_version(work, HIOW, 2))
        .expect("it is confirmed");
    bureau.go_to("2019-01-02").bill(HIOW, "2018/19-Q3").expect("it is billed");
    let (held, fonts) = (bureau.held(HIOW), Fonts::embedded());
    for (one, (pdf, xml)) in issued.iter().zip(stored) {
        let (_, again) = render::files(&mut bureau.books, &fonts, &held, one).expect("it renders");
        assert!(again.pdf == pdf, "{} is another paper", one.number);
        assert!(again.xml == Some(xml), "{} is another electronic invoice", one.number);
        assert!(file(&mut bureau, one, "pdf") == pdf, "{} was stored anew", one.number);
    }
}

/// Letters by their states.
fn states(ground: &Ground) -> Vec<String> {
    ground.ask("SELECT kind || ' ' || state || ' ' || attempts AS cell FROM outbox ORDER BY id")
}

/// A statement that was sent: one letter waits.
fn with_a_letter(ground: &Ground) -> Bureau<'_> {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("A", "")).expect("it comes in");
    bureau.draw_up("A", Q1).expect("it is drawn up");
    bureau.send("A", Q1).expect("it is sent");
    assert_eq!(states(ground), ["statement queued 0"]);
    bureau
}

fn a_letter_whose_line_dropped_after_it_was_taken_goes_once_and_is_shown_as_unknown(
    ground: &Ground,
) {
    let mut bureau = with_a_letter(ground);
    let server = Server::start(&format!("workflow-{}", new_name()), &["--drop", "answer"]);
    let carrier = || server.carrier(Security::None, None);
    let went = delivered(&mut bureau, carrier(), "2018-07-02");
    assert_eq!((went.sent, went.for_a_person.len()), (0, 1), "{went:?}");
    for day in ["2018-07-02", "2018-07-03", "2018-08-03"] {
        assert_eq!(delivered(&mut bureau, carrier(), day), deliver::Delivered::default());
    }
    assert_eq!(server.taken().len(), 1, "it went once");
    assert_eq!(states(ground), ["statement unknown 1"]);
    // A person looks, and says that it did not arrive: it is the same message.
    let id = ground.ask("SELECT id AS cell FROM outbox").remove(0);
    let without = bureau.act(&ground.preparer, |work| deliver::send_again(work, &id, ""));
    assert!(refused(without).contains("say why"));
    bureau
        .act(&ground.preparer, |work| deliver::send_again(work, &id, "they have not had it"))
        .expect("it waits again");
    assert_eq!(delivered(&mut bureau, carrier(), "2018-07-04").sent, 1);
    let taken = server.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0]["message_id"], taken[1]["message_id"]);
    assert_eq!(states(ground), ["statement sent 1"]);
}

fn a_letter_that_was_under_way_when_its_sender_was_killed_is_shown_as_unknown(ground: &Ground) {
    let mut bureau = with_a_letter(ground);
    // As `claim` leaves it: whoever took it is no longer there.
    ground.sql("UPDATE outbox SET state = 'sending', attempts = 1").expect("it is under way");
    let memory = Memory::default();
    let went = delivered(&mut bureau, Carrier::Memory(memory.clone()), "2018-07-03");
    assert_eq!((went.sent, went.for_a_person.len()), (0, 1), "{went:?}");
    assert_eq!(states(ground), ["statement unknown 1"]);
    assert_eq!(memory.letters(), [], "it may have gone: a person decides");
}

fn a_letter_that_nobody_took_is_tried_later_and_goes_once(ground: &Ground) {
    let mut bureau = with_a_letter(ground);
    let server = Server::start(&format!("workflow-{}", new_name()), &["--greylist"]);
    let carrier = || server.carrier(Security::None, None);
    let went = delivered(&mut bureau, carrier(), "2018-07-02");
    assert_eq!((went.sent, went.later.len()), (0, 1), "{went:?}");
    assert_eq!(delivered(&mut bureau, carrier(), "2018-07-02"), deliver::Delivered::default());
    assert_eq!(delivered(&mut bureau, carrier(), "2018-07-03").sent, 1);
    assert_eq!(delivered(&mut bureau, carrier(), "2018-07-04"), deliver::Delivered::default());
    assert_eq!(server.taken().len(), 1);
    assert_eq!(states(ground), ["statement sent 2"]);
}

fn a_letter_of_what_was_settled_before_its_turn_is_not_needed(ground: &Ground) {
    let mut bureau = with_a_letter(ground);
    let memory = Memory::default();
    let carrier = || Carrier::Memory(memory.clone());
    bureau.query("A", Q1, "maps", "Which maps?").expect("it is queried");
    bureau.release("A", Q1, "maps").expect("it is released");
    bureau.agree("A", Q1).expect("it is agreed");
    bureau.give_back(&ground.approver, "A", Q1).expect("it is returned");
    let went = delivered(&mut bureau, carrier(), "2018-07-02");
    let kinds = ["statement", "query", "agreed"];
    // That it was released and returned is told; what was to be said before that is not.
    assert_eq!((went.sent, went.not_needed.len()), (2, 3), "{went:?}");
    assert!(went.later.is_empty() && went.for_a_person.is_empty(), "{went:?}");
    let mut not_needed = states(ground);
    not_needed.retain(|state| !state.ends_with(" sent 1"));
    assert_eq!(not_needed, kinds.map(|kind| format!("{kind} not-needed 1")));
    // A reminder of what is paid before it goes; the invoice itself went.
    bureau.bill("A", Q1).expect("it is billed");
    rendered(&mut bureau);
    delivered(&mut bureau, carrier(), "2018-07-02");
    bureau.go_to("2018-09-03");
    let number = bureau.documents("A")[0].number.clone();
    let by = &ground.preparer;
    bureau.act(by, |work| payments::remind(work, &number)).expect("it is written");
    let day = on("2018-09-03").today;
    bureau
        .act(by, |work| payments::settle(work, &number, money("20000.00"), day, "BACS 1"))
        .expect("it is paid");
    let went = delivered(&mut bureau, carrier(), "2018-09-03");
    assert_eq!((went.sent, went.not_needed.len()), (0, 1), "{went:?}");
    assert!(went.not_needed[0].1.contains("nothing undisputed of it was unpaid"), "{went:?}");
    assert_eq!(delivered(&mut bureau, carrier(), "2018-12-03"), deliver::Delivered::default());
}

/// A VAT number was taken when it was issued that no approval would take now.
fn what_is_issued_is_rendered_though_it_would_be_refused_now(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("A", "")).expect("it comes in");
    bureau.bill("A", Q1).expect("it is billed");
    let guard = if ground.is_server() {
        "DROP TRIGGER agreement_versions_no_change ON agreement_versions"
    } else {
        "DROP TRIGGER agreement_versions_no_update"
    };
    ground.sql(guard).expect("the guard is off");
    let other =
        "UPDATE agreement_versions SET source = replace(source, 'GB999999973', 'GB999999971')";
    assert_eq!(ground.sql(other), Ok(1));
    bureau.go_to("2018-10-02").draw_up("A", "2018/19-Q2").expect("it is drawn up");
    bureau.send("A", "2018/19-Q2").expect("it is sent");
    bureau.agree("A", "2018/19-Q2").expect("it is agreed");
    let now = refused(bureau.approve(&ground.approver, "A", "2018/19-Q2"));
    assert!(now.contains("GB999999971"), "{now}");
    assert_eq!(rendered(&mut bureau).failed, []);
    let (held, fonts) = (bureau.held("A"), Fonts::embedded());
    for issued in bureau.documents("A") {
        let pdf = file(&mut bureau, &issued, "pdf");
        let (_, again) = render::files(&mut bureau.books, &fonts, &held, &issued).expect("again");
        assert!(again.pdf == pdf, "{} is another paper", issued.number);
    }
}
