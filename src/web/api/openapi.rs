//! The description of the API as `OpenAPI 3.1`, made from the table of its operations.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::web::api::operation::Body;
use crate::web::api::operation::Does;
use crate::web::api::operation::Gives;
use crate::web::api::operation::Operation;
use crate::web::api::operation::of;
use crate::web::api::problem;
use crate::web::api::problem::Problem;
use crate::web::api::routes::AREAS;
use crate::web::gate::Rule;
use crate::workflow::tokens::Scope;

/// What parts of addresses are.
const PARTS: [(&str, &str, &str); 11] = [
    ("agreement", "The reference of the agreement.", ""),
    ("year", "The financial year: 2018-19.", "^[0-9]{4}-[0-9]{2}$"),
    ("period", "The period in the year: q2, m07, year; perhaps -closing or -reconciliation.", ""),
    ("number", "The number of the invoice or credit note.", ""),
    ("version", "The number of the version.", "^[1-9][0-9]{0,4}$"),
    ("kind", "What the rows are of.", "^(days|costs|values)$"),
    ("run", "The name of the run.", ""),
    ("letter", "The name of the letter.", ""),
    ("token", "The name of the token.", ""),
    ("webhook", "The name of the webhook.", ""),
    ("person", "What the person signs in with.", ""),
];

/// What a part of an address is.
pub fn part_in_words(name: &str) -> &'static str {
    PARTS.iter().find(|(of, ..)| *of == name).map_or("", |(_, says, _)| says)
}

fn generator() -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12();
    settings.with(|of| of.definitions_path = "/components/schemas".into()).into_generator()
}

/// The whole description, for a service at an address.
pub fn document(address: &str) -> Value {
    let mut generator = generator();
    let mut paths = Map::new();
    for (area, operations) in AREAS {
        for operation in operations {
            let path = paths.entry(operation.path).or_insert_with(|| json!({}));
            let method = operation.method.to_lowercase();
            path[method] = described(area, operation, &mut generator);
        }
    }
    let problem = of::<Problem>(&mut generator);
    let responses = responses(&problem.to_value());
    let schemas = generator.take_definitions(true);
    let scopes: Vec<String> =
        Scope::ALL.iter().map(|(word, _, says)| format!("`{word}`: {says}.")).collect();
    let about = format!(
        "JSON for all that the pages do. Each call shows a token (`Authorization: Bearer …`), \
         which a person makes under their account and which acts as that person, for what it was \
         made for:\n\n- {}\n\nSums are text with two decimals, days are ISO dates. Each act \
         takes an `Idempotency-Key`: the same call with the same key is done once, and answered \
         the same for seven days. What is wrong is `application/problem+json`, and then nothing \
         was changed.",
        scopes.join("\n- ")
    );
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Concordat",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Agreements between councils, their recharges and their invoices",
            "description": about,
            "license": {"name": "MIT", "identifier": "MIT"}
        },
        "servers": [{"url": address}],
        "security": [{"token": []}],
        "tags": AREAS.iter().map(|(name, _)| json!({"name": name})).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": responses,
            "securitySchemes": {"token": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token that a person makes under their account."
            }}
        }
    })
}

/// What is wrong, by status.
fn responses(problem: &Value) -> Value {
    let mut all = Map::new();
    for (status, word, title) in problem::KINDS {
        let mut response = json!({
            "description": title,
            "content": {problem::MEDIA_TYPE: {"schema": problem}}
        });
        let header = match status {
            401 | 403 => Some(("WWW-Authenticate", "What token is needed.", status == 401)),
            405 => Some(("Allow", "The methods that the address is called by.", true)),
            429 => Some(("Retry-After", "After how many seconds to call again.", true)),
            _ => None,
        };
        if let Some((name, says, is_always)) = header {
            response["headers"] = json!({name: {
                "description": says, "required": is_always, "schema": {"type": "string"}
            }});
        }
        all.insert(word.to_owned(), response);
    }
    Value::Object(all)
}

/// The statuses of problems that an operation may answer.
fn statuses(operation: &Operation) -> Vec<u16> {
    let mut all = vec![400, 401, 403, 404, 405, 413, 429, 500];
    let has_body = !matches!(operation.body, Body::None);
    if has_body {
        all.push(415);
    }
    if !matches!(operation.does, Does::File(_)) || operation.query.is_some() {
        all.push(422);
    }
    all.push(409);
    if operation.changes.is_some() {
        all.push(412);
    }
    all.sort_unstable();
    all
}

fn described(area: &str, operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let word = operation.scope.word();
    let whose = match operation.rule {
        Rule::Anyone | Rule::SignedIn => String::new(),
        Rule::Has(duty) | Rule::On(duty) => {
            format!(" For whoever may {}.", crate::workflow::duties::in_words(duty))
        }
    };
    let mut of = json!({
        "operationId": operation.id,
        "tags": [area],
        "summary": operation.summary,
        "description": format!("{}{whose} The token must be for `{word}`.", operation.about),
        "parameters": parameters(operation, generator),
    });
    match operation.body {
        Body::None => {}
        Body::Json(schema) => {
            of["requestBody"] = json!({
                "required": true,
                "content": {"application/json": {"schema": schema(generator)}}
            });
        }
        Body::File(kinds) => {
            let content = kinds.iter().map(|kind| {
                let is_text = kind.starts_with("text/");
                let schema = if is_text { json!({"type": "string"}) } else { json!({}) };
                ((*kind).to_owned(), json!({"schema": schema}))
            });
            let content: Map<String, Value> = content.collect();
            of["requestBody"] = json!({"required": true, "content": content});
        }
    }
    of["responses"] = answers(operation, generator);
    of
}

fn answers(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let (kind, schema) = match operation.gives {
        Gives::Json(schema) => ("application/json", schema(generator).to_value()),
        Gives::File(kind) if kind.starts_with("text/") => (kind, json!({"type": "string"})),
        Gives::File(kind) => (kind, json!({})),
    };
    let mut good = json!({
        "description": if operation.status == 201 { "It is made." } else { "As it stands." },
        "content": {kind: {"schema": schema}}
    });
    let text = json!({"type": "string"});
    let mut headers = Map::new();
    if operation.method == "GET" {
        headers.insert(
            "ETag".to_owned(),
            json!({
                "description": "The name of its state.", "required": true, "schema": text
            }),
        );
    }
    if operation.status == 201 {
        headers.insert(
            "Location".to_owned(),
            json!({
                "description": "Where it is.", "required": true, "schema": text
            }),
        );
    }
    if operation.is_act() {
        headers.insert("Idempotent-Replayed".to_owned(), json!({
            "description": "`true` where it was done before, under the same key.", "schema": text
        }));
    }
    good["headers"] = Value::Object(headers);
    let mut all = Map::new();
    all.insert(operation.status.to_string(), good);
    if operation.method == "GET" {
        let says = "It stands as If-None-Match says.";
        all.insert("304".to_owned(), json!({"description": says}));
    }
    for status in statuses(operation) {
        let known = problem::KINDS.iter().find(|(of, ..)| *of == status);
        let word = known.map_or("broken", |(_, word, _)| word);
        let at = format!("#/components/responses/{word}");
        all.insert(status.to_string(), json!({"$ref": at}));
    }
    Value::Object(all)
}

fn parameters(operation: &Operation, generator: &mut SchemaGenerator) -> Vec<Value> {
    let mut all = Vec::new();
    for name in operation.parameters() {
        let known = PARTS.iter().find(|(of, ..)| *of == name);
        let (says, pattern) = known.map_or(("", ""), |(_, says, pattern)| (*says, *pattern));
        let mut schema = json!({"type": "string", "minLength": 1});
        if !pattern.is_empty() {
            schema["pattern"] = json!(pattern);
        }
        all.push(json!({
            "name": name, "in": "path", "required": true, "description": says, "schema": schema
        }));
    }
    if let Some(query) = operation.query {
        all.extend(asked(query, generator));
    }
    let text = json!({"type": "string"});
    if operation.is_act() {
        all.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "Another for each act, such as a UUID.",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{1,255}$"},
            "example": "0b5f7e0a-9c7e-4a55-8b1c-2f6f0f9d3a11"
        }));
    }
    if operation.changes.is_some() {
        all.push(json!({
            "name": "If-Match", "in": "header", "required": false,
            "description": "The ETag of the state that is meant.", "schema": text
        }));
    }
    if operation.method == "GET" && !matches!(operation.does, Does::Acts(_)) {
        all.push(json!({
            "name": "If-None-Match", "in": "header", "required": false,
            "description": "The ETag of the state that is known.", "schema": text
        }));
    }
    all
}

/// What may stand after the question mark: the fields of a type, none of which is null there.
fn asked(query: crate::web::api::operation::Described, _: &mut SchemaGenerator) -> Vec<Value> {
    let settings = SchemaSettings::draft2020_12().with(|of| of.inline_subschemas = true);
    let schema = query(&mut settings.into_generator()).to_value();
    let none = Map::new();
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let fields = schema["properties"].as_object().unwrap_or(&none);
    let field = |(name, schema): (&String, &Value)| {
        let mut schema = schema.clone();
        without_null(&mut schema);
        let says = schema["description"].as_str().unwrap_or_default().to_owned();
        json!({
            "name": name,
            "in": "query",
            "required": required.iter().any(|of| of == name),
            "description": says,
            "schema": schema
        })
    };
    fields.iter().map(field).collect()
}

fn without_null(schema: &mut Value) {
    if let Some(types) = schema["type"].as_array() {
        let known: Vec<Value> = types.iter().filter(|of| **of != "null").cloned().collect();
        schema["type"] = known.first().cloned().unwrap_or(Value::Null);
    }
    if let Some(fields) = schema.as_object_mut() {
        fields.remove("default");
        if let Some(Value::Array(words)) = fields.get_mut("enum") {
            words.retain(|word| !word.is_null());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::web::api::routes;

    #[test]
    fn every_operation_is_described() {
        let document = document("https://recharges.example");
        let mut names = BTreeSet::new();
        for operation in routes::all() {
            let of = &document["paths"][operation.path][operation.method.to_lowercase()];
            assert!(names.insert(operation.id), "{} is twice there", operation.id);
            assert!(!operation.summary.is_empty() && !operation.about.is_empty(), "{of}");
            assert!(operation.path.starts_with("/api/v1/"), "{}", operation.path);
            for name in operation.parameters() {
                assert!(!part_in_words(name).is_empty(), "{name} of {}", operation.path);
            }
            let is_json = matches!(operation.gives, Gives::Json(_));
            let is_file = matches!(operation.does, Does::File(_));
            assert!(is_json != is_file, "{} says what it gives", operation.id);
        }
        assert!(names.len() > 50, "only {} operations", names.len());
        let text = document.to_string();
        let refs = text.split("#/components/schemas/").skip(1);
        for name in refs.filter_map(|rest| rest.split('"').next()) {
            assert!(document["components"]["schemas"][name].is_object(), "{name} is missing");
        }
        assert!(!text.contains("$defs"), "all types stand among the components");
    }

    #[test]
    fn what_may_be_left_out_after_the_question_mark_is_not_null_there() {
        let document = document("https://recharges.example");
        let all = document["paths"]["/api/v1/agreements"]["get"]["parameters"].clone();
        let all = all.as_array().expect("a list");
        let limit = all.iter().find(|of| of["name"] == "limit").expect("it is there");
        assert_eq!(limit["schema"]["type"], "integer");
        assert_eq!(limit["schema"]["maximum"], 200);
        let status = all.iter().find(|of| of["name"] == "status").expect("it is there");
        assert_eq!(status["schema"]["enum"].as_array().map(Vec::len), Some(7));
    }
}
