//! The rows that the log of acts tells of, as the books have them: what each says, of what, by whom
//! and when.

use chrono::NaiveDate;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::money::Money;
use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::agreement_versions;
use crate::store::schema::credit_requests;
use crate::store::schema::disputes;
use crate::store::schema::holdings_over;
use crate::store::schema::imports;
use crate::store::schema::invoice_files;
use crate::store::schema::invoice_progress;
use crate::store::schema::payments;
use crate::store::schema::version_confirmations;
use crate::store::schema::year_locks;

/// A row that an entry of the log tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Borne {
    /// The agreement or document that it belongs to, by its name in the books.
    pub of: String,
    /// What it says.
    pub says: Says,
    /// Whose act it was, by their name in the books; where the row keeps that.
    pub by: Option<String>,
    /// When; where the row keeps that.
    pub at: Option<NaiveDateTime>,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// A version of an agreement's file was brought in.
    Version {
        /// Its number.
        number: i32,
        /// SHA-256 of the file.
        sha256: String,
        /// Why.
        reason: String,
    },
    /// A version was confirmed by a second person.
    Confirmed {
        /// Its number.
        number: i32,
    },
    /// Terms that are not signed are billed.
    HeldOver {
        /// By which decision.
        decision: String,
        /// From this day.
        from: NaiveDate,
        /// Until this.
        until: NaiveDate,
    },
    /// A file of recorded rows was brought in.
    Imported {
        /// What its rows are of.
        kind: String,
        /// How many it has.
        count: i32,
        /// Its name.
        name: String,
        /// SHA-256 of it.
        sha256: String,
    },
    /// A payment of a document.
    Paid {
        /// The day.
        on: NaiveDate,
        /// The sum.
        amount: Money,
        /// The bank's reference.
        reference: String,
    },
    /// A part of an invoice was disputed.
    Disputed {
        /// The sum.
        amount: Money,
    },
    /// The credit of an invoice was drawn up.
    CreditAsked,
    /// A year of an agreement was closed.
    YearClosed {
        /// Which.
        year: String,
    },
    /// The paper of a document was made.
    Rendered {
        /// SHA-256 of it.
        sha256: String,
    },
    /// A document was received.
    Received {
        /// The day.
        on: NaiveDate,
    },
}

fn borne(of: String, says: Says, by: String, at: NaiveDateTime) -> Borne {
    Borne { of, says, by: Some(by), at: Some(at) }
}

/// The rows of a supplier's agreements that the log tells of.
///
/// # Errors
/// The database's own.
pub fn of_agreements(books: &mut Books, supplier: &CouncilId) -> Result<Vec<Borne>, StoreError> {
    let supplier = supplier.as_str();
    let mut all = versions(books, supplier)?;
    all.extend(confirmations(books, supplier)?);
    all.extend(decisions(books, supplier)?);
    all.extend(brought(books, supplier)?);
    all.extend(closed_years(books, supplier)?);
    Ok(all)
}

fn versions(books: &mut Books, supplier: &str) -> Result<Vec<Borne>, StoreError> {
    type VersionRow = (String, i32, String, String, String, NaiveDateTime);
    let rows: Vec<VersionRow> = agreement_versions::table
        .filter(agreement_versions::supplier_id.eq(supplier))
        .order((agreement_versions::agreement_id, agreement_versions::version))
        .select((
            agreement_versions::agreement_id,
            agreement_versions::version,
            agreement_versions::sha256,
            agreement_versions::reason,
            agreement_versions::brought_by,
            agreement_versions::brought_at,
        ))
        .load(books)?;
    let version = |(of, number, sha256, reason, by, at)| {
        borne(of, Says::Version { number, sha256, reason }, by, at)
    };
    Ok(rows.into_iter().map(version).collect())
}

fn confirmations(books: &mut Books, supplier: &str) -> Result<Vec<Borne>, StoreError> {
    let rows: Vec<(String, i32, String, NaiveDateTime)> = version_confirmations::table
        .filter(version_confirmations::supplier_id.eq(supplier))
        .select((
            version_confirmations::agreement_id,
            version_confirmations::version,
            version_confirmations::confirmed_by,
            version_confirmations::confirmed_at,
        ))
        .load(books)?;
    let confirmed = |(of, number, by, at)| borne(of, Says::Confirmed { number }, by, at);
    Ok(rows.into_iter().map(confirmed).collect())
}

fn decisions(books: &mut Books, supplier: &str) -> Result<Vec<Borne>, StoreError> {
    type HoldingRow = (String, String, NaiveDate, NaiveDate, String, NaiveDateTime);
    let rows: Vec<HoldingRow> = holdings_over::table
        .filter(holdings_over::supplier_id.eq(supplier))
        .select((
            holdings_over::agreement_id,
            holdings_over::decision,
            holdings_over::from_day,
            holdings_over::until_day,
            holdings_over::recorded_by,
            holdings_over::recorded_at,
        ))
        .load(books)?;
    let held_over = |(of, decision, from, until, by, at)| {
        borne(of, Says::HeldOver { decision, from, until }, by, at)
    };
    Ok(rows.into_iter().map(held_over).collect())
}

fn brought(books: &mut Books, supplier: &str) -> Result<Vec<Borne>, StoreError> {
    type ImportRow = (String, String, i32, String, String, String, NaiveDateTime);
    let rows: Vec<ImportRow> = imports::table
        .filter(imports::supplier_id.eq(supplier))
        .select((
            imports::agreement_id,
            imports::kind,
            imports::row_count,
            imports::name,
            imports::sha256,
            imports::brought_by,
            imports::brought_at,
        ))
        .load(books)?;
    let import = |(of, kind, count, name, sha256, by, at)| {
        borne(of, Says::Imported { kind, count, name, sha256 }, by, at)
    };
    Ok(rows.into_iter().map(import).collect())
}

fn closed_years(books: &mut Books, supplier: &str) -> Result<Vec<Borne>, StoreError> {
    let rows: Vec<(String, String, String, NaiveDateTime)> = year_locks::table
        .filter(year_locks::supplier_id.eq(supplier))
        .select((
            year_locks::agreement_id,
            year_locks::year,
            year_locks::locked_by,
            year_locks::locked_at,
        ))
        .load(books)?;
    let closed = |(of, year, by, at)| borne(of, Says::YearClosed { year }, by, at);
    Ok(rows.into_iter().map(closed).collect())
}

/// The rows of a supplier's documents that the log tells of.
///
/// # Errors
/// The database's own.
pub fn of_documents(books: &mut Books, supplier: &CouncilId) -> Result<Vec<Borne>, StoreError> {
    type PaymentRow = (String, NaiveDate, i64, String, String, NaiveDateTime);
    let supplier = supplier.as_str();
    let rows: Vec<PaymentRow> = payments::table
        .filter(payments::supplier_id.eq(supplier))
        .select((
            payments::invoice_id,
            payments::paid_on,
            payments::amount_pence,
            payments::reference,
            payments::entered_by,
            payments::entered_at,
        ))
        .load(books)?;
    let mut all: Vec<Borne> = rows
        .into_iter()
        .map(|(of, on, pence, reference, by, at)| {
            borne(of, Says::Paid { on, amount: Money::from_pence(pence), reference }, by, at)
        })
        .collect();
    let rows: Vec<(String, i64, String)> = disputes::table
        .filter(disputes::supplier_id.eq(supplier))
        .order((disputes::invoice_id, disputes::dispute))
        .select((disputes::invoice_id, disputes::amount_pence, disputes::raised_by))
        .load(books)?;
    all.extend(rows.into_iter().map(|(of, pence, by)| {
        let says = Says::Disputed { amount: Money::from_pence(pence) };
        Borne { of, says, by: Some(by), at: None }
    }));
    let rows: Vec<(String, String, NaiveDateTime)> = credit_requests::table
        .filter(credit_requests::supplier_id.eq(supplier))
        .select((
            credit_requests::invoice_id,
            credit_requests::prepared_by,
            credit_requests::prepared_at,
        ))
        .load(books)?;
    all.extend(rows.into_iter().map(|(of, by, at)| borne(of, Says::CreditAsked, by, at)));
    let rows: Vec<(String, String, NaiveDateTime)> = invoice_files::table
        .filter(invoice_files::supplier_id.eq(supplier))
        .filter(invoice_files::form.eq("pdf"))
        .select((invoice_files::invoice_id, invoice_files::sha256, invoice_files::made_at))
        .load(books)?;
    all.extend(rows.into_iter().map(|(of, sha256, at)| Borne {
        of,
        says: Says::Rendered { sha256 },
        by: None,
        at: Some(at),
    }));
    let rows: Vec<(String, Option<NaiveDate>)> = invoice_progress::table
        .filter(invoice_progress::supplier_id.eq(supplier))
        .filter(invoice_progress::received_on.is_not_null())
        .select((invoice_progress::invoice_id, invoice_progress::received_on))
        .load(books)?;
    all.extend(rows.into_iter().filter_map(|(of, on)| {
        Some(Borne { of, says: Says::Received { on: on? }, by: None, at: None })
    }));
    Ok(all)
}
