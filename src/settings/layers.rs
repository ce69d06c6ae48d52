//! The layers that settings come from, laid over one another: which value holds, and who said so.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use config::Config;
use config::Environment;
use config::File;
use config::FileFormat;
use config::Value;
use config::ValueKind;

use crate::settings::Problem;
use crate::settings::Refused;
use crate::settings::Secret;

/// What holds where nothing else is said.
pub(super) const DEFAULTS: &str = include_str!("../../config/default.toml");
/// How `config` names what a variable said.
const ENVIRONMENT: &str = "the environment";

/// Every setting there is, by section.
const KNOWN: &[(&str, &[&str])] = &[
    ("database", &["url", "connections"]),
    (
        "mail",
        &[
            "carrier",
            "folder",
            "host",
            "port",
            "security",
            "user",
            "password",
            "password_file",
            "from_name",
            "from_address",
            "ca_file",
            "timeout",
        ],
    ),
    ("limits", &["change_share", "change_sum", "periods_ahead"]),
    ("documents", &["folder", "attach_electronic"]),
    (
        "sign_on",
        &[
            "issuer",
            "client_id",
            "client_secret",
            "client_secret_file",
            "name",
            "account",
            "councils",
            "groups_claim",
            "roles",
            "passwords",
        ],
    ),
    (
        "service",
        &[
            "listen",
            "address",
            "forwarded_by",
            "metrics_token",
            "metrics_token_file",
            "webhooks_anywhere",
        ],
    ),
];

/// What was stated, and what is wrong with it so far.
pub(super) struct Layers {
    stated: BTreeMap<String, Value>,
    problems: Vec<Problem>,
}

impl Layers {
    /// Lays the files of a folder and the environment over the defaults.
    pub(super) fn read(
        folder: &Path,
        environment: &BTreeMap<String, String>,
    ) -> Result<Layers, Refused> {
        let file = |path: PathBuf, is_needed| {
            File::new(&path.to_string_lossy(), FileFormat::Toml).required(is_needed)
        };
        let named = environment.get("CONCORDAT_CONFIG").filter(|name| !name.trim().is_empty());
        if let Some(name) = named.filter(|name| !folder.join(name).is_file()) {
            let says = format!("there is no file {name}: write the path of a file of settings");
            return Err(refused("CONCORDAT_CONFIG", says));
        }
        let own = named.map_or("config/production.toml", String::as_str);
        let variables: HashMap<String, String> =
            environment.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let variables = Environment::with_prefix("CONCORDAT")
            .prefix_separator("__")
            .separator("__")
            .ignore_empty(true)
            .source(Some(variables));
        let laid = Config::builder()
            .add_source(File::from_str(DEFAULTS, FileFormat::Toml))
            .add_source(file(folder.join("config/default.toml"), false))
            .add_source(file(folder.join(own), named.is_some()))
            .add_source(variables)
            .build();
        let laid = laid.map_err(|error| refused("config", error.to_string()))?;
        let mut layers = Layers { stated: BTreeMap::new(), problems: Vec::new() };
        let sections = laid.cache.into_table().unwrap_or_default();
        layers.take(sections.into_iter().collect());
        layers.look_for_near_misses(environment);
        Ok(layers)
    }

    /// Takes what is known, and finds what is not.
    fn take(&mut self, sections: BTreeMap<String, Value>) {
        for (section, value) in sections {
            let Some((_, keys)) = KNOWN.iter().find(|(known, _)| *known == section) else {
                let known: Vec<_> = KNOWN.iter().map(|(name, _)| format!("[{name}]")).collect();
                let says = format!("there is no such section: there are {}", list(&known));
                let stated = inside(&value).unwrap_or(value);
                self.problem(&section, Some(&stated), says);
                continue;
            };
            let Ok(entries) = value.clone().into_table() else {
                let says = format!("this is a section: write [{section}] and its settings below");
                self.problem(&section, Some(&value), says);
                continue;
            };
            let entries: BTreeMap<String, Value> = entries.into_iter().collect();
            for (key, value) in entries {
                let whole = format!("{section}.{key}");
                if keys.contains(&key.as_str()) {
                    self.stated.insert(whole, value);
                } else {
                    let says = format!(
                        "there is no such setting: [{section}] has {}",
                        list(&keys.iter().map(ToString::to_string).collect::<Vec<_>>())
                    );
                    self.problem(&whole, Some(&value), says);
                }
            }
        }
    }

    /// A variable with one low line where there should be two would be passed over in silence.
    fn look_for_near_misses(&mut self, environment: &BTreeMap<String, String>) {
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        let keys = KNOWN.iter().flat_map(|(section, keys)| keys.iter().map(move |k| (section, k)));
        for (section, key) in keys {
            let right = variable(&format!("{section}.{key}"));
            let missed = environment.keys().find(|name| {
                plain(name) == plain(&right)
                    && !name.eq_ignore_ascii_case(&right)
                    && !name.to_uppercase().starts_with("CONCORDAT__")
            });
            if let Some(missed) = missed {
                let says = format!("this variable is not read: write {right}");
                self.problems.push(Problem { key: missed.clone(), place: None, says });
            }
        }
    }

    /// Everything that is wrong.
    pub(super) fn finish(self) -> Vec<Problem> {
        self.problems
    }

    /// A setting as text, where it is stated.
    pub(super) fn optional(&mut self, key: &str) -> Option<String> {
        let value = self.stated.get(key)?.clone();
        let text = match value.kind {
            ValueKind::Float(_) => {
                let says = "write this in quotes, so that it is taken as it stands";
                return self.wrong(key, says);
            }
            ValueKind::Table(_) | ValueKind::Array(_) | ValueKind::Nil => {
                return self.wrong(key, "write one value");
            }
            _ => value.into_string().ok()?,
        };
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A setting that there must be, with what to write where there is none.
    pub(super) fn needed(&mut self, key: &str, example: &str) -> Option<String> {
        let before = self.problems.len();
        let found = self.optional(key);
        if found.is_none() && self.problems.len() == before {
            return self.missing(key, example);
        }
        found
    }

    /// A setting read by a rule, or what to write in its place.
    pub(super) fn parsed<T>(
        &mut self,
        key: &str,
        what: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.needed(key, what)?;
        match read(&text) {
            Some(value) => Some(value),
            None => self.wrong(key, &format!("“{text}” cannot be read: write {what}")),
        }
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, key: &str, least: u32, most: u32) -> Option<u32> {
        let what = format!("a whole number from {least} to {most}");
        let within = |number: &u32| (least..=most).contains(number);
        self.parsed(key, &what, |text| text.parse().ok().filter(within))
    }

    /// A whole number within bounds, where one is stated.
    pub(super) fn optional_number(&mut self, key: &str, least: u32, most: u32) -> Option<u32> {
        self.optional(key)?;
        self.number(key, least, most)
    }

    /// Which of some words was chosen, from 0.
    pub(super) fn one_of(&mut self, key: &str, words: &[&str]) -> Option<usize> {
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let what = list(&quoted).replace(" and ", " or ");
        self.parsed(key, &what, |text| words.iter().position(|word| *word == text))
    }

    /// A secret: in the environment, or in a file that a setting names.
    pub(super) fn secret(&mut self, key: &str, file_key: &str) -> Option<Secret> {
        let stated = self.optional(key);
        let file = self.optional(file_key);
        if stated.is_some() && !self.is_from_environment(key) {
            let says = format!(
                "a password does not belong in this file: take it out, and set {}, or name a file \
                 that holds it as {file_key}",
                variable(key)
            );
            return self.wrong(key, &says);
        }
        match (stated, file) {
            (Some(_), Some(_)) if self.is_from_environment(file_key) => {
                self.wrong(file_key, &format!("{} is set too: leave one of them", variable(key)))
            }
            (Some(secret), _) => Some(Secret::new(secret)),
            (None, Some(file)) => match fs::read_to_string(&file) {
                Ok(text) if !text.trim().is_empty() => {
                    Some(Secret::new(text.trim_end_matches(['\r', '\n'])))
                }
                Ok(_) => self.wrong(file_key, &format!("the file {file} is empty")),
                Err(error) => {
                    self.wrong(file_key, &format!("the file {file} cannot be read: {error}"))
                }
            },
            (None, None) => None,
        }
    }

    /// Whether a setting was stated in the environment.
    pub(super) fn is_from_environment(&self, key: &str) -> bool {
        self.stated.get(key).and_then(Value::origin) == Some(ENVIRONMENT)
    }

    /// Whether something was wrong with a setting, or with one that begins like it.
    pub(super) fn is_wrong(&self, key: &str) -> bool {
        self.problems.iter().any(|problem| problem.key.starts_with(key))
    }

    /// A setting is not there: says what to write.
    pub(super) fn missing<T>(&mut self, key: &str, example: &str) -> Option<T> {
        let (section, name) = key.split_once('.').unwrap_or_default();
        let says = if example.starts_with(name) {
            format!(
                "this is missing: write {example} under [{section}] in config/production.toml, or \
                 set {}",
                variable(key)
            )
        } else {
            format!("this is missing: write {example}")
        };
        self.problems.push(Problem { key: key.to_owned(), place: None, says });
        None
    }

    /// A setting is wrong: says what to write.
    pub(super) fn wrong<T>(&mut self, key: &str, says: &str) -> Option<T> {
        let stated = self.stated.get(key).cloned();
        self.problem(key, stated.as_ref(), says.to_owned());
        None
    }

    fn problem(&mut self, key: &str, stated: Option<&Value>, says: String) {
        let place = stated.map(|value| match value.origin() {
            Some(ENVIRONMENT) => format!("the variable {}", variable(key)),
            Some(file) => file.to_owned(),
            None => "the program’s own defaults".to_owned(),
        });
        self.problems.push(Problem { key: key.to_owned(), place, says });
    }
}

/// The first value inside a section: it knows where it was stated, which a section does not.
fn inside(section: &Value) -> Option<Value> {
    section.clone().into_table().ok()?.into_values().next()
}

/// The variable that states a setting.
fn variable(key: &str) -> String {
    format!("CONCORDAT__{}", key.replace('.', "__").to_uppercase())
}

fn refused(key: &str, says: String) -> Refused {
    Refused(vec![Problem { key: key.to_owned(), place: None, says }])
}

/// Words in a row: `a, b and c`.
fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}
