//! Limits on what one person may let pass: a period that differs from the last by more than a set
//! share or sum needs a second look.

use crate::billing::statement::RechargeStatement;
use crate::domain::exact::Exact;
use crate::domain::money::Money;
use crate::domain::rate::Rate;

/// By how much a period may differ from the one before; `None` sets no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// The largest share of what was billed for the period before.
    pub share: Option<Rate>,
    /// The largest sum.
    pub sum: Option<Money>,
}

/// What a statement comes to, adjustments and all, where that differs from the statement of the
/// period before by more than the limits allow: in words, for whoever has to look again.
///
/// Where no statement stands before, all of it is the change: the sum limits that too, and there is
/// no share of nothing.
pub fn largest_change(
    statement: &RechargeStatement,
    before: Option<Money>,
    limits: Limits,
) -> Option<String> {
    let now = statement.net;
    let change = now - before.unwrap_or(Money::NIL);
    let size = if change.is_credit() { -change } else { change };
    let is_above = |share: &Rate| {
        before.is_some_and(|before| {
            Exact::from(size) > (Exact::from(before) * share.exact()).magnitude()
        })
    };
    let by_share = limits.share.filter(is_above);
    let by_sum = limits.sum.filter(|sum| size > *sum);
    let above: Vec<String> = by_share
        .map(|share| format!("{share} of that"))
        .into_iter()
        .chain(by_sum.map(Money::in_pounds))
        .collect();
    if above.is_empty() {
        return None;
    }
    let limit = above.join(" and ");
    let Some(before) = before else {
        let (now, period) = (now.in_pounds(), statement.period);
        return Some(format!(
            "{now} for {period} is the first statement under the agreement, and the limit is \
             {limit}"
        ));
    };
    let way = if change.is_credit() { "less" } else { "more" };
    Some(format!(
        "{} for {} is {} {way} than the {} of the period before, and the limit is {limit}",
        now.in_pounds(),
        statement.period,
        size.in_pounds(),
        before.in_pounds()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::actuals::Actuals;
    use crate::billing::statement::draw_up;
    use crate::domain::calendar::BillingPeriod;
    use crate::domain::file::read;

    fn told(before: Option<&str>, share: Option<&str>, sum: Option<&str>) -> Option<String> {
        let agreement = "reference = \"ONE\"\nstarts = 2018-04-01\nends = 2020-03-31\n\
                         supplier = { name = \"Hampshire\" }\n\
                         purchaser = { name = \"Isle of Wight\" }\n\
                         [[service]]\nid = \"desk\"\nclause = \"4\"\nname = \"Service desk\"\n\
                         annual = \"4000\"\n";
        let agreement = read(agreement).expect("it reads").agreement;
        let period = BillingPeriod::parse("2018/19-Q2").expect("a quarter");
        let as_at = agreement.as_at_default(period);
        let statement = draw_up(&agreement, &Actuals::default(), period, as_at);
        let money = |text| Money::parse(text).expect("a sum");
        let limits = Limits {
            share: share.map(|text| Rate::parse(text).expect("a rate")),
            sum: sum.map(money),
        };
        largest_change(&statement, before.map(money), limits)
    }

    #[test]
    fn a_change_above_the_share_or_the_sum_is_told() {
        assert_eq!(told(None, Some("10%"), None), None);
        assert_eq!(told(None, Some("10%"), Some("1000.00")), None);
        assert_eq!(
            told(None, Some("10%"), Some("999.99")).as_deref(),
            Some(
                "£1,000.00 for 2018/19-Q2 is the first statement under the agreement, and the \
                 limit is £999.99"
            )
        );
        assert_eq!(told(Some("500.00"), None, None), None);
        assert_eq!(told(Some("800.00"), Some("25%"), Some("200.00")), None);
        assert_eq!(
            told(Some("800.00"), Some("24.9%"), Some("200.00")).as_deref(),
            Some(
                "£1,000.00 for 2018/19-Q2 is £200.00 more than the £800.00 of the period before, \
                 and the limit is 24.9% of that"
            )
        );
        assert_eq!(
            told(Some("2000.00"), Some("10%"), Some("999.99")).as_deref(),
            Some(
                "£1,000.00 for 2018/19-Q2 is £1,000.00 less than the £2,000.00 of the period \
                 before, and the limit is 10% of that and £999.99"
            )
        );
        assert!(told(Some("0.00"), Some("10%"), None).is_some());
    }
}
