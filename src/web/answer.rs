//! What a page answers.

/// An answer: a status, its headers and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status: 200.
    pub status: u16,
    /// The headers beside those that every answer bears.
    pub headers: Vec<(&'static str, String)>,
    /// What it says.
    pub body: Vec<u8>,
    /// The cookies that it sets; one without a value is taken away.
    pub cookies: Vec<(&'static str, Option<String>)>,
}

/// The cookie of who is signed in.
pub const SESSION_COOKIE: &str = "session";
/// The cookie of a sign-on that is begun.
pub const SIGN_ON_COOKIE: &str = "sign-on";
/// The cookie of what was done, told on the next page.
pub const NOTICE_COOKIE: &str = "notice";

const HTML: &str = "text/html; charset=utf-8";

impl Answer {
    /// Some bytes of some kind.
    pub fn of(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        let headers = vec![("Content-Type", media_type.to_owned())];
        Answer { status, headers, body: body.into(), cookies: Vec::new() }
    }

    /// A page.
    pub fn page(html: String) -> Answer {
        Answer::of(200, HTML, html)
    }

    /// A page, with another status than that all is well.
    pub fn page_with(status: u16, html: String) -> Answer {
        Answer::of(status, HTML, html)
    }

    /// On to another page.
    pub fn go_to(path: &str) -> Answer {
        let headers = vec![("Location", path.to_owned())];
        Answer { status: 303, headers, body: Vec::new(), cookies: Vec::new() }
    }

    /// On to another page, which tells what was done.
    pub fn done(path: &str, says: &str) -> Answer {
        let mut answer = Answer::go_to(path);
        answer.cookies.push((NOTICE_COOKIE, Some(says.to_owned())));
        answer
    }

    /// A file to keep.
    pub fn file(name: &str, media_type: &str, bytes: Vec<u8>) -> Answer {
        let mut answer = Answer::of(200, media_type, bytes);
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_. ".contains(c);
        let name: String = name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
        answer.headers.push(("Content-Disposition", format!("attachment; filename=\"{name}\"")));
        answer
    }
}
