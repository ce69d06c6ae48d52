//! The scripts that a finance officer can read, run as they stand: the sums that they print, and
//! the letters that they send.

use crate::desk::Desk;
use crate::desk::on_both;

#[track_caller]
fn must_say(text: &str, all: &[&str]) {
    let mut rest = text;
    for says in all {
        let at = rest.find(says);
        let at = at.unwrap_or_else(|| panic!("\"{says}\" is not said, or out of turn, in\n{text}"));
        rest = &rest[at + says.len()..];
    }
}

/// How many letters begin their subject so, and attach the files named.
#[track_caller]
fn must_have_sent(desk: &Desk, subjects: &[(&str, &[&str])]) {
    let letters = desk.letters();
    assert_eq!(letters.len(), subjects.len(), "{}", subject_lines(&letters));
    for (subject, files) in subjects {
        let wanted = format!("Subject: {subject}");
        let found = letters.iter().find(|letter| letter.contains(&wanted));
        let letter =
            found.unwrap_or_else(|| panic!("no {wanted} in:\n{}", subject_lines(&letters)));
        for file in *files {
            // A long name stands as the first and only part of one: `filename*0=`.
            assert!(letter.contains(&format!("=\"{file}\"")), "{subject}: no {file}");
        }
        let attached = letter.matches("Content-Disposition: attachment").count();
        assert_eq!(attached, files.len(), "{subject}");
    }
}

fn subject_lines(letters: &[String]) -> String {
    let subject = |letter: &String| {
        letter.lines().find(|line| line.starts_with("Subject:")).map(String::from)
    };
    letters.iter().filter_map(subject).collect::<Vec<_>>().join("\n")
}

const PAPERS: [&str; 2] = ["ASH-INV-000001.pdf", "ASH-INV-000001.xml"];

#[test]
fn a_quarter_goes_from_nothing_to_an_invoice_that_is_paid() {
    on_both(|desk| {
        let text = desk.script("a-quarter.sh");
        must_say(
            &text,
            &[
                "3 rows of days recorded",
                "To pay                                       £16,509.00",
                "A preview: nothing is written",
                "1 letter sent",
                "Amira Khan may not approve",
                "approved for issue",
                "ASH-INV-000001: invoice for £13,757.50 and £2,751.50 VAT, £16,509.00 in all",
                "due 5 November 2025",
                "£16,509.00 of £16,509.00 unpaid, due 7 November 2025",
                "part paid; £6,509.00 of £16,509.00 unpaid",
                "overdue; £6,509.00",
                "a reminder of £6,509.00, due 7 November 2025",
                "paid; nothing of £16,509.00 is left to pay",
                "payment recorded: £6,509.00",
            ],
        );
        must_have_sent(
            desk,
            &[
                ("Statement 2025/26-Q2 from Ashenford", &["ASH-PEL-2025-202526Q2-statement.pdf"]),
                ("Statement 2025/26-Q2 agreed, to approve", &[]),
                ("VAT invoice ASH-INV-000001", &PAPERS),
                ("Overdue: invoice ASH-INV-000001", &PAPERS),
            ],
        );
        for name in PAPERS {
            let made = desk.folder.join("invoices").join(name);
            assert!(made.metadata().is_ok_and(|file| file.len() > 1000), "{name}");
        }
    });
}

#[test]
fn a_queried_line_is_held_and_billed_by_itself_when_it_is_released() {
    on_both(|desk| {
        let text = desk.script("a-queried-line.sh");
        must_say(
            &text,
            &[
                "1 line of £4,500.00 and VAT queried and held",
                "ASH-INV-000001: invoice for £9,257.50 and £1,851.50 VAT, £11,109.00 in all",
                "a second person approves it first",
                "ASH-INV-000002: invoice for £4,500.00 and £900.00 VAT, £5,400.00 in all",
                "\"We had no access before August\" (Pru Page, 6 October 2025): released",
                "Approved by Ben Stone on 6 October 2025",
                "Approved by Ben Stone on 20 October 2025",
            ],
        );
        let about = subject_lines(&desk.letters());
        assert_eq!(desk.letters().len(), 6, "{about}");
        assert!(about.contains("line released by Pru Page"), "{about}");
    });
}

#[test]
fn a_returned_statement_is_drawn_up_again() {
    on_both(|desk| {
        let text = desk.script("a-returned-statement.sh");
        must_say(
            &text,
            &[
                "returned, to be drawn up again",
                "was returned: draw it up again, with what was asked for",
                "1 row of days recorded",
                "Pensions Adviser  2025/26-Q2  standard rate   £1,700.00",
                "draft 2",
                "ASH-INV-000001: invoice for £13,527.50 and £2,705.50 VAT, £16,233.00 in all",
                "statement returned",
                "came on three days in September, not four)",
            ],
        );
    });
}

#[test]
fn a_credit_is_drawn_up_by_one_and_approved_by_another() {
    on_both(|desk| {
        let text = desk.script("a-credit.sh");
        must_say(
            &text,
            &[
                "£16,509.00 unpaid, of which £1,800.00 disputed",
                "£1,800.00 is to be given back",
                "ASH-CRN-000001: credit note for £1,500.00 and £300.00 VAT, £1,800.00 in all",
                "£1,800.00 is taken off what was unpaid of ASH-INV-000001",
                "due; £14,709.00 of £16,509.00 unpaid",
                "£16,509.00 is more than is left of ASH-INV-000001, which is £14,709.00",
                "paid; nothing of £16,509.00 is left to pay",
                "ASH-CRN-000001 gives back £1,800.00: The payroll system was down in August",
            ],
        );
        let letters = desk.letters();
        let credit = letters.iter().find(|letter| letter.contains("ASH-CRN-000001.pdf"));
        assert!(credit.is_some(), "{}", subject_lines(&letters));
    });
}

#[test]
fn a_year_ends_with_both_councils_books_agreed_and_closed() {
    on_both(|desk| {
        let text = desk.script("a-year-end.sh");
        must_say(
            &text,
            &[
                "Reconciliation statement 2025/26: ",
                "Payroll Manager: 78 days agreed, 84 given: beyond the tolerance of 3%",
                "worked out from these books: ASH-INV-000001, ASH-INV-000002",
                "Pellworth District Council says: a penny is missing",
                "2025/26 of ASH-PEL-2025 cannot be locked yet:",
                "the balances of the two councils differ",
                "an approver says why (--because TEXT)",
                "£25,330.00 billed, £13,887.00 unpaid, £13,204.61 accrued",
                "ASH-PEL-2025 2025/26, balances: agreed",
                "ASH-PEL-2025 2025/26 is locked",
                "2025/26 of ASH-PEL-2025 is locked: what is found now belongs to a statement of a",
                "\"Debtor, ASH-INV-000001\",16509.00",
                "\"Creditor, ASH-INV-000001\",,16509.00",
                "Payroll Manager,6150.00,0.00,2025-10-01,ASH-INV-000001",
            ],
        );
        assert!(desk.folder.join("balances.pdf").is_file());
    });
}
