//! A field on its page, as govuk-frontend marks it up.

use askama::Template;

use crate::domain::form::Field;
use crate::domain::form::Kind;
use crate::domain::form::Named;
use crate::domain::form::Need;
use crate::domain::form::parts;
use crate::domain::form::parts::Part;
use crate::domain::form::parts::Table;
use crate::domain::line::LineKind;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::Form as Typed;
use crate::web::form::TypedDay;
use crate::web::pages::terms::typed::AGREEMENT;

/// More words than this are chosen from a list, fewer by a mark each.
const RADIOS: usize = 5;

/// What a field is made with: the draft around it, what was typed, and what is wrong with that.
pub struct Around<'a> {
    /// The draft.
    pub draft: &'a Table,
    /// What stands or was typed.
    pub typed: &'a Typed,
    /// What is wrong with it.
    pub errors: &'a Errors,
}

/// A way to choose, with its fields.
struct WayShown {
    value: &'static str,
    label: &'static str,
    is_chosen: bool,
    fields: String,
}

enum Shown {
    Input { width: &'static str, complete: &'static str },
    Area { rows: usize },
    Day(TypedDay),
    Select(Vec<Choice>),
    Radios(Vec<Choice>),
    Boxes(Vec<Choice>),
    Ways(Vec<WayShown>),
    Within(String),
}

#[derive(Template)]
#[template(path = "terms/field.html")]
struct FieldShown<'a> {
    name: &'a str,
    label: &'a str,
    hint: &'a str,
    value: &'a str,
    errors: &'a Errors,
    shown: Shown,
}

impl Around<'_> {
    /// A field of a table whose fields begin with a prefix, as HTML.
    ///
    /// # Errors
    /// What cannot be rendered.
    pub fn field(&self, field: &Field, prefix: &str) -> askama::Result<String> {
        let name = format!("{prefix}{}", field.key);
        let value = self.typed.text(&name).to_owned();
        let shown = self.shown(field, &name, &value, prefix)?;
        let is_optional = field.need == Need::Never && !matches!(shown, Shown::Boxes(_));
        let label = match is_optional {
            true if field.label.ends_with('?') => field.label.to_owned(),
            true => format!("{} (optional)", field.label),
            false => field.label.to_owned(),
        };
        let (name, label, value) = (&*name, &*label, &*value);
        let (hint, errors) = (field.hint, self.errors);
        FieldShown { name, label, hint, value, errors, shown }.render()
    }

    fn shown(&self, field: &Field, name: &str, value: &str, prefix: &str) -> askama::Result<Shown> {
        let input = |width| Shown::Input { width, complete: "off" };
        Ok(match field.kind {
            // What already has several lines keeps them.
            Kind::Text if value.contains('\n') => Shown::Area { rows: 3 },
            Kind::Text => input(""),
            Kind::Words => Shown::Area { rows: rows(value) },
            Kind::Lines => Shown::Area { rows: value.lines().count().clamp(2, 15) + 1 },
            Kind::Money => input("govuk-input--width-20"),
            Kind::Rate(_) | Kind::Number(_) => input("govuk-input--width-10"),
            Kind::Whole => input("govuk-input--width-4"),
            Kind::Day => Shown::Day(self.typed.typed_day(name, None)),
            Kind::Month => Shown::Select(months(value)),
            Kind::Tick => {
                let choices = [("", "No"), ("yes", "Yes")];
                Shown::Radios(Choice::all(choices, value))
            }
            Kind::OneOf(words) => one_of(field, words, value),
            Kind::NameOf(named) => Shown::Select(self.names(named, field, value)),
            Kind::LinesOf => Shown::Boxes(self.lines(name)),
            Kind::Ways(ways) => {
                let mut shown = Vec::new();
                for way in ways {
                    let mut fields = String::new();
                    for field in way.fields {
                        let need = match (field.key == way.key, field.need) {
                            (true, _) => Need::Always,
                            (false, need) => need,
                        };
                        fields.push_str(&self.field(&Field { need, ..*field }, prefix)?);
                    }
                    let (value, label) = (way.key, way.label);
                    let is_chosen = self.typed.text(name) == way.key;
                    shown.push(WayShown { value, label, is_chosen, fields });
                }
                if field.need == Need::Never {
                    let (value, label, fields) = ("", "Not stated", String::new());
                    let is_chosen = self.typed.text(name).is_empty();
                    shown.push(WayShown { value, label, is_chosen, fields });
                }
                Shown::Ways(shown)
            }
            Kind::Within(form) => {
                let (mut fields, before) = (String::new(), format!("{name}."));
                for field in form.fields {
                    // What may be left out altogether can be taken back.
                    let need = match (field.kind, field.need) {
                        (Kind::OneOf(_), Need::Always) => Need::Sometimes,
                        (_, need) => need,
                    };
                    fields.push_str(&self.field(&Field { need, ..*field }, &before)?);
                }
                Shown::Within(fields)
            }
            Kind::Page(_) | Kind::Items(_) => Shown::Within(String::new()),
        })
    }

    /// The parts of the draft to choose from, and what is named though it is not there.
    fn names(&self, named: Named, field: &Field, value: &str) -> Vec<Choice> {
        let mut all = vec![match field.need {
            Need::Never => (String::new(), "None".to_owned()),
            _ => (String::new(), "Choose one".to_owned()),
        }];
        if named == Named::Line {
            all = vec![(AGREEMENT.to_owned(), "The agreement itself: its last day".to_owned())];
        }
        let parts = parts::named(self.draft, named);
        all.extend(parts.into_iter().map(|part| (part.id.clone(), in_a_list(&part))));
        if !value.is_empty() && !all.iter().any(|(id, _)| id == value) {
            all.push((value.to_owned(), format!("{value}, which is not in this draft")));
        }
        Choice::all(all, value)
    }

    /// The kinds of lines and the lines of the draft to tick, in their order.
    fn lines(&self, name: &str) -> Vec<Choice> {
        let ticked = self.typed.all(name);
        let kinds = LineKind::ALL.map(|kind| {
            let says = match kind {
                LineKind::Staffing => "All posts",
                LineKind::Overhead => "All overheads",
                LineKind::Service => "All support services",
                LineKind::Input => "All other inputs",
            };
            (kind.word().to_owned(), says.to_owned())
        });
        let mut all: Vec<(String, String)> = kinds.into();
        let parts = parts::named(self.draft, Named::Line).into_iter();
        let is_kind = |part: &Part| LineKind::parse(&part.id).is_some();
        all.extend(parts.filter(|p| !is_kind(p)).map(|p| (p.id.clone(), in_a_list(&p))));
        for other in &ticked {
            if !all.iter().any(|(id, _)| id == other) {
                all.push(((*other).to_owned(), format!("{other}, which is not in this draft")));
            }
        }
        let choice = |(value, says): (String, String)| Choice {
            is_chosen: ticked.contains(&value.as_str()),
            value,
            says,
        };
        all.into_iter().map(choice).collect()
    }
}

/// A part in a list to choose from, told apart by its short name.
pub(super) fn in_a_list(part: &Part) -> String {
    if part.name == part.id { part.id.clone() } else { format!("{} ({})", part.name, part.id) }
}

/// How high a field for many words is.
fn rows(value: &str) -> usize {
    let lines: usize = value.lines().map(|line| 1 + line.chars().count() / 70).sum();
    lines.clamp(2, 14) + 1
}

fn one_of(field: &Field, words: &[(&'static str, &'static str)], value: &str) -> Shown {
    let mut all: Vec<(String, String)> = Vec::new();
    if words.len() > RADIOS {
        let says = if field.need == Need::Always { "Choose one" } else { "Not stated" };
        all.push((String::new(), says.to_owned()));
    }
    all.extend(words.iter().map(|(word, says)| ((*word).to_owned(), (*says).to_owned())));
    if !value.is_empty() && !words.iter().any(|(word, _)| *word == value) {
        all.push((value.to_owned(), value.to_owned()));
    }
    if words.len() > RADIOS {
        return Shown::Select(Choice::all(all, value));
    }
    if field.need != Need::Always {
        all.push((String::new(), "Not stated".to_owned()));
    }
    Shown::Radios(Choice::all(all, value))
}

fn months(value: &str) -> Vec<Choice> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let numbered = MONTHS.iter().zip(1..).map(|(month, number)| (number.to_string(), *month));
    Choice::all([(String::new(), "None")].into_iter().chain(numbered), value)
}
