//! The position: what is due, line by line and period by period, under what is known on a day.
//!
//! A statement is the difference between two positions, so nothing is ever rebuilt quarter by
//! quarter: what is due now less what was due under what was known at the statement before.

use chrono::NaiveDate;

use crate::billing::actuals::Actuals;
use crate::billing::charge::Charge;
use crate::billing::charge::Withheld;
use crate::billing::charge::charges_of_year;
use crate::billing::overhead::OverheadCharge;
use crate::billing::overhead::overhead_charges;
use crate::billing::overhead::overhead_withheld;
use crate::billing::working::Working;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::line::Amendment;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::variation::KnownTerms;
use crate::domain::variation::notice_ends;
use crate::domain::vat::LineVat;
use crate::domain::vat::Treatment;

/// What is known of an agreement and its actuals on a day.
#[derive(Debug, Clone)]
pub struct Position<'a> {
    /// The terms as they are known.
    pub terms: KnownTerms<'a>,
    actuals: &'a Actuals,
}

/// What one line bills for one period.
#[derive(Debug, Clone)]
pub struct Due<'a> {
    /// What kind of line it is.
    pub kind: LineKind,
    /// The line's name in the file.
    pub id: &'a str,
    /// Its clause.
    pub clause: &'a str,
    /// What it is, for people.
    pub name: &'a str,
    /// The period.
    pub period: BillingPeriod,
    /// The VAT decision that applies.
    pub vat: LineVat,
    /// What is due.
    pub net: Money,
    /// How it was worked out.
    pub working: Working,
}

/// Something of a line that is not billed, and why.
#[derive(Debug, Clone)]
pub struct NotDue<'a> {
    /// The line's name in the file.
    pub id: &'a str,
    /// Its clause.
    pub clause: &'a str,
    /// What it is, for people.
    pub name: &'a str,
    /// Why, and for which days.
    pub withheld: Withheld,
}

/// A financial year of a position.
#[derive(Debug, Clone)]
pub struct YearDue<'a> {
    charges: Vec<Vec<Charge<'a>>>,
    overheads: Vec<OverheadCharge<'a>>,
}

impl<'a> Position<'a> {
    /// The position of an agreement on a day.
    pub fn on(agreement: &'a Agreement, actuals: &'a Actuals, day: NaiveDate) -> Position<'a> {
        Position { terms: KnownTerms::on(agreement, day), actuals }
    }

    /// Everything that is due for a financial year.
    pub fn year(&self, year: FinancialYear) -> YearDue<'a> {
        let charges = charges_of_year(&self.terms, self.actuals, year);
        let on_each =
            self.terms.overheads.iter().map(|o| overhead_charges(&self.terms, o, &charges));
        let overheads = on_each.flatten().collect();
        YearDue { charges, overheads }
    }

    /// What is not billed in a period, and why.
    pub fn not_due(&self, year: &YearDue<'a>, period: BillingPeriod) -> Vec<NotDue<'a>> {
        let mut found = Vec::new();
        for charge in year.charges.iter().flatten().filter(|charge| charge.period == period) {
            found.extend(charge.withheld.iter().map(|withheld| NotDue {
                id: charge.id,
                clause: charge.clause,
                name: charge.name,
                withheld: withheld.clone(),
            }));
        }
        for overhead in &self.terms.overheads {
            let withheld = overhead_withheld(overhead, period).into_iter();
            found.extend(withheld.map(|withheld| NotDue {
                id: &overhead.line.id,
                clause: &overhead.line.clause,
                name: &overhead.line.name,
                withheld,
            }));
        }
        found
    }

    /// The first financial year in which anything may be due otherwise than in an earlier position;
    /// `None` where nothing has become known in between.
    pub fn first_year_changed_since(&self, before: &Position<'a>) -> Option<FinancialYear> {
        let (agreement, after, by) =
            (self.terms.agreement, before.terms.known_on, self.terms.known_on);
        let newly = |day: NaiveDate| after < day && day <= by;
        let mut days: Vec<NaiveDate> = Vec::new();
        for variation in agreement.variations.iter().filter(|v| newly(v.agreed)) {
            days.push(variation.effective);
            let ends = variation.changes.iter().filter_map(|change| change.ends);
            let ends: Vec<NaiveDate> = ends.chain(variation.ends).collect();
            if !ends.is_empty() {
                days.extend(before.terms.line_ends());
            }
            days.extend(ends);
            let mut amendments = variation.changes.iter().flat_map(|change| &change.amendments);
            if amendments.any(Amendment::is_of_whole_life) {
                days.push(agreement.starts);
            }
        }
        let notices = notice_ends(agreement, by).into_iter();
        days.extend(notices.filter(|(at, _)| newly(agreement.notices[*at].given_on)).map(|n| n.1));
        if self.terms.approvals().any(newly) {
            days.push(agreement.starts);
        }
        days.extend(self.actuals.first_day_recorded_between(after, by));
        days.into_iter().min().map(|day| FinancialYear::of(day.max(agreement.starts)))
    }
}

impl KnownTerms<'_> {
    /// The days on which lines are known to end.
    fn line_ends(&self) -> impl Iterator<Item = NaiveDate> {
        let posts = self.staffing.iter().filter_map(|line| line.runs);
        let overheads = self.overheads.iter().filter_map(|line| line.runs);
        let services = self.services.iter().filter_map(|line| line.runs);
        let inputs = self.inputs.iter().filter_map(|line| line.runs);
        posts.chain(overheads).chain(services).chain(inputs).map(|runs| runs.last)
    }

    /// The days of the purchaser's approvals of inputs.
    fn approvals(&self) -> impl Iterator<Item = NaiveDate> {
        self.inputs.iter().filter_map(|line| line.terms.latest().approved.as_ref()).map(|a| a.on)
    }
}

impl<'a> YearDue<'a> {
    /// What each line bills for one period.
    pub fn in_period(&self, period: BillingPeriod) -> Vec<Due<'a>> {
        let charges = self.charges.iter().flatten();
        let shown = charges.filter(|charge| charge.period == period && charge.is_shown());
        let overheads = self.overheads.iter().filter(|overhead| overhead.period == period);
        shown.map(Charge::due).chain(overheads.map(OverheadCharge::due)).collect()
    }

    /// The charges of one line over the year, by period.
    pub fn charges_of(&self, id: &str) -> &[Charge<'a>] {
        let found = self.charges.iter().find(|charges| charges.first().is_some_and(|c| c.id == id));
        found.map_or(&[], Vec::as_slice)
    }
}

impl Due<'_> {
    /// The VAT treatment, where one has been decided.
    pub fn treatment(&self) -> Option<Treatment> {
        self.vat.as_ref().map(|vat| vat.treatment)
    }
}

impl<'a> Charge<'a> {
    fn due(&self) -> Due<'a> {
        Due {
            kind: self.kind,
            id: self.id,
            clause: self.clause,
            name: self.name,
            period: self.period,
            vat: self.vat.clone(),
            net: self.net(),
            working: Working::of_charge(self),
        }
    }
}

impl<'a> OverheadCharge<'a> {
    fn due(&self) -> Due<'a> {
        Due {
            kind: LineKind::Overhead,
            id: self.id,
            clause: self.clause,
            name: self.name,
            period: self.period,
            vat: self.vat.clone(),
            net: self.net(),
            working: Working::of_overhead(self),
        }
    }
}
