//! What the law wants each service to say: accessibility, privacy, cookies.

use askama::Template;

use crate::web::answer::Answer;
use crate::web::page::Frame;
use crate::web::page::shown;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "accessibility.html")]
struct Accessibility {
    frame: Frame,
}

/// `GET /accessibility`
pub fn accessibility(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let page = Accessibility { frame: Frame::of(visit, "Accessibility statement", "") };
    shown(&page, &page.frame)
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct Privacy {
    frame: Frame,
}

/// `GET /privacy`
pub fn privacy(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let page = Privacy { frame: Frame::of(visit, "Privacy", "") };
    shown(&page, &page.frame)
}

#[derive(Template)]
#[template(path = "cookies.html")]
struct Cookies {
    frame: Frame,
}

/// `GET /cookies`
pub fn cookies(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let page = Cookies { frame: Frame::of(visit, "Cookies", "") };
    shown(&page, &page.frame)
}
