//! Journals: the entries of issued documents and of accruals for either council's ledger, as CSV.
//!
//! Each document balances by itself, debits against credits, to the penny. A supplier credits its
//! income and the VAT that it owes, and debits its debtors; a purchaser debits its expenditure and
//! the VAT that it recovers, and credits its creditors. A credit note is the same the other way.
//! Receipts and payments are not here: the councils' own cash books post them.
//!
//! The columns, in their order, for the README:
//!
//! | Column | What it holds |
//! |---|---|
//! | `date` | the day of the books: of issue, 31 March for an accrual, 1 April for its reversal |
//! | `document` | its number; of an accrual `ACCRUAL-…` or `REVERSAL-…`, reference and period |
//! | `agreement` | the agreement's reference |
//! | `period` | the period that the line belongs to, `2018/19-Q4` |
//! | `cost_centre` | from `ledger.cost_centre` of the council; of a balance, the control centre |
//! | `subjective` | from `ledger.subjective` of the council; of a balance, its control account |
//! | `description` | the line and its clause, or the balance |
//! | `debit` | pounds and pence, or empty |
//! | `credit` | pounds and pence, or empty; each row has either a debit or a credit |
//! | `vat_code` | S, R, Z, E, or O outside the scope; empty on balances and accruals |
//! | `counterparty` | the other council |
//!
//! Accruals are without VAT, on the last day of the year, and are reversed on the next day.

use chrono::NaiveDate;
use serde::Serialize;

use crate::billing::ledger::LedgerDocument;
use crate::billing::ledger::ToAccrue;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Ledger;
use crate::domain::authority::Side;
use crate::domain::calendar::BillingPeriod;
use crate::domain::csv_rows;
use crate::domain::money::Money;
use crate::domain::problem::Finding;

/// The columns of a journal's CSV.
pub const COLUMNS: [&str; 11] = [
    "date",
    "document",
    "agreement",
    "period",
    "cost_centre",
    "subjective",
    "description",
    "debit",
    "credit",
    "vat_code",
    "counterparty",
];

/// Where a council's ledger keeps balances: agreements do not state these codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlAccounts {
    /// The cost centre of all of them.
    pub cost_centre: String,
    /// What is owed by others: debtors.
    pub debtors: String,
    /// What is owed to others: creditors.
    pub creditors: String,
    /// VAT that is owed to HMRC.
    pub vat_output: String,
    /// VAT that is recovered from HMRC.
    pub vat_input: String,
    /// Income of the year that is not billed yet.
    pub accrued_income: String,
    /// Expenditure of the year that is not billed yet.
    pub accrued_expenditure: String,
}

impl Default for ControlAccounts {
    /// Plain words, for a council to map to its own codes when it loads a journal.
    fn default() -> ControlAccounts {
        let word = |word: &str| word.to_owned();
        ControlAccounts {
            cost_centre: word("CONTROL"),
            debtors: word("DEBTORS"),
            creditors: word("CREDITORS"),
            vat_output: word("VAT-OUTPUT"),
            vat_input: word("VAT-INPUT"),
            accrued_income: word("ACCRUED-INCOME"),
            accrued_expenditure: word("ACCRUED-EXPENDITURE"),
        }
    }
}

/// A row of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalRow {
    /// The day of the books.
    pub date: NaiveDate,
    /// The document that it is of.
    pub document: String,
    /// The agreement's reference.
    pub agreement: String,
    /// The period that it belongs to.
    pub period: BillingPeriod,
    /// Who bears or earns it.
    pub cost_centre: String,
    /// What it is, by nature.
    pub subjective: String,
    /// What it is, for people.
    pub description: String,
    /// What is debited; nil where it is a credit.
    pub debit: Money,
    /// What is credited; nil where it is a debit.
    pub credit: Money,
    /// How VAT treats it, as a letter.
    pub vat_code: Option<char>,
    /// The other council.
    pub counterparty: String,
}

/// The journal of issued documents of an agreement, for the ledger of one side.
///
/// # Errors
/// All that stands in the way: codes that the agreement does not state, a document that does not
/// add up or is of another agreement.
pub fn journal(
    agreement: &Agreement,
    documents: &[LedgerDocument],
    side: Side,
    accounts: &ControlAccounts,
) -> Result<Vec<JournalRow>, Vec<Finding>> {
    let mut problems: Vec<Finding> = documents.iter().flat_map(LedgerDocument::problems).collect();
    for document in documents.iter().filter(|made| made.agreement != agreement.reference) {
        let (number, other) = (&document.number, &document.agreement);
        let says = format!("{number} is of {other}, and not of {}", agreement.reference);
        problems.push(Finding::new(number, "", says));
    }
    let posting = with_codes(agreement, side, accounts, problems)?;
    Ok(documents.iter().flat_map(|document| posting.document(document)).collect())
}

/// The journal that accrues sums on a day and reverses them on the next, for one side's ledger.
///
/// # Errors
/// Where the agreement does not state the codes of that ledger.
pub fn accruals(
    agreement: &Agreement,
    to_accrue: &[ToAccrue],
    day: NaiveDate,
    side: Side,
    accounts: &ControlAccounts,
) -> Result<Vec<JournalRow>, Vec<Finding>> {
    let posting = with_codes(agreement, side, accounts, Vec::new())?;
    let next = day.succ_opt().expect("dates are bounded");
    let on = |date, word: &str, sign: Sign| -> Vec<JournalRow> {
        to_accrue.iter().flat_map(|entry| posting.accrual(entry, date, word, sign)).collect()
    };
    let mut rows = on(day, "ACCRUAL", Sign::AsItIs);
    rows.extend(on(next, "REVERSAL", Sign::Reversed));
    Ok(rows)
}

/// A journal as CSV, its header and its rows.
pub fn csv(rows: &[JournalRow]) -> String {
    csv_rows::write(&COLUMNS, rows.iter().map(JournalRow::cells))
}

/// What is debited and what is credited in all; the two are the same.
pub fn totals(rows: &[JournalRow]) -> (Money, Money) {
    (rows.iter().map(|row| row.debit).sum(), rows.iter().map(|row| row.credit).sum())
}

/// Whether an accrual is made or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    AsItIs,
    Reversed,
}

/// An account that rows are posted to.
#[derive(Debug, Clone, Copy)]
struct Account<'p> {
    cost_centre: &'p str,
    subjective: &'p str,
}

/// One side's posting: its codes, and where its balances are kept.
struct Posting<'p> {
    agreement: &'p Agreement,
    side: Side,
    accounts: &'p ControlAccounts,
    codes: &'p Ledger,
}

fn with_codes<'p>(
    agreement: &'p Agreement,
    side: Side,
    accounts: &'p ControlAccounts,
    mut problems: Vec<Finding>,
) -> Result<Posting<'p>, Vec<Finding>> {
    let (authority, word) = (agreement.authority(side), side.word());
    let is_whole = |codes: &&Ledger| {
        !codes.cost_centre.trim().is_empty() && !codes.subjective.trim().is_empty()
    };
    let codes = authority.ledger.as_ref().filter(is_whole);
    if codes.is_none() {
        let says = format!(
            "a journal needs the codes of {}: add ledger = {{ cost_centre = \"…\", subjective = \
             \"…\" }} under [{word}]",
            authority.name
        );
        problems.push(Finding::new(format!("{word}.ledger"), "", says));
    }
    match codes {
        Some(codes) if problems.is_empty() => Ok(Posting { agreement, side, accounts, codes }),
        _ => Err(problems),
    }
}

impl<'p> Posting<'p> {
    fn own(&self) -> Account<'p> {
        Account { cost_centre: &self.codes.cost_centre, subjective: &self.codes.subjective }
    }

    fn control(&self, subjective: &'p str) -> Account<'p> {
        Account { cost_centre: &self.accounts.cost_centre, subjective }
    }

    /// A row of a sum as the purchaser posts it: a debit, or a credit where it is negative. The
    /// supplier's is its mirror.
    fn row(&self, blank: &JournalRow, to: Account<'_>, what: String, sum: Money) -> JournalRow {
        let sum = if self.side == Side::Supplier { -sum } else { sum };
        JournalRow {
            cost_centre: to.cost_centre.to_owned(),
            subjective: to.subjective.to_owned(),
            description: what,
            debit: sum.max(Money::NIL),
            credit: (-sum).max(Money::NIL),
            ..blank.clone()
        }
    }

    /// A row before it is posted: what all rows of one document share.
    fn blank(&self, date: NaiveDate, document: String, period: BillingPeriod) -> JournalRow {
        let other = match self.side {
            Side::Supplier => &self.agreement.purchaser,
            Side::Purchaser => &self.agreement.supplier,
        };
        JournalRow {
            date,
            document,
            agreement: self.agreement.reference.clone(),
            period,
            cost_centre: String::new(),
            subjective: String::new(),
            description: String::new(),
            debit: Money::NIL,
            credit: Money::NIL,
            vat_code: None,
            counterparty: other.name.clone(),
        }
    }

    fn document(&self, document: &LedgerDocument) -> Vec<JournalRow> {
        let (accounts, number) = (self.accounts, &document.number);
        let (vat_account, vat_words, balance, words) = match self.side {
            Side::Supplier => (&accounts.vat_output, "VAT owed", &accounts.debtors, "Debtor"),
            Side::Purchaser => {
                (&accounts.vat_input, "VAT recoverable", &accounts.creditors, "Creditor")
            }
        };
        let blank = self.blank(document.issued_on, number.clone(), document.period);
        let mut rows = Vec::new();
        for line in &document.lines {
            let coded = JournalRow {
                period: line.period,
                vat_code: Some(line.vat_treatment.code()),
                ..blank.clone()
            };
            let what = format!("{} (clause {})", line.description, line.clause);
            rows.push(self.row(&coded, self.own(), what, line.net));
        }
        for ((treatment, rate), vat) in document.vat_by_rate() {
            let coded = JournalRow { vat_code: Some(treatment.code()), ..blank.clone() };
            let what = format!("{vat_words} at {rate}");
            rows.push(self.row(&coded, self.control(vat_account), what, vat));
        }
        let what = format!("{words}, {number}");
        rows.push(self.row(&blank, self.control(balance), what, -document.gross));
        rows.retain(JournalRow::is_posted);
        rows
    }

    fn accrual(
        &self,
        entry: &ToAccrue,
        date: NaiveDate,
        word: &str,
        sign: Sign,
    ) -> [JournalRow; 2] {
        let (reference, period) = (&self.agreement.reference, entry.period);
        let blank = self.blank(date, format!("{word}-{reference}-{}", period.compact()), period);
        let (balance, words) = match self.side {
            Side::Supplier => (&self.accounts.accrued_income, "Accrued income"),
            Side::Purchaser => (&self.accounts.accrued_expenditure, "Accrued expenditure"),
        };
        let net = if sign == Sign::Reversed { -entry.net } else { entry.net };
        let line = format!("{} (clause {}): {}", entry.description, entry.clause, entry.reason);
        let balanced = format!("{words}, {}", entry.description);
        [
            self.row(&blank, self.own(), line, net),
            self.row(&blank, self.control(balance), balanced, -net),
        ]
    }
}

impl JournalRow {
    fn is_posted(&self) -> bool {
        !self.debit.is_nil() || !self.credit.is_nil()
    }

    fn cells(&self) -> Vec<String> {
        let sum = |sum: Money| if sum.is_nil() { String::new() } else { sum.to_string() };
        vec![
            self.date.to_string(),
            self.document.clone(),
            self.agreement.clone(),
            self.period.to_string(),
            self.cost_centre.clone(),
            self.subjective.clone(),
            self.description.clone(),
            sum(self.debit),
            sum(self.credit),
            self.vat_code.map_or(String::new(), String::from),
            self.counterparty.clone(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::ledger::tests::document;
    use crate::billing::ledger::tests::line;
    use crate::billing::ledger::tests::pounds;
    use crate::domain::calendar::date;
    use crate::domain::file::read;
    use crate::domain::line::LineKind;
    use crate::domain::vat::Treatment;

    const AGREEMENT: &str = r#"
reference = "R"
title     = "Partnership"
starts    = 2025-04-01
supplier  = { name = "Northshire", ledger = { cost_centre = "N-1", subjective = "INCOME" } }
purchaser = { name = "Westhaven", ledger = { cost_centre = "W-1", subjective = "TPP" } }
"#;

    fn agreement(text: &str) -> Agreement {
        read(text).expect("it is sound").agreement
    }

    fn short(rows: &[JournalRow]) -> Vec<String> {
        let code = |row: &JournalRow| row.vat_code.map_or("-".to_owned(), String::from);
        let row = |row: &JournalRow| {
            let (debit, credit) = (row.debit, row.credit);
            format!("{} {} {debit} {credit} {}", row.cost_centre, row.subjective, code(row))
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn an_invoice_is_income_on_one_side_and_expenditure_on_the_other() {
        let lines = vec![
            line("Hosting", "175000", Treatment::Standard),
            line("=SUM(A1)", "-5000", Treatment::Standard),
            line("Nothing", "0", Treatment::Zero),
        ];
        let documents = [document("R-1", lines)];
        let accounts = ControlAccounts::default();
        let agreement = agreement(AGREEMENT);
        let of = |side| journal(&agreement, &documents, side, &accounts).expect("it is drawn up");
        let supplier = of(Side::Supplier);
        let expected = [
            "N-1 INCOME 0.00 175000.00 S",
            "N-1 INCOME 5000.00 0.00 S",
            "CONTROL VAT-OUTPUT 0.00 34000.00 S",
            "CONTROL DEBTORS 204000.00 0.00 -",
        ];
        assert_eq!(short(&supplier), expected);
        let purchaser = of(Side::Purchaser);
        let expected = [
            "W-1 TPP 175000.00 0.00 S",
            "W-1 TPP 0.00 5000.00 S",
            "CONTROL VAT-INPUT 34000.00 0.00 S",
            "CONTROL CREDITORS 0.00 204000.00 -",
        ];
        assert_eq!(short(&purchaser), expected);
        assert_eq!(totals(&supplier), (pounds("209000"), pounds("209000")));
        let written = csv(&purchaser);
        let rows: Vec<&str> = written.lines().collect();
        assert_eq!(rows[0], COLUMNS.join(","));
        let first = "2025-07-07,R-1,R,2025/26-Q1,W-1,TPP,Hosting (clause 4.2),175000.00,,S,\
                     Northshire";
        assert_eq!(rows[1], first);
        assert!(rows[2].contains(",'=SUM(A1) (clause 4.2),,5000.00,S"), "{}", rows[2]);
    }

    #[test]
    fn codes_that_are_missing_are_named() {
        let text =
            AGREEMENT.replace(", ledger = { cost_centre = \"W-1\", subjective = \"TPP\" }", "");
        let (agreement, accounts) = (agreement(&text), ControlAccounts::default());
        assert!(journal(&agreement, &[], Side::Supplier, &accounts).is_ok());
        let found = journal(&agreement, &[], Side::Purchaser, &accounts).expect_err("no codes");
        assert_eq!(found[0].path, "purchaser.ledger");
        assert!(found[0].says.contains("Westhaven"), "{}", found[0].says);
        assert!(accruals(&agreement, &[], date(2026, 3, 31), Side::Purchaser, &accounts).is_err());
    }

    #[test]
    fn a_document_that_does_not_add_up_or_is_anothers_is_not_posted() {
        let mut made = document("R-1", vec![line("Hosting", "10", Treatment::Standard)]);
        made.gross = pounds("11");
        let mut other = document("X-1", vec![line("Hosting", "10", Treatment::Standard)]);
        other.agreement = "X".to_owned();
        let accounts = ControlAccounts::default();
        let found = journal(&agreement(AGREEMENT), &[made, other], Side::Supplier, &accounts);
        let says: Vec<String> = found.expect_err("both").into_iter().map(|f| f.says).collect();
        let expected = [
            "R-1 is for £11.00, but its lines and its VAT come to £12.00",
            "X-1 is of X, and not of R",
        ];
        assert_eq!(says, expected);
    }

    #[test]
    fn an_accrual_is_reversed_on_the_next_day() {
        let entry = ToAccrue {
            period: BillingPeriod::parse("2025/26-Q4").expect("a period"),
            line: "advice".to_owned(),
            kind: LineKind::Service,
            clause: "4.2".to_owned(),
            description: "Advice".to_owned(),
            reason: "not billed by 31 March 2026".to_owned(),
            net: pounds("325000"),
        };
        let (agreement, accounts) = (agreement(AGREEMENT), ControlAccounts::default());
        let day = date(2026, 3, 31);
        let rows = accruals(&agreement, &[entry], day, Side::Purchaser, &accounts);
        let rows = rows.expect("it is drawn up");
        let expected = [
            "W-1 TPP 325000.00 0.00 -",
            "CONTROL ACCRUED-EXPENDITURE 0.00 325000.00 -",
            "W-1 TPP 0.00 325000.00 -",
            "CONTROL ACCRUED-EXPENDITURE 325000.00 0.00 -",
        ];
        assert_eq!(short(&rows), expected);
        let days: Vec<NaiveDate> = rows.iter().map(|row| row.date).collect();
        assert_eq!(days, [day, day, date(2026, 4, 1), date(2026, 4, 1)]);
        assert_eq!(rows[0].document, "ACCRUAL-R-202526Q4");
        assert_eq!(rows[3].document, "REVERSAL-R-202526Q4");
    }
}
