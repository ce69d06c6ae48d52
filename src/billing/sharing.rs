//! Sharing a sum between parties, the whole of it and not a penny more.

use crate::domain::exact::Exact;
use crate::domain::money::Money;
use crate::domain::rate::Rate;

/// Divides a sum by weights: each share rounded, the residue to the party at `residue_to`.
///
/// ```
/// use concordat::billing::sharing::apportion;
/// use concordat::domain::exact::Exact;
/// use concordat::domain::money::Money;
///
/// let thousand = Money::parse("1000").expect("a sum");
/// let thirds = apportion(thousand, &[Exact::ONE, Exact::ONE, Exact::ONE], 2).expect("weights");
/// let shown: Vec<String> = thirds.iter().map(Money::to_string).collect();
/// assert_eq!(shown, ["333.33", "333.33", "333.34"]);
/// ```
///
/// # Errors
/// Where the weights come to nought, one is below it, or there is no such party.
pub fn apportion(sum: Money, weights: &[Exact], residue_to: usize) -> Result<Vec<Money>, String> {
    let whole: Exact = weights.iter().cloned().sum();
    if whole.is_nought() || weights.iter().any(|weight| *weight < Exact::NOUGHT) {
        return Err("the weights come to nought, or one is below it: nothing can be divided".into());
    }
    if residue_to >= weights.len() {
        return Err("the residue goes to a party that is not there".into());
    }
    let share =
        |weight: &Exact| Money::rounded(&(Exact::from(sum) * weight.clone() / whole.clone()));
    let mut shares: Vec<Money> = weights.iter().map(share).collect();
    let residue = sum - shares.iter().copied().sum();
    shares[residue_to] = shares[residue_to] + residue;
    Ok(shares)
}

/// Refuses shares that do not come to exactly 100%.
///
/// # Errors
/// Says what they come to and what is missing or too much.
pub fn whole_shares(shares: &[Rate]) -> Result<(), String> {
    let total: Exact = shares.iter().map(|share| share.exact()).sum();
    if total == Exact::ONE {
        return Ok(());
    }
    let hundred = Exact::from(100);
    let words = if total < Exact::ONE { "unassigned" } else { "assigned twice" };
    let gap = (&Exact::ONE - &total).magnitude();
    Err(format!(
        "the shares come to {}%; they must come to exactly 100%: {}% is {words}",
        (&total * &hundred).in_figures(0, 6),
        (&gap * &hundred).in_figures(0, 6)
    ))
}

/// A key that changed in the year, weighted by the days of each: 74% for 185 days and 82% for 180
/// are 77.945%.
///
/// # Panics
/// Where there are no days at all.
pub fn weighted_key(keys: &[(Rate, i64)]) -> Exact {
    let days: i64 = keys.iter().map(|(_, days)| days).sum();
    let weighted = keys.iter().map(|(key, days)| key.exact() * Exact::from(*days));
    weighted.sum::<Exact>() / Exact::from(days)
}

/// A partner of a pooled fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partner {
    /// What it puts in.
    pub contribution: Money,
    /// The most of an over- or underspend that it bears, as a share of what it puts in.
    pub cap: Rate,
}

/// Shares an over- or underspend in proportion to contributions, each part capped; what the caps
/// leave is stated, for the board to decide.
///
/// # Errors
/// Where nobody puts anything in.
pub fn risk_share(spend: Money, partners: &[Partner]) -> Result<(Vec<Money>, Money), String> {
    let weights: Vec<Exact> = partners.iter().map(|p| Exact::from(p.contribution)).collect();
    let shares = apportion(spend, &weights, partners.len().saturating_sub(1))?;
    let capped: Vec<Money> = shares
        .iter()
        .zip(partners)
        .map(|(share, partner)| {
            let cap = Money::rounded(&(Exact::from(partner.contribution) * partner.cap.exact()));
            if share.is_credit() { (*share).max(-cap) } else { (*share).min(cap) }
        })
        .collect();
    let left = spend - capped.iter().copied().sum();
    Ok((capped, left))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pounds(text: &str) -> Money {
        Money::parse(text).expect("a sum")
    }

    fn rate(text: &str) -> Rate {
        Rate::parse(text).expect("a rate")
    }

    /// R33: a key that changed in the year is weighted by days.
    #[test]
    fn a_key_that_changed_is_weighted_by_days() {
        let key = weighted_key(&[(rate("74%"), 185), (rate("82%"), 180)]);
        assert_eq!((&key * &Exact::from(100)).in_figures(3, 3), "77.945");
        let share = Exact::from(pounds("100000")) * key;
        assert_eq!(Money::rounded(&share), pounds("77945.21"));
    }

    #[test]
    fn shares_that_miss_a_hundred_are_refused_with_the_gap() {
        assert_eq!(whole_shares(&[rate("60%"), rate("40%")]), Ok(()));
        let refusal = whole_shares(&[rate("60%"), rate("38.5%")]).expect_err("short");
        assert!(refusal.contains("98.5%") && refusal.contains("1.5% is unassigned"), "{refusal}");
    }

    /// R36: a risk share caps each part and leaves the rest to the board.
    #[test]
    fn a_risk_share_leaves_what_its_caps_leave() {
        let partner = |sum| Partner { contribution: pounds(sum), cap: rate("2%") };
        let partners = [partner("6000000"), partner("4000000")];
        let (shares, left) = risk_share(pounds("350000"), &partners).expect("contributions");
        assert_eq!(shares, [pounds("120000"), pounds("80000")]);
        assert_eq!(left, pounds("150000"));
        let (shares, left) = risk_share(pounds("-350000"), &partners).expect("contributions");
        assert_eq!((shares[0], left), (pounds("-120000"), pounds("-150000")));
    }

    #[test]
    fn credits_mirror_charges_and_shares_add_up() {
        let weights = [1, 2, 4].map(|w: i64| Exact::from(w));
        for pence in [-12_345, -1, 0, 1, 99_999] {
            let sum = Money::from_pence(pence);
            let shares = apportion(sum, &weights, 0).expect("weights");
            assert_eq!(shares.iter().copied().sum::<Money>(), sum);
            let mirror = apportion(-sum, &weights, 0).expect("weights");
            assert!(shares.iter().zip(&mirror).all(|(a, b)| *a == -*b));
        }
    }
}
