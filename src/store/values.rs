//! Values as the columns hold them, and back.

use crate::domain::calendar::BillingPeriod;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;
use crate::store::error::StoreError;

/// Money as whole pence; a sum beyond 64 bits is refused here.
pub(super) fn pence(money: Money) -> Result<i64, StoreError> {
    i64::try_from(money.pence()).map_err(|_| StoreError::TooLarge(money.in_pounds()))
}

const UNDECIDED: &str = "undecided";

/// The word for a treatment, or for none.
pub(super) fn treatment_word(treatment: Option<Treatment>) -> &'static str {
    treatment.map_or(UNDECIDED, Treatment::word)
}

/// The treatment that a word stands for.
pub(super) fn treatment(
    word: &str,
    what: &'static str,
    id: &str,
) -> Result<Option<Treatment>, StoreError> {
    if word == UNDECIDED {
        return Ok(None);
    }
    let found = Treatment::WORDS.iter().find(|(known, _)| *known == word);
    let found = found.map(|(_, treatment)| Some(*treatment));
    found.ok_or_else(|| StoreError::damaged(what, id, format!("a VAT treatment \"{word}\"")))
}

/// The period that a word stands for.
pub(super) fn period(
    word: &str,
    what: &'static str,
    id: &str,
) -> Result<BillingPeriod, StoreError> {
    BillingPeriod::parse(word).map_err(|says| StoreError::damaged(what, id, says))
}
