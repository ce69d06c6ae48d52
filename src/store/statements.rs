//! Statements as they were drawn up, and their lines.

use chrono::NaiveDate;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::billing::stage::LineState;
use crate::billing::stage::Stage;
use crate::domain::calendar::BillingPeriod;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::people::AgreementId;
use crate::domain::people::CouncilId;
use crate::domain::people::StatementId;
use crate::domain::vat::Treatment;
use crate::store::connection::Books;
use crate::store::connection::each;
use crate::store::error::StoreError;
use crate::store::schema::statement_lines;
use crate::store::schema::statements;
use crate::store::values::pence;
use crate::store::values::period;
use crate::store::values::treatment;
use crate::store::values::treatment_word;

pub mod listed;
pub mod waiting;

/// The kinds of statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatementKind {
    /// What is due for a period.
    Recharge,
    /// What makes less due than was billed in advance, at once.
    Closing,
    /// A financial year's days, delivered against agreed.
    Reconciliation,
}

impl StatementKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            StatementKind::Recharge => "recharge",
            StatementKind::Closing => "closing",
            StatementKind::Reconciliation => "reconciliation",
        }
    }

    fn read(word: &str) -> Option<StatementKind> {
        [StatementKind::Recharge, StatementKind::Closing, StatementKind::Reconciliation]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// A statement as it stands in the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Its supplier.
    pub supplier: CouncilId,
    /// Its name in the books.
    pub id: StatementId,
    /// Its agreement.
    pub agreement: AgreementId,
    /// Which kind.
    pub kind: StatementKind,
    /// The period.
    pub period: BillingPeriod,
    /// The day on which what it states was known.
    pub as_at: NaiveDate,
    /// The version of the agreement's file that it was drawn up from.
    pub version: i32,
    /// How many rows of recorded days there were.
    pub days_entries: i32,
    /// How many rows of recorded costs there were.
    pub costs_entries: i32,
    /// How many times it was drawn up.
    pub draft: i32,
    /// How far it has come.
    pub stage: Stage,
    /// All lines, without VAT.
    pub net: Money,
    /// The VAT of its documents, if they were issued on `as_at`.
    pub vat: Money,
    /// Both.
    pub gross: Money,
    /// SHA-256 over its lines: what is agreed and approved is this.
    pub hash: String,
    /// Who drew it up.
    pub prepared_by: String,
    /// When.
    pub prepared_at: NaiveDateTime,
    /// The day it went to the purchaser.
    pub sent_on: Option<NaiveDate>,
    /// The last day for a query, after which it counts as agreed; `None` where the agreement has no
    /// such term.
    pub deemed_on: Option<NaiveDate>,
    /// Who agreed it for the purchaser.
    pub agreed_by: Option<String>,
    /// When.
    pub agreed_at: Option<NaiveDateTime>,
    /// Why two must approve it, where it goes beyond a limit.
    pub over_limit: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<NaiveDateTime>,
    /// Who approved it beside them, where it goes beyond a limit.
    pub countersigned_by: Option<String>,
}

#[derive(Queryable, Insertable, AsChangeset, Selectable)]
#[diesel(table_name = statements)]
#[diesel(primary_key(supplier_id, id))]
#[diesel(treat_none_as_null = true)]
struct Row {
    supplier_id: String,
    id: String,
    agreement_id: String,
    kind: String,
    period: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    as_at: NaiveDate,
    version: i32,
    days_entries: i32,
    costs_entries: i32,
    draft: i32,
    stage: String,
    net_pence: i64,
    vat_pence: i64,
    gross_pence: i64,
    hash: String,
    prepared_by: String,
    prepared_at: NaiveDateTime,
    sent_on: Option<NaiveDate>,
    deemed_on: Option<NaiveDate>,
    agreed_by: Option<String>,
    agreed_at: Option<NaiveDateTime>,
    over_limit: Option<String>,
    approved_by: Option<String>,
    approved_at: Option<NaiveDateTime>,
    countersigned_by: Option<String>,
}

impl Row {
    fn of(kept: &Kept) -> Result<Row, StoreError> {
        let dates = kept.period.dates();
        Ok(Row {
            supplier_id: kept.supplier.to_string(),
            id: kept.id.to_string(),
            agreement_id: kept.agreement.to_string(),
            kind: kept.kind.word().to_owned(),
            period: kept.period.to_string(),
            first_day: dates.first,
            last_day: dates.last,
            as_at: kept.as_at,
            version: kept.version,
            days_entries: kept.days_entries,
            costs_entries: kept.costs_entries,
            draft: kept.draft,
            stage: kept.stage.word().to_owned(),
            net_pence: pence(kept.net)?,
            vat_pence: pence(kept.vat)?,
            gross_pence: pence(kept.gross)?,
            hash: kept.hash.clone(),
            prepared_by: kept.prepared_by.clone(),
            prepared_at: kept.prepared_at,
            sent_on: kept.sent_on,
            deemed_on: kept.deemed_on,
            agreed_by: kept.agreed_by.clone(),
            agreed_at: kept.agreed_at,
            over_limit: kept.over_limit.clone(),
            approved_by: kept.approved_by.clone(),
            approved_at: kept.approved_at,
            countersigned_by: kept.countersigned_by.clone(),
        })
    }

    fn kept(self) -> Result<Kept, StoreError> {
        let damaged = |says: &str| StoreError::damaged("the statement", self.id.as_str(), says);
        let kind = StatementKind::read(&self.kind).ok_or_else(|| damaged("its kind"))?;
        let stage = Stage::parse(&self.stage).ok_or_else(|| damaged("its stage"))?;
        let period = period(&self.period, "the statement", &self.id)?;
        Ok(Kept {
            supplier: self.supplier_id.into(),
            id: self.id.into(),
            agreement: self.agreement_id.into(),
            kind,
            period,
            as_at: self.as_at,
            version: self.version,
            days_entries: self.days_entries,
            costs_entries: self.costs_entries,
            draft: self.draft,
            stage,
            net: Money::from_pence(self.net_pence),
            vat: Money::from_pence(self.vat_pence),
            gross: Money::from_pence(self.gross_pence),
            hash: self.hash,
            prepared_by: self.prepared_by,
            prepared_at: self.prepared_at,
            sent_on: self.sent_on,
            deemed_on: self.deemed_on,
            agreed_by: self.agreed_by,
            agreed_at: self.agreed_at,
            over_limit: self.over_limit,
            approved_by: self.approved_by,
            approved_at: self.approved_at,
            countersigned_by: self.countersigned_by,
        })
    }
}

/// A line of a statement as it stands in the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptLine {
    /// Its number on the statement, from 1.
    pub number: i32,
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// The period that it belongs to.
    pub period: BillingPeriod,
    /// Whether it corrects an earlier period.
    pub adjustment: bool,
    /// The clause.
    pub clause: String,
    /// What it is, for people.
    pub description: String,
    /// The sum, without VAT.
    pub net: Money,
    /// What was billed for the period before, where it is an adjustment.
    pub before: Option<Money>,
    /// How VAT treats it; `None` where nobody has decided.
    pub vat_treatment: Option<Treatment>,
    /// How far it has come.
    pub state: LineState,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = statement_lines)]
#[diesel(treat_none_as_default_value = false)]
struct LineRow {
    supplier_id: String,
    statement_id: String,
    line_no: i32,
    line: String,
    kind: String,
    period: String,
    adjustment: bool,
    clause: String,
    description: String,
    net_pence: i64,
    before_pence: Option<i64>,
    vat_treatment: String,
    state: String,
}

impl LineRow {
    fn of(kept: &Kept, line: &KeptLine) -> Result<LineRow, StoreError> {
        Ok(LineRow {
            supplier_id: kept.supplier.to_string(),
            statement_id: kept.id.to_string(),
            line_no: line.number,
            line: line.line.clone(),
            kind: line.kind.word().to_owned(),
            period: line.period.to_string(),
            adjustment: line.adjustment,
            clause: line.clause.clone(),
            description: line.description.clone(),
            net_pence: pence(line.net)?,
            before_pence: line.before.map(pence).transpose()?,
            vat_treatment: treatment_word(line.vat_treatment).to_owned(),
            state: line.state.word().to_owned(),
        })
    }

    fn line(self) -> Result<KeptLine, StoreError> {
        let of = "a line of the statement";
        let damaged = |says: &str| StoreError::damaged(of, self.statement_id.as_str(), says);
        Ok(KeptLine {
            number: self.line_no,
            kind: LineKind::parse(&self.kind).ok_or_else(|| damaged("its kind"))?,
            period: period(&self.period, of, &self.statement_id)?,
            vat_treatment: treatment(&self.vat_treatment, of, &self.statement_id)?,
            state: LineState::parse(&self.state).ok_or_else(|| damaged("its state"))?,
            line: self.line,
            adjustment: self.adjustment,
            clause: self.clause,
            description: self.description,
            net: Money::from_pence(self.net_pence),
            before: self.before_pence.map(Money::from_pence),
        })
    }
}

/// Adds a statement with its lines.
///
/// # Errors
/// The database's own: among them that of a second statement for an agreement and period.
pub fn add(books: &mut Books, kept: &Kept, lines: &[KeptLine]) -> Result<(), StoreError> {
    diesel::insert_into(statements::table).values(Row::of(kept)?).execute(books)?;
    add_lines(books, kept, lines)
}

fn add_lines(books: &mut Books, kept: &Kept, lines: &[KeptLine]) -> Result<(), StoreError> {
    let rows: Vec<LineRow> =
        lines.iter().map(|line| LineRow::of(kept, line)).collect::<Result<_, _>>()?;
    for rows in rows.chunks(100) {
        each!(books, c => diesel::insert_into(statement_lines::table).values(rows).execute(c))?;
    }
    Ok(())
}

/// Changes a statement's head: how far it has come, and by whom.
///
/// # Errors
/// The database's own.
pub fn change(books: &mut Books, kept: &Kept) -> Result<(), StoreError> {
    let row = statements::table
        .filter(statements::supplier_id.eq(kept.supplier.as_str()))
        .filter(statements::id.eq(kept.id.as_str()));
    diesel::update(row).set(Row::of(kept)?).execute(books)?;
    Ok(())
}

/// Puts other lines in the place of a statement's own: it was drawn up again.
///
/// # Errors
/// The database's own: among them its refusal where a line was issued.
pub fn redraw(books: &mut Books, kept: &Kept, lines: &[KeptLine]) -> Result<(), StoreError> {
    let old = statement_lines::table
        .filter(statement_lines::supplier_id.eq(kept.supplier.as_str()))
        .filter(statement_lines::statement_id.eq(kept.id.as_str()));
    diesel::delete(old).execute(books)?;
    change(books, kept)?;
    add_lines(books, kept, lines)
}

/// Sets how far some lines have come.
///
/// # Errors
/// The database's own.
pub fn set_line_states(
    books: &mut Books,
    kept: &Kept,
    numbers: &[i32],
    state: LineState,
) -> Result<(), StoreError> {
    let rows = statement_lines::table
        .filter(statement_lines::supplier_id.eq(kept.supplier.as_str()))
        .filter(statement_lines::statement_id.eq(kept.id.as_str()))
        .filter(statement_lines::line_no.eq_any(numbers.to_vec()));
    diesel::update(rows).set(statement_lines::state.eq(state.word())).execute(books)?;
    Ok(())
}

/// A statement by its agreement, kind and period.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn of_period(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
    kind: StatementKind,
    period: BillingPeriod,
) -> Result<Option<Kept>, StoreError> {
    let row: Option<Row> = statements::table
        .filter(statements::supplier_id.eq(supplier.as_str()))
        .filter(statements::agreement_id.eq(agreement.as_str()))
        .filter(statements::kind.eq(kind.word()))
        .filter(statements::period.eq(period.to_string()))
        .select(Row::as_select())
        .get_result(books)
        .optional()?;
    row.map(Row::kept).transpose()
}

/// A statement by its name in the books.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn by_id(
    books: &mut Books,
    supplier: &CouncilId,
    id: &StatementId,
) -> Result<Option<Kept>, StoreError> {
    let row: Option<Row> = statements::table
        .filter(statements::supplier_id.eq(supplier.as_str()))
        .filter(statements::id.eq(id.as_str()))
        .select(Row::as_select())
        .get_result(books)
        .optional()?;
    row.map(Row::kept).transpose()
}

/// An agreement's statements, by their first day.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn of_agreement(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<Row> = statements::table
        .filter(statements::supplier_id.eq(supplier.as_str()))
        .filter(statements::agreement_id.eq(agreement.as_str()))
        .order((statements::first_day, statements::kind))
        .select(Row::as_select())
        .load(books)?;
    rows.into_iter().map(Row::kept).collect()
}

/// A statement's lines, in order.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn lines(books: &mut Books, kept: &Kept) -> Result<Vec<KeptLine>, StoreError> {
    let rows: Vec<LineRow> = statement_lines::table
        .filter(statement_lines::supplier_id.eq(kept.supplier.as_str()))
        .filter(statement_lines::statement_id.eq(kept.id.as_str()))
        .order(statement_lines::line_no)
        .select(LineRow::as_select())
        .load(books)?;
    rows.into_iter().map(LineRow::line).collect()
}

/// The lines of some statements.
///
/// They are asked for one statement at a time: for a list of them PostgreSQL may keep a plan from
/// when the books were small, which goes through every line of the supplier.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn lines_of<'k>(
    books: &mut Books,
    statements: impl IntoIterator<Item = &'k Kept>,
) -> Result<Vec<(StatementId, KeptLine)>, StoreError> {
    let mut all = Vec::new();
    for kept in statements {
        all.extend(lines(books, kept)?.into_iter().map(|line| (kept.id.clone(), line)));
    }
    Ok(all)
}
