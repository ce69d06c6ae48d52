//! Credit notes: what was issued is never altered, and what is given back of it has a document of
//! its own, whole or line by line, and never more than is left.
//!
//! The VAT of a credit is that on all that is credited so far, less what was credited before, so
//! that an invoice credited in full comes to exactly nought at every rate, whatever the parts.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::billing::correction::Correction;
use crate::billing::correction::EarlierDocument;
use crate::billing::correction::Reason;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::DocumentTotals;
use crate::billing::invoice::RateTotals;
use crate::billing::invoice::VatGroup;
use crate::billing::issue::Invoice;
use crate::billing::issue::InvoiceLine;
use crate::billing::issue::payment_days;
use crate::billing::quantity::Quantity;
use crate::billing::settlement::due_on;
use crate::billing::statement::StatementLine;
use crate::billing::statement::decision_on;
use crate::billing::working::Working;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::exact::Exact;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::variation::KnownTerms;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatRate;

/// An invoice as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedInvoice {
    /// Its number.
    pub number: String,
    /// The day it was issued.
    pub issued_on: NaiveDate,
    /// An invoice or a credit note; only an invoice can be credited.
    pub kind: DocumentKind,
    /// The period whose statement it is of.
    pub period: BillingPeriod,
    /// Its lines.
    pub lines: Vec<IssuedLine>,
    /// Its totals by rate of VAT.
    pub rates: Vec<RateTotals>,
}

/// A line of an invoice as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedLine {
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// The period that it was billed for.
    pub period: BillingPeriod,
    /// The clause that it rests on.
    pub clause: String,
    /// What it is, for people.
    pub description: String,
    /// The sum, without VAT.
    pub net: Money,
    /// How VAT treats it.
    pub treatment: Treatment,
    /// The rate that it bears.
    pub rate: VatRate,
}

/// What an earlier credit note gave back of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credited {
    /// The lines of the invoice, counted from nought, each with the sum that was given back of it.
    pub lines: Vec<(usize, Money)>,
    /// The VAT that was given back at each rate.
    pub vat: Vec<(Treatment, VatRate, Money)>,
}

/// A credit that may be given. Its sums have the sign of what they give back: a line of £100.00
/// credited in full is £100.00 here, and minus £100.00 on the credit note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// What is given back of each line.
    pub lines: Vec<CreditLine>,
    /// What is given back at each rate of VAT.
    pub rates: Vec<RateTotals>,
    /// All lines, without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// What is given back in all.
    pub gross: Money,
    /// Why.
    pub reason: String,
}

/// What is given back of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditLine {
    /// The line of the invoice, counted from nought.
    pub at: usize,
    /// What was left of it before.
    pub left: Money,
    /// What is given back of that.
    pub sum: Money,
}

impl Credit {
    /// The same as something that was credited, for the next one.
    pub fn credited(&self) -> Credited {
        let vat = self.rates.iter().filter_map(|of| Some((of.vat_treatment?, of.rate, of.vat)));
        Credited {
            lines: self.lines.iter().map(|line| (line.at, line.sum)).collect(),
            vat: vat.collect(),
        }
    }
}

/// Draws up a credit of an invoice: all that is left of it, or the sums named for some of its lines
/// (counted from nought, each sum without VAT and with the sign of its line).
///
/// # Errors
/// Everything that stands in the way, in words.
pub fn draw_up(
    original: &IssuedInvoice,
    already: &[Credited],
    lines: Option<&[(usize, Money)]>,
    reason: &str,
) -> Result<Credit, Vec<String>> {
    let number = &original.number;
    let left = left_of_lines(original, already);
    let mut wrong = Vec::new();
    if original.kind == DocumentKind::CreditNote {
        wrong.push(format!("{number} is a credit note: only an invoice can be credited"));
    }
    if reason.trim().is_empty() {
        wrong.push("a credit note must say why: give a reason".to_owned());
    }
    let wanted: Vec<(usize, Money)> = match lines {
        Some(lines) => lines.to_vec(),
        None => left.iter().copied().enumerate().filter(|(_, left)| !left.is_nil()).collect(),
    };
    if wanted.is_empty() {
        wrong.push(match lines {
            Some(_) => "no line is named: name those to credit, or credit the whole".to_owned(),
            None => format!("nothing is left of {number}: it is credited in full"),
        });
    }
    for (place, (at, sum)) in wanted.iter().enumerate() {
        if wanted[..place].iter().any(|(other, _)| other == at) {
            let line = at + 1;
            wrong.push(format!("line {line} is named twice: name it once, with the whole sum"));
        } else {
            wrong.extend(wrong_with(original, &left, *at, *sum));
        }
    }
    let net: Money = wanted.iter().map(|(_, sum)| *sum).sum();
    let left_in_all: Money = left.iter().copied().sum();
    if wrong.is_empty() && (net <= Money::NIL || net > left_in_all) {
        let (net, left) = (net.in_pounds(), left_in_all.in_pounds());
        wrong.push(format!(
            "the lines come to {net} and {left} is left of {number} in all: a credit gives back \
             something, and no more than that"
        ));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let rates = rates(original, already, &wanted);
    let vat = rates.iter().map(|rate| rate.vat).sum();
    let lines = wanted.into_iter().map(|(at, sum)| CreditLine { at, left: left[at], sum });
    let (lines, reason) = (lines.collect(), reason.trim().to_owned());
    Ok(Credit { lines, rates, net, vat, gross: net + vat, reason })
}

/// What is left of each line after all the earlier credits.
fn left_of_lines(original: &IssuedInvoice, already: &[Credited]) -> Vec<Money> {
    let mut left: Vec<Money> = original.lines.iter().map(|line| line.net).collect();
    for (at, sum) in already.iter().flat_map(|credited| &credited.lines) {
        if let Some(left) = left.get_mut(*at) {
            *left = *left - *sum;
        }
    }
    left
}

/// What is wrong with the sum to be credited of a line.
fn wrong_with(original: &IssuedInvoice, left: &[Money], at: usize, sum: Money) -> Option<String> {
    let (number, place) = (&original.number, at + 1);
    let Some((line, left)) = original.lines.get(at).zip(left.get(at).copied()) else {
        let lines = original.lines.len();
        return Some(format!("{number} has no line {place}: its lines are 1 to {lines}"));
    };
    let name = format!("line {place}, {}", line.description);
    let (asked, net) = (sum.in_pounds(), line.net.in_pounds());
    if left.is_nil() {
        Some(format!("{name}: {asked} is to be credited and nothing is left of its {net}"))
    } else if sum.is_nil() || sum.is_credit() != left.is_credit() {
        let of = if left.is_credit() { "below" } else { "above" };
        Some(format!("{name}: {asked} is to be credited of {net}: name a sum {of} nought"))
    } else if sum.pence().unsigned_abs() > left.pence().unsigned_abs() {
        let left = left.in_pounds();
        Some(format!("{name}: {asked} is to be credited and {left} is left of its {net}"))
    } else {
        None
    }
}

/// What a credit gives back at each rate.
fn rates(
    original: &IssuedInvoice,
    already: &[Credited],
    wanted: &[(usize, Money)],
) -> Vec<RateTotals> {
    let by_rate = |sums: &mut dyn Iterator<Item = &(usize, Money)>| {
        let mut by_rate: BTreeMap<(Treatment, VatRate), Money> = BTreeMap::new();
        for (at, sum) in sums {
            if let Some(line) = original.lines.get(*at) {
                let net = by_rate.entry((line.treatment, line.rate)).or_default();
                *net = *net + *sum;
            }
        }
        by_rate
    };
    let before = by_rate(&mut already.iter().flat_map(|credited| &credited.lines));
    let now = by_rate(&mut wanted.iter());
    let vat_before = |key: (Treatment, VatRate)| -> Money {
        let all = already.iter().flat_map(|credited| &credited.vat);
        let of_rate = all.filter(|(treatment, rate, _)| (*treatment, *rate) == key);
        of_rate.map(|(_, _, vat)| *vat).sum()
    };
    let totals = now.into_iter().map(|(key, net)| {
        let (treatment, rate) = key;
        let so_far = before.get(&key).copied().unwrap_or_default() + net;
        let issued =
            original.rates.iter().find(|of| (of.vat_treatment, of.rate) == (Some(treatment), rate));
        let in_full = issued.filter(|of| of.net == so_far).map(|of| of.vat);
        let vat = in_full.unwrap_or_else(|| Money::rounded(&(Exact::from(so_far) * rate.exact())));
        RateTotals { vat_treatment: Some(treatment), rate, net, vat: vat - vat_before(key) }
    });
    totals.collect()
}

/// The credit note of a credit, for the same papers as every other document.
pub fn document(
    agreement: &Agreement,
    original: &IssuedInvoice,
    credit: &Credit,
    number: String,
    issued_on: NaiveDate,
    approved_by: &str,
) -> Invoice {
    let corrected = EarlierDocument {
        issued_on: original.issued_on,
        number: original.number.clone(),
        kind: original.kind,
    };
    let terms = KnownTerms::on(agreement, issued_on);
    let lines = credit.lines.iter().filter_map(|given| {
        let line = original.lines.get(given.at)?;
        Some(document_line(&terms, line, *given, &corrected, &credit.reason))
    });
    let lines: Vec<InvoiceLine> = lines.collect();
    let given_back =
        |rate: &RateTotals| RateTotals { net: -rate.net, vat: -rate.vat, ..rate.clone() };
    let treatment = lines.first().and_then(|line| line.billed.vat_treatment);
    let totals = DocumentTotals {
        vat_treatment_group: VatGroup::of(treatment),
        document: DocumentKind::CreditNote,
        letter: 'A',
        rates: credit.rates.iter().map(given_back).collect(),
        net: -credit.net,
        vat: -credit.vat,
        gross: -credit.gross,
        corrects: vec![original.period],
        line_indices: (0..lines.len()).collect(),
    };
    let payment_days = payment_days(agreement);
    Invoice {
        number: Some(number),
        approved_by: Some(approved_by.to_owned()),
        issued_on,
        due_on: due_on(issued_on, payment_days),
        payment_days,
        period: original.period,
        reconciles: None,
        totals,
        lines,
        corrects: vec![corrected],
        beside: Vec::new(),
    }
}

fn document_line(
    terms: &KnownTerms<'_>,
    line: &IssuedLine,
    given: CreditLine,
    corrected: &EarlierDocument,
    reason: &str,
) -> InvoiceLine {
    let (before, now) = (given.left, given.left - given.sum);
    let decision = decision_on(terms, line.kind, &line.line, line.period);
    let billed = StatementLine {
        line: line.line.clone(),
        kind: line.kind,
        period: line.period,
        adjustment: true,
        clause: line.clause.clone(),
        description: line.description.clone(),
        net: -given.sum,
        vat_treatment: Some(line.treatment),
        vat_decision: decision.filter(|decision| decision.treatment == line.treatment),
        trace: Working::Adjustment { before, now, working: None },
    };
    let reasons = vec![Reason::Given(reason.trim_end_matches('.').to_owned())];
    let correction = Correction { before, now, corrects: vec![corrected.clone()], reasons };
    let quantity = Quantity::of(&billed);
    InvoiceLine { billed, rate: line.rate, quantity, correction: Some(correction) }
}

impl From<&Invoice> for IssuedInvoice {
    /// What an issued document says, as it is stored. A pro forma has an empty number.
    fn from(invoice: &Invoice) -> IssuedInvoice {
        let line = |line: &InvoiceLine| IssuedLine {
            line: line.billed.line.clone(),
            kind: line.billed.kind,
            period: line.billed.period,
            clause: line.billed.clause.clone(),
            description: line.billed.description.clone(),
            net: line.billed.net,
            treatment: line.billed.vat_treatment.unwrap_or(Treatment::OutsideScope),
            rate: line.rate,
        };
        IssuedInvoice {
            number: invoice.number.clone().unwrap_or_default(),
            issued_on: invoice.issued_on,
            kind: invoice.totals.document,
            period: invoice.period,
            lines: invoice.lines.iter().map(line).collect(),
            rates: invoice.totals.rates.clone(),
        }
    }
}
