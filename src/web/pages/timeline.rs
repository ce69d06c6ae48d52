//! Who did what: the log of acts about one thing, for those who may read the thing.

use std::collections::HashMap;

use crate::billing::stage::Stage;
use crate::domain::calendar::day_in_london;
use crate::domain::calendar::in_words;
use crate::domain::people::CouncilId;
use crate::store::acts;
use crate::store::agreements::Held;
use crate::store::people;
use crate::web::form::first_capital;
use crate::web::page::stage_in_words;
use crate::workflow::Work;
use crate::workflow::refusal::Refusal;

/// Something that was done.
pub struct Done {
    /// What.
    pub what: String,
    /// What it is after, where people can read that.
    pub after: String,
    /// Who, for which council.
    pub by: String,
    /// On which day.
    pub on: String,
    /// The day for machines.
    pub day: String,
    /// Why, where somebody said.
    pub why: String,
}

/// What was done to one thing, the latest first.
///
/// # Errors
/// The database's own.
pub fn about(work: &mut Work<'_>, held: &Held, subject: &str) -> Result<Vec<Done>, Refusal> {
    let mut councils: HashMap<String, String> = HashMap::new();
    let mut done = Vec::new();
    for entry in acts::about(work.books, &held.supplier, subject)? {
        if !councils.contains_key(&entry.council_id) {
            let id = CouncilId::from(entry.council_id.clone());
            let name = people::council_name(work.books, &id)?;
            councils.insert(entry.council_id.clone(), name);
        }
        let on = day_in_london(entry.done_at);
        done.push(Done {
            what: act_in_words(&entry.act),
            after: for_people(&entry.after),
            by: format!("{}, {}", entry.person, councils[&entry.council_id]),
            on: in_words(on),
            day: on.to_string(),
            why: entry.reason,
        });
    }
    done.reverse();
    Ok(done)
}

/// An act, as people say it.
pub fn act_in_words(act: &str) -> String {
    match act {
        "document rendered" => "PDF and electronic form made".to_owned(),
        act => first_capital(act),
    }
}

/// What the log says of before or after, for people: without parts that give a hash, and with
/// stages and days as words.
pub fn for_people(words: &str) -> String {
    let gives_hash = |part: &&str| part.rsplit(' ').next().is_some_and(is_hash);
    let in_words = |part| match Stage::parse(part) {
        Some(stage) => stage_in_words(stage),
        None => part,
    };
    let said = words.split(", ").filter(|part| !gives_hash(part)).map(in_words);
    let said: Vec<&str> = said.collect();
    with_days(&said.join(", "))
}

/// Whether words of the log are a hash, which tells people nothing.
fn is_hash(words: &str) -> bool {
    words.len() == 64 && words.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Words of the log, with the days in them as people say them.
fn with_days(words: &str) -> String {
    let said = words.split(' ').map(|word| {
        let day = word.trim_end_matches([',', ';', '.']);
        match day.parse() {
            Ok(on) => in_words(on) + &word[day.len()..],
            Err(_) => word.to_owned(),
        }
    });
    said.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_told_from_words() {
        assert!(is_hash(&"0a".repeat(32)));
        assert!(!is_hash("£1,234.50 on 2026-04-27, BACS 4711"));
    }

    #[test]
    fn the_log_is_told_without_hashes() {
        let hash = "0a".repeat(32);
        assert_eq!(for_people(&format!("draft 1, 2 lines, {hash}")), "draft 1, 2 lines");
        assert_eq!(for_people(&hash), "");
        let rows = format!("3 rows of days.csv, as recorded {hash}");
        assert_eq!(for_people(&rows), "3 rows of days.csv");
        assert_eq!(for_people(&format!("with-purchaser, {hash}")), "with the purchaser");
        assert_eq!(act_in_words("document rendered"), "PDF and electronic form made");
    }

    #[test]
    fn days_are_told_as_people_say_them_and_nothing_else_changes() {
        let told = with_days("£1,234.50 on 2026-04-27, BACS 4711");
        assert_eq!(told, "£1,234.50 on 27 April 2026, BACS 4711");
    }
}
