//! The schedule of payments on paper: for whoever sets the budget and closes the year's accounts.

use crate::billing::accrual::dates_in_words;
use crate::billing::reconciliation::DaysOfPeriod;
use crate::billing::schedule_of_payments::LinePayments;
use crate::billing::schedule_of_payments::Payment;
use crate::billing::schedule_of_payments::PaymentSchedule;
use crate::billing::statement::RechargeStatement;
use crate::billing::year::part_of_year;
use crate::documents::RenderError;
use crate::documents::chart::DaysByPeriod;
use crate::documents::chart::MoneyByPeriod;
use crate::documents::chart::PeriodDays;
use crate::documents::font::Fonts;
use crate::documents::letterhead::ask;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::colour_of;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::KeyFigure;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::Period;
use crate::domain::calendar::in_words;
use crate::domain::line::LineKind;
use crate::domain::money::Money;

/// As many payments stand side by side; a year of months is read a quarter at a time.
const SIDE_BY_SIDE: usize = 4;
/// The months of each quarter.
const MONTHS_OF_A_QUARTER: usize = 3;

/// The schedule of a financial year.
///
/// # Errors
/// Where the chart's words cannot be printed.
pub fn schedule_of_payments(
    agreement: &Agreement,
    schedule: &PaymentSchedule,
    statements: &[RechargeStatement],
    fonts: &Fonts,
) -> Result<Document, RenderError> {
    let title = format!("Schedule of payments {}", schedule.year);
    let reference = format!("{}-{}", schedule.agreement, compact(schedule));
    let mut document = Document::new(&agreement.supplier.name, title, reference, schedule.as_at);
    document.colour = colour_of(&agreement.supplier);
    document.subject = format!("What is to be paid in {} under {}", schedule.year, agreement.title);
    let dates = schedule.year.dates().in_words();
    let part = part_of_year(agreement, schedule.year, schedule.as_at)
        .map_or(String::new(), |part| {
            format!(" The agreement runs for a part of this year: {}.", part.in_words())
        });
    document.push(Block::lead(format!(
        "{}. {} to {}. {dates}.{part}",
        agreement.title, agreement.supplier.name, agreement.purchaser.name
    )));
    glance(schedule, &mut document);
    payments(agreement, schedule, &mut document);
    if statements.len() > 1 {
        document.push(drawn(agreement, statements, fonts)?);
    }
    instalments(schedule, &mut document);
    days(agreement, schedule, fonts, &mut document)?;
    to_be_confirmed(schedule, &mut document);
    accruals(schedule, &mut document);
    document.push(Block::paragraph(format!(
        "Each statement is drawn up under what was known on its own day, the last on {}. What is \
         to be accrued is worked out under what was known on {}: it counts what was agreed or \
         recorded after the statements too, and says when that was.",
        in_words(schedule.as_at),
        in_words(schedule.accrued_as_at)
    )));
    if let Some(words) = ask(&agreement.supplier) {
        document.push(Block::paragraph(words));
    }
    Ok(document)
}

/// Each statement's charges and adjustments as bars, with the chart's figures beneath.
fn drawn(
    agreement: &Agreement,
    statements: &[RechargeStatement],
    fonts: &Fonts,
) -> Result<Block, RenderError> {
    let chart = MoneyByPeriod::of_statements(statements, colour_of(&agreement.supplier));
    Ok(Block::Together(vec![
        Block::heading("Charges and adjustments, period by period"),
        Block::Figure(chart.figure(fonts)?),
        Block::Table(chart.table()),
    ]))
}

/// The days given against the days agreed, a chart and its table a post.
fn days(
    agreement: &Agreement,
    schedule: &PaymentSchedule,
    fonts: &Fonts,
    document: &mut Document,
) -> Result<(), RenderError> {
    if schedule.days.is_empty() {
        return Ok(());
    }
    // The heading stays with the first of the charts.
    let mut together = vec![
        Block::heading("Days given against days agreed"),
        Block::paragraph(format!(
            "The posts whose days of the year are beyond the tolerance, as recorded by {}. Days \
             are agreed as an average over the year: a single period below its part is no breach.",
            in_words(schedule.accrued_as_at)
        )),
    ];
    for post in &schedule.days {
        let period = |of: &DaysOfPeriod| {
            let period = of.period.to_string();
            let (group, name) = period.split_once('-').unwrap_or(("", &period));
            PeriodDays {
                group: group.to_owned(),
                name: name.to_owned(),
                agreed: of.agreed.clone(),
                given: of.given.clone(),
            }
        };
        let chart = DaysByPeriod {
            name: post.description.clone(),
            periods: post.periods.iter().map(period).collect(),
            colour: colour_of(&agreement.supplier),
        };
        together.push(Block::subheading(post.description.as_str()));
        together.push(Block::Figure(chart.figure(fonts)?));
        together.push(Block::Table(chart.table()));
        document.push(Block::Together(std::mem::take(&mut together)));
    }
    Ok(())
}

/// The year as file names have it: `2018-19`.
fn compact(schedule: &PaymentSchedule) -> String {
    schedule.year.to_string().replace('/', "-")
}

fn glance(schedule: &PaymentSchedule, document: &mut Document) {
    let (net, vat, gross) = schedule.totals();
    let figure = |figure: Money, label: &str| KeyFigure {
        figure: figure.in_pounds(),
        label: label.to_owned(),
        symbol: None,
    };
    document.push(Block::KeyFigures(vec![
        figure(net, "Net"),
        figure(vat, "VAT"),
        figure(gross, if gross.is_credit() { "Credit" } else { "To pay" }),
    ]));
}

/// What is to be paid and when.
fn payments(agreement: &Agreement, schedule: &PaymentSchedule, document: &mut Document) {
    document.push(Block::heading("What is to be paid, and when"));
    if schedule.payments.is_empty() {
        document.push(Block::paragraph("Nothing is billed in this financial year."));
        return;
    }
    let days = agreement.billing.payment_days;
    let terms = days
        .map_or("The agreement does not say when; the law gives 30 days.".to_owned(), |days| {
            format!("Due {days} days after it is received; here, after it is issued.")
        });
    let has_credits = schedule.payments.iter().any(|payment| payment.gross.is_credit());
    let credits = " A credit reduces at once what is unpaid of what it corrects; what is then \
                   left of it is paid back by the day that is named.";
    let credits = if has_credits { credits } else { "" };
    document.push(Block::paragraph(format!("{terms}{credits}")));
    let columns = vec![
        Column::text("Period").heads_rows(),
        Column::text("Issued on"),
        Column::text("Due"),
        Column::figures("Net"),
        Column::figures("VAT"),
        Column::figures("To pay"),
    ];
    let mut table = Table::new("The payments of the year", columns);
    for payment in &schedule.payments {
        let due_on = in_words(payment.due_on);
        let due = if payment.gross.is_credit() { format!("credit, by {due_on}") } else { due_on };
        let words = [payment.period.to_string(), in_words(payment.invoiced_on), due];
        let sums = [payment.net, payment.vat, payment.gross].map(Money::in_pounds);
        table.push(words.into_iter().chain(sums));
    }
    let (net, vat, gross) = schedule.totals();
    let mut total = Row::new(RowKind::Total, [net, vat, gross].map(Money::in_pounds));
    total.cells.insert(0, Cell { span: 3, ..Cell::new("The year") });
    table.rows.push(total);
    document.push(Block::Table(table));
}

/// The year's instalments by line: a column a payment, or a table a quarter of a year of months.
fn instalments(schedule: &PaymentSchedule, document: &mut Document) {
    if schedule.lines.is_empty() {
        return;
    }
    document.push(Block::heading("By line"));
    let count = schedule.payments.len();
    if count <= SIDE_BY_SIDE {
        let part = Part { schedule, from: 0, to: count };
        document.push(Block::Table(part.table("The year’s instalments by line")));
        return;
    }
    let quarter = |payment: &Payment| payment.period.index() / MONTHS_OF_A_QUARTER;
    let mut to = 0;
    for payments in schedule.payments.chunk_by(|one, other| quarter(one) == quarter(other)) {
        let from = to;
        to += payments.len();
        let part = Part { schedule, from, to };
        let (first, last) = (&schedule.payments[from], &schedule.payments[to - 1]);
        let dates = Period { first: first.period.dates().first, last: last.period.dates().last };
        document.push(Block::subheading(dates.in_words()));
        let summary = format!("The instalments by line, {}", dates.in_words());
        document.push(Block::Table(part.table(&summary)));
    }
    document.push(Block::subheading("The year"));
    let part = Part { schedule, from: 0, to: count };
    document.push(Block::Table(part.sums_alone("The whole year by line")));
}

/// A row of sums at the foot of a table: how it stands out, what it is called, and what it sums.
type SumOfPayments = (RowKind, &'static str, fn(&Payment) -> Money);

/// Some of a year's payments, side by side.
struct Part<'s> {
    schedule: &'s PaymentSchedule,
    from: usize,
    to: usize,
}

impl Part<'_> {
    fn payments(&self) -> &[Payment] {
        &self.schedule.payments[self.from..self.to]
    }

    /// The heading of the column of sums: of the year, or of a part of it.
    fn together(&self) -> &'static str {
        let is_all = self.to - self.from == self.schedule.payments.len();
        if is_all { "The year" } else { "Together" }
    }

    fn table(&self, summary: &str) -> Table {
        let mut columns = vec![Column::text("Line").heads_rows()];
        columns.extend(self.payments().iter().map(|p| Column::figures(p.period.to_string())));
        if self.payments().len() > 1 {
            columns.push(Column::figures(self.together()));
        }
        self.fill(Table::new(summary, columns), true)
    }

    fn sums_alone(&self, summary: &str) -> Table {
        let columns = vec![Column::text("Line").heads_rows(), Column::figures("The year")];
        self.fill(Table::new(summary, columns), false)
    }

    fn fill(&self, mut table: Table, each: bool) -> Table {
        for kind in LineKind::ALL {
            let of_kind = |line: &LinePayments| !line.adjustment && line.kind == kind;
            self.group(kind.in_words(), &of_kind, &mut table, each);
        }
        let adjustments = |line: &LinePayments| line.adjustment;
        self.group("Adjustments of earlier periods", &adjustments, &mut table, each);
        let rows: [SumOfPayments; 3] = [
            (RowKind::Subtotal, "Net", |payment| payment.net),
            (RowKind::Subtotal, "VAT", |payment| payment.vat),
            (RowKind::Total, "To pay", |payment| payment.gross),
        ];
        for (kind, label, of) in rows {
            let sums: Vec<Option<Money>> =
                self.payments().iter().map(|payment| Some(of(payment))).collect();
            table.rows.push(Row::new(kind, Self::cells(Cell::new(label), &sums, each)));
        }
        table
    }

    /// Lines under a heading, with their sum where there are several.
    fn group(
        &self,
        heading: &str,
        has: &dyn Fn(&LinePayments) -> bool,
        table: &mut Table,
        each: bool,
    ) {
        let sums_of = |line: &LinePayments| line.sums[self.from..self.to].to_vec();
        let lines = self.schedule.lines.iter().filter(|line| has(line));
        let lines: Vec<(&LinePayments, Vec<Option<Money>>)> = lines
            .map(|line| (line, sums_of(line)))
            .filter(|(_, sums)| sums.iter().any(Option::is_some))
            .collect();
        if lines.is_empty() {
            return;
        }
        table.push_group(heading);
        for (line, sums) in &lines {
            table.push(Self::row(line, sums, each));
        }
        if lines.len() > 1 {
            let sum = |at: usize| Some(lines.iter().filter_map(|(_, sums)| sums[at]).sum());
            let sums: Vec<Option<Money>> = (0..self.to - self.from).map(sum).collect();
            let cells = Self::cells(Cell::new(format!("{heading}, together")), &sums, each);
            table.rows.push(Row::new(RowKind::Subtotal, cells));
        }
    }

    fn row(line: &LinePayments, sums: &[Option<Money>], each: bool) -> Vec<Cell> {
        let mut name = Cell::new(line.description.as_str());
        if !line.adjustment {
            name = name.with_detail(format!("clause {}", line.clause));
        }
        Self::cells(name, sums, each)
    }

    fn cells(name: Cell, sums: &[Option<Money>], each: bool) -> Vec<Cell> {
        let mut cells = vec![name];
        if each {
            let shown = |sum: &Option<Money>| sum.map_or("–".to_owned(), Money::in_pounds);
            cells.extend(sums.iter().map(|sum| Cell::new(shown(sum))));
        }
        if !each || sums.len() > 1 {
            let together: Money = sums.iter().flatten().copied().sum();
            cells.push(Cell::new(together.in_pounds()));
        }
        cells
    }
}

fn to_be_confirmed(schedule: &PaymentSchedule, document: &mut Document) {
    if schedule.to_be_confirmed.is_empty() {
        return;
    }
    document.push(Block::heading("To be confirmed"));
    document.push(Block::paragraph(
        "These are in none of the sums above: allow for them when the budget is set.",
    ));
    let columns = vec![
        Column::text("Clause"),
        Column::text("Line").heads_rows(),
        Column::text("Days"),
        Column::figures("Sum"),
    ];
    let mut table = Table::new("What is to be confirmed", columns);
    for entry in &schedule.to_be_confirmed {
        table.push([
            entry.clause.clone(),
            entry.description.clone(),
            dates_in_words(Period { first: entry.from, last: entry.to }),
            entry.amount.map_or("not known".to_owned(), Money::in_pounds),
        ]);
    }
    document.push(Block::Table(table));
}

fn accruals(schedule: &PaymentSchedule, document: &mut Document) {
    let ends = in_words(schedule.year.dates().last);
    let heading = Block::heading(format!("Accruals at {ends}"));
    let known = format!("under what was known on {}", in_words(schedule.accrued_as_at));
    if schedule.accruals.is_empty() {
        document.push(heading);
        let words = format!("Everything that belongs to the year is billed by {ends}, {known}.");
        document.push(Block::paragraph(words));
        return;
    }
    let mut columns = vec![Column::text("What").heads_rows(), Column::text("Why")];
    columns.push(Column::figures("Net"));
    let summary = format!("What belongs to the year and is not billed by {ends}");
    let mut table = Table::new(&summary, columns);
    for accrual in &schedule.accruals {
        let sum = accrual.net.in_pounds();
        table.push([accrual.description.clone(), capital(&accrual.reason), sum]);
    }
    let net: Money = schedule.accruals.iter().map(|accrual| accrual.net).sum();
    table.push_total(RowKind::Total, "To be accrued, without VAT", net.in_pounds());
    document.push(heading);
    document.push(Block::paragraph(format!("{summary}, {known}.")));
    document.push(Block::Table(table));
}
