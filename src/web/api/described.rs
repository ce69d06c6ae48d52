//! The description of the API: as a page for people, and for programs.

use askama::Template;
use serde_json::Value;

use crate::web::answer::Answer;
use crate::web::api::given::words_of;
use crate::web::api::openapi;
use crate::web::api::operation::Body;
use crate::web::api::operation::Described;
use crate::web::api::operation::Gives;
use crate::web::api::operation::Operation;
use crate::web::api::problem;
use crate::web::api::routes::AREAS;
use crate::web::gate::Rule;
use crate::web::page::Frame;
use crate::web::page::shown;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::duties;
use crate::workflow::tokens::Scope;

/// A field, or a part of an address.
struct Field {
    name: String,
    kind: String,
    says: String,
    is_needed: bool,
}

struct Entry {
    id: &'static str,
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    about: &'static str,
    scope: &'static str,
    whose: String,
    parts: Vec<Field>,
    body: Vec<Field>,
    takes: String,
    answer: Vec<Field>,
    gives: String,
}

struct Area {
    name: &'static str,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "api.html")]
struct Page {
    frame: Frame,
    areas: Vec<Area>,
    scopes: Vec<(&'static str, &'static str)>,
    problems: Vec<(u16, &'static str, &'static str)>,
}

/// `GET /api`
///
/// # Errors
/// What cannot be rendered.
pub fn page(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let area = |(name, operations): (&'static str, &[Operation])| Area {
        name,
        entries: operations.iter().map(entry).collect(),
    };
    let page = Page {
        frame: Frame::of(visit, "The API", ""),
        areas: AREAS.into_iter().map(area).collect(),
        scopes: Scope::ALL.into_iter().map(|(word, _, says)| (word, says)).collect(),
        problems: problem::KINDS.to_vec(),
    };
    shown(&page, &page.frame)
}

/// `GET /api/v1/openapi.json`
///
/// # Errors
/// None.
pub fn openapi(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let document = openapi::document(&visit.house.settings.service.address);
    Ok(Answer::of(200, "application/json", document.to_string()))
}

fn entry(of: &Operation) -> Entry {
    let part = |name: &'static str| Field {
        name: format!("{{{name}}}"),
        kind: "in the address".to_owned(),
        says: openapi::part_in_words(name).to_owned(),
        is_needed: true,
    };
    let asked = of.query.map(fields).unwrap_or_default();
    let (body, takes) = match of.body {
        Body::None => (Vec::new(), String::new()),
        Body::Json(schema) => (fields(schema), "application/json".to_owned()),
        Body::File(kinds) => (Vec::new(), kinds.join(" or ")),
    };
    let (answer, gives) = match of.gives {
        Gives::Json(schema) => (given(schema), "application/json".to_owned()),
        Gives::File(kind) => (Vec::new(), kind.to_owned()),
    };
    Entry {
        id: of.id,
        method: of.method,
        path: of.path,
        summary: of.summary,
        about: of.about,
        scope: of.scope.word(),
        whose: match of.rule {
            Rule::Anyone | Rule::SignedIn => "whoever has a token".to_owned(),
            Rule::Has(duty) | Rule::On(duty) => {
                format!("whoever may {}", duties::in_words(duty))
            }
        },
        parts: of.parameters().map(part).chain(asked).collect(),
        body,
        takes,
        answer,
        gives,
    }
}

/// The fields of a type; those of what stands in a list after the list's own.
fn fields(of: Described) -> Vec<Field> {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    let settings = settings.with(|settings| settings.inline_subschemas = true);
    let schema = of(&mut settings.into_generator()).to_value();
    let mut all = Vec::new();
    properties("", &schema, &mut all);
    all
}

/// The same of an answer, where all are always there.
fn given(of: Described) -> Vec<Field> {
    fields(of).into_iter().map(|field| Field { is_needed: false, ..field }).collect()
}

fn properties(at: &str, schema: &Value, all: &mut Vec<Field>) {
    let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    let Some(known) = schema["properties"].as_object() else { return };
    for (name, of) in known {
        let says = of["description"].as_str().unwrap_or_default();
        let name = format!("{at}{name}");
        all.push(Field {
            kind: kind_of(of),
            says: says.replace(['\n', '`'], " ").replace("  ", " "),
            is_needed: required.iter().any(|one| *one == name),
            name: name.clone(),
        });
        let inner = if of["items"].is_object() { &of["items"] } else { of };
        let mark = if of["items"].is_object() { "[]" } else { "" };
        properties(&format!("{name}{mark}."), inner, all);
    }
}

/// What a field holds, in a word or two.
fn kind_of(schema: &Value) -> String {
    let words = words_of(schema);
    if !words.is_empty() {
        return words.join(", ");
    }
    let types = match &schema["type"] {
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        Value::String(only) => vec![only.as_str()],
        _ => Vec::new(),
    };
    let is_null = types.contains(&"null");
    let word = match (schema["format"].as_str(), types.first()) {
        (Some("date"), _) => "day",
        (Some("date-time"), _) => "moment",
        (Some("pounds-and-pence"), _) => "sum",
        (Some("billing-period"), _) => "period",
        (_, Some(&"string")) => "text",
        (_, Some(&"integer")) => "number",
        (_, Some(&"boolean")) => "true or false",
        (_, Some(&"array")) => "list",
        _ => "object",
    };
    if is_null { format!("{word} or null") } else { word.to_owned() }
}
