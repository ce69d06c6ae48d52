//! Letters kept in memory, for tests.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use crate::mail::Letter;
use crate::mail::Unsent;

/// The letters that were sent, shared by all that hold it, and what goes wrong next.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    letters: Vec<Letter>,
    failures: VecDeque<Unsent>,
}

impl Memory {
    /// The letters that were sent so far, in order.
    pub fn letters(&self) -> Vec<Letter> {
        self.kept().letters.clone()
    }

    /// Lets the next letter fail, after those that were to fail already. One of which nobody knows
    /// whether it went is kept: that is the worse of the two.
    pub fn fail_next(&self, unsent: Unsent) {
        self.kept().failures.push_back(unsent);
    }

    pub(super) fn send(&self, letter: &Letter) -> Result<(), Unsent> {
        let mut kept = self.kept();
        let failure = kept.failures.pop_front();
        if matches!(failure, None | Some(Unsent::Unknown { .. })) {
            kept.letters.push(letter.clone());
        }
        failure.map_or(Ok(()), Err)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
