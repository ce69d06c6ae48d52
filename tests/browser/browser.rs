//! A browser, led by what people see: links, buttons and fields by their words.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread::sleep;
use std::time::Duration;
use std::time::Instant;

use actix_web::rt::Runtime;
use concordat::domain::people::Person;
use concordat::workflow::new_name;
use serde_json::Value;
use serde_json::json;
use thirtyfour::ChromiumLikeCapabilities;
use thirtyfour::DesiredCapabilities;
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::WebDriver;
use thirtyfour::WebElement;
use thirtyfour::common::print::PrintParameters;
use thirtyfour::error::WebDriverResult;

use crate::driver::Place;
use crate::site::Site;

const SEEN: &str = include_str!("seen.js");
/// How long something is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// What it is started with: nothing of it looks anywhere but at this machine.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--lang=en-GB",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

/// The pages that any test has looked at, just as they were.
static LOOKED_AT: LazyLock<Mutex<HashSet<u64>>> = LazyLock::new(Mutex::default);

/// A browser of a test's own; it is closed when dropped.
pub struct Browser {
    runtime: Runtime,
    driver: Option<WebDriver>,
    address: String,
    name: String,
    folder: PathBuf,
    _place: Place,
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            drop(self.runtime.block_on(driver.quit()));
        }
        drop(fs::remove_dir_all(&self.folder));
    }
}

impl Browser {
    /// Opens one on a service, with nobody signed in and nothing shown yet.
    pub fn open(site: &Site<'_>) -> Browser {
        let place = Place::take();
        let runtime = Runtime::new().expect("a runtime");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-{}", new_name()));
        fs::create_dir_all(&folder).expect("a folder can be made");
        let mut wanted = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wanted.add_arg(flag).expect("a flag");
        }
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All).expect("a level");
        let opened = runtime.block_on(WebDriver::new(place.driver.address.as_str(), wanted));
        let driver = opened.unwrap_or_else(|error| {
            panic!(
                "chromedriver opens no browser: {error}. Install it and chromium together, as \
                 tests/run does"
            )
        });
        let browser = Browser {
            runtime,
            driver: Some(driver),
            address: site.address.clone(),
            name: std::thread::current().name().unwrap_or_default().replace("::", "-"),
            folder,
            _place: place,
        };
        browser.window(1280, 900);
        browser.bring_axe();
        let downloads = json!({"behavior": "allow", "downloadPath": browser.folder});
        browser.tools("Browser.setDownloadBehavior", downloads);
        browser
    }

    /// Signs somebody in past the form, on the first page.
    #[track_caller]
    pub fn sign_in(&self, site: &Site<'_>, person: &Person) {
        let cookie = site.visitor(person).cookie.expect("they are signed in");
        let cookie = json!({"name": "session", "value": cookie, "url": self.address});
        self.tools("Network.setCookie", cookie);
        self.go("/");
        self.must_read(&[&person.name]);
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("it is open")
    }

    #[track_caller]
    fn wait_for<T>(&self, what: impl Future<Output = WebDriverResult<T>>) -> T {
        self.runtime.block_on(what).unwrap_or_else(|error| panic!("the browser: {error}"))
    }

    /// What a script says of the page.
    #[track_caller]
    pub fn ask(&self, script: &str, with: Vec<Value>) -> Value {
        self.wait_for(self.driver().execute(script, with)).json().clone()
    }

    /// The same of one that takes its time.
    #[track_caller]
    pub fn ask_slowly(&self, script: &str) -> Value {
        self.wait_for(self.driver().execute_async(script, vec![])).json().clone()
    }

    /// A command to the browser's own tools.
    #[track_caller]
    pub fn tools(&self, method: &str, with: Value) -> Value {
        self.wait_for(self.driver().cdp().send_raw(method, with))
    }

    /// What the browser's log says since it was asked last. That a form was refused is no news.
    pub fn log(&self) -> Vec<String> {
        let entries = self.wait_for(self.driver().browser_log());
        let entries = entries.into_iter().map(|entry| entry.message);
        let refused = ["status of 422", "status of 409", "status of 403"];
        entries.filter(|says| !refused.iter().any(|status| says.contains(status))).collect()
    }

    /// Whether something was not looked at before.
    pub fn is_new(page: u64) -> bool {
        LOOKED_AT.lock().unwrap_or_else(PoisonError::into_inner).insert(page)
    }

    /// Waits until something is so.
    #[track_caller]
    pub fn until<T>(&self, what: &str, mut is_so: impl FnMut() -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = is_so() {
                return found;
            }
            let seconds = PATIENCE.as_secs();
            let is_late = begun.elapsed() > PATIENCE;
            assert!(!is_late, "{what}, after {seconds} s. The page says:\n{}", self.reads());
            sleep(Duration::from_millis(50));
        }
    }

    /// Something on the page, by what it is and its words.
    #[track_caller]
    fn seen(&self, what: &str, words: &str) -> WebElement {
        let with = vec![json!(what), json!(words)];
        self.until(&format!("there is no {what} “{words}”"), || {
            let found = self.driver().execute(SEEN, with.clone());
            self.runtime.block_on(found).ok()?.element().ok()
        })
    }

    /// Whether it is on the page now.
    pub fn has(&self, what: &str, words: &str) -> bool {
        !self.ask(SEEN, vec![json!(what), json!(words)]).is_null()
    }

    /// Does what leads to another page, waits for it, and looks at it.
    #[track_caller]
    pub fn turn(&self, how: impl FnOnce()) {
        self.ask("window.isLeft = true", vec![]);
        how();
        self.wait_for_another();
        self.look();
    }

    #[track_caller]
    fn wait_for_another(&self) {
        self.until("no other page comes", || {
            let script = "return !window.isLeft && document.readyState === 'complete'";
            let asked = self.driver().execute(script, vec![]);
            let is_there = self.runtime.block_on(asked).ok()?;
            is_there.json().as_bool().filter(|is_there| *is_there)
        });
    }

    /// Goes to an address of the service.
    #[track_caller]
    pub fn go(&self, path: &str) {
        self.wait_for(self.driver().goto(format!("{}{path}", self.address)));
        self.look();
    }

    /// Follows a link to another page.
    #[track_caller]
    pub fn follow(&self, words: &str) {
        let link = self.seen("link", words);
        self.turn(|| self.wait_for(link.click()));
    }

    /// Presses a button, which brings another page.
    #[track_caller]
    pub fn press(&self, words: &str) {
        let button = self.seen("button", words);
        self.turn(|| self.wait_for(button.click()));
    }

    /// Presses what leads to a page of somebody else, which is not looked at.
    #[track_caller]
    pub fn leave(&self, words: &str) {
        self.ask("window.isLeft = true", vec![]);
        let what = if self.has("link", words) { "link" } else { "button" };
        self.wait_for(self.seen(what, words).click());
        self.wait_for_another();
        self.log();
    }

    /// Types into a field of somebody else's page.
    #[track_caller]
    pub fn type_into(&self, css: &str, text: &str) {
        let found = self.wait_for(self.driver().find(thirtyfour::By::Css(css)));
        self.wait_for(found.send_keys(text));
    }

    /// Forgets who is signed in, here and elsewhere.
    pub fn forget(&self) {
        self.tools("Network.clearBrowserCookies", json!({}));
    }

    /// Opens what is folded up under some words.
    #[track_caller]
    pub fn unfold(&self, words: &str) {
        self.wait_for(self.seen("button", words).click());
    }

    /// Writes into a field, in place of what stands there.
    #[track_caller]
    pub fn fill(&self, label: &str, text: &str) {
        let field = self.seen("field", label);
        self.wait_for(field.clear());
        self.wait_for(field.send_keys(text));
    }

    /// Writes a day into its three fields.
    #[track_caller]
    pub fn fill_day(&self, legend: &str, day: &str) {
        let fieldset = self.seen("day", legend);
        let parts: Vec<&str> = day.rsplit('-').collect();
        let fields = self.wait_for(fieldset.find_all(thirtyfour::By::Css("input")));
        for (field, part) in fields.iter().zip(parts) {
            self.wait_for(field.clear());
            self.wait_for(field.send_keys(part));
        }
    }

    /// Chooses one of several, or ticks a box.
    #[track_caller]
    pub fn choose(&self, label: &str) {
        self.wait_for(self.seen("choice", label).click());
    }

    /// Chooses from a list.
    #[track_caller]
    pub fn pick(&self, option: &str) {
        self.wait_for(self.seen("option", option).click());
    }

    /// Attaches a file.
    #[track_caller]
    pub fn attach(&self, label: &str, file: &Path) {
        let field = self.seen("field", label);
        self.wait_for(field.send_keys(file.display().to_string()));
    }

    /// What the page says: its words in a line.
    pub fn reads(&self) -> String {
        let script = "return document.body.innerText.replace(/\\s+/g, ' ')";
        self.ask(script, vec![]).as_str().unwrap_or_default().to_owned()
    }

    /// Holds that the page says some words.
    #[track_caller]
    pub fn must_read(&self, words: &[&str]) {
        let reads = self.reads();
        for words in words {
            assert!(reads.contains(words), "it does not say “{words}”:\n{reads}");
        }
    }

    /// Holds that the page does not say some words.
    #[track_caller]
    pub fn must_not_read(&self, words: &[&str]) {
        let reads = self.reads();
        for words in words {
            assert!(!reads.contains(words), "it says “{words}”:\n{reads}");
        }
    }

    /// The heading of the page.
    pub fn heading(&self) -> String {
        let script = "return document.querySelector('h1').innerText.replace(/\\s+/g, ' ')";
        self.ask(script, vec![]).as_str().unwrap_or_default().to_owned()
    }

    /// The title of the page.
    pub fn title(&self) -> String {
        self.ask("return document.title", vec![]).as_str().unwrap_or_default().to_owned()
    }

    /// The words of what has the focus: of a field its label.
    pub fn focus(&self) -> String {
        let script = "const on = document.activeElement; \
            return (on.labels?.[0] ?? on).textContent.replace(/\\s+/g, ' ').trim()";
        self.ask(script, vec![]).as_str().unwrap_or_default().to_owned()
    }

    /// Follows a link to a file, and gives what the browser kept of it.
    #[track_caller]
    pub fn download(&self, words: &str) -> Vec<u8> {
        for entry in fs::read_dir(&self.folder).expect("it can be read") {
            fs::remove_file(entry.expect("an entry").path()).expect("it can be removed");
        }
        self.wait_for(self.seen("link", words).click());
        self.until(&format!("“{words}” brings no file"), || self.kept())
    }

    /// Presses a button that brings a file, and gives what the browser kept of it.
    #[track_caller]
    pub fn press_for_file(&self, words: &str) -> Vec<u8> {
        for entry in fs::read_dir(&self.folder).expect("it can be read") {
            fs::remove_file(entry.expect("an entry").path()).expect("it can be removed");
        }
        self.wait_for(self.seen("button", words).click());
        self.until(&format!("“{words}” brings no file"), || self.kept())
    }

    /// The one file in its folder, when it is there whole.
    fn kept(&self) -> Option<Vec<u8>> {
        let files = fs::read_dir(&self.folder).expect("it can be read");
        let files: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
        let is_part = |file: &PathBuf| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with('.') || name.ends_with(".crdownload")
        };
        match &files[..] {
            [file] if !is_part(file) => fs::read(file).ok().filter(|bytes| !bytes.is_empty()),
            _ => None,
        }
    }

    /// The page as it is printed.
    pub fn printed(&self) -> Vec<u8> {
        let paper = PrintParameters { background: true, ..PrintParameters::default() };
        self.wait_for(self.driver().print_page(paper))
    }

    /// Presses keys, wherever the focus is.
    pub fn keys(&self, keys: &str) {
        self.wait_for(self.driver().action_chain().send_keys(keys).perform());
    }

    /// A picture of the whole page, where the environment names a folder for them.
    pub fn picture(&self, name: &str, width: u32) {
        let Ok(folder) = env::var("CONCORDAT_PICTURES") else { return };
        let height = self.ask("return document.documentElement.scrollHeight", vec![]);
        self.window(width, u32::try_from(height.as_u64().unwrap_or(900)).unwrap_or(900));
        let picture = self.wait_for(self.driver().screenshot_as_png());
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let name: String = name.trim_matches('/').chars().map(plain).collect();
        let at = fs::read_dir(&folder).map_or(0, Iterator::count);
        let file = format!("{at:03}-{}-{name}-{width}.png", self.name);
        fs::write(Path::new(&folder).join(file), picture).expect("it can be kept");
    }

    /// Makes its window so wide and high; a narrow one is a telephone's.
    pub fn window(&self, width: u32, height: u32) {
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600
        });
        self.tools("Emulation.setDeviceMetricsOverride", size);
    }
}
