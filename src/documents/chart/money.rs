//! Money by period: what is charged for each, and the adjustments of earlier periods beside it.

use rust_decimal::Decimal;

use crate::billing::statement::RechargeStatement;
use crate::documents::RenderError;
use crate::documents::chart::HEIGHT;
use crate::documents::chart::canvas::Pattern;
use crate::documents::chart::columns::Column;
use crate::documents::chart::columns::Columns;
use crate::documents::chart::columns::MARK;
use crate::documents::chart::legend::Entry;
use crate::documents::chart::legend::Sample;
use crate::documents::font::Fonts;
use crate::documents::layout::TEXT_WIDTH;
use crate::documents::page::Cell;
use crate::documents::page::Colour;
use crate::documents::page::Column as TableColumn;
use crate::documents::page::Drawing;
use crate::documents::page::Figure;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::domain::money::Money;

/// As many periods are told one by one.
const EACH: usize = 8;

/// Money by period, current charges and adjustments apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyByPeriod {
    /// What the money is: *Recharges without VAT*.
    pub name: String,
    /// The periods in order.
    pub periods: Vec<PeriodMoney>,
    /// The colour of the bars, darkened where it would be too pale to see.
    pub colour: Colour,
}

/// The money of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodMoney {
    /// What the period is a part of: *2018/19*; may be empty.
    pub group: String,
    /// Its own name: *Q2*.
    pub name: String,
    /// What is charged for the period itself.
    pub current: Money,
    /// What earlier periods are put right by; negative where something is given back.
    pub adjustments: Money,
}

impl PeriodMoney {
    /// Both together: what is due.
    pub fn net(&self) -> Money {
        self.current + self.adjustments
    }

    fn full_name(&self) -> String {
        format!("{} {}", self.group, self.name).trim().to_owned()
    }
}

impl MoneyByPeriod {
    /// The recharges of a run of statements, without VAT.
    pub fn of_statements<'s>(
        statements: impl IntoIterator<Item = &'s RechargeStatement>,
        colour: Colour,
    ) -> Self {
        let periods = statements.into_iter().map(|statement| {
            let period = statement.period.to_string();
            let (group, name) = period.split_once('-').unwrap_or(("", &period));
            PeriodMoney {
                group: group.to_owned(),
                name: name.to_owned(),
                current: statement.current().map(|line| line.net).sum(),
                adjustments: statement.adjustments().map(|line| line.net).sum(),
            }
        });
        Self { name: "Recharges without VAT".to_owned(), periods: periods.collect(), colour }
    }

    /// The chart and its description, as wide as the text of a page.
    ///
    /// # Errors
    /// Where a period's name cannot be printed.
    pub fn figure(&self, fonts: &Fonts) -> Result<Figure, RenderError> {
        let drawing = self.drawing(TEXT_WIDTH, HEIGHT, fonts)?;
        Ok(Figure { drawing, alternative: self.description(), caption: None })
    }

    /// The chart in a box so wide and so high, in points; at least 240 by 140 to be of use.
    ///
    /// # Errors
    /// Where a period's name cannot be printed.
    pub fn drawing(&self, width: f32, height: f32, fonts: &Fonts) -> Result<Drawing, RenderError> {
        let colour = self.colour.darkened_to(4.5);
        let (current, adjustments) = (Pattern::Solid(colour), Pattern::Hatched(colour));
        let mut legend = vec![Entry::new(Sample::Bar(current), "Charged for the period")];
        if self.has_adjustments() {
            let words = "Adjustments of earlier periods";
            legend.push(Entry::new(Sample::Bar(adjustments), words));
            legend.push(Entry::new(Sample::Line(MARK), "Due: both together"));
        }
        let column = |period: &PeriodMoney| Column {
            group: period.group.clone(),
            name: period.name.clone(),
            parts: vec![
                (pounds(period.current), current),
                (pounds(period.adjustments), adjustments),
            ],
            mark: (!period.adjustments.is_nil()).then(|| pounds(period.net())),
            figure: period.net().in_pounds(),
        };
        let note = if self.periods.is_empty() { "No periods yet" } else { "" };
        let periods = self.periods.iter().map(column).collect();
        let counted = "Pounds; the figure at a bar is what is due";
        Columns { counted, note, periods, legend, written }.draw(width, height, fonts)
    }

    fn has_adjustments(&self) -> bool {
        self.periods.iter().any(|period| !period.adjustments.is_nil())
    }

    fn total(&self) -> Money {
        self.periods.iter().map(PeriodMoney::net).sum()
    }

    /// What the chart shows, in words, for whoever cannot see it.
    pub fn description(&self) -> String {
        let mut sentences = vec![format!("Chart of {}.", self.name.trim_end_matches('.'))];
        match self.periods.as_slice() {
            [] => sentences.push("There are no periods yet.".to_owned()),
            [only] => sentences.push(format!("One period: {}.", told(only))),
            few if few.len() <= EACH => {
                let each: Vec<String> = few.iter().map(told).collect();
                sentences.push(format!("{} periods: {}.", few.len(), each.join("; ")));
            }
            many => sentences.push(summary(many)),
        }
        if self.periods.len() > 1 {
            sentences.push(format!("In all {} is due.", self.total().in_pounds()));
        }
        sentences.join(" ")
    }

    /// The chart's figures period by period, to stand beside it.
    pub fn table(&self) -> Table {
        let columns = vec![
            TableColumn::text("Period").heads_rows(),
            TableColumn::figures("Charged for the period"),
            TableColumn::figures("Adjustments of earlier periods"),
            TableColumn::figures("Due"),
        ];
        let mut table = Table::new(format!("{}: the figures of the chart", self.name), columns);
        let cells = |name: String, sums: [Money; 3]| {
            std::iter::once(name).chain(sums.map(Money::in_pounds)).map(Cell::new)
        };
        for period in &self.periods {
            let sums = [period.current, period.adjustments, period.net()];
            table.push(cells(period.full_name(), sums));
        }
        if self.periods.len() > 1 {
            let current = self.periods.iter().map(|period| period.current).sum();
            let adjustments = self.periods.iter().map(|period| period.adjustments).sum();
            let total = cells("Total".to_owned(), [current, adjustments, self.total()]);
            table.rows.push(Row::new(RowKind::Total, total));
        }
        table
    }
}

/// Many periods: the ends and the extremes, and what the adjustments come to.
fn summary(many: &[PeriodMoney]) -> String {
    let find = |found: Option<&PeriodMoney>| found.map(told).unwrap_or_default();
    let adjusted = many.iter().filter(|period| !period.adjustments.is_nil()).count();
    let adjustments: Money = many.iter().map(|period| period.adjustments).sum();
    let adjusted = match adjusted {
        0 => "None has adjustments.".to_owned(),
        1 => format!("One has adjustments, of {}.", adjustments.in_pounds()),
        count => format!("{count} have adjustments, {} in all.", adjustments.in_pounds()),
    };
    format!(
        "{} periods: the first {}; the lowest {}; the highest {}; the latest {}. {adjusted}",
        many.len(),
        find(many.first()),
        find(many.iter().min_by_key(|period| period.net())),
        find(many.iter().rev().max_by_key(|period| period.net())),
        find(many.last()),
    )
}

fn told(period: &PeriodMoney) -> String {
    let (name, net) = (period.full_name(), period.net().in_pounds());
    if period.adjustments.is_nil() {
        return format!("{name}, {net}");
    }
    format!(
        "{name}, {} charged and {} of adjustments, {net} due",
        period.current.in_pounds(),
        period.adjustments.in_pounds()
    )
}

/// A sum as a number that can be placed.
fn pounds(sum: Money) -> Decimal {
    let most = Decimal::MAX / Decimal::ONE_HUNDRED;
    let limit = if sum.is_credit() { -most } else { most };
    Decimal::try_from_i128_with_scale(sum.pence(), 2).unwrap_or(limit)
}

/// A round sum beside the bars, without pence where it has none.
fn written(sum: Decimal) -> String {
    let pence = i64::try_from(sum * Decimal::ONE_HUNDRED).expect("charts end far below an i64");
    let written = Money::from_pence(pence).in_pounds();
    match written.strip_suffix(".00") {
        Some(pounds) if sum.scale() == 0 => pounds.to_owned(),
        _ => written,
    }
}
