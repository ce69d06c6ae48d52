//! What every page must be, whatever it shows: nothing that axe finds wrong by WCAG 2.2 AA, no
//! scrolling sideways at 1280 and at 375 px, nothing in the browser's log (so nothing that the
//! content policy stopped), a title, and one heading of the first level.

use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;

use serde_json::Value;
use serde_json::json;

use crate::browser::Browser;

/// Deque's axe-core, as it is published; its licence is MPL-2.0.
const AXE: &str = include_str!("fixtures/axe-4.14.1.min.js");
const LOOKS: &str = include_str!("looks.js");

const FACTS: &str = "return [document.title, \
    [...document.querySelectorAll('h1')].map((e) => e.textContent.replace(/\\s+/g, ' ').trim()), \
    document.body.classList.contains('govuk-frontend-supported'), location.pathname, \
    document.body.innerText]";

impl Browser {
    /// Gives each page that comes what it takes to look at it; it costs little until then.
    pub fn bring_axe(&self) {
        let script = json!({"source": format!("window.bringAxe = () => {{ {AXE} }}")});
        self.tools("Page.addScriptToEvaluateOnNewDocument", script);
    }

    /// Looks at the page, unless it was looked at just as it is.
    #[track_caller]
    pub fn look(&self) {
        let facts = self.ask(FACTS, vec![]);
        let path = facts[3].as_str().unwrap_or_default().to_owned();
        let said = self.log();
        assert!(said.is_empty(), "{path} says in the browser's log: {said:#?}");
        let mut hasher = DefaultHasher::new();
        (&path, facts[4].as_str()).hash(&mut hasher);
        if !Browser::is_new(hasher.finish()) {
            return;
        }
        let title = facts[0].as_str().unwrap_or_default();
        assert!(title.ends_with(" – Concordat") && title.len() > 14, "{path} is called “{title}”");
        let headings = facts[1].as_array().map_or(0, Vec::len);
        assert_eq!(headings, 1, "{path} has not one heading of the first level: {}", facts[1]);
        assert_eq!(facts[2], true, "{path} did not run the script of the pages");
        let mut wrong = Vec::new();
        for width in [1280, 375] {
            self.window(width, 900);
            let found: Vec<Value> = self.ask_slowly(LOOKS).as_array().cloned().unwrap_or_default();
            wrong.extend(found.iter().map(|found| format!("{width} px: {found}")));
            self.picture(&path, width);
        }
        self.window(1280, 900);
        assert!(wrong.is_empty(), "{path}:\n{}", wrong.join("\n"));
    }
}
