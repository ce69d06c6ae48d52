//! What was given, read as the type that it is described as: everything that is wrong with it is
//! told at once, field by field.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::Map;
use serde_json::Value;

use crate::domain::calendar::BillingPeriod;
use crate::web::api::problem::Fault;
use crate::web::api::problem::Wrong;
use crate::web::api::problem::sentence;
use crate::web::api::types::PERIOD;
use crate::web::api::types::SUM;
use crate::web::api::types::sum_in;
use crate::web::form::Form;

/// The schema of a type with all that it consists of written out in its place.
pub fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|of| of.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// Reads a body.
///
/// # Errors
/// What is not JSON, and everything that is wrong with its fields.
pub fn body<T: JsonSchema + DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    // An act without anything to say of it needs no body at all.
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    let given: Value = serde_json::from_slice(bytes)
        .map_err(|error| Fault::new(400, format!("The body is no JSON: {error}.")))?;
    let Value::Object(given) = given else {
        return Err(Fault::new(422, "The body must be a JSON object: {\"…\": …}."));
    };
    read(given)
}

/// Reads what stands after the question mark: each name once.
///
/// # Errors
/// Everything that is wrong with it.
pub fn query<T: JsonSchema + DeserializeOwned>(query: &Form) -> Result<T, Fault> {
    let schema = schema_of::<T>();
    let mut given = Map::new();
    let mut twice = Vec::new();
    for (name, text) in &query.fields {
        let types = types_of(&schema["properties"][name]);
        let value = match text.parse::<i64>() {
            Ok(number) if types.contains(&"integer") => Value::from(number),
            _ if types.contains(&"boolean") && ["true", "false"].contains(&text.as_str()) => {
                Value::from(text == "true")
            }
            _ => Value::from(text.as_str()),
        };
        if given.insert(name.clone(), value).is_some() {
            twice.push(Wrong { field: name.clone(), says: "Give it once.".to_owned() });
        }
    }
    if twice.is_empty() { read(given) } else { Err(Fault::of_fields(422, twice)) }
}

fn read<T: JsonSchema + DeserializeOwned>(given: Map<String, Value>) -> Result<T, Fault> {
    let mut wrong = Vec::new();
    object("", &schema_of::<T>(), &given, &mut wrong);
    if !wrong.is_empty() {
        return Err(Fault::of_fields(422, wrong));
    }
    serde_json::from_value(Value::Object(given))
        .map_err(|error| Fault::new(422, sentence(&error.to_string())))
}

fn types_of(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(only) => vec![only],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn object(at: &str, schema: &Value, given: &Map<String, Value>, wrong: &mut Vec<Wrong>) {
    let none = Map::new();
    let known = schema["properties"].as_object().unwrap_or(&none);
    let place = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    for name in required.iter().filter_map(Value::as_str) {
        if !given.contains_key(name) {
            let what = known.get(name).and_then(|of| of["description"].as_str());
            let what = what.unwrap_or_default().lines().next().unwrap_or_default();
            wrong.push(Wrong { field: place(name), says: format!("It is missing. {what}") });
        }
    }
    for (name, value) in given {
        match known.get(name) {
            Some(schema) => one(&place(name), schema, value, wrong),
            None => {
                let names: Vec<&str> = known.keys().map(String::as_str).collect();
                let there = match names.as_slice() {
                    [] => "nothing is taken here".to_owned(),
                    names => format!("there are {}", names.join(", ")),
                };
                let says = format!("There is no such name: {there}.");
                wrong.push(Wrong { field: place(name), says });
            }
        }
    }
}

/// What must be given instead of something of another type.
fn instead(types: &[&str]) -> &'static str {
    match types.iter().find(|of| **of != "null") {
        Some(&"string") => "Give text, between quotation marks.",
        Some(&"integer") => "Give a whole number.",
        Some(&"boolean") => "Give true or false.",
        Some(&"array") => "Give a list.",
        _ => "Give an object.",
    }
}

fn one(at: &str, schema: &Value, value: &Value, wrong: &mut Vec<Wrong>) {
    let types = types_of(schema);
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let mut add = |says: String| wrong.push(Wrong { field: at.to_owned(), says });
    if !types.contains(&is) {
        return add(instead(&types).to_owned());
    }
    match value {
        Value::String(text) => {
            if let Some(says) = wrong_with_text(schema, text) {
                add(says);
            }
        }
        Value::Number(number) => {
            let number = number.as_i64().unwrap_or(i64::MAX);
            let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
            let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
            if number < least || number > most {
                add(format!("Give a number from {least} to {most}."));
            }
        }
        Value::Array(all) => {
            if schema["minItems"].as_u64().is_some_and(|least| (all.len() as u64) < least) {
                add("Give at least one.".to_owned());
            }
            for (number, value) in all.iter().enumerate() {
                one(&format!("{at}[{number}]"), &schema["items"], value, wrong);
            }
        }
        Value::Object(given) => object(at, schema, given, wrong),
        Value::Null | Value::Bool(_) => {}
    }
}

/// The words that a schema allows.
pub fn words_of(schema: &Value) -> Vec<&str> {
    let one_of = schema["oneOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    let all = schema["enum"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of_one = one_of.iter().map(|one| &one["const"]);
    all.iter().chain(of_one).filter_map(Value::as_str).collect()
}

fn wrong_with_text(schema: &Value, text: &str) -> Option<String> {
    let words = words_of(schema);
    if !words.is_empty() {
        let is_one = words.contains(&text);
        return (!is_one).then(|| format!("Give one of these: {}.", words.join(", ")));
    }
    match schema["format"].as_str() {
        Some("date") => {
            let day = text.parse::<chrono::NaiveDate>().ok().filter(|_| text.len() == 10);
            let is_day = day.is_some_and(|day| {
                let year = chrono::Datelike::year(&day);
                (1900..2200).contains(&year)
            });
            (!is_day).then(|| "Give a real day of 1900 to 2199, such as 2018-10-28.".to_owned())
        }
        Some(SUM) => {
            let says = "Give pounds and pence as text, such as \"1234.50\", without commas.";
            sum_in(text).is_none().then(|| says.to_owned())
        }
        Some(PERIOD) => BillingPeriod::parse(text).err().map(|says| sentence(&says)),
        _ => {
            let length = text.chars().count() as u64;
            if schema["minLength"].as_u64().is_some_and(|least| length < least) {
                return Some("It must not be empty.".to_owned());
            }
            let most = schema["maxLength"].as_u64().filter(|most| length > *most);
            most.map(|most| format!("It is longer than {most} letters."))
        }
    }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::Deserialize;

    use super::*;
    use crate::web::api::types::Day;
    use crate::web::api::types::ListQuery;
    use crate::web::api::types::Sum;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Paid {
        /// What was paid.
        sum: Sum,
        /// The day.
        on: Day,
        #[schemars(length(min = 1))]
        reference: Option<String>,
    }

    fn told(fault: Fault) -> Vec<String> {
        let Fault::Wrong { errors, says, .. } = fault else { panic!("a fault of fields") };
        let told = errors.iter().map(|one| format!("{}: {}", one.field, one.says));
        if errors.is_empty() { vec![says] } else { told.collect() }
    }

    #[test]
    fn all_that_is_wrong_with_a_body_is_told_at_once() {
        let given = br#"{"sum": 5, "on": "2018-02-30", "reference": "", "extra": 1}"#;
        let all = told(body::<Paid>(given).expect_err("it is wrong"));
        assert_eq!(all.len(), 4, "{all:?}");
        let missing = told(body::<Paid>(b"").expect_err("it is wrong"));
        assert_eq!(missing[0], "sum: It is missing. What was paid.");
        let text = told(body::<Paid>(b"{").expect_err("it is wrong"));
        assert!(text[0].starts_with("The body is no JSON"), "{text:?}");
        let good = br#"{"sum": "5.00", "on": "2018-02-28", "reference": null}"#;
        let paid = body::<Paid>(good).expect("it is right");
        assert_eq!((paid.sum.0.to_string(), paid.reference), ("5.00".to_owned(), None));
        assert_eq!(paid.on.0.to_string(), "2018-02-28");
    }

    #[test]
    fn a_name_that_is_misspelt_after_the_question_mark_is_not_passed_over() {
        let asked = |text: &[u8]| query::<ListQuery>(&Form::read(text));
        let good = asked(b"limit=20&after=abc").expect("it is right");
        assert_eq!((good.limit, good.after.as_deref()), (Some(20), Some("abc")));
        for wrong in [&b"limt=20"[..], b"limit=0", b"limit=201", b"limit=ten", b"limit=1&limit=2"] {
            assert!(asked(wrong).is_err(), "{wrong:?}");
        }
    }
}
