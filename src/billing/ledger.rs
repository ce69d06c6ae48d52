//! The ledger: issued invoices and credit notes as the books hold them, what is unpaid on a day,
//! what is overdue and what that costs, how old the debt is, and what is yet to be accrued.
//!
//! A credit note's sums are negative, and so is what is set off or paid back on it: what is left of
//! any document is its gross less what was paid and set off by a day. An invoice of £600 that was
//! set off by £100 against a credit note of -£100 leaves £500 of the one and nothing of the other.

mod ageing;
mod to_accrue;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::RateTotals;
use crate::billing::issue::Invoice;
use crate::billing::issue::InvoiceLine;
use crate::billing::settlement::LatePayment;
use crate::billing::settlement::undisputed;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::Interest;
use crate::domain::calendar::BillingPeriod;
use crate::domain::exact::Exact;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::problem::Finding;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatRate;

pub use self::ageing::Age;
pub use self::ageing::AgedDebt;
pub use self::ageing::aged_debt;
pub use self::to_accrue::ToAccrue;
pub use self::to_accrue::to_accrue;
pub use self::to_accrue::to_accrue_after;

/// An issued invoice or credit note, with what has been paid and set off on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerDocument {
    /// Its number.
    pub number: String,
    /// An invoice or a credit note.
    pub kind: DocumentKind,
    /// The day it was issued, which is the day of the books.
    pub issued_on: NaiveDate,
    /// The day it is due.
    pub due_on: NaiveDate,
    /// The period whose statement it is of.
    pub period: BillingPeriod,
    /// The agreement's reference.
    pub agreement: String,
    /// What the agreement is about.
    pub title: String,
    /// Its lines.
    pub lines: Vec<LedgerLine>,
    /// Its totals for each rate of VAT, as they were issued: on the credit note of a part of an
    /// invoice the VAT is what is left of the invoice's, and may be a penny off its lines' own.
    pub rates: Vec<RateTotals>,
    /// The VAT; negative on a credit note.
    pub vat: Money,
    /// What is to be paid; negative on a credit note.
    pub gross: Money,
    /// What was paid on it, or paid back on a credit note, which is negative.
    pub payments: Vec<LedgerPayment>,
    /// What was set off between it and other documents.
    pub set_off: Vec<SetOff>,
    /// What the purchaser disputes of it and nobody has settled.
    pub disputed: Money,
}

/// A line of an issued document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerLine {
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// The clause that it rests on.
    pub clause: String,
    /// What it is, for people.
    pub description: String,
    /// The period that it belongs to.
    pub period: BillingPeriod,
    /// The sum, without VAT.
    pub net: Money,
    /// How VAT treats it.
    pub vat_treatment: Treatment,
    /// The rate that it bears.
    pub rate: VatRate,
}

/// A payment of a document, or of a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerPayment {
    /// The day it was received.
    pub on: NaiveDate,
    /// The sum; one that was returned is given again with the other sign.
    pub amount: Money,
    /// The payer's reference.
    pub reference: String,
}

/// A sum that an invoice and a credit note take off each other: the invoice holds it as it is, the
/// credit note with a minus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetOff {
    /// The number of the other document.
    pub number: String,
    /// The day.
    pub on: NaiveDate,
    /// The sum.
    pub amount: Money,
}

/// How a document stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What is left of it.
    pub unpaid: Money,
    /// How much of that is disputed.
    pub disputed: Money,
    /// What is left, undisputed and past its day.
    pub overdue: Money,
    /// The days since it was due, where something is overdue.
    pub days_overdue: i64,
    /// What late payment has cost so far, by the parts paid late and by what is overdue; `None`
    /// where nothing was late, the agreement asks for none, or the official rate is not held.
    pub late_payment: Option<LatePayment>,
}

impl LedgerDocument {
    /// A document as it enters the books on the day it is issued; `None` without a number.
    pub fn issued(agreement: &Agreement, invoice: &Invoice) -> Option<LedgerDocument> {
        Some(LedgerDocument {
            number: invoice.number.clone()?,
            kind: invoice.totals.document,
            issued_on: invoice.issued_on,
            due_on: invoice.due_on,
            period: invoice.period,
            agreement: agreement.reference.clone(),
            title: agreement.title.clone(),
            lines: invoice.lines.iter().map(LedgerLine::of).collect(),
            rates: invoice.totals.rates.clone(),
            vat: invoice.totals.vat,
            gross: invoice.totals.gross,
            payments: Vec::new(),
            set_off: Vec::new(),
            disputed: Money::NIL,
        })
    }

    /// All lines, without VAT.
    pub fn net(&self) -> Money {
        self.lines.iter().map(|line| line.net).sum()
    }

    /// The VAT of each treatment and rate, as it was issued; where that is not known, by the rule
    /// of invoices: rounded once on their sum.
    pub fn vat_by_rate(&self) -> BTreeMap<(Treatment, VatRate), Money> {
        if !self.rates.is_empty() {
            let of = |of: &RateTotals| {
                ((of.vat_treatment.unwrap_or(Treatment::OutsideScope), of.rate), of.vat)
            };
            return self.rates.iter().map(of).collect();
        }
        let mut nets: BTreeMap<(Treatment, VatRate), Money> = BTreeMap::new();
        for line in &self.lines {
            let net = nets.entry((line.vat_treatment, line.rate)).or_default();
            *net = *net + line.net;
        }
        let vat = |net: Money, rate: VatRate| Money::rounded(&(Exact::from(net) * rate.exact()));
        nets.into_iter().map(|(of, net)| (of, vat(net, of.1))).collect()
    }

    /// What does not add up: the books take no such document.
    pub fn problems(&self) -> Vec<Finding> {
        let number = &self.number;
        let mut found = Vec::new();
        let vat = self.vat_by_rate().into_values().sum::<Money>();
        if vat != self.vat {
            found.push(Finding::new(
                number,
                "",
                format!(
                    "the VAT of {number} is {}, but its lines come to {}",
                    self.vat.in_pounds(),
                    vat.in_pounds()
                ),
            ));
        }
        let gross = self.net() + self.vat;
        if gross != self.gross {
            found.push(Finding::new(
                number,
                "",
                format!(
                    "{number} is for {}, but its lines and its VAT come to {}",
                    self.gross.in_pounds(),
                    gross.in_pounds()
                ),
            ));
        }
        found
    }

    /// What was paid by a day.
    pub fn paid_by(&self, day: NaiveDate) -> Money {
        self.payments.iter().filter(|paid| paid.on <= day).map(|paid| paid.amount).sum()
    }

    /// What was set off by a day.
    pub fn set_off_by(&self, day: NaiveDate) -> Money {
        self.set_off.iter().filter(|set| set.on <= day).map(|set| set.amount).sum()
    }

    /// What is left on a day; nothing before it is issued. Below nought on an invoice, too much was
    /// paid; on a credit note, so much is still to be given back.
    pub fn unpaid_on(&self, day: NaiveDate) -> Money {
        if day < self.issued_on {
            return Money::NIL;
        }
        self.gross - self.paid_by(day) - self.set_off_by(day)
    }

    /// How it stands on a day, under what the agreement does about interest.
    ///
    /// A dispute holds back the disputed part alone: it is neither overdue nor bears interest.
    pub fn standing_on(&self, day: NaiveDate, interest: Interest) -> Standing {
        let unpaid = self.unpaid_on(day);
        let disputed = self.disputed.min(unpaid).max(Money::NIL);
        let is_late = self.kind == DocumentKind::Invoice && day > self.due_on;
        let overdue =
            if is_late { undisputed(unpaid, disputed).max(Money::NIL) } else { Money::NIL };
        let days = if overdue.is_nil() { 0 } else { (day - self.due_on).num_days() };
        let late_payment = match interest {
            Interest::Show | Interest::Bill if is_late => self.late_payment(day, disputed),
            _ => None,
        };
        Standing { unpaid, disputed, overdue, days_overdue: days, late_payment }
    }

    /// Interest on each part until it was paid or set off, and on what is left until the day.
    fn late_payment(&self, day: NaiveDate, disputed: Money) -> Option<LatePayment> {
        let paid = self.payments.iter().map(|paid| (paid.on, paid.amount));
        let set_off = self.set_off.iter().map(|set| (set.on, set.amount));
        let late = |(on, _): &(NaiveDate, Money)| self.due_on < *on && *on <= day;
        let mut settled: Vec<(NaiveDate, Money)> = paid.chain(set_off).filter(late).collect();
        settled.sort_by_key(|(on, _)| *on);
        let mut left = undisputed(self.unpaid_on(self.due_on), disputed).max(Money::NIL);
        let mut parts = Vec::new();
        for (on, amount) in settled {
            let part = amount.min(left);
            left = left - part;
            parts.push((part, on));
        }
        parts.push((left, day));
        parts.retain(|(part, _)| !part.is_nil());
        LatePayment::in_parts(&parts, self.due_on)
    }
}

impl LedgerLine {
    fn of(line: &InvoiceLine) -> LedgerLine {
        let billed = &line.billed;
        LedgerLine {
            line: billed.line.clone(),
            kind: billed.kind,
            clause: billed.clause.clone(),
            description: billed.description.clone(),
            period: billed.period,
            net: billed.net,
            // An issued line has been decided on; a pro forma has no number, and is no document.
            vat_treatment: billed.vat_treatment.unwrap_or(Treatment::OutsideScope),
            rate: line.rate,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::calendar::date;

    pub fn pounds(text: &str) -> Money {
        Money::parse(text).expect("a sum")
    }

    pub fn line(description: &str, net: &str, treatment: Treatment) -> LedgerLine {
        LedgerLine {
            line: "line".to_owned(),
            kind: LineKind::Service,
            clause: "4.2".to_owned(),
            description: description.to_owned(),
            period: BillingPeriod::parse("2025/26-Q1").expect("a period"),
            net: pounds(net),
            vat_treatment: treatment,
            rate: treatment.rate_on(date(2025, 7, 1)),
        }
    }

    pub fn document(number: &str, lines: Vec<LedgerLine>) -> LedgerDocument {
        let mut made = LedgerDocument {
            number: number.to_owned(),
            kind: DocumentKind::Invoice,
            issued_on: date(2025, 7, 7),
            due_on: date(2025, 8, 6),
            period: BillingPeriod::parse("2025/26-Q1").expect("a period"),
            agreement: "R".to_owned(),
            title: "Partnership".to_owned(),
            lines,
            rates: Vec::new(),
            vat: Money::NIL,
            gross: Money::NIL,
            payments: Vec::new(),
            set_off: Vec::new(),
            disputed: Money::NIL,
        };
        made.vat = made.vat_by_rate().into_values().sum();
        made.gross = made.net() + made.vat;
        if made.gross.is_credit() {
            made.kind = DocumentKind::CreditNote;
        }
        made
    }

    pub fn invoice(number: &str, net: &str) -> LedgerDocument {
        document(number, vec![line("Advice", net, Treatment::OutsideScope)])
    }

    fn pay(on: NaiveDate, amount: &str) -> LedgerPayment {
        LedgerPayment { on, amount: pounds(amount), reference: "BACS".to_owned() }
    }

    /// R52: what is paid late shows its interest, and what is paid does not go on bearing it.
    #[test]
    fn interest_is_shown_on_what_was_paid_late_until_it_was_paid() {
        let mut made = invoice("1", "600000");
        made.payments.push(pay(date(2025, 9, 30), "600000"));
        for day in [date(2025, 9, 30), date(2026, 3, 31)] {
            let stands = made.standing_on(day, Interest::Show);
            let late = stands.late_payment.expect("it was late");
            assert_eq!((late.interest, late.fixed_sum), (pounds("11075.34"), pounds("100")));
            assert_eq!((stands.unpaid, stands.overdue), (Money::NIL, Money::NIL));
        }
        assert_eq!(made.standing_on(date(2025, 9, 30), Interest::None).late_payment, None);
        assert_eq!(made.standing_on(date(2025, 8, 6), Interest::Bill).late_payment, None);
    }

    /// R55: the disputed part alone is held back.
    #[test]
    fn a_dispute_holds_back_its_own_part_of_the_interest() {
        let mut made = invoice("1", "600000");
        made.disputed = pounds("35000");
        let stands = made.standing_on(date(2025, 9, 30), Interest::Show);
        let sums = (stands.unpaid, stands.disputed, stands.overdue, stands.days_overdue);
        assert_eq!(sums, (pounds("600000"), pounds("35000"), pounds("565000"), 55));
        let alone = LatePayment::on(pounds("565000"), made.due_on, date(2025, 9, 30));
        assert_eq!(stands.late_payment, alone);
        made.payments.push(pay(date(2025, 8, 1), "565000"));
        let stands = made.standing_on(date(2025, 9, 30), Interest::Show);
        assert_eq!((stands.overdue, stands.late_payment), (Money::NIL, None));
        assert_eq!(stands.unpaid, pounds("35000"));
    }

    #[test]
    fn parts_bear_interest_until_each_is_paid() {
        let mut made = invoice("1", "100000");
        made.payments = vec![pay(date(2025, 8, 1), "40000"), pay(date(2025, 8, 16), "50000")];
        let stands = made.standing_on(date(2025, 9, 5), Interest::Bill);
        let late = stands.late_payment.expect("it was late");
        // £50,000 for 10 days and £10,000 for 30, at 12.25%: 167.81 + 100.68 = 268.49.
        assert_eq!((late.interest, late.days), (pounds("268.49"), 30));
        assert_eq!((late.fixed_sum, stands.overdue), (pounds("100"), pounds("10000")));
    }

    #[test]
    fn a_payment_that_was_returned_was_never_made() {
        let mut made = invoice("1", "100000");
        let never = made.standing_on(date(2025, 9, 5), Interest::Show);
        made.payments = vec![pay(date(2025, 8, 1), "100000"), pay(date(2025, 8, 1), "-100000")];
        assert_eq!(made.standing_on(date(2025, 9, 5), Interest::Show), never);
    }

    #[test]
    fn an_invoice_and_a_credit_note_take_off_each_other() {
        let (mut bill, mut credit) = (invoice("1", "600"), invoice("2", "-100"));
        let on = date(2025, 8, 1);
        bill.set_off.push(SetOff { number: "2".to_owned(), on, amount: pounds("100") });
        credit.set_off.push(SetOff { number: "1".to_owned(), on, amount: pounds("-100") });
        assert_eq!(bill.unpaid_on(on), pounds("500"));
        assert_eq!(credit.unpaid_on(on), Money::NIL);
        assert_eq!(credit.unpaid_on(date(2025, 7, 31)), pounds("-100"));
        assert_eq!(bill.unpaid_on(date(2025, 7, 6)), Money::NIL, "it is not issued yet");
    }

    #[test]
    fn what_does_not_add_up_is_found() {
        let mut made = document("1", vec![line("Hosting", "100.00", Treatment::Standard)]);
        assert_eq!((made.problems(), made.gross), (Vec::new(), pounds("120")));
        made.vat = pounds("20.01");
        let says: Vec<String> = made.problems().into_iter().map(|found| found.says).collect();
        assert_eq!(says.len(), 2);
        assert_eq!(says[0], "the VAT of 1 is £20.01, but its lines come to £20.00");
    }
}
