//! Balances at a year's end: what each council's books say, stated by each side, set side by side
//! until both say the same.

use chrono::NaiveDate;

use crate::billing::balances;
use crate::billing::balances::Balance as Figure;
use crate::billing::balances::BalanceNote;
use crate::billing::balances::Balances;
use crate::billing::balances::Books as SideOfBooks;
use crate::billing::ledger::LedgerDocument;
use crate::documents::font::Fonts;
use crate::documents::letter_of_balances::Sent;
use crate::documents::letter_of_balances::letter_of_balances;
use crate::documents::pdf;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Side;
use crate::domain::calendar::FinancialYear;
use crate::domain::money::Money;
use crate::store::acts::Deed;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::invoices;
use crate::store::money;
use crate::store::money::Balance;
use crate::store::progress;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;
use crate::workflow::year_end::ledger::ledger_documents;
use crate::workflow::year_end::ledger::to_accrue;
use crate::workflow::year_end::lock;

/// A council's figures at a year's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Billed in the year, without VAT.
    pub billed: Money,
    /// Unpaid at its end, with VAT.
    pub unpaid: Money,
    /// Accrued for what is not billed, without VAT.
    pub accrued: Money,
}

/// States the balance of the person's council, in the place of what it stated before: figures of
/// its own ledger, or where none are given those of the books. The purchaser's are of what it has
/// recorded as received.
///
/// # Errors
/// A year that is not over, or closed.
pub fn state(
    work: &mut Work<'_>,
    reference: &str,
    year: FinancialYear,
    figures: Option<Figures>,
    note: &str,
) -> Result<Balance, Refusal> {
    let held = work.agreement(reference, Duty::StateBalance)?;
    lock::must_be_over(work, &held, year)?;
    lock::must_be_open(work.books, &held, year)?;
    let side = side_of(work, &held)?;
    let of_books = computed(work.books, &held, year, work.at.today)?;
    let figures = figures.unwrap_or_else(|| figures_of(&of_books, side));
    let balance = Balance {
        side: side.word().to_owned(),
        billed: figures.billed,
        unpaid: figures.unpaid,
        accrued: figures.accrued,
        note: note.trim().to_owned(),
        stated_by: work.by.id.to_string(),
    };
    let (supplier, id) = (&held.supplier, &held.id);
    let before = money::balances(work.books, supplier, id, year)?;
    let before = before.iter().find(|before| before.side == balance.side).map(in_words);
    money::state_balance(work.books, supplier, id, year, &balance, work.at.now)?;
    let deed = Deed {
        act: "balance stated".to_owned(),
        subject: format!("{reference} {year} {}", balance.side),
        before: before.unwrap_or_default(),
        after: in_words(&balance),
        reason: balance.note.clone(),
    };
    work.did(&held.supplier, deed);
    Ok(balance)
}

fn in_words(balance: &Balance) -> String {
    let sums = [balance.billed, balance.unpaid, balance.accrued].map(Money::in_pounds);
    format!("billed {}, unpaid {}, accrued {}", sums[0], sums[1], sums[2])
}

fn side_of(work: &Work<'_>, held: &Held) -> Result<Side, Refusal> {
    duties::side(work.by, held).ok_or_else(|| Refusal::no_agreement(&held.reference))
}

/// Both councils' balances of a year side by side, as they have stated them.
///
/// # Errors
/// A side that has not stated its balance yet.
pub fn compare(
    work: &mut Work<'_>,
    reference: &str,
    year: FinancialYear,
) -> Result<Balances, Refusal> {
    let held = work.agreement(reference, Duty::Read)?;
    of_year(work.books, &held, year, work.at.today)
}

/// The same for an agreement that is at hand, with the books as they are known on a day.
///
/// Where both sides state what the documents of the books come to, each difference is told by its
/// document; otherwise by the figures that were stated.
///
/// # Errors
/// A side that has not stated its balance yet.
pub(super) fn of_year(
    books: &mut Books,
    held: &Held,
    year: FinancialYear,
    as_at: NaiveDate,
) -> Result<Balances, Refusal> {
    let all = money::balances(books, &held.supplier, &held.id, year)?;
    let stated = |side: Side| {
        let of = all.iter().find(|balance| balance.side == side.word());
        let of = of.map(|of| Figures { billed: of.billed, unpaid: of.unpaid, accrued: of.accrued });
        of.ok_or_else(|| {
            Refusal::refused(format!(
                "the {} has not stated its balance of {} for {year}",
                side.word(),
                held.reference
            ))
        })
    };
    let (supplier, purchaser) = (stated(Side::Supplier)?, stated(Side::Purchaser)?);
    let mut balances = computed(books, held, year, as_at)?;
    balances.notes = notes(&balances, &all);
    let is_of_books = figures_of(&balances, Side::Supplier) == supplier
        && figures_of(&balances, Side::Purchaser) == purchaser;
    if is_of_books {
        return Ok(balances);
    }
    balances.rows.retain_mut(|row| {
        let (Some(ours), Some(theirs)) =
            (figure(&supplier, row.balance), figure(&purchaser, row.balance))
        else {
            return false;
        };
        if (row.supplier, row.purchaser) != (ours, theirs) {
            (row.supplier, row.purchaser) = (ours, theirs);
            row.causes.clear();
        }
        true
    });
    balances.agreed =
        balances.rows.iter().all(|row| row.difference().is_nil() && row.causes.is_empty());
    Ok(balances)
}

/// What the councils said when they stated their balances.
fn notes(balances: &Balances, stated: &[Balance]) -> Vec<BalanceNote> {
    let note = |of: &Balance| {
        let is_supplier = of.side == Side::Supplier.word();
        let council = if is_supplier { &balances.supplier } else { &balances.purchaser };
        BalanceNote { council: council.name.clone(), says: of.note.clone() }
    };
    stated.iter().filter(|of| !of.note.is_empty()).map(note).collect()
}

fn figure(of: &Figures, balance: Figure) -> Option<Money> {
    match balance {
        Figure::Billed => Some(of.billed),
        Figure::Unpaid => Some(of.unpaid),
        Figure::Accrued => Some(of.accrued),
        Figure::Vat | Figure::Paid => None,
    }
}

fn figures_of(balances: &Balances, side: Side) -> Figures {
    let of = |balance: Figure| {
        let row = balances.rows.iter().find(|row| row.balance == balance);
        row.map_or(Money::NIL, |row| match side {
            Side::Supplier => row.supplier,
            Side::Purchaser => row.purchaser,
        })
    };
    Figures { billed: of(Figure::Billed), unpaid: of(Figure::Unpaid), accrued: of(Figure::Accrued) }
}

/// Both councils' balances as the books compute them.
fn computed(
    books: &mut Books,
    held: &Held,
    year: FinancialYear,
    as_at: NaiveDate,
) -> Result<Balances, Refusal> {
    let ours = ledger_documents(books, held, year.dates().last)?;
    let theirs = received(books, held, &ours)?;
    let accrued = to_accrue(books, held, year, as_at)?;
    let agreement = agreement(books, held)?;
    let supplier = SideOfBooks { documents: &ours, accrued: &accrued };
    let purchaser = SideOfBooks { documents: &theirs, accrued: &accrued };
    Ok(balances::agree(&agreement, year, supplier, purchaser))
}

fn agreement(books: &mut Books, held: &Held) -> Result<Agreement, Refusal> {
    Ok(terms::up_to(books, held, held.version, 0, 0)?.source.agreement.clone())
}

/// The documents that the purchaser has recorded as received. The credit of an invoice
/// that it has it has too.
fn received(
    books: &mut Books,
    held: &Held,
    all: &[LedgerDocument],
) -> Result<Vec<LedgerDocument>, Refusal> {
    let mut received = Vec::new();
    for document in all {
        let issued = invoices::by_number(books, &held.supplier, &document.number)?;
        let Some(issued) = issued else { continue };
        let mut has = false;
        for id in std::iter::once(&issued.id).chain(&issued.credits) {
            has |= progress::of(books, &held.supplier, id)?.received_on.is_some();
        }
        if has {
            received.push(document.clone());
        }
    }
    Ok(received)
}

/// Which documents the figures that the books give a council are worked out from, and which not,
/// with why: the purchaser's are those whose receipt it has recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// The numbers of those that count.
    pub counted: Vec<String>,
    /// The numbers of those whose receipt is not recorded.
    pub not_received: Vec<String>,
}

/// Which documents the person's council's figures of a year are worked out from.
///
/// # Errors
/// The database's own.
pub fn counted(
    work: &mut Work<'_>,
    reference: &str,
    year: FinancialYear,
) -> Result<Counted, Refusal> {
    let held = work.agreement(reference, Duty::Read)?;
    let dates = year.dates();
    let all = ledger_documents(work.books, &held, dates.last)?;
    let mine = match side_of(work, &held)? {
        Side::Supplier => all.clone(),
        Side::Purchaser => received(work.books, &held, &all)?,
    };
    let is_of_year =
        |of: &&LedgerDocument| dates.contains(of.issued_on) || !of.unpaid_on(dates.last).is_nil();
    let mut counted = Counted::default();
    for document in all.iter().filter(is_of_year) {
        let number = document.number.clone();
        if mine.iter().any(|of| of.number == number) {
            counted.counted.push(number);
        } else {
            counted.not_received.push(number);
        }
    }
    Ok(counted)
}

/// The letter to agree the balances of a year, from the person's council to the other.
///
/// # Errors
/// A side that has not stated its balance yet; a character that cannot be printed.
pub fn letter(
    work: &mut Work<'_>,
    fonts: &Fonts,
    reference: &str,
    year: FinancialYear,
    reply_by: NaiveDate,
) -> Result<Vec<u8>, Refusal> {
    let held = work.agreement(reference, Duty::StateBalance)?;
    let by = side_of(work, &held)?;
    let balances = of_year(work.books, &held, year, work.at.today)?;
    let agreement = agreement(work.books, &held)?;
    let sent = Sent { by, on: work.at.today, reply_by };
    let mut document = letter_of_balances(&agreement, &balances, sent);
    if by == Side::Supplier {
        document.logo = terms::logo(work.books, &held, held.version, &agreement)?;
    }
    pdf::render(&document, fonts).map_err(|error| Refusal::refused(error.to_string()))
}
