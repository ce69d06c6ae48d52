//! Books: what is billed after what really stands in them, and what is rebuilt from them.

use std::cell::Cell;

use concordat::billing::actuals::Actuals;
use concordat::billing::approval::approve;
use concordat::billing::billed::Billed;
use concordat::billing::billed::BilledLine;
use concordat::billing::correction::Correction;
use concordat::billing::correction::EarlierDocument;
use concordat::billing::correction::Reason;
use concordat::billing::invoice::DocumentKind;
use concordat::billing::issue::Invoice;
use concordat::billing::issue::issue;
use concordat::billing::issue::issue_on;
use concordat::billing::statement::RechargeStatement;
use concordat::billing::statement::StatementLine;
use concordat::billing::statement::StoredLine;
use concordat::billing::statement::draw_up;
use concordat::billing::statement::draw_up_after;
use concordat::billing::statement::restore;
use concordat::domain::agreement::Agreement;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::date;
use concordat::domain::money::Money;

use super::agreement_of;
use super::every_case;
use super::statements;
use super::sums;

/// The books in which statements stand, with the documents that they became.
pub fn books<'s>(statements: impl IntoIterator<Item = &'s RechargeStatement>) -> Billed {
    let mut billed = Billed::default();
    for statement in statements {
        for (at, line) in statement.lines.iter().enumerate() {
            let mut on = statement.invoices.iter().filter(|made| made.line_indices.contains(&at));
            let issued_on = statement.as_at;
            let on = on.next().and_then(|made| {
                let kind = made.document;
                Some(EarlierDocument { issued_on, number: statement.number(made)?, kind })
            });
            billed.add(BilledLine {
                period: line.period,
                kind: line.kind,
                line: line.line.clone(),
                treatment: line.vat_treatment,
                net: line.net,
                on,
            });
        }
    }
    billed
}

/// What two ways to draw up a statement must have in common: all that a program reads of it.
fn read(statement: &RechargeStatement) -> String {
    serde_json::to_string_pretty(&(
        &statement.lines,
        &statement.invoices,
        &statement.not_billed,
        (statement.net, statement.vat, statement.gross),
    ))
    .expect("JSON")
}

#[test]
fn after_books_of_all_earlier_statements_a_statement_is_that_on_files_alone() {
    let (adjusted, decided) = (Cell::new(0), Cell::new(0));
    every_case(|case| {
        let (agreement, actuals) = (&case.agreement, &case.actuals);
        let last = case.period.next().next();
        let all = statements(agreement, actuals, last);
        for (at, on_files) in all.iter().enumerate().skip(all.len().saturating_sub(3)) {
            let billed = books(&all[..at]);
            let (period, as_at) = (on_files.period, on_files.as_at);
            let after = draw_up_after(agreement, actuals, period, as_at, &billed);
            assert_eq!(sums(&after.lines), sums(&on_files.lines), "{period}");
            // On files a variation that decides VAT gives back what was undecided, and bills it so.
            let earlier = all[..at].iter().flat_map(|statement| &statement.lines);
            if earlier.clone().all(|line| line.vat_treatment.is_some()) {
                assert!(read(&after) == read(on_files), "{period}: {:#?}", after.lines);
                decided.set(decided.get() + 1);
            }
            adjusted.set(adjusted.get() + usize::from(after.adjustments().next().is_some()));
        }
    });
    let (adjusted, decided) = (adjusted.get(), decided.get());
    assert!(adjusted > 500 && decided > 3_000, "{adjusted} adjust anything, {decided} are decided");
}

#[test]
fn a_stored_statement_comes_back_as_it_was() {
    every_case(|case| {
        let (agreement, actuals) = (&case.agreement, &case.actuals);
        let mut drawn = draw_up(agreement, actuals, case.period, case.as_at);
        drawn.lines.reverse();
        let stored: Vec<StoredLine> = drawn.lines.iter().map(StoredLine::from).collect();
        let restored = restore(agreement, actuals, case.period, case.as_at, &stored);
        let restored = restored.expect("nothing has changed");
        let lines = |of: &RechargeStatement| serde_json::to_string(&of.lines).expect("JSON");
        assert_eq!(lines(&restored), lines(&drawn));
        assert_eq!(restored.vat, drawn.vat);
        assert_eq!(restored.not_billed, drawn.not_billed);
    });
}

fn quarter(text: &str) -> BillingPeriod {
    BillingPeriod::parse(text).expect("a quarter")
}

const TERMS: &str = "starts = 2018-04-01\nends = 2020-03-31";
const DESK: &str = "[[service]]\nid = \"desk\"\nclause = \"4\"\nname = \"Service desk\"\n\
                    annual = \"4000\"\n";

fn decided(on: &str) -> Agreement {
    let vat = format!("vat = {{ treatment = \"standard\", decided_on = {on} }}\n");
    agreement_of(TERMS, &format!("{DESK}{vat}"))
}

fn after(agreement: &Agreement, period: &str, billed: &Billed) -> RechargeStatement {
    let (period, actuals) = (quarter(period), Actuals::default());
    draw_up_after(agreement, &actuals, period, agreement.as_at_default(period), billed)
}

fn adjustments(statement: &RechargeStatement) -> Vec<(String, String)> {
    let told = |line: &StatementLine| (line.period.to_string(), line.net.to_string());
    statement.adjustments().map(told).collect()
}

#[test]
fn a_quarter_that_was_never_billed_is_billed_whole_as_an_adjustment() {
    let agreement = decided("2018-04-01");
    let all = statements(&agreement, &Actuals::default(), quarter("2018/19-Q3"));
    let billed = books(all.iter().filter(|statement| statement.period != quarter("2018/19-Q2")));
    let told = adjustments(&after(&agreement, "2019/20-Q1", &billed));
    let whole = |period: &str| (period.to_owned(), "1000.00".to_owned());
    assert_eq!(told, [whole("2018/19-Q2"), whole("2018/19-Q4")]);
    assert_eq!(adjustments(&after(&agreement, "2018/19-Q2", &billed)), []);
}

#[test]
fn what_is_billed_and_not_due_any_more_is_given_back() {
    let agreement = decided("2018-04-01");
    let all = statements(&agreement, &Actuals::default(), quarter("2018/19-Q2"));
    let mut billed = books(&all);
    let none = agreement_of("starts = 2018-07-01\nends = 2020-03-31", "");
    let given_back = after(&none, "2018/19-Q3", &billed);
    assert_eq!(given_back.net.to_string(), "-2000.00");
    assert_eq!(given_back.lines[0].clause, "as billed before");
    // A credit note for the half of it comes into the books with a minus.
    billed.add(BilledLine {
        period: quarter("2018/19-Q1"),
        kind: given_back.lines[0].kind,
        line: "desk".to_owned(),
        treatment: given_back.lines[0].vat_treatment,
        net: Money::from_pence(-50_000),
        on: None,
    });
    let told = adjustments(&after(&none, "2018/19-Q3", &billed));
    let told: Vec<&str> = told.iter().map(|(_, net)| net.as_str()).collect();
    assert_eq!(told, ["-500.00", "-1000.00"]);
}

#[test]
fn what_is_waived_is_neither_billed_again_nor_given_back() {
    // £1,000.00 a quarter, of which nothing was billed (it was withdrawn), or some was credited.
    for (credited, annual, adjusts) in [
        ("1000.00", "4000", &[] as &[&str]),
        ("1000.00", "3600", &[]),
        ("1000.00", "0", &[]),
        ("1000.00", "4400", &["100.00"]),
        ("1000.00", "-400", &["-100.00"]),
        ("100.00", "4000", &[]),
        ("100.00", "3800", &[]),
        ("100.00", "3600", &[]),
        ("100.00", "3200", &["-100.00"]),
        ("100.00", "4400", &["100.00"]),
    ] {
        let first = quarter("2018/19-Q1");
        let standard = decided("2018-04-01");
        let all = statements(&standard, &Actuals::default(), first);
        let line = &all[0].lines[0];
        let credited = Money::parse(credited).expect("a sum");
        let waived = |net| BilledLine {
            period: first,
            kind: line.kind,
            line: line.line.clone(),
            treatment: line.vat_treatment,
            net,
            on: None,
        };
        let mut billed = books(&all);
        billed.add(waived(-credited));
        billed.waive(waived(credited));
        // Under another decision on VAT it is waived as well.
        for treatment in ["standard", "zero"] {
            let line = format!("{DESK}vat = {{ treatment = \"{treatment}\" }}\n");
            let agreement = agreement_of(TERMS, &line.replace("4000", annual));
            let told = adjustments(&after(&agreement, "2018/19-Q2", &billed));
            let sum: Money = told.iter().map(|(_, net)| Money::parse(net).expect("a sum")).sum();
            let expected: Money = adjusts.iter().map(|net| Money::parse(net).expect("a sum")).sum();
            assert_eq!(sum, expected, "{credited} of {annual}, {treatment}: {told:?}");
            if treatment == "standard" {
                assert_eq!(told.len(), adjusts.len(), "{credited} of {annual}: {told:?}");
            }
        }
    }
}

#[test]
fn a_late_decision_on_vat_moves_no_money() {
    let late = decided("2018-08-01");
    let all = statements(&late, &Actuals::default(), quarter("2018/19-Q1"));
    assert_eq!(all[0].lines[0].vat_treatment, None);
    let second = after(&late, "2018/19-Q2", &books(&all));
    assert_eq!(adjustments(&second), []);
    assert!(second.lines[0].vat_treatment.is_some());
    // Nor where an overhead is on two lines, of which one is decided, or both are.
    let lines = |first: &str, second: &str| {
        let other = DESK.replace("desk", "roof").replace("4000", "2000");
        let overhead = "[[overhead]]\nid = \"admin\"\nclause = \"5\"\nname = \"Administration\"\n\
                        rate = \"10%\"\non = [\"desk\", \"roof\"]\n";
        agreement_of(TERMS, &format!("{DESK}{first}{other}{second}{overhead}"))
    };
    let (standard, outside) =
        ("vat = { treatment = \"standard\" }\n", "vat = { treatment = \"outside-scope\" }\n");
    let undecided = statements(&lines("", ""), &Actuals::default(), quarter("2018/19-Q1"));
    for (first, second) in [("", standard), (standard, ""), (standard, outside)] {
        let decided = lines(first, second);
        let drawn = after(&decided, "2018/19-Q2", &books(&undecided));
        assert_eq!(adjustments(&drawn), [], "{first}{second}");
    }
}

#[test]
fn drift_is_named_line_by_line() {
    let agreement = decided("2018-04-01");
    let period = quarter("2018/19-Q2");
    let as_at = agreement.as_at_default(period);
    let drawn = after(&agreement, "2018/19-Q2", &Billed::default());
    let stored: Vec<StoredLine> = drawn.lines.iter().map(StoredLine::from).collect();
    let restored = |agreement: &Agreement, stored: &[StoredLine]| {
        restore(agreement, &Actuals::default(), period, as_at, stored).expect_err("it has drifted")
    };
    let dearer = agreement_of(TERMS, &DESK.replace("4000", "4400").replace("\"4\"", "\"4A\""));
    assert_eq!(
        restored(&dearer, &stored),
        [
            "service line \"desk\" for 2018/19-Q2: £1,000.00, standard rate, is stored and nothing \
             is due so",
            "service line \"desk\" for 2018/19-Q1: the sum is stored as £1,000.00 and comes out as \
             £0.00",
            "service line \"desk\" for 2018/19-Q1: the clause is stored as 4 and comes out as 4A",
            "service line \"desk\" for 2018/19-Q2: £1,100.00 is due and no line of it is stored",
        ]
    );
    let mut changed = stored.clone();
    changed[0].net = Money::from_pence(1);
    changed[0].clause = "9".to_owned();
    changed[1].before = None;
    assert_eq!(
        restored(&agreement, &changed),
        [
            "service line \"desk\" for 2018/19-Q2: the sum is stored as £0.01 and comes out as \
             £1,000.00",
            "service line \"desk\" for 2018/19-Q2: the clause is stored as 9 and comes out as 4",
            "service line \"desk\" for 2018/19-Q1: what was billed before is not stored",
        ]
    );
}

#[test]
fn some_lines_alone_have_totals_and_documents_of_their_own() {
    every_case(|case| {
        let statement = case.statement();
        let some: Vec<usize> = (0..statement.lines.len()).step_by(2).collect();
        let only = statement.only(&case.agreement, &some);
        assert_eq!(only.lines.len(), some.len());
        assert_eq!(only.net, some.iter().map(|at| statement.lines[*at].net).sum());
        assert_eq!(only.invoices.iter().map(|made| made.net).sum::<Money>(), only.net);
        assert_eq!(only.gross, only.net + only.vat);
        let all: Vec<usize> = (0..statement.lines.len()).collect();
        assert_eq!(read(&statement.only(&case.agreement, &all)), read(&statement));
    });
}

#[test]
fn issued_from_the_books_on_their_own_day_the_documents_are_those_on_files_alone() {
    let issued = Cell::new(0);
    every_case(|case| {
        let (mut agreement, actuals) = (case.agreement.clone(), &case.actuals);
        complete(&mut agreement);
        let all = statements(&agreement, actuals, case.period);
        let Some((statement, earlier)) = all.split_last() else { return };
        let Ok(approved) = approve(&agreement, statement.clone(), "A. Officer") else { return };
        let billed = books(earlier);
        let mut letters = 'A'..='Z';
        let mut numbers = |_: DocumentKind| {
            let letter = letters.next().expect("there are fewer documents");
            format!("{}-{}-{letter}", agreement.reference, case.period.compact())
        };
        let on = statement.as_at;
        let from_books = issue_on(&agreement, actuals, &approved, on, &mut numbers, &billed);
        let on_files = issue(&agreement, actuals, &approved);
        let (from_books, on_files): (Vec<Invoice>, Vec<Invoice>) = (
            from_books.into_iter().map(plainly).collect(),
            on_files.into_iter().map(plainly).collect(),
        );
        assert_eq!(format!("{from_books:#?}"), format!("{on_files:#?}"));
        issued.set(issued.get() + from_books.len());
    });
    assert!(issued.get() > 500, "{} documents", issued.get());
}

/// A document without what books and files say differently: on which documents a line would stand,
/// and why it comes late, where nothing was billed for it.
fn plainly(mut invoice: Invoice) -> Invoice {
    let corrections = invoice.lines.iter_mut().filter_map(|line| line.correction.as_mut());
    for correction in corrections.filter(|correction| correction.before.is_nil()) {
        correction.corrects.clear();
        correction.reasons.retain(|why| matches!(why, Reason::Agreed(_) | Reason::Recorded(_)));
        invoice.corrects.clear();
    }
    invoice
}

/// Gives both councils what an invoice must bear.
fn complete(agreement: &mut Agreement) {
    agreement.supplier.vat_number = Some("GB999999973".to_owned());
    agreement.supplier.address = vec!["1 High Street".to_owned()];
    agreement.purchaser.address = vec!["2 High Street".to_owned()];
    agreement.purchaser.purchase_order = Some("PO 1".to_owned());
}

#[test]
fn an_invoice_bears_the_rate_of_the_day_it_is_issued_and_an_adjustment_its_periods() {
    let terms = "starts = 2008-10-01\nends = 2010-03-31";
    let vat = "vat = { treatment = \"standard\" }\n";
    let mut agreement = agreement_of(terms, &format!("{DESK}{vat}"));
    complete(&mut agreement);
    let drawn = after(&agreement, "2009/10-Q1", &Billed::default());
    let approved = approve(&agreement, drawn, "A. Officer").expect("it may be issued");
    let mut taken = 40;
    let mut numbers = |kind: DocumentKind| {
        taken += 1;
        format!("{kind:?} {taken}")
    };
    let on = date(2010, 1, 5);
    let actuals = Actuals::default();
    let issued = issue_on(&agreement, &actuals, &approved, on, &mut numbers, &Billed::default());
    let [invoice] = issued.as_slice() else { panic!("one invoice") };
    let rates: Vec<String> =
        invoice.lines.iter().map(|line| format!("{} {}", line.billed.period, line.rate)).collect();
    assert_eq!(rates, ["2009/10-Q1 17.5%", "2008/09-Q3 15%", "2008/09-Q4 15%"]);
    assert_eq!(invoice.totals.vat.to_string(), "475.00");
    assert_eq!(invoice.number.as_deref(), Some("Invoice 41"));
    assert_eq!((invoice.issued_on, invoice.due_on), (on, date(2010, 2, 4)));
    let why = invoice.lines[1].correction.as_ref().map(Correction::why);
    assert_eq!(why.as_deref(), Some("It was not billed before"));
}
