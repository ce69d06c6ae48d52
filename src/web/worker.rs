//! The worker: what the service does by itself. It makes the files of what was issued, sends the
//! letters that are due, and does the runs that people put in line; every few seconds, and at once
//! when something was changed. It goes in small batches, so that pages find room between them.
//!
//! Files and letters are made and sent for each council as the service ([`duties::service`]), and
//! the log of acts says so; a run is done as the person who started it. What fails is noted in the
//! log of the machine and tried again, and ends nothing.

use std::io;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::people;
use crate::store::runs;
use crate::web::server::Shared;
use crate::workflow;
use crate::workflow::deliver::deliver_some;
use crate::workflow::duties;
use crate::workflow::refusal::Refusal;
use crate::workflow::render;
use crate::workflow::run;
use crate::workflow::webhooks;

/// How many documents are made in one transaction.
const DOCUMENTS: i64 = 20;
/// How many letters are sent before others have their turn.
const LETTERS: usize = 20;
/// How many messages to webhooks are sent before others have their turn.
const MESSAGES: i64 = 20;
/// How long it waits where there was nothing to do.
const REST: Duration = Duration::from_secs(5);
/// How long it waits between two batches.
const PAUSE: Duration = Duration::from_millis(50);

/// What the worker is woken by.
#[derive(Debug, Clone, Default)]
pub struct Bell(Arc<(Mutex<Rung>, Condvar)>);

#[derive(Debug, Default)]
struct Rung {
    again: bool,
    stop: bool,
}

impl Bell {
    /// There may be something to do.
    pub fn ring(&self) {
        self.change(|rung| rung.again = true);
    }

    fn stop(&self) {
        self.change(|rung| rung.stop = true);
    }

    fn change(&self, how: impl FnOnce(&mut Rung)) {
        let (rung, heard) = &*self.0;
        how(&mut rung.lock().unwrap_or_else(PoisonError::into_inner));
        heard.notify_all();
    }

    fn is_stopped(&self) -> bool {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).stop
    }

    /// Waits until it rings, or for so long; whether to go on.
    fn wait(&self, longest: Duration) -> bool {
        let (rung, heard) = &*self.0;
        let rung = rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |rung: &mut Rung| !rung.again && !rung.stop;
        let (mut rung, _) =
            heard.wait_timeout_while(rung, longest, waits).unwrap_or_else(PoisonError::into_inner);
        rung.again = false;
        !rung.stop
    }
}

/// The thread that does it.
#[derive(Debug)]
pub struct Worker {
    bell: Bell,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts it.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(shared: Shared) -> io::Result<Worker> {
        let bell = shared.house.bell.clone();
        let begin = thread::Builder::new().name("worker".into());
        let thread = Some(begin.spawn(move || work(&shared))?);
        Ok(Worker { bell, thread })
    }

    /// Lets it end its batch, and then itself.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.bell.stop();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the worker ended in a panic");
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

fn work(shared: &Shared) {
    let bell = &shared.house.bell;
    loop {
        let has_more = catch_unwind(AssertUnwindSafe(|| once(shared))).unwrap_or_else(|_| {
            tracing::error!("the worker met a panic, and goes on");
            false
        });
        let goes_on = if has_more {
            thread::sleep(PAUSE);
            !bell.is_stopped()
        } else {
            bell.wait(REST)
        };
        if !goes_on {
            return;
        }
    }
}

/// One batch of each kind for each council; whether there is more to do at once.
pub fn once(shared: &Shared) -> bool {
    let mut books = match shared.pool.get() {
        Ok(books) => books,
        Err(error) => {
            tracing::error!(%error, "the worker cannot reach the books");
            return false;
        }
    };
    let councils = match people::councils(&mut books) {
        Ok(councils) => councils,
        Err(error) => {
            tracing::error!(%error, "the worker cannot read the books");
            return false;
        }
    };
    let mut has_more = false;
    for council in councils {
        for task in [documents, letters, messages] {
            if shared.house.bell.is_stopped() {
                return false;
            }
            match task(shared, &mut books, &council.id) {
                Ok(more) => has_more |= more,
                Err(error) => {
                    tracing::error!(council = council.prefix, %error, "tried again later");
                }
            }
        }
    }
    has_more | runs_in_line(shared, &mut books)
}

/// Makes the files of what is issued.
fn documents(shared: &Shared, books: &mut Books, council: &CouncilId) -> Result<bool, Refusal> {
    let (by, fonts) = (duties::service(council), &shared.house.fonts);
    // Most times there is nothing: then nobody who writes is kept waiting for it.
    if crate::store::invoices::to_render(books, council, 1)?.is_empty() {
        return Ok(false);
    }
    let rendered = workflow::act(books, &by, (shared.clock)(), |work| {
        render::render(work, fonts, council, DOCUMENTS)
    })?;
    for (number, why) in &rendered.failed {
        tracing::error!(number, why, "a document could not be made");
    }
    Ok(!rendered.done.is_empty() || !rendered.failed.is_empty())
}

/// Sends letters that are due.
fn letters(shared: &Shared, books: &mut Books, council: &CouncilId) -> Result<bool, Refusal> {
    let (by, house) = (duties::service(council), &shared.house);
    let clock = || (shared.clock)();
    let sent = deliver_some(books, &by, &clock, &house.post, &house.fonts, LETTERS)?;
    for (letter, why) in sent.later.iter().chain(&sent.for_a_person) {
        tracing::warn!(letter, why, "a letter did not go");
    }
    Ok(sent.more && !sent.held_up)
}

/// Sends messages to webhooks that are due.
fn messages(shared: &Shared, books: &mut Books, council: &CouncilId) -> Result<bool, Refusal> {
    let by = duties::service(council);
    let clock = || (shared.clock)();
    webhooks::deliver_some(books, &by, &clock, &shared.house.sender, MESSAGES)
}

/// Goes on with each run that is in line, by one batch.
fn runs_in_line(shared: &Shared, books: &mut Books) -> bool {
    let in_line = match runs::to_go_on(books) {
        Ok(in_line) => in_line,
        Err(error) => {
            tracing::error!(%error, "the worker cannot read the runs");
            return false;
        }
    };
    let mut has_more = false;
    for of in in_line {
        if shared.house.bell.is_stopped() {
            return false;
        }
        let clock = || (shared.clock)();
        match run::go_on(books, &clock, &shared.house.limits, &of) {
            // What it issued waits to be made, and what it sent to go.
            Ok(_) => has_more = true,
            Err(error) => tracing::error!(run = of.id, %error, "tried again later"),
        }
    }
    has_more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bell_that_was_rung_before_is_heard_and_one_that_was_stopped_ends_the_waiting() {
        let bell = Bell::default();
        bell.ring();
        assert!(bell.wait(Duration::from_mins(1)), "it does not wait");
        assert!(bell.wait(Duration::ZERO), "it goes on when nobody rang");
        let other = bell.clone();
        let thread = thread::spawn(move || other.wait(Duration::from_mins(1)));
        bell.stop();
        assert!(!thread.join().expect("it ends"));
        assert!(bell.is_stopped());
    }
}
