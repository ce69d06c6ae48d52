//! Where a financial year stands with a statement: what is billed by it, in the year to date, and
//! what the year is expected to come to under what is known.
//!
//! What is billed is the sum of the year's statements up to this one, so the year's last statement
//! brings what is left to nought. What is expected is that, with the instalments of the periods to
//! come as they are known now; days and costs that nobody has recorded yet are not guessed.

use chrono::NaiveDate;

use crate::billing::actuals::Actuals;
use crate::billing::position::Position;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::statements_of_year;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::Provision;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::line::LineKind;
use crate::domain::money::Money;

/// A financial year as a statement leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearToDate {
    /// The financial year.
    pub year: FinancialYear,
    /// The last day that is billed.
    pub to: NaiveDate,
    /// Each line, in the order of the statement.
    pub lines: Vec<LineToDate>,
    /// What budget papers state, beside it.
    pub provisions: Vec<ProvisionToDate>,
}

/// A line of the financial year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineToDate {
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// Whether it is what the year's statements adjust of earlier financial years.
    pub is_of_earlier_years: bool,
    /// Its sums.
    pub sums: ToDate,
}

/// The sums of a line, a kind or the whole, without VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ToDate {
    /// What the statement bills.
    pub this_statement: Money,
    /// What the year's statements up to it bill.
    pub to_date: Money,
    /// What the whole year is expected to come to.
    pub expected: Money,
}

/// A provision beside what is billed for what it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvisionToDate {
    /// What it is for.
    pub name: String,
    /// The paragraph that states it.
    pub clause: String,
    /// Whether the paper says *circa*.
    pub circa: bool,
    /// The sum of a year; `None` is to be confirmed.
    pub provision: Option<Money>,
    /// What is billed for what it covers.
    pub sums: ToDate,
}

impl ToDate {
    /// What is left to bill of the year that is expected.
    pub fn left(&self) -> Money {
        self.expected - self.to_date
    }

    fn add(&mut self, other: &ToDate) {
        self.this_statement = self.this_statement + other.this_statement;
        self.to_date = self.to_date + other.to_date;
        self.expected = self.expected + other.expected;
    }
}

/// A line that the books bill for a financial year beside a statement: of an earlier statement of
/// the year, or given back since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledInYear {
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// The period that it was billed for.
    pub period: BillingPeriod,
    /// The sum, without VAT; negative where it was given back.
    pub net: Money,
}

/// Where the financial year of a statement's period stands with it.
pub fn year_to_date(
    agreement: &Agreement,
    actuals: &Actuals,
    statement: &RechargeStatement,
) -> YearToDate {
    let period = statement.period;
    let drawn = statements_of_year(agreement, actuals, period.year, Some(statement.as_at));
    let earlier = drawn.into_iter().filter(|drawn| drawn.period < period);
    let lines = earlier.flat_map(|drawn| drawn.lines).map(|line| BilledInYear {
        line: line.line,
        kind: line.kind,
        period: line.period,
        net: line.net,
    });
    year_to_date_after(agreement, actuals, statement, &lines.collect::<Vec<_>>())
}

/// The same where books are kept, after what they bill of the year already.
pub fn year_to_date_after(
    agreement: &Agreement,
    actuals: &Actuals,
    statement: &RechargeStatement,
    earlier: &[BilledInYear],
) -> YearToDate {
    let period = statement.period;
    let mut found = YearToDate {
        year: period.year,
        to: statement.to,
        lines: Vec::new(),
        provisions: Vec::new(),
    };
    for line in earlier {
        found.bill((&line.line, line.kind, line.period), line.net, false);
    }
    for line in &statement.lines {
        found.bill((&line.line, line.kind, line.period), line.net, true);
    }
    let known = Position::on(agreement, actuals, statement.as_at);
    let year = known.year(period.year);
    let to_come = BillingPeriod::all_in(period.year, period.every());
    let to_come = to_come.filter(|later| *later > period && *later >= agreement.first_period());
    for due in to_come.flat_map(|later| year.in_period(later)) {
        let sums = found.line(due.id, due.kind, false);
        sums.expected = sums.expected + due.net;
    }
    found.lines.sort_by_key(|line| (line.is_of_earlier_years, line.kind));
    found.provisions = agreement.provisions.iter().map(|p| found.beside(p)).collect();
    found
}

impl YearToDate {
    fn line(&mut self, id: &str, kind: LineKind, is_of_earlier_years: bool) -> &mut ToDate {
        let is_it = |line: &LineToDate| {
            line.line == id && line.kind == kind && line.is_of_earlier_years == is_of_earlier_years
        };
        let at = self.lines.iter().position(is_it).unwrap_or_else(|| {
            let (line, sums) = (id.to_owned(), ToDate::default());
            self.lines.push(LineToDate { line, kind, is_of_earlier_years, sums });
            self.lines.len() - 1
        });
        &mut self.lines[at].sums
    }

    fn bill(
        &mut self,
        (line, kind, period): (&str, LineKind, BillingPeriod),
        net: Money,
        is_this: bool,
    ) {
        let is_of_earlier_years = period.year < self.year;
        let sums = self.line(line, kind, is_of_earlier_years);
        let this_statement = if is_this { net } else { Money::NIL };
        sums.add(&ToDate { this_statement, to_date: net, expected: net });
    }

    fn sum(&self, is_counted: impl Fn(&LineToDate) -> bool) -> ToDate {
        let mut sum = ToDate::default();
        for line in self.lines.iter().filter(|line| is_counted(line)) {
            sum.add(&line.sums);
        }
        sum
    }

    /// The whole year.
    pub fn total(&self) -> ToDate {
        self.sum(|_| true)
    }

    /// Each kind of charge that the year has, without what is of earlier years.
    pub fn by_kind(&self) -> Vec<(LineKind, ToDate)> {
        let has = |kind: &LineKind| {
            self.lines.iter().any(|line| line.kind == *kind && !line.is_of_earlier_years)
        };
        let of = |kind| (kind, self.sum(|line| line.kind == kind && !line.is_of_earlier_years));
        LineKind::ALL.into_iter().filter(has).map(of).collect()
    }

    /// What the year's statements adjust of earlier financial years, where they do.
    pub fn of_earlier_years(&self) -> Option<ToDate> {
        let any = self.lines.iter().any(|line| line.is_of_earlier_years);
        any.then(|| self.sum(|line| line.is_of_earlier_years))
    }

    fn beside(&self, provision: &Provision) -> ProvisionToDate {
        let covers = |line: &LineToDate| {
            let includes = &mut provision.includes.iter();
            includes.any(|included| included == line.kind.word() || *included == line.line)
        };
        ProvisionToDate {
            name: provision.name.clone(),
            clause: provision.clause.clone(),
            circa: provision.circa,
            provision: provision.annual.known(),
            sums: self.sum(covers),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::statement::draw_up;
    use crate::domain::file::read;

    /// £1.64m a year, which notice ends on 31 January 2024 (R29).
    const ENDING: &str = r#"
reference = "R29"
title     = "Partnership"
starts    = 2022-04-01

[supplier]
name = "Northshire County Council"

[purchaser]
name = "Westhaven City Council"

[[provision]]
name     = "Partnership"
annual   = "1700000.00"
includes = ["service"]
clause   = "4.1"

[[service]]
id     = "partnership"
clause = "4.1"
name   = "Strategic partnership"
annual = "1640000.00"

[[break]]
id            = "any"
clause        = "9.1"
any_time      = true
notice_months = 6

[[notice]]
break    = "any"
given_on = 2023-07-31
given_by = "purchaser"
"#;

    fn at(period: &str) -> YearToDate {
        let agreement = read(ENDING).expect("it is right").agreement;
        let period = BillingPeriod::parse(period).expect("a period");
        let as_at = agreement.as_at_default(period);
        let none = Actuals::default();
        year_to_date(&agreement, &none, &draw_up(&agreement, &none, period, as_at))
    }

    fn sums(sums: ToDate) -> [String; 4] {
        [sums.this_statement, sums.to_date, sums.expected, sums.left()].map(Money::in_pounds)
    }

    #[test]
    fn before_the_notice_a_whole_year_is_expected() {
        let found = at("2023/24-Q1");
        let expected = ["£410,000.00", "£410,000.00", "£1,640,000.00", "£1,230,000.00"];
        assert_eq!(sums(found.total()), expected);
    }

    /// Ten of twelve months are £1,366,666.67; after three quarters £136,666.67 is left (R29).
    #[test]
    fn after_the_notice_what_is_left_is_the_stub() {
        let found = at("2023/24-Q3");
        let expected = ["£410,000.00", "£1,230,000.00", "£1,366,666.67", "£136,666.67"];
        assert_eq!(sums(found.total()), expected);
        assert_eq!(found.by_kind(), [(LineKind::Service, found.total())]);
        assert_eq!(found.provisions[0].sums, found.total());
        assert!(found.of_earlier_years().is_none());
    }
}
