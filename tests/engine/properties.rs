//! What holds of every agreement, whatever it says: over made-up agreements by the hundred, and
//! over free values where one amount or one day is all that matters.

pub mod books;
mod bounds;
mod history;
mod journals;
mod likeness;
mod mirror;
mod papers;
mod parts;
mod sameness;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use concordat::billing::actuals::Actuals;
use concordat::billing::position::Position;
use concordat::billing::statement::RechargeStatement;
use concordat::billing::statement::StatementLine;
use concordat::billing::statement::draw_up;
use concordat::domain::agreement::Agreement;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::FinancialYear;
use concordat::domain::file::read;
use concordat::domain::money::Money;

use crate::engine::load;
use crate::generator;

/// The first seed: others than those on which the model and the engine are compared.
const FIRST_SEED: u64 = 40_000;
/// How many agreements a property is tried on.
const CASES: u64 = 1_500;

/// A made-up agreement with what was recorded under it, and a period to ask about.
struct Case {
    seed: u64,
    agreement: Agreement,
    actuals: Actuals,
    period: BillingPeriod,
    as_at: NaiveDate,
}

/// What each line bills for each period; nothing stands for nil.
type Sums = BTreeMap<(String, BillingPeriod), Money>;

impl Case {
    fn of(seed: u64) -> Case {
        let spec = generator::case(seed);
        let (days, costs) = (spec.days_csv(), spec.costs_csv());
        let (agreement, actuals) = load(&spec.to_toml(), days.as_deref(), costs.as_deref())
            .expect("every made-up agreement reads");
        let period = BillingPeriod::parse(&spec.period.label()).expect("a period");
        Case { seed, agreement, actuals, period, as_at: spec.as_at() }
    }

    /// The statement that the case asks for.
    fn statement(&self) -> RechargeStatement {
        draw_up(&self.agreement, &self.actuals, self.period, self.as_at)
    }

    /// The financial years from the first of the agreement to the one asked about.
    fn years(&self) -> impl Iterator<Item = FinancialYear> + use<> {
        let last = self.period.year;
        let first = FinancialYear::of(self.agreement.starts);
        std::iter::successors(Some(first), |year| Some(year.next())).take_while(move |y| *y <= last)
    }
}

/// Says which seed it was, where a property does not hold of it.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("this was the agreement of seed {}", self.0);
        }
    }
}

/// Tries a property on all the made-up agreements, which are read once for all the properties.
fn every_case(holds: impl Fn(&Case)) {
    static ALL: OnceLock<Vec<Case>> = OnceLock::new();
    let all = ALL.get_or_init(|| (FIRST_SEED..FIRST_SEED + CASES).map(Case::of).collect());
    for case in all {
        let _told = Seed(case.seed);
        holds(case);
    }
}

/// An agreement with one line: what a free value is put into.
fn agreement_of(terms: &str, lines: &str) -> Agreement {
    let parties = "supplier = { name = \"Hampshire\" }\npurchaser = { name = \"Isle of Wight\" }";
    let text = format!("reference = \"ONE\"\n{terms}\n{parties}\n{lines}");
    read(&text).expect("it reads").agreement
}

/// All the statements from the first period to `last`, each as at its own day.
fn statements(
    agreement: &Agreement,
    actuals: &Actuals,
    last: BillingPeriod,
) -> Vec<RechargeStatement> {
    let periods = std::iter::successors(Some(agreement.first_period()), |p| Some(p.next()));
    periods
        .take_while(|period| *period <= last)
        .map(|period| draw_up(agreement, actuals, period, agreement.as_at_default(period)))
        .collect()
}

fn sums<'s>(lines: impl IntoIterator<Item = &'s StatementLine>) -> Sums {
    let mut sums = Sums::new();
    for line in lines {
        let sum = sums.entry((line.line.clone(), line.period)).or_default();
        *sum = *sum + line.net;
    }
    sums.retain(|_, sum| !sum.is_nil());
    sums
}

/// What is due for the periods from the first to `last` as it is known on a day.
fn due(agreement: &Agreement, actuals: &Actuals, last: BillingPeriod, on: NaiveDate) -> Sums {
    let position = Position::on(agreement, actuals, on);
    let mut year = agreement.first_period().year;
    let mut sums = Sums::new();
    while year <= last.year {
        let of_year = position.year(year);
        let periods = BillingPeriod::all_in(year, agreement.billing.every);
        for due in periods.filter(|p| *p <= last).flat_map(|period| of_year.in_period(period)) {
            let sum = sums.entry((due.id.to_owned(), due.period)).or_default();
            *sum = *sum + due.net;
        }
        year = year.next();
    }
    sums.retain(|_, sum| !sum.is_nil());
    sums
}
