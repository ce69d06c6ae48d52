//! The agreement as forms: every table of its file with the fields that people fill in, what they
//! are called and what they take. It is the one description that the pages are made from; a test
//! holds it to [`crate::domain::file::keys`], so that no part of an agreement is without its field.
//!
//! A *place* is a part that has a page of its own: `agreement` for what stands at the top,
//! `supplier`, the list `staffing`, its third post `staffing.2`, a new one `staffing.new`.
//!
//! ```
//! use concordat::domain::form::Is;
//! use concordat::domain::form::place;
//!
//! let post = place("staffing.2").expect("the third post has a page");
//! assert_eq!((post.form.one, post.is), ("Post", Is::Item(2)));
//! assert!(place("staffing.vat").is_none());
//! ```

mod happenings;
mod lines;
mod papers;
pub mod parts;
mod performance;
mod terms;

use crate::domain::line::LineKind;

/// A table of the file as a form.
#[derive(Debug)]
pub struct Form {
    /// The table, as [`crate::domain::file::keys`] names it.
    pub table: &'static str,
    /// What people call one of them.
    pub one: &'static str,
    /// What people call all of them.
    pub many: &'static str,
    /// What it is for, in a sentence or two at the head of its page.
    pub says: &'static str,
    /// The question whether there is any of it, where an empty one means something too.
    pub asks: Option<&'static str>,
    /// Its fields, in order.
    pub fields: &'static [Field],
}

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The key that it fills in; of [`Kind::Ways`] a name of its own.
    pub key: &'static str,
    /// What people call it: a noun, without an article.
    pub label: &'static str,
    /// What helps to fill it in, with an example.
    pub hint: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether it may be left empty.
    pub need: Need,
    /// The kinds of lines that have it, where the form is about a line; all, where none is named.
    pub of: &'static [LineKind],
}

/// Whether a field may be left empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The page is not saved without it.
    Always,
    /// It depends on the other fields.
    Sometimes,
    /// It may.
    Never,
}

/// What a field takes.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A text in one line.
    Text,
    /// A text of any length.
    Words,
    /// Several texts, a line each.
    Lines,
    /// A sum, or that it is to be confirmed.
    Money,
    /// A rate in per cent.
    Rate(Wait),
    /// A number.
    Number(Wait),
    /// A whole number.
    Whole,
    /// A day, in three fields.
    Day,
    /// A month of the year, by its number.
    Month,
    /// Ticked or not.
    Tick,
    /// One of a few words: as the file writes each, and as people say it.
    OneOf(&'static [(&'static str, &'static str)]),
    /// The name of another part of the agreement.
    NameOf(Named),
    /// Kinds of lines, and names of single ones, of which several are ticked.
    LinesOf,
    /// One of several ways to say a thing, each with fields of its own.
    Ways(&'static [Way]),
    /// A table within, on the same page: left out where nothing of it is filled in.
    Within(&'static Form),
    /// A table with a page of its own.
    Page(&'static Form),
    /// A list of tables, each with a page of its own.
    Items(&'static Form),
}

/// Whether something may be to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// It may.
    MayWait,
    /// It is known, or not stated at all.
    Known,
}

/// Which parts of the agreement can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A line, or the agreement itself.
    Line,
    /// A break clause.
    Break,
    /// An indicator.
    Indicator,
    /// A paper.
    Paper,
}

/// One of several ways to say a thing.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    /// The key by which the way is known.
    pub key: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What choosing it states by itself.
    pub states: States,
    /// Its fields.
    pub fields: &'static [Field],
}

/// What the choice of a way states by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum States {
    /// Nothing: its fields do.
    Nothing,
    /// That the key is true.
    True,
    /// A word.
    Word(&'static str),
}

const fn field(key: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Field {
    Field { key, label, hint, kind, need: Need::Never, of: &[] }
}

const fn text(key: &'static str, label: &'static str, hint: &'static str) -> Field {
    field(key, label, hint, Kind::Text)
}

const fn words(key: &'static str, label: &'static str, hint: &'static str) -> Field {
    field(key, label, hint, Kind::Words)
}

const fn money(key: &'static str, label: &'static str, hint: &'static str) -> Field {
    field(key, label, hint, Kind::Money)
}

const fn day(key: &'static str, label: &'static str, hint: &'static str) -> Field {
    field(key, label, hint, Kind::Day)
}

const fn whole(key: &'static str, label: &'static str, hint: &'static str) -> Field {
    field(key, label, hint, Kind::Whole)
}

impl Field {
    const fn needed(self) -> Field {
        Field { need: Need::Always, ..self }
    }

    const fn needed_sometimes(self) -> Field {
        Field { need: Need::Sometimes, ..self }
    }

    const fn optional(self) -> Field {
        Field { need: Need::Never, ..self }
    }

    const fn of(self, of: &'static [LineKind]) -> Field {
        Field { of, ..self }
    }

    /// The fields that it is made of: itself, or those of its ways.
    pub fn parts(&self) -> Vec<&'static str> {
        match self.kind {
            Kind::Ways(ways) => {
                let of_way = |way: &Way| {
                    let own = (way.states != States::Nothing).then_some(way.key);
                    own.into_iter().chain(way.fields.iter().map(|field| field.key))
                };
                ways.iter().flat_map(of_way).collect()
            }
            _ => vec![self.key],
        }
    }

    /// Whether a page of another place fills it in.
    pub fn is_elsewhere(&self) -> bool {
        matches!(self.kind, Kind::Page(_) | Kind::Items(_))
    }
}

const CLAUSE: Field =
    text("clause", "Clause", "The clause or paragraph as statements and invoices print it: 4.1");
const ID: Field = text(
    "id",
    "Short name",
    "Recorded days and costs name it so, and other parts of the agreement: dcs. Left empty, one \
     is made from its name",
);
const NOTE: Field = words("note", "Note", "Anything a reader should know");

/// The whole agreement.
pub static AGREEMENT: &Form = &terms::AGREEMENT;

/// The parts of the agreement under the headings of its task list.
pub const GROUPS: [(&str, &[&str]); 7] = [
    ("The agreement", &["agreement", "supplier", "purchaser", "legal_basis", "procurement"]),
    ("What is charged", &["staffing", "service", "overhead", "input", "provision"]),
    ("How it is billed", &["billing", "reconciliation"]),
    ("Changes and endings", &["variation", "break", "event", "notice"]),
    ("Performance", &["kpi", "performance"]),
    ("Heads of terms and decisions", &["heads", "decision", "dispute"]),
    ("Papers behind it", &["document", "observation", "assumption"]),
];

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// A table that there is one of.
    Table,
    /// A list.
    List,
    /// Something in a list, counted from nought.
    Item(usize),
    /// Something that is to be added to a list.
    New,
}

/// A part of an agreement that has a page.
#[derive(Debug, Clone)]
pub struct Place {
    /// The name of the place.
    pub path: String,
    /// Its form.
    pub form: &'static Form,
    /// What stands there.
    pub is: Is,
    /// The field that leads there; none for the top of the agreement.
    pub field: Option<&'static Field>,
}

/// The part that a name is of; none where no page is called so.
pub fn place(path: &str) -> Option<Place> {
    let top = Place { path: path.to_owned(), form: AGREEMENT, is: Is::Table, field: None };
    if path == "agreement" {
        return Some(top);
    }
    path.split('.').try_fold(top, |place, part| {
        let (form, is, field) = match place.is {
            Is::List if part == "new" => (place.form, Is::New, place.field),
            Is::List => (place.form, Is::Item(number(part)?), place.field),
            Is::New => return None,
            Is::Table | Is::Item(_) => {
                let field = place.form.fields.iter().find(|field| field.key == part)?;
                match field.kind {
                    Kind::Page(form) => (form, Is::Table, Some(field)),
                    Kind::Items(form) => (form, Is::List, Some(field)),
                    _ => return None,
                }
            }
        };
        Some(Place { form, is, field, ..place })
    })
}

fn number(part: &str) -> Option<usize> {
    part.parse().ok().filter(|number: &usize| part == number.to_string())
}

impl Place {
    /// The place that it is in: the list of an item, the table of a list.
    pub fn above(&self) -> Option<Place> {
        match self.path.rsplit_once('.') {
            Some((above, _)) => place(above),
            None if self.path == "agreement" => None,
            None => place("agreement"),
        }
    }

    /// A place within it.
    pub fn within(&self, part: &str) -> String {
        if self.path == "agreement" { part.to_owned() } else { format!("{}.{part}", self.path) }
    }

    /// What people call it.
    pub fn title(&self) -> String {
        match (self.is, self.field) {
            (Is::List, Some(field)) => field.label.to_owned(),
            (Is::Table | Is::List, _) => self.form.many.to_owned(),
            (Is::Item(_) | Is::New, _) => self.form.one.to_owned(),
        }
    }
}

/// The place that a path of the file leads into, and the field there that it is about:
/// `staffing.2.vat.reason` as the third post's `vat.reason`.
///
/// ```
/// let (place, field) = concordat::domain::form::whereabouts("staffing.2.vat.reason");
/// assert_eq!((place.path.as_str(), field.as_str()), ("staffing.2", "vat.reason"));
/// ```
pub fn whereabouts(path: &str) -> (Place, String) {
    let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
    let (at, found) = ends
        .filter_map(|at| Some((at, place(&path[..at]).filter(|_| at > 0)?)))
        .next_back()
        .unwrap_or((0, place("agreement").expect("the top has a page")));
    (found, path[at..].trim_start_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::file::keys;
    use std::collections::BTreeSet;

    /// Every form that a page leads to, from the top.
    fn forms() -> Vec<&'static Form> {
        let mut found: Vec<&'static Form> = vec![AGREEMENT];
        let mut next = 0;
        while let Some(form) = found.get(next) {
            next += 1;
            for field in form.fields {
                let (Kind::Within(form) | Kind::Page(form) | Kind::Items(form)) = field.kind else {
                    continue;
                };
                if !found.iter().any(|known| std::ptr::eq(*known, form)) {
                    found.push(form);
                }
            }
        }
        found
    }

    #[test]
    fn every_key_of_an_agreement_has_its_field() {
        let forms = forms();
        for table in keys::tables() {
            let form = forms.iter().find(|form| form.table == table.name);
            let form = form.unwrap_or_else(|| panic!("no page leads to {}", table.name));
            let known: BTreeSet<&str> = table.keys.iter().map(|key| key.name).collect();
            let shown: Vec<&str> = form.fields.iter().flat_map(Field::parts).collect();
            let once: BTreeSet<&str> = shown.iter().copied().collect();
            assert_eq!(once, known, "{}", table.name);
            assert_eq!(once.len(), shown.len(), "{}: a key has two fields", table.name);
        }
        let tables: BTreeSet<&str> = keys::tables().map(|table| table.name).collect();
        assert!(forms.iter().all(|form| tables.contains(form.table)));
    }

    #[test]
    fn what_is_needed_in_the_file_is_needed_on_its_page() {
        for form in forms() {
            for key in keys::table(form.table).keys {
                let field = form.fields.iter().find(|field| field.key == key.name);
                let Some(field) = field.filter(|field| !field.is_elsewhere()) else { continue };
                // A short name is made where it is left empty.
                if key.says.contains("Needed") && key.name != "id" {
                    assert_eq!(field.need, Need::Always, "{}.{}", form.table, key.name);
                }
            }
        }
    }

    #[test]
    fn the_task_list_has_every_part_once() {
        let listed: Vec<&str> =
            GROUPS.iter().flat_map(|(_, parts)| parts.iter().copied()).collect();
        let mut parts: Vec<&str> = vec!["agreement"];
        parts.extend(AGREEMENT.fields.iter().filter(|f| f.is_elsewhere()).map(|f| f.key));
        assert_eq!(listed.iter().collect::<BTreeSet<_>>(), parts.iter().collect::<BTreeSet<_>>());
        assert_eq!(listed.len(), parts.len());
        assert!(listed.iter().all(|part| place(part).is_some()));
    }

    #[test]
    fn no_page_speaks_of_how_a_file_is_written() {
        for form in forms() {
            let mut said = vec![form.one, form.many, form.says, form.asks.unwrap_or_default()];
            for field in form.fields {
                said.extend([field.label, field.hint]);
                if let Kind::Ways(ways) = field.kind {
                    said.extend(ways.iter().map(|way| way.label));
                    let fields = ways.iter().flat_map(|way| way.fields);
                    said.extend(fields.flat_map(|field| [field.label, field.hint]));
                }
            }
            for words in said {
                for never in ["TOML", "toml", "_", "\"", "[[", "tbc", " key "] {
                    assert!(!words.contains(never), "{}: {words}", form.table);
                }
            }
        }
    }

    #[test]
    fn a_path_leads_to_its_page_and_its_field() {
        for (path, place, field) in [
            ("reference", "agreement", "reference"),
            ("supplier.bank.sort_code", "supplier", "bank.sort_code"),
            ("staffing.2", "staffing.2", ""),
            ("kpi.3.targets.0.by", "kpi.3.targets.0", "by"),
            ("variation.0.change.1.rate", "variation.0.change.1", "rate"),
            ("heads.scope.4.text", "heads.scope.4", "text"),
            ("heads.outcomes", "heads", "outcomes"),
            ("", "agreement", ""),
        ] {
            let found = whereabouts(path);
            assert_eq!((found.0.path.as_str(), found.1.as_str()), (place, field), "{path}");
        }
        for path in ["", "nothing", "staffing.x", "staffing.-1", "staffing.01", "staffing.new.vat"]
        {
            assert!(place(path).is_none(), "{path}");
        }
    }
}
