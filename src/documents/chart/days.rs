//! Days given against days agreed, by period or as they add up over the periods.

use rust_decimal::Decimal;

use crate::documents::RenderError;
use crate::documents::chart::HEIGHT;
use crate::documents::chart::canvas::Pattern;
use crate::documents::chart::columns::Column;
use crate::documents::chart::columns::Columns;
use crate::documents::chart::columns::MARK;
use crate::documents::chart::legend::Entry;
use crate::documents::chart::legend::Sample;
use crate::documents::chart::words::with_unit;
use crate::documents::font::Fonts;
use crate::documents::layout::TEXT_WIDTH;
use crate::documents::page::Cell;
use crate::documents::page::Colour;
use crate::documents::page::Column as TableColumn;
use crate::documents::page::Drawing;
use crate::documents::page::Figure;
use crate::documents::page::Table;
use crate::domain::exact::Exact;

/// As many periods are told one by one.
const EACH: usize = 8;

/// What stands for days that nobody has recorded.
const NO_RECORD: &str = "no\u{a0}record";

/// Days given against days agreed.
#[derive(Debug, Clone, PartialEq)]
pub struct DaysByPeriod {
    /// Whose days: *Director of children’s services*.
    pub name: String,
    /// The periods in order.
    pub periods: Vec<PeriodDays>,
    /// The colour of the bars, darkened where it would be too pale to see.
    pub colour: Colour,
}

/// The days of one period.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodDays {
    /// What the period is a part of: *2018/19*; may be empty.
    pub group: String,
    /// Its own name: *Q2*.
    pub name: String,
    /// The days agreed for it.
    pub agreed: Exact,
    /// The days recorded; `None` without any record, which is not the same as none given.
    pub given: Option<Exact>,
}

impl PeriodDays {
    fn full_name(&self) -> String {
        format!("{} {}", self.group, self.name).trim().to_owned()
    }
}

impl DaysByPeriod {
    /// The same days as they add up: each period with those before it. After a period without a
    /// record no sum is known.
    #[must_use]
    pub fn cumulative(&self) -> Self {
        let (mut agreed, mut given) = (Exact::NOUGHT, Some(Exact::NOUGHT));
        let periods = self.periods.iter().map(|period| {
            agreed = agreed.clone() + period.agreed.clone();
            given = match (given.take(), &period.given) {
                (Some(before), Some(more)) => Some(before + more.clone()),
                _ => None,
            };
            PeriodDays { agreed: agreed.clone(), given: given.clone(), ..period.clone() }
        });
        let name = format!("{}, added up", self.name);
        Self { name, periods: periods.collect(), colour: self.colour }
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
        let given = Pattern::Solid(self.colour.darkened_to(4.5));
        let legend = vec![
            Entry::new(Sample::Bar(given), "Days given"),
            Entry::new(Sample::Line(MARK), "Days agreed"),
        ];
        let column = |period: &PeriodDays| Column {
            group: period.group.clone(),
            name: period.name.clone(),
            parts: period.given.iter().map(|days| (placed(days), given)).collect(),
            mark: Some(placed(&period.agreed)),
            figure: period.given.as_ref().map_or(NO_RECORD.to_owned(), short),
        };
        let note = match self.periods.iter().filter(|period| period.given.is_none()).count() {
            _ if self.periods.is_empty() => "No periods yet".to_owned(),
            0 => String::new(),
            1 => "One period without a record".to_owned(),
            count => format!("{count} periods without a record"),
        };
        let periods = self.periods.iter().map(column).collect();
        let written = |days| with_unit(days, "");
        Columns { counted: "Days", note: &note, periods, legend, written }
            .draw(width, height, fonts)
    }

    /// What the chart shows, in words, for whoever cannot see it.
    pub fn description(&self) -> String {
        let name = self.name.trim_end_matches('.');
        let begins = format!("Chart of days given against days agreed: {name}.");
        let says = match self.periods.as_slice() {
            [] => "There are no periods yet.".to_owned(),
            [only] => format!("One period: {}.", told(only)),
            few if few.len() <= EACH => {
                let each: Vec<String> = few.iter().map(told).collect();
                format!("{} periods: {}.", few.len(), each.join("; "))
            }
            many => summary(many),
        };
        format!("{begins} {says}")
    }

    /// The chart's figures period by period, to stand beside it.
    pub fn table(&self) -> Table {
        let columns = vec![
            TableColumn::text("Period").heads_rows(),
            TableColumn::figures("Days agreed"),
            TableColumn::figures("Days given"),
            TableColumn::figures("Difference"),
        ];
        let summary = format!("{}: days agreed and days given", self.name);
        let mut table = Table::new(summary, columns);
        for period in &self.periods {
            let given = period.given.as_ref().map_or(NO_RECORD.to_owned(), in_full);
            let difference = match &period.given {
                Some(given) => in_full(&(given.clone() - period.agreed.clone())),
                None => "not\u{a0}known".to_owned(),
            };
            let cells = [period.full_name(), in_full(&period.agreed), given, difference];
            table.push(cells.map(Cell::new));
        }
        table
    }
}

fn told(period: &PeriodDays) -> String {
    let (name, agreed) = (period.full_name(), short(&period.agreed));
    match &period.given {
        Some(given) => format!("{name}, {} given of {agreed} agreed", short(given)),
        None => format!("{name}, no record, {agreed} agreed"),
    }
}

/// Many periods: the ends, and how often the days given reach those agreed.
fn summary(many: &[PeriodDays]) -> String {
    let find = |found: Option<&PeriodDays>| found.map(told).unwrap_or_default();
    let count = |is: &dyn Fn(&Exact, &Exact) -> bool| {
        let given = |p: &&PeriodDays| p.given.as_ref().is_some_and(|given| is(given, &p.agreed));
        many.iter().filter(given).count()
    };
    let recorded = count(&|_, _| true);
    format!(
        "{} periods: the first {}; the latest {}. In {} the days given are fewer than those \
         agreed, in {} as many, in {} more; {} have no record.",
        many.len(),
        find(many.first()),
        find(many.last()),
        count(&|given, agreed| given < agreed),
        count(&|given, agreed| given == agreed),
        count(&|given, agreed| given > agreed),
        many.len() - recorded
    )
}

/// Days with two decimals, as a table has them.
fn in_full(days: &Exact) -> String {
    with_unit(days.in_figures(2, 2).parse().unwrap_or_default(), "")
}

/// Days with no more decimals than they need, two at most.
fn short(days: &Exact) -> String {
    with_unit(days.in_figures(0, 2).parse().unwrap_or_default(), "")
}

/// Days as a number that can be placed: to six decimals, finer than any dot.
fn placed(days: &Exact) -> Decimal {
    days.in_figures(0, 6).parse().unwrap_or_default()
}
