//! The program that leads browsers: one for all tests that run at the same time, each with a
//! browser of its own, and never more than two of these.

use std::io::BufRead;
use std::io::BufReader;
use std::process::Child;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::Weak;

/// How many browsers there are at once.
const AT_ONCE: usize = 2;

/// What to do where a program is lacking.
const HOW: &str = "BROWSER TESTS NOT RUN. They need Debian's chromium and chromium-driver: run \
    tests/run, or sudo apt-get install chromium chromium-driver";

/// A running chromedriver; it ends with the last that holds it.
pub struct Driver {
    pub address: String,
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It goes with the tests in any case.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Driver {
    fn start() -> Driver {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{HOW} ({error})"));
        let said = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut driver = Driver { address: String::new(), child, said };
        let mut all = String::new();
        while driver.address.is_empty() {
            let before = all.len();
            let read = driver.said.read_line(&mut all).expect("it speaks");
            assert!(read > 0, "{HOW} (chromedriver said: {all})");
            // Its first line names port 0, which is only what it was told.
            if let Some((_, port)) = all[before..].split_once("started successfully on port ") {
                let port = port.trim().trim_end_matches('.');
                driver.address = format!("http://127.0.0.1:{port}");
            }
        }
        driver
    }

    /// The one that runs, or a new one.
    fn shared() -> Arc<Driver> {
        static RUNNING: Mutex<Weak<Driver>> = Mutex::new(Weak::new());
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.upgrade().unwrap_or_else(|| {
            let driver = Arc::new(Driver::start());
            *running = Arc::downgrade(&driver);
            driver
        })
    }
}

/// A place for one browser.
pub struct Place {
    pub driver: Arc<Driver>,
}

static TAKEN: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

impl Place {
    /// Waits until there is one.
    pub fn take() -> Place {
        let (taken, left) = &TAKEN;
        let taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut usize| *taken >= AT_ONCE;
        let mut taken = left.wait_while(taken, full).unwrap_or_else(PoisonError::into_inner);
        *taken += 1;
        drop(taken);
        Place { driver: Driver::shared() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let (taken, left) = &TAKEN;
        *taken.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        left.notify_one();
    }
}
