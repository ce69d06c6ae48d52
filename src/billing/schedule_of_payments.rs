//! The schedule of payments: a financial year's instalments by line and period, when each is due,
//! what is to be confirmed, and what is to be accrued at 31 March.
//!
//! It is the year's statements read across, so its sums are theirs: what is billed stands as it
//! was billed, and what is to come as it is known.

use chrono::NaiveDate;

use crate::billing::actuals::Actuals;
use crate::billing::charge::TO_BE_CONFIRMED;
use crate::billing::position::Position;
use crate::billing::reconciliation::DaysOfPost;
use crate::billing::reconciliation::days_by_period;
use crate::billing::reconciliation::reconcile;
use crate::billing::settlement::due_on;
use crate::billing::statement::NotBilled;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::billing::what_changed::Reason;
use crate::billing::what_changed::newly_known;
use crate::billing::year::YearStatement;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::STATUTORY_PAYMENT_DAYS;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::line::Amendment;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::variation::Change;
use crate::domain::variation::Variation;

/// A financial year's payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentSchedule {
    /// The agreement's reference.
    pub agreement: String,
    /// The financial year.
    pub year: FinancialYear,
    /// The day on which what is stated of the last period was known.
    pub as_at: NaiveDate,
    /// The payments, one a period in which anything is billed.
    pub payments: Vec<Payment>,
    /// Each line, in the order of the statements; what adjusts earlier periods stands apart.
    pub lines: Vec<LinePayments>,
    /// What nobody has confirmed, and so is in none of the sums.
    pub to_be_confirmed: Vec<NotBilled>,
    /// The day under what was known on which the accruals are worked out, all of them.
    pub accrued_as_at: NaiveDate,
    /// What is to be accrued at the year's end.
    pub accruals: Vec<Accrual>,
    /// The days given against those agreed, of each post that the year's reconciliation charges or
    /// credits, known on that same day.
    pub days: Vec<DaysOfPost>,
}

/// What is to be paid for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The period.
    pub period: BillingPeriod,
    /// The day of its statement, when it is invoiced.
    pub invoiced_on: NaiveDate,
    /// The day it is due, received on the day it is invoiced.
    pub due_on: NaiveDate,
    /// All its lines, without VAT.
    pub net: Money,
    /// Its VAT.
    pub vat: Money,
    /// What is to be paid.
    pub gross: Money,
}

/// A line over the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinePayments {
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// Whether it adjusts earlier periods.
    pub adjustment: bool,
    /// The clause.
    pub clause: String,
    /// What it is, for people.
    pub description: String,
    /// Its sum in each payment; `None` where the statement has no such line.
    pub sums: Vec<Option<Money>>,
}

/// Something that belongs to the year and is not billed at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accrual {
    /// What it is, for people.
    pub description: String,
    /// Why it is still to be billed.
    pub reason: String,
    /// The sum, without VAT.
    pub net: Money,
}

impl LinePayments {
    /// The line over the whole year.
    pub fn year(&self) -> Money {
        self.sums.iter().flatten().copied().sum()
    }
}

impl PaymentSchedule {
    /// All payments: net, VAT, to pay.
    pub fn totals(&self) -> (Money, Money, Money) {
        let sum = |of: fn(&Payment) -> Money| self.payments.iter().map(of).sum();
        (sum(|payment| payment.net), sum(|payment| payment.vat), sum(|payment| payment.gross))
    }
}

/// Reads a year's statements across; `as_at` is the day on which somebody looks, where that is
/// not after everything that the files tell. All accruals are worked out under what is known on
/// one day: that day, or where none is named the last on which the files tell anything new.
pub fn schedule_of_payments(
    agreement: &Agreement,
    actuals: &Actuals,
    year: &YearStatement,
    as_at: Option<NaiveDate>,
) -> PaymentSchedule {
    let days = agreement.billing.payment_days.unwrap_or(STATUTORY_PAYMENT_DAYS);
    let payment = |statement: &RechargeStatement| {
        let invoiced_on = agreement.as_at_default(statement.period);
        let due_on = due_on(invoiced_on, days);
        let RechargeStatement { period, net, vat, gross, .. } = *statement;
        Payment { period, invoiced_on, due_on, net, vat, gross }
    };
    let last = BillingPeriod::containing(year.year.dates().last, agreement.billing.every);
    let own = agreement.as_at_default(last);
    let known_on = as_at.unwrap_or_else(|| {
        let told = last_day_told(agreement, actuals, year.year.dates().last);
        own.max(year.year.next().dates().first).max(told.unwrap_or(own))
    });
    PaymentSchedule {
        agreement: year.agreement.clone(),
        year: year.year,
        as_at: as_at.map_or(own, |as_at| as_at.min(own)),
        payments: year.periods.iter().map(payment).collect(),
        lines: lines(&year.periods),
        to_be_confirmed: to_be_confirmed(&year.periods),
        accrued_as_at: known_on,
        accruals: accruals(agreement, actuals, year, known_on),
        days: days_beyond_tolerance(agreement, actuals, year.year, known_on),
    }
}

fn days_beyond_tolerance(
    agreement: &Agreement,
    actuals: &Actuals,
    year: FinancialYear,
    known_on: NaiveDate,
) -> Vec<DaysOfPost> {
    let Some(reconciled) = reconcile(agreement, actuals, year, known_on) else { return Vec::new() };
    let is_settled = |post: &DaysOfPost| {
        let mut lines = reconciled.lines.iter();
        lines.any(|line| line.description == post.description && !line.net.is_nil())
    };
    let mut days = days_by_period(agreement, actuals, year, known_on);
    days.retain(is_settled);
    days
}

/// The last day on which the files tell anything that may move a sum of the days up to one.
fn last_day_told(agreement: &Agreement, actuals: &Actuals, ends: NaiveDate) -> Option<NaiveDate> {
    let reaches = |variation: &&Variation| {
        let mut changes = variation.changes.iter();
        let is_of_all_days = |change: &Change| {
            change.ends.is_some() || change.amendments.iter().any(Amendment::is_of_whole_life)
        };
        variation.effective <= ends || variation.ends.is_some() || changes.any(is_of_all_days)
    };
    let varied = agreement.variations.iter().filter(reaches).map(|variation| variation.agreed);
    let noticed = agreement.notices.iter().map(|notice| notice.given_on);
    let approved = agreement.inputs.iter().filter_map(|input| input.terms.approved.as_ref());
    let amendments = agreement.variations.iter().flat_map(|variation| &variation.changes);
    let amendments = amendments.flat_map(|change| &change.amendments);
    let approved_later = amendments.filter_map(|amendment| match amendment {
        Amendment::Approved(approval) => Some(approval),
        _ => None,
    });
    let approved = approved.chain(approved_later).map(|approval| approval.on);
    varied.chain(noticed).chain(approved).chain(actuals.last_recorded_of_days_to(ends)).max()
}

fn lines(statements: &[RechargeStatement]) -> Vec<LinePayments> {
    let mut lines: Vec<LinePayments> = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        for line in &statement.lines {
            let is_it = |known: &LinePayments| {
                known.line == line.line
                    && known.kind == line.kind
                    && known.adjustment == line.adjustment
            };
            let index = lines.iter().position(is_it).unwrap_or_else(|| {
                lines.push(LinePayments {
                    line: line.line.clone(),
                    kind: line.kind,
                    adjustment: line.adjustment,
                    clause: line.clause.clone(),
                    description: line.description.clone(),
                    sums: vec![None; statements.len()],
                });
                lines.len() - 1
            });
            let sum = &mut lines[index].sums[at];
            *sum = Some(sum.unwrap_or_default() + line.net);
        }
    }
    lines.sort_by_key(|line| (line.adjustment, line.kind));
    lines
}

/// What is to be confirmed, each line's days that follow on one another taken together.
fn to_be_confirmed(statements: &[RechargeStatement]) -> Vec<NotBilled> {
    let mut found: Vec<NotBilled> = Vec::new();
    let adjustments = || statements.iter().flat_map(RechargeStatement::adjustments);
    // What was open once and has been billed since is in the sums.
    let is_billed = |entry: &&NotBilled| {
        let is_it = |line: &StatementLine| {
            line.line == entry.line && line.period.dates().contains(entry.from)
        };
        adjustments().any(is_it)
    };
    let entries = statements.iter().flat_map(|statement| &statement.not_billed);
    let open = entries.filter(|entry| entry.reason == TO_BE_CONFIRMED && !is_billed(entry));
    for entry in open {
        let goes_on = |known: &&mut NotBilled| {
            known.line == entry.line
                && known.amount.is_none()
                && entry.amount.is_none()
                && known.to.succ_opt() == Some(entry.from)
        };
        match found.iter_mut().find(goes_on) {
            Some(known) => known.to = entry.to,
            None => found.push(entry.clone()),
        }
    }
    found
}

/// What belongs to the year and is not billed on its last day: statements drawn up after it, the
/// reconciliation of days, and what is agreed or recorded afterwards and reaches back into it.
fn accruals(
    agreement: &Agreement,
    actuals: &Actuals,
    year: &YearStatement,
    known_on: NaiveDate,
) -> Vec<Accrual> {
    let ends = year.year.dates().last;
    let mut found = Vec::new();
    for statement in &year.periods {
        let drawn_on = agreement.as_at_default(statement.period);
        if drawn_on > ends {
            found.extend(unbilled(statement));
        }
    }
    let reconciled = year.reconciliation.as_ref();
    let reconciled = reconciled.and_then(|_| reconcile(agreement, actuals, year.year, known_on));
    if let Some(reconciliation) = reconciled.filter(|made| !made.net.is_nil()) {
        found.push(Accrual {
            description: "Reconciliation of days".to_owned(),
            reason: "worked out after the year".to_owned(),
            net: reconciliation.net,
        });
    }
    found.extend(unsettled(agreement, actuals, year, known_on));
    found
}

/// What a statement after the year's end bills, by kind of charge.
fn unbilled(statement: &RechargeStatement) -> Vec<Accrual> {
    let accrual = |kind: LineKind| {
        let of_kind = statement.lines.iter().filter(|line| line.kind == kind);
        let nets: Vec<Money> = of_kind.map(|line| line.net).collect();
        (!nets.is_empty()).then(|| Accrual {
            description: format!("{}, {}", kind.in_words(), statement.period),
            reason: "billed after the year’s end".to_owned(),
            net: nets.into_iter().sum(),
        })
    };
    LineKind::ALL.into_iter().filter_map(accrual).collect()
}

/// What was agreed or recorded after the year's last statement and reaches back into the year.
fn unsettled(
    agreement: &Agreement,
    actuals: &Actuals,
    year: &YearStatement,
    now: NaiveDate,
) -> Vec<Accrual> {
    let last = BillingPeriod::containing(year.year.dates().last, agreement.billing.every);
    let before = agreement.as_at_default(last);
    if now <= before {
        return Vec::new();
    }
    let [then, since] = [before, now].map(|day| {
        let due = Position::on(agreement, actuals, day).year(year.year);
        BillingPeriod::all_in(year.year, agreement.billing.every)
            .filter(|period| agreement.first_period() <= *period)
            .flat_map(|period| due.in_period(period).into_iter())
            .map(|due| (due.kind, due.id, due.name, due.net))
            .collect::<Vec<_>>()
    });
    let mut differences: Vec<(LineKind, &str, &str, Money)> = Vec::new();
    let changed = since.into_iter().chain(then.into_iter().map(|(k, i, n, net)| (k, i, n, -net)));
    for (kind, id, name, net) in changed {
        match differences.iter_mut().find(|known| known.0 == kind && known.1 == id) {
            Some(known) => known.3 = known.3 + net,
            None => differences.push((kind, id, name, net)),
        }
    }
    differences.retain(|(.., net)| !net.is_nil());
    differences.sort_by_key(|(kind, ..)| *kind);
    let accrual = |(kind, id, name, net): (LineKind, &str, &str, Money)| {
        let dates = year.year.dates();
        let reasons = newly_known(agreement, actuals, (kind, id), dates, (before, now));
        let reasons: Vec<String> = reasons.iter().map(Reason::in_words).collect();
        Accrual { description: name.to_owned(), reason: reasons.join("; "), net }
    };
    differences.into_iter().map(accrual).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::actuals_file::read_days;
    use crate::billing::year;
    use crate::domain::calendar::date;
    use crate::domain::file::read;

    /// £1.3m and £700,000 a year (R39), and an award agreed after the year that reaches into it.
    const AGREEMENT: &str = r#"
reference = "R39"
title     = "Partnership"
starts    = 2018-04-01

[supplier]
name = "Northshire County Council"

[purchaser]
name = "Westhaven City Council"

[billing]
payment_days = 30

[[staffing]]
id            = "officers"
clause        = "4.1"
post          = "Officers"
days_per_week = 5
full_cost     = "1300000.00"

[[staffing]]
id            = "vacant"
clause        = "4.1"
post          = "Vacant post"
days_per_week = 1
full_cost     = "tbc"

[[service]]
id     = "support"
clause = "4.2"
name   = "Support services"
annual = "700000.00"

[[variation]]
id        = "award"
agreed    = 2019-05-15
effective = 2019-01-01
reason    = "Pay award of 2%"
change    = [{ line = "officers", full_cost = "1326000.00" }]
"#;

    fn of(text: &str, year: &str, as_at: Option<NaiveDate>) -> PaymentSchedule {
        let agreement = read(text).expect("it is right").agreement;
        let year = FinancialYear::parse(year).expect("a year");
        let none = Actuals::default();
        let drawn = year::draw_up(&agreement, &none, year, as_at);
        schedule_of_payments(&agreement, &none, &drawn, as_at)
    }

    fn accrued(schedule: &PaymentSchedule) -> Vec<(String, String)> {
        let accruals = schedule.accruals.iter();
        accruals.map(|made| (made.description.clone(), made.net.in_pounds())).collect()
    }

    /// R39: the last quarter is unbilled at 31 March, £325,000 + £175,000 = £500,000; the award of
    /// £26,000 a year is unsettled, £6,500 for January to March.
    #[test]
    fn the_last_quarter_and_an_unsettled_award_are_accrued() {
        let found = of(AGREEMENT, "2018/19", None);
        let expected = [
            ("Staffing, 2018/19-Q4", "£325,000.00"),
            ("Support services, 2018/19-Q4", "£175,000.00"),
            ("Officers", "£6,500.00"),
        ];
        assert_eq!(accrued(&found), expected.map(|(what, sum)| (what.into(), sum.into())));
        assert_eq!(
            found.accruals[2].reason,
            "the variation of 15 May 2019 (Pay award of 2%), from 1 January 2019"
        );
        let before = of(AGREEMENT, "2018/19", Some(date(2019, 5, 14)));
        assert_eq!(accrued(&before).len(), 2, "nobody knew of the award on 14 May");
    }

    /// The award that came in May makes the day dearer on which the days too many are charged: all
    /// accruals are worked out under what is known on one day.
    #[test]
    fn all_accruals_are_worked_out_under_one_day_of_knowledge() {
        let text = format!("{AGREEMENT}\n[reconciliation]\non = [\"staffing\"]\n");
        let agreement = read(&text).expect("it is right").agreement;
        let mut days = Actuals::default();
        let given = "line,on,days\nofficers,2018-06-30,270\n";
        read_days(given, &agreement, &mut days).expect("the days are right");
        let year = FinancialYear::parse("2018/19").expect("a year");
        let drawn = |as_at| {
            let drawn = year::draw_up(&agreement, &days, year, as_at);
            let schedule = schedule_of_payments(&agreement, &days, &drawn, as_at);
            let [.., reconciled, _] = schedule.accruals.as_slice() else { panic!("{schedule:?}") };
            (schedule.accrued_as_at, reconciled.net.in_pounds())
        };
        let told = drawn(None);
        assert_eq!(told, drawn(Some(date(2019, 5, 15))));
        assert_eq!(told, (date(2019, 5, 15), "£50,246.58".into()));
    }

    #[test]
    fn each_payment_has_its_days_and_its_sums() {
        let found = of(AGREEMENT, "2018/19", None);
        let last = &found.payments[3];
        assert_eq!((last.invoiced_on, last.due_on), (date(2019, 4, 1), date(2019, 5, 1)));
        assert_eq!(last.net.in_pounds(), "£500,000.00");
        assert_eq!(found.lines.len(), 2);
        assert_eq!(found.lines[0].year().in_pounds(), "£1,300,000.00");
        let [vacant] = found.to_be_confirmed.as_slice() else { panic!("one line is open") };
        assert_eq!((vacant.from, vacant.to), (date(2018, 4, 1), date(2019, 3, 31)));
    }

    /// R28: the residue is in the last instalment.
    #[test]
    fn the_last_instalment_takes_the_residue() {
        let text = AGREEMENT.replace("\"1300000.00\"", "\"1299999.99\"");
        let found = of(&text, "2018/19", None);
        let sums: Vec<String> =
            found.lines[0].sums.iter().flatten().map(|sum| sum.in_pounds()).collect();
        assert_eq!(sums, ["£325,000.00", "£325,000.00", "£325,000.00", "£324,999.99"]);
    }

    #[test]
    fn billed_in_advance_nothing_but_the_award_is_accrued() {
        let text = AGREEMENT.replace("payment_days = 30", "timing = \"advance\"");
        let found = of(&text, "2018/19", None);
        assert_eq!(accrued(&found), [("Officers".into(), "£6,500.00".into())]);
        assert_eq!(found.payments[0].invoiced_on, date(2018, 4, 1));
    }
}
