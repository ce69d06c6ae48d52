//! The documents that a statement becomes, split by VAT.
//!
//! Lines outside the scope of VAT and lines inside it never share a document (EN 16931, BR-O-11 to
//! 14). Inside the scope a decrease needs a credit note of its own (VAT Regulations 1995,
//! regulation 15C); outside it decreases are netted, and a document whose total is negative is a
//! credit note. VAT is computed per rate on each document's total for that rate, then rounded:
//! three lines of £33.33 at 20% bear £20.00, not £20.01.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::exact::Exact;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatRate;

/// What kind of document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// A sum to pay.
    Invoice,
    /// A sum given back.
    CreditNote,
}

/// Which lines may share a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VatGroup {
    /// Outside the scope of VAT.
    OutsideScope,
    /// Inside it: standard, reduced, zero-rated or exempt.
    InsideScope,
    /// Nobody has decided: it may be previewed, not issued.
    Undecided,
}

impl VatGroup {
    /// The group of a treatment.
    pub fn of(treatment: Option<Treatment>) -> VatGroup {
        match treatment {
            None => VatGroup::Undecided,
            Some(Treatment::OutsideScope) => VatGroup::OutsideScope,
            Some(_) => VatGroup::InsideScope,
        }
    }
}

/// A document's totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentTotals {
    /// Which lines it has.
    pub vat_treatment_group: VatGroup,
    /// An invoice or a credit note.
    pub document: DocumentKind,
    /// Its letter among the statement's documents: A, B, C.
    pub letter: char,
    /// Its totals for each rate.
    pub rates: Vec<RateTotals>,
    /// All lines, without VAT; negative on a credit note.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// What is to be paid, or given back.
    pub gross: Money,
    /// The earlier periods whose invoices a credit note corrects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrects: Vec<BillingPeriod>,
    /// Which lines of the statement it has.
    #[serde(skip)]
    pub line_indices: Vec<usize>,
}

/// A document's totals for one VAT rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RateTotals {
    /// How VAT treats the lines.
    pub vat_treatment: Option<Treatment>,
    /// The rate.
    pub rate: VatRate,
    /// The lines, without VAT.
    pub net: Money,
    /// The VAT on them, rounded once.
    pub vat: Money,
}

/// Splits a statement's lines into documents; nil documents are not made.
pub fn split_by_vat(
    lines: &[StatementLine],
    tax_point: impl Fn(&StatementLine) -> NaiveDate,
) -> Vec<DocumentTotals> {
    let mut split: BTreeMap<(VatGroup, bool), Vec<usize>> = BTreeMap::new();
    for (index, line) in lines.iter().enumerate() {
        let group = VatGroup::of(line.vat_treatment);
        let is_decrease = group == VatGroup::InsideScope && line.net.is_credit();
        split.entry((group, is_decrease)).or_default().push(index);
    }
    let made =
        split.into_iter().map(|((group, _), indices)| document(group, indices, lines, &tax_point));
    let with_sums = made.filter(|document| !document.net.is_nil());
    let lettered = ('A'..='Z').zip(with_sums);
    lettered.map(|(letter, document)| DocumentTotals { letter, ..document }).collect()
}

/// The VAT of each line of a statement: its part of what its document bears at its rate, so that
/// the parts come to that to the penny. `None` where nobody has decided.
pub fn vat_by_line(agreement: &Agreement, statement: &RechargeStatement) -> Vec<Option<Money>> {
    let mut vat = vec![None; statement.lines.len()];
    let mut shares: BTreeMap<(char, Treatment, VatRate), Vec<(usize, Exact)>> = BTreeMap::new();
    for (index, line) in statement.lines.iter().enumerate() {
        let Some(treatment) = line.vat_treatment else { continue };
        vat[index] = Some(Money::NIL);
        if let Some(document) = statement.document_of(index) {
            let rate = treatment.rate_on(line.tax_point(agreement, statement.as_at));
            let of = shares.entry((document.letter, treatment, rate)).or_default();
            of.push((index, Exact::from(line.net) * rate.exact()));
        }
    }
    for exact in shares.into_values() {
        let parts = apportioned(&exact.iter().map(|(_, part)| part.clone()).collect::<Vec<_>>());
        for ((index, _), part) in exact.iter().zip(parts) {
            vat[*index] = Some(part);
        }
    }
    vat
}

/// Sums to the penny that come to the rounded whole: each is rounded by itself, and the pennies
/// that are then too many or too few fall on those that were rounded the furthest that way.
fn apportioned(exact: &[Exact]) -> Vec<Money> {
    let mut parts: Vec<Money> = exact.iter().map(Money::rounded).collect();
    let whole = Money::rounded(&exact.iter().cloned().sum());
    let mut left = whole - parts.iter().copied().sum();
    let penny = Money::from_pence(if left.is_credit() { -1 } else { 1 });
    let sign = Exact::from(if left.is_credit() { -1 } else { 1 });
    let short = |at: usize| (&exact[at] - &Exact::from(parts[at])) * sign.clone();
    let mut order: Vec<(Exact, usize)> = (0..exact.len()).map(|at| (short(at), at)).collect();
    // The furthest first; of those that are alike the last, so that the first keep their own.
    order.sort_by(|one, other| other.cmp(one));
    for (_, at) in order {
        if left.is_nil() {
            break;
        }
        parts[at] = parts[at] + penny;
        left = left - penny;
    }
    parts
}

fn document(
    group: VatGroup,
    line_indices: Vec<usize>,
    lines: &[StatementLine],
    tax_point: impl Fn(&StatementLine) -> NaiveDate,
) -> DocumentTotals {
    let mut by_rate: BTreeMap<(Option<Treatment>, VatRate), Money> = BTreeMap::new();
    for line in line_indices.iter().map(|index| &lines[*index]) {
        let rate = line
            .vat_treatment
            .map_or(Treatment::OutsideScope, |treatment| treatment)
            .rate_on(tax_point(line));
        let net = by_rate.entry((line.vat_treatment, rate)).or_default();
        *net = *net + line.net;
    }
    let rates: Vec<RateTotals> = by_rate
        .into_iter()
        .map(|((vat_treatment, rate), net)| {
            let vat = Money::rounded(&(Exact::from(net) * rate.exact()));
            RateTotals { vat_treatment, rate, net, vat }
        })
        .collect();
    let net: Money = rates.iter().map(|rate| rate.net).sum();
    let vat: Money = rates.iter().map(|rate| rate.vat).sum();
    let document = if net.is_credit() { DocumentKind::CreditNote } else { DocumentKind::Invoice };
    let corrects = match document {
        DocumentKind::Invoice => Vec::new(),
        DocumentKind::CreditNote => corrected(&line_indices, lines),
    };
    DocumentTotals {
        vat_treatment_group: group,
        document,
        letter: 'A',
        rates,
        net,
        vat,
        gross: net + vat,
        corrects,
        line_indices,
    }
}

fn corrected(indices: &[usize], lines: &[StatementLine]) -> Vec<BillingPeriod> {
    let adjusted = indices.iter().map(|index| &lines[*index]).filter(|line| line.adjustment);
    let mut periods: Vec<BillingPeriod> =
        adjusted.filter(|line| line.net.is_credit()).map(|line| line.period).collect();
    periods.sort_unstable();
    periods.dedup();
    periods
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(of: &[&str]) -> Vec<String> {
        let rate = Exact::fraction(1, 5);
        let sum = |sum: &&str| Exact::from(Money::parse(sum).expect("a sum")) * rate.clone();
        let exact: Vec<Exact> = of.iter().map(sum).collect();
        apportioned(&exact).into_iter().map(|part| part.to_string()).collect()
    }

    #[test]
    fn a_line_keeps_its_own_vat_where_the_sum_allows_it() {
        assert_eq!(parts(&["93.33", "11.67"]), ["18.67", "2.33"]);
        assert_eq!(parts(&["33.33", "33.33", "33.33"]), ["6.67", "6.67", "6.66"]);
        assert_eq!(parts(&["33.32", "33.32", "33.32"]), ["6.66", "6.66", "6.67"]);
        assert_eq!(parts(&["-33.33", "-33.33", "-33.33"]), ["-6.67", "-6.67", "-6.66"]);
    }
}
