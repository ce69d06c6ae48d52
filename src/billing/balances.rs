//! Agreement of balances: what both councils' books hold of an agreement for a financial year, side
//! by side, for their accounts and for Whole of Government Accounts.
//!
//! Each row is a figure of both books, the difference, and where it comes from: the documents that
//! only one side has, and those whose sums differ. Balances are agreed where no row differs, and no
//! document does: two faults that cancel each other are two faults.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde::Serializer;
use serde::ser::SerializeStruct;

use crate::billing::ledger::LedgerDocument;
use crate::billing::ledger::ToAccrue;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Authority;
use crate::domain::calendar::FinancialYear;
use crate::domain::csv_rows;
use crate::domain::money::Money;

/// One council's books of an agreement.
#[derive(Debug, Clone, Copy, Default)]
pub struct Books<'b> {
    /// The invoices and credit notes that it holds.
    pub documents: &'b [LedgerDocument],
    /// What it accrues at the year's end.
    pub accrued: &'b [ToAccrue],
}

/// The balances of a financial year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Balances {
    /// The agreement's reference.
    pub agreement: String,
    /// What it is about.
    pub title: String,
    /// The financial year.
    pub year: FinancialYear,
    /// Its last day, on which the balances are.
    pub at: NaiveDate,
    /// The council that bills.
    pub supplier: Counterparty,
    /// The council that pays.
    pub purchaser: Counterparty,
    /// The figures.
    pub rows: Vec<BalanceRow>,
    /// Whether both books say the same throughout.
    pub agreed: bool,
    /// What the councils say of their figures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<BalanceNote>,
}

/// What a council says of the figures that it states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BalanceNote {
    /// The council.
    pub council: String,
    /// Its words.
    pub says: String,
}

/// A council as the accounts of the other name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counterparty {
    /// Its name.
    pub name: String,
    /// Its code of the Office for National Statistics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Balance {
    /// Billed in the year, without VAT: income of one, expenditure of the other.
    Billed,
    /// The VAT on it.
    Vat,
    /// Paid in the year.
    Paid,
    /// Unpaid on the last day, with VAT: debtor of one, creditor of the other.
    Unpaid,
    /// Accrued on the last day for what is not billed, without VAT.
    Accrued,
}

impl Balance {
    /// All of them, in the order of the letter.
    pub const ALL: [Balance; 5] =
        [Balance::Billed, Balance::Vat, Balance::Paid, Balance::Unpaid, Balance::Accrued];

    /// For people: `Billed in the year, without VAT`.
    pub fn in_words(self) -> &'static str {
        match self {
            Balance::Billed => "Billed in the year, without VAT",
            Balance::Vat => "VAT billed in the year",
            Balance::Paid => "Paid in the year",
            Balance::Unpaid => "Unpaid at the year’s end, with VAT",
            Balance::Accrued => "Accrued for what is not billed, without VAT",
        }
    }

    /// What the supplier's and the purchaser's accounts call it.
    pub fn lines_of_accounts(self) -> (&'static str, &'static str) {
        match self {
            Balance::Billed => ("Income", "Expenditure"),
            Balance::Vat => ("VAT owed", "VAT recovered"),
            Balance::Paid => ("Receipts", "Payments"),
            Balance::Unpaid => ("Debtor", "Creditor"),
            Balance::Accrued => ("Accrued income", "Accrued expenditure"),
        }
    }
}

/// A figure of both books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceRow {
    /// What it is.
    pub balance: Balance,
    /// The supplier's figure.
    pub supplier: Money,
    /// The purchaser's figure.
    pub purchaser: Money,
    /// Where a difference comes from.
    pub causes: Vec<Cause>,
}

impl BalanceRow {
    /// The supplier's figure less the purchaser's.
    pub fn difference(&self) -> Money {
        self.supplier - self.purchaser
    }
}

impl Serialize for BalanceRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("BalanceRow", 5)?;
        row.serialize_field("balance", &self.balance)?;
        row.serialize_field("supplier", &self.supplier)?;
        row.serialize_field("purchaser", &self.purchaser)?;
        row.serialize_field("difference", &self.difference())?;
        row.serialize_field("causes", &self.causes)?;
        row.end()
    }
}

/// A document, or an accrual, that the two books hold otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The document's number, or the accrued line and its period.
    pub document: String,
    /// The supplier's figure; `None` where its books have no such document.
    pub supplier: Option<Money>,
    /// The purchaser's figure; `None` where its books have no such document.
    pub purchaser: Option<Money>,
}

impl Cause {
    /// The supplier's figure less the purchaser's.
    pub fn difference(&self) -> Money {
        self.supplier.unwrap_or_default() - self.purchaser.unwrap_or_default()
    }

    /// Where the difference comes from, by the names of the councils.
    pub fn in_words(&self, balances: &Balances) -> String {
        match (self.supplier, self.purchaser) {
            (Some(_), None) => format!("only {} has it", balances.supplier.name),
            (None, Some(_)) => format!("only {} has it", balances.purchaser.name),
            _ => "both have it, and the sums differ".to_owned(),
        }
    }
}

/// Both councils' balances of an agreement for a financial year. Documents of other agreements are
/// left out.
pub fn agree(
    agreement: &Agreement,
    year: FinancialYear,
    supplier: Books<'_>,
    purchaser: Books<'_>,
) -> Balances {
    let rows: Vec<BalanceRow> = Balance::ALL
        .into_iter()
        .map(|balance| {
            let of = |books: Books<'_>| books.figures(&agreement.reference, balance, year);
            row(balance, &of(supplier), &of(purchaser))
        })
        .collect();
    let agreed = rows.iter().all(|row| row.difference().is_nil() && row.causes.is_empty());
    Balances {
        agreement: agreement.reference.clone(),
        title: agreement.title.clone(),
        year,
        at: year.dates().last,
        supplier: Counterparty::of(&agreement.supplier),
        purchaser: Counterparty::of(&agreement.purchaser),
        rows,
        agreed,
        notes: Vec::new(),
    }
}

/// The columns of the CSV.
pub const COLUMNS: [&str; 6] =
    ["balance", "document", "supplier", "purchaser", "difference", "why"];

impl Balances {
    /// The rows as CSV: a row without a document is the figure of all, those with one say where its
    /// difference comes from.
    pub fn csv(&self) -> String {
        let mut rows = Vec::new();
        for row in &self.rows {
            let sums = [row.supplier, row.purchaser, row.difference()];
            let [supplier, purchaser, difference] = sums.map(|sum| sum.to_string());
            let balance = row.balance.in_words().to_owned();
            let blank = String::new;
            rows.push(vec![balance.clone(), blank(), supplier, purchaser, difference, blank()]);
            for cause in &row.causes {
                let sum = |sum: Option<Money>| sum.map_or(String::new(), |sum| sum.to_string());
                rows.push(vec![
                    balance.clone(),
                    cause.document.clone(),
                    sum(cause.supplier),
                    sum(cause.purchaser),
                    cause.difference().to_string(),
                    cause.in_words(self),
                ]);
            }
        }
        csv_rows::write(&COLUMNS, rows)
    }
}

impl Counterparty {
    fn of(authority: &Authority) -> Counterparty {
        Counterparty { name: authority.name.clone(), code: authority.code.clone() }
    }
}

impl Books<'_> {
    /// What makes up a figure, by each document that is held, or by accrued line.
    fn figures(
        &self,
        agreement: &str,
        balance: Balance,
        year: FinancialYear,
    ) -> BTreeMap<String, Money> {
        let mut figures: BTreeMap<String, Money> = BTreeMap::new();
        let mut add = |key: String, sum: Money| {
            let figure = figures.entry(key).or_default();
            *figure = *figure + sum;
        };
        if balance == Balance::Accrued {
            for entry in self.accrued {
                let key = format!("{}, {}", entry.description, entry.period);
                add(key, entry.net);
            }
        } else {
            for document in self.documents.iter().filter(|made| made.agreement == agreement) {
                add(document.number.clone(), figure(document, balance, year));
            }
        }
        figures
    }
}

/// What a document adds to a figure.
fn figure(document: &LedgerDocument, balance: Balance, year: FinancialYear) -> Money {
    let dates = year.dates();
    let before = dates.first.pred_opt().expect("dates are bounded");
    let is_of_year = dates.contains(document.issued_on);
    match balance {
        Balance::Billed if is_of_year => document.net(),
        Balance::Vat if is_of_year => document.vat,
        Balance::Paid => document.paid_by(dates.last) - document.paid_by(before),
        Balance::Unpaid => document.unpaid_on(dates.last),
        Balance::Billed | Balance::Vat | Balance::Accrued => Money::NIL,
    }
}

fn row(
    balance: Balance,
    supplier: &BTreeMap<String, Money>,
    purchaser: &BTreeMap<String, Money>,
) -> BalanceRow {
    let cause = |document: &String| {
        let (ours, theirs) = (supplier.get(document).copied(), purchaser.get(document).copied());
        let cause = Cause { document: document.clone(), supplier: ours, purchaser: theirs };
        (!cause.difference().is_nil()).then_some(cause)
    };
    let only_theirs = purchaser.keys().filter(|document| !supplier.contains_key(*document));
    BalanceRow {
        balance,
        supplier: supplier.values().copied().sum(),
        purchaser: purchaser.values().copied().sum(),
        causes: supplier.keys().chain(only_theirs).filter_map(cause).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::ledger::LedgerPayment;
    use crate::billing::ledger::tests::invoice;
    use crate::billing::ledger::tests::pounds;
    use crate::domain::calendar::date;
    use crate::domain::file::read;

    const AGREEMENT: &str = r#"
reference = "R"
title     = "Partnership"
starts    = 2025-04-01
supplier  = { name = "Northshire", code = "E10000014" }
purchaser = { name = "Westhaven", code = "E06000046" }
"#;

    fn of(supplier: &[LedgerDocument], purchaser: &[LedgerDocument]) -> Balances {
        let agreement = read(AGREEMENT).expect("it is sound").agreement;
        let year = FinancialYear::parse("2025/26").expect("a year");
        let books = |documents| Books { documents, accrued: &[] };
        agree(&agreement, year, books(supplier), books(purchaser))
    }

    fn found(balances: &Balances, balance: Balance) -> &BalanceRow {
        balances.rows.iter().find(|row| row.balance == balance).expect("all are there")
    }

    #[test]
    fn the_same_books_agree() {
        let mut paid = invoice("1", "600");
        let amount = pounds("600");
        let reference = String::new();
        paid.payments.push(LedgerPayment { on: date(2026, 3, 31), amount, reference });
        let documents = [paid, invoice("2", "40"), invoice("3", "-10")];
        let balances = of(&documents, &documents);
        assert!(balances.agreed);
        let sums = |balance| found(&balances, balance).supplier;
        assert_eq!(sums(Balance::Billed), pounds("630"));
        assert_eq!((sums(Balance::Paid), sums(Balance::Unpaid)), (pounds("600"), pounds("30")));
        assert_eq!(balances.rows.iter().map(|row| row.causes.len()).sum::<usize>(), 0);
    }

    #[test]
    fn a_difference_says_where_it_comes_from() {
        let late = |day| {
            let mut made = invoice("1", "600");
            let (amount, reference) = (pounds("600"), "BACS".to_owned());
            made.payments.push(LedgerPayment { on: day, amount, reference });
            made
        };
        // The purchaser pays on 31 March, the supplier has it on 2 April; and one more differs.
        let supplier = [late(date(2026, 4, 2)), invoice("2", "40")];
        let balances = of(&supplier, &[late(date(2026, 3, 31)), invoice("3", "41")]);
        assert!(!balances.agreed);
        let billed = found(&balances, Balance::Billed);
        assert_eq!(billed.difference(), pounds("-1"));
        let words: Vec<String> = billed
            .causes
            .iter()
            .map(|cause| format!("{} {}", cause.document, cause.in_words(&balances)))
            .collect();
        assert_eq!(words, ["2 only Northshire has it", "3 only Westhaven has it"]);
        let paid = found(&balances, Balance::Paid);
        assert_eq!((paid.supplier, paid.purchaser), (Money::NIL, pounds("600")));
        // Both have the document, and one its payment.
        assert_eq!(paid.causes[0].in_words(&balances), "both have it, and the sums differ");
        assert_eq!((paid.causes.len(), paid.causes[0].supplier), (1, Some(Money::NIL)));
        let unpaid = found(&balances, Balance::Unpaid);
        assert_eq!(unpaid.difference(), pounds("599"));
        let written = balances.csv();
        assert!(written.starts_with(
            "balance,document,supplier,purchaser,difference,why\n\
             \"Billed in the year, without VAT\",,640.00,641.00,-1.00,\n\
             \"Billed in the year, without VAT\",2,40.00,,40.00,only Northshire has it\n"
        ));
    }

    #[test]
    fn faults_that_cancel_each_other_are_not_agreed() {
        let supplier = [invoice("1", "600"), invoice("2", "40")];
        let balances = of(&supplier, &[invoice("1", "601"), invoice("2", "39")]);
        assert_eq!(found(&balances, Balance::Billed).difference(), Money::NIL);
        assert!(!balances.agreed);
        let cause = &found(&balances, Balance::Billed).causes[0];
        assert_eq!(cause.in_words(&balances), "both have it, and the sums differ");
    }

    #[test]
    fn differences_are_the_sum_of_their_causes() {
        let supplier = [invoice("1", "600"), invoice("2", "40.01"), invoice("4", "7")];
        let balances = of(&supplier, &[invoice("1", "601"), invoice("3", "39"), invoice("4", "7")]);
        for row in &balances.rows {
            let causes: Money = row.causes.iter().map(Cause::difference).sum();
            assert_eq!(causes, row.difference(), "{:?}", row.balance);
        }
    }
}
