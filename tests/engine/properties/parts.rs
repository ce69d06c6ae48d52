//! A year and its parts: they add up, they tile, and how often they are billed does not matter.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use concordat::billing::actuals::Actuals;
use concordat::billing::charge::Charge;
use concordat::billing::charge::charges_of_year;
use concordat::billing::overhead::OverheadCharge;
use concordat::billing::overhead::overhead_charges;
use concordat::billing::position::Position;
use concordat::domain::agreement::Agreement;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::Every;
use concordat::domain::calendar::FinancialYear;
use concordat::domain::calendar::date;
use concordat::domain::charges::OverheadTerms;
use concordat::domain::charges::Per;
use concordat::domain::exact::Exact;
use concordat::domain::money::Money;
use concordat::domain::variation::KnownLine;
use concordat::domain::variation::KnownTerms;
use concordat::domain::vat::Treatment;

use super::every_case;

const EVERY: [Every; 3] = [Every::Month, Every::Quarter, Every::Year];

#[test]
fn the_instalments_of_a_line_come_to_its_year_rounded_once() {
    every_case(|case| {
        let terms = KnownTerms::on(&case.agreement, case.as_at);
        for year in case.years() {
            for charges in charges_of_year(&terms, &case.actuals, year) {
                let billed: Money = charges.iter().map(|charge| charge.instalment).sum();
                let accrued: Exact = charges.iter().map(|charge| charge.accrued.clone()).sum();
                assert_eq!(billed, Money::rounded(&accrued), "{} in {year}", charges[0].id);
            }
        }
    });
}

#[test]
fn the_instalments_of_an_overhead_come_to_its_year_rounded_once() {
    every_case(|case| {
        let terms = KnownTerms::on(&case.agreement, case.as_at);
        for year in case.years() {
            let charges = charges_of_year(&terms, &case.actuals, year);
            for overhead in &terms.overheads {
                let own = overhead.terms.on(case.as_at).vat.is_some();
                let found = overhead_charges(&terms, overhead, &charges);
                overhead_comes_to_its_year(&found, own);
            }
        }
    });
}

/// What is rounded together is what is on the lines of one VAT treatment, or the whole where the
/// overhead has a decision of its own; on each line by itself, or once on the total.
fn overhead_comes_to_its_year(charges: &[OverheadCharge<'_>], own_vat: bool) {
    let mut exact: BTreeMap<(Option<Treatment>, &str), Exact> = BTreeMap::new();
    let mut billed = Money::NIL;
    for charge in charges {
        billed = billed + charge.on_instalments;
        let treatment = charge.vat.as_ref().map(|vat| vat.treatment).filter(|_| !own_vat);
        for base in &charge.bases {
            let line = if charge.per == Per::Line { base.id } else { "all" };
            let sum = exact.entry((treatment, line)).or_insert(Exact::NOUGHT);
            *sum = &*sum + &(&Exact::from(base.instalment) * &base.rate);
        }
    }
    let rounded: Money = exact.values().map(Money::rounded).sum();
    assert_eq!(billed, rounded, "{charges:?}");
}

#[test]
fn every_day_is_in_exactly_one_month_quarter_and_year() {
    for every in EVERY {
        let mut days = date(1999, 1, 1).iter_days().take_while(|day| *day < date(2051, 1, 1));
        let mut period = BillingPeriod::containing(date(1999, 1, 1), every);
        let outside = days.find(|day| {
            if *day > period.dates().last {
                period = period.next();
            }
            let around = [period.previous(), period, period.next()];
            let inside = around.map(|near| near.dates().contains(*day));
            inside != [false, true, false] || BillingPeriod::containing(*day, every) != period
        });
        assert_eq!(outside, None, "{every:?}");
    }
}

#[test]
fn the_periods_of_a_year_are_the_year() {
    for year in (1999..2051).map(|begins| FinancialYear::of(date(begins, 4, 1))) {
        for every in EVERY {
            let periods: Vec<BillingPeriod> = BillingPeriod::all_in(year, every).collect();
            let days: i64 = periods.iter().map(|period| period.dates().days()).sum();
            assert_eq!(days, year.days(), "{year} by {every:?}");
            assert_eq!(periods[0].dates().first, year.dates().first);
            assert_eq!(periods[periods.len() - 1].dates().last, year.dates().last);
        }
    }
}

/// Where nothing is billed on actuals it is irrelevant to a year how often it is billed. An
/// overhead whose rate changes inside a period is weighted by period, so one is compared while it
/// is steady.
#[test]
fn a_year_comes_to_the_same_by_months_by_quarters_and_at_once() {
    every_case(|case| {
        for year in case.years() {
            let of_year = |every| {
                let mut agreement = case.agreement.clone();
                agreement.billing.every = every;
                whole_year(&agreement, year, case.as_at)
            };
            let by_month = of_year(Every::Month);
            assert_eq!(by_month, of_year(Every::Quarter), "{year}");
            assert_eq!(by_month, of_year(Every::Year), "{year}");
        }
    });
}

/// What each line bills in a year, without actuals; overheads only where they are steady.
fn whole_year(
    agreement: &Agreement,
    year: FinancialYear,
    on: NaiveDate,
) -> BTreeMap<String, Money> {
    let none = Actuals::default();
    let position = Position::on(agreement, &none, on);
    let charges = charges_of_year(&position.terms, &none, year);
    let unsteady = position.terms.overheads.iter().filter(|o| !is_steady(o, &charges, year));
    let unsteady: Vec<&str> = unsteady.map(|overhead| overhead.line.id.as_str()).collect();
    let due = position.year(year);
    let mut sums: BTreeMap<String, Money> = BTreeMap::new();
    let periods = BillingPeriod::all_in(year, agreement.billing.every);
    for due in periods.flat_map(|period| due.in_period(period)) {
        if !unsteady.contains(&due.id) {
            let sum = sums.entry(due.id.to_owned()).or_default();
            *sum = *sum + due.net;
        }
    }
    sums.retain(|_, sum| !sum.is_nil());
    sums
}

/// Whether an overhead has one rate, with a VAT decision of its own, on all that its lines accrue
/// in a year.
fn is_steady(
    overhead: &KnownLine<'_, OverheadTerms>,
    charges: &[Vec<Charge<'_>>],
    year: FinancialYear,
) -> bool {
    let Some(runs) = overhead.runs.and_then(|runs| runs.overlap(year.dates())) else {
        return false;
    };
    let one = overhead.terms.stretches(runs).count() == 1;
    let covers = |charge: &Charge<'_>| {
        let mut dates = charge.stretches.iter().map(|stretch| stretch.dates);
        dates.all(|dates| runs.overlap(dates) == Some(dates))
    };
    let mut on = charges.iter().flatten();
    one && overhead.terms.latest().vat.is_some() && on.all(covers)
}
