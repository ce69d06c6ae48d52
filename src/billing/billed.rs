//! What stands in the books of an agreement: what has been billed so far, and on which documents.
//!
//! On files alone that is the statements of the earlier periods; a service that issues keeps books,
//! in which a statement may have come late, been issued in part or been credited. Credit notes come
//! in as negative lines.
//!
//! What is waived, a line that is withdrawn or a sum that is credited, is settled: it is neither
//! billed again nor, should the terms come to say the same, given back a second time.
//!
//! ```
//! use concordat::billing::billed::Billed;
//! use concordat::billing::billed::BilledLine;
//! use concordat::domain::calendar::BillingPeriod;
//! use concordat::domain::line::LineKind;
//! use concordat::domain::money::Money;
//!
//! let period = BillingPeriod::parse("2018/19-Q1").expect("a quarter");
//! let mut billed = Billed::default();
//! for net in ["325000.00", "-25000.00"] {
//!     billed.add(BilledLine {
//!         period,
//!         kind: LineKind::Staffing,
//!         line: "director".to_owned(),
//!         treatment: None,
//!         net: Money::parse(net).expect("a sum"),
//!         on: None,
//!     });
//! }
//! let stands = billed.net(period, LineKind::Staffing, "director", None);
//! assert_eq!(stands.in_pounds(), "£300,000.00");
//! ```

use std::collections::BTreeMap;

use crate::billing::correction::EarlierDocument;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::VatGroup;
use crate::billing::statement::StatementLine;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;

/// What stands in the books of an agreement, by period, line and VAT treatment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Billed {
    periods: BTreeMap<BillingPeriod, BTreeMap<LineBilled, Stands>>,
}

/// A line of a statement or of a credit note as it stands in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledLine {
    /// The period that it was billed for.
    pub period: BillingPeriod,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// The line's name in the agreement file.
    pub line: String,
    /// How VAT treats it; `None` where nobody had decided.
    pub treatment: Option<Treatment>,
    /// The sum, without VAT; negative where it was given back.
    pub net: Money,
    /// The document that it stands on; `None` where it is drawn up and not yet issued.
    pub on: Option<EarlierDocument>,
}

/// A line within a period.
type LineBilled = (LineKind, String, Option<Treatment>);

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Stands {
    net: Money,
    waived: Money,
    on: Vec<EarlierDocument>,
}

/// What is billed and what is waived of a line for a period under a treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct BilledSum {
    pub net: Money,
    pub waived: Money,
}

impl Billed {
    /// Adds a line; sums of one period, line and treatment add up.
    pub fn add(&mut self, line: BilledLine) {
        let of_period = self.periods.entry(line.period).or_default();
        let stands = of_period.entry((line.kind, line.line, line.treatment)).or_default();
        stands.net = stands.net + line.net;
        // A nil line is billed, but there is nothing on its document to correct.
        if let Some(document) = line.on.filter(|_| !line.net.is_nil())
            && !stands.on.contains(&document)
        {
            stands.on.push(document);
        }
    }

    /// Waives a line's sum: withdrawn before it was billed, or credited after. What a credit takes
    /// off what is billed is added beside it, with its minus.
    ///
    /// ```
    /// use concordat::billing::billed::Billed;
    /// use concordat::billing::billed::BilledLine;
    /// use concordat::domain::calendar::BillingPeriod;
    /// use concordat::domain::line::LineKind;
    /// use concordat::domain::money::Money;
    ///
    /// let period = BillingPeriod::parse("2018/19-Q1").expect("a quarter");
    /// let mut billed = Billed::default();
    /// billed.waive(BilledLine {
    ///     period,
    ///     kind: LineKind::Service,
    ///     line: "maps".to_owned(),
    ///     treatment: None,
    ///     net: Money::parse("33.33").expect("a sum"),
    ///     on: None,
    /// });
    /// assert_eq!(billed.net(period, LineKind::Service, "maps", None), Money::NIL);
    /// ```
    pub fn waive(&mut self, line: BilledLine) {
        let of_period = self.periods.entry(line.period).or_default();
        let stands = of_period.entry((line.kind, line.line, line.treatment)).or_default();
        stands.waived = stands.waived + line.net;
    }

    /// What stands billed for a line and period under a treatment.
    pub fn net(
        &self,
        period: BillingPeriod,
        kind: LineKind,
        line: &str,
        treatment: Option<Treatment>,
    ) -> Money {
        let key = (kind, line.to_owned(), treatment);
        self.periods.get(&period).and_then(|of| of.get(&key)).map_or(Money::NIL, |of| of.net)
    }

    /// The invoices on which lines of a VAT group stand for the periods of a financial year, each
    /// once, in the order of their days. A credit note has charged nothing to be given back.
    pub(super) fn invoices_of_year(
        &self,
        year: FinancialYear,
        group: VatGroup,
    ) -> Vec<EarlierDocument> {
        let periods = self.periods.iter().filter(|(period, _)| period.year == year);
        let lines = periods.flat_map(|(_, lines)| lines);
        let of_group = lines.filter(|((_, _, treatment), _)| VatGroup::of(*treatment) == group);
        let on = of_group.flat_map(|(_, stands)| &stands.on);
        let mut found: Vec<EarlierDocument> =
            on.filter(|document| document.kind == DocumentKind::Invoice).cloned().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The first financial year for which anything is billed.
    pub(super) fn first_year(&self) -> Option<FinancialYear> {
        self.periods.keys().next().map(|period| period.year)
    }

    /// What is billed and waived for the periods of a financial year that end before another period
    /// begins.
    pub(super) fn of_year(
        &self,
        year: FinancialYear,
        before: BillingPeriod,
    ) -> impl Iterator<Item = ((BillingPeriod, LineKind, &str, Option<Treatment>), BilledSum)> {
        let ends_before = move |period: &BillingPeriod| {
            period.year == year && period.dates().last < before.dates().first
        };
        let periods = self.periods.iter().filter(move |(period, _)| ends_before(period));
        periods.flat_map(|(period, lines)| {
            let sums = lines.iter();
            sums.map(|((kind, id, treatment), of)| {
                let sum = BilledSum { net: of.net, waived: of.waived };
                ((*period, *kind, id.as_str(), *treatment), sum)
            })
        })
    }

    /// Whether anything at all is billed or waived for the line and period of an adjustment.
    pub(super) fn has(&self, line: &StatementLine) -> bool {
        let mut of_line = self.stands(line.period).filter(|(key, _)| is_of(key, line));
        let is_any = |of: &Stands| !of.net.is_nil() || !of.waived.is_nil() || !of.on.is_empty();
        of_line.any(|(_, stands)| is_any(stands))
    }

    /// The documents on which the line of an adjustment was billed for its period: those of its VAT
    /// group, or any where the group is what has changed; where it was billed on none, those on
    /// which its period was billed first.
    pub(super) fn documents_of(&self, line: &StatementLine) -> Vec<EarlierDocument> {
        let group = VatGroup::of(line.vat_treatment);
        let in_group = |key: &LineBilled| VatGroup::of(key.2) == group;
        let found = self.documents(line.period, |key| is_of(key, line) && in_group(key));
        if !found.is_empty() {
            return found;
        }
        let found = self.documents(line.period, |key| is_of(key, line));
        if !found.is_empty() {
            return found;
        }
        let mut found = self.documents(line.period, in_group);
        let first = found.first().map(|document| document.issued_on);
        found.retain(|document| Some(document.issued_on) == first);
        found
    }

    fn stands(&self, period: BillingPeriod) -> impl Iterator<Item = (&LineBilled, &Stands)> {
        self.periods.get(&period).into_iter().flatten()
    }

    /// The documents of a period's lines that a test picks, each once, in the order of their days.
    fn documents(
        &self,
        period: BillingPeriod,
        is_one: impl Fn(&LineBilled) -> bool,
    ) -> Vec<EarlierDocument> {
        let picked = self.stands(period).filter(|(key, _)| is_one(key));
        let mut found: Vec<EarlierDocument> =
            picked.flat_map(|(_, stands)| &stands.on).cloned().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn is_of(key: &LineBilled, line: &StatementLine) -> bool {
    (key.0, key.1.as_str()) == (line.kind, line.line.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::date;

    #[test]
    fn a_year_is_given_back_on_its_invoices_alone() {
        let mut billed = Billed::default();
        for (day, number, kind, pence) in [
            (3, "INV-2", DocumentKind::Invoice, 300),
            (3, "CRN-1", DocumentKind::CreditNote, -100),
            (1, "INV-1", DocumentKind::Invoice, 200),
        ] {
            let on = EarlierDocument { issued_on: date(2018, 7, day), number: number.into(), kind };
            billed.add(BilledLine {
                period: BillingPeriod::parse("2018/19-Q1").expect("a quarter"),
                kind: LineKind::Service,
                line: "desk".to_owned(),
                treatment: Some(Treatment::Standard),
                net: Money::from_pence(pence),
                on: Some(on),
            });
        }
        let year = FinancialYear::of(date(2018, 7, 1));
        let found = billed.invoices_of_year(year, VatGroup::InsideScope);
        let numbers: Vec<&str> = found.iter().map(|document| document.number.as_str()).collect();
        assert_eq!(numbers, ["INV-1", "INV-2"]);
        assert_eq!(billed.invoices_of_year(year, VatGroup::OutsideScope), []);
    }
}
