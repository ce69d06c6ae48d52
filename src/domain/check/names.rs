//! Slips in the parties' names: a word left out, misspelt or without its capital.

use crate::domain::check::Reading;
use crate::domain::check::citations::passages;
use crate::domain::check::parties::SIDES;
use crate::domain::check::words::counted;
use crate::domain::check::words::words;
use crate::domain::problem::Finding;
use crate::domain::problem::edits;

/// Each way in which a party's name is miswritten, at the first place (rules §13; O-003-52).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    for side in SIDES {
        let name = &reading.agreement.authority(side).name;
        let other = SIDES.into_iter().find(|other| *other != side).unwrap_or(side);
        let other = &reading.agreement.authority(other).name;
        for slip in slips(reading, name, other) {
            let more = match slip.places {
                1 => String::new(),
                places => format!(", here and in {} more", counted(places - 1, "place")),
            };
            let says = format!(
                "\"{}\" stands for {name}{more}: the party's name in full leaves no doubt",
                slip.written
            );
            findings.push(Finding::new(slip.path, slip.clause, says));
        }
    }
}

struct Slip<'a> {
    written: String,
    path: String,
    clause: &'a str,
    places: usize,
}

fn slips<'a>(reading: &Reading<'a>, name: &str, other: &str) -> Vec<Slip<'a>> {
    let name = words(name);
    let mut slips: Vec<Slip> = Vec::new();
    for passage in passages(reading) {
        let text = words(passage.text);
        for written in miswritten(&text, &name, &words(other)) {
            match slips.iter_mut().find(|slip| slip.written == written) {
                Some(slip) => slip.places += 1,
                None => slips.push(Slip {
                    written,
                    path: passage.path.clone(),
                    clause: passage.clause,
                    places: 1,
                }),
            }
        }
    }
    slips
}

/// The miswritten names of a text: as long as the name with one word misspelt or small, or a word
/// shorter.
fn miswritten(text: &[&str], name: &[&str], other: &[&str]) -> Vec<String> {
    let is_shout = |window: &[&str]| window.iter().all(|w| !w.chars().any(char::is_lowercase));
    let whole = text.windows(name.len().max(1)).filter(|window| {
        name.len() > 1 && *window != name && !alike(window, other) && is_misspelt(window, name)
    });
    let short = text
        .windows(name.len().saturating_sub(1).max(1))
        .filter(|window| name.len() > 2 && !alike(window, other) && lacks_a_word(window, name));
    whole.chain(short).filter(|window| !is_shout(window)).map(|window| window.join(" ")).collect()
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn alike(one: &[&str], other: &[&str]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
}

/// Whether all words but one are the name's, and that one is nearly so; or all are, in other
/// capitals.
fn is_misspelt(window: &[&str], name: &[&str]) -> bool {
    let mut differing = window.iter().zip(name).filter(|(word, own)| !same(word, own));
    match (differing.next(), differing.next()) {
        (None, _) => true,
        (Some((word, own)), None) => {
            let allowed = if own.chars().count() > 5 { 2 } else { 1 };
            own.chars().count() > 3 && edits(&word.to_lowercase(), &own.to_lowercase()) <= allowed
        }
        _ => false,
    }
}

/// Whether the words are the name without one from its middle.
fn lacks_a_word(window: &[&str], name: &[&str]) -> bool {
    (1..name.len() - 1).any(|left_out| {
        let rest = name.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, word)| word);
        window.len() + 1 == name.len() && window.iter().zip(rest).all(|(word, own)| same(word, own))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;

    fn of(text: &str, name: &str) -> Vec<String> {
        miswritten(&words(text), &words(name), &words("Kent County Council"))
    }

    /// O-003-52: "the Isle Wight Council", "the Isle of Wight council's Corporate Plan".
    #[test]
    fn a_name_without_a_word_or_a_capital_is_found() {
        let island = "Isle of Wight Council";
        assert_eq!(of("with the Isle Wight Council in order", island), ["Isle Wight Council"]);
        assert_eq!(of("the Isle of Wight council's plan", island), ["Isle of Wight council"]);
        assert_eq!(of("the Isle of Whight Council", island), ["Isle of Whight Council"]);
        assert_eq!(of("Hampshire Country Council", "Hampshire County Council").len(), 1);
        for right in
            ["the Isle of Wight Council’s plan", "ISLE OF WIGHT COUNCIL", "the Isle of Wight"]
        {
            assert_eq!(of(right, island), Vec::<String>::new(), "{right}");
        }
    }

    #[test]
    fn another_council_is_not_a_slip() {
        assert!(of("East Sussex County Council", "West Sussex County Council").is_empty());
        assert!(of("Kent County Council", "Gent County Council").is_empty());
        assert!(of("the council", "Kent Council").is_empty());
    }

    #[test]
    fn a_slip_is_raised_once_with_its_places() {
        let decisions = [
            ("services to Vale of Sandling Council", "services to Vale Sandling Council"),
            ("One school needed help", "Vale Sandling Council helped one school"),
        ];
        let says =
            "\"Vale Sandling Council\" stands for Vale of Sandling Council, here and in 1 place";
        raises(&decisions, "decision.0.text", says);
        silent(&[("One school needed help", "Vale of Sandling Council helped one school")]);
    }
}
