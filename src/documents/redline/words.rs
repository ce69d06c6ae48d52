//! Two texts compared word by word.

use similar::Algorithm;
use similar::DiffOp;
use similar::capture_diff_slices;

use crate::documents::page::Emphasis;
use crate::documents::page::Text;
use crate::documents::short;

/// How many changes within one text are told one by one.
const MOST_TOLD: usize = 8;

/// Two texts with the words that differ marked, and the difference told.
pub(super) struct Compared {
    /// The old text, with what is gone marked.
    pub was: Text,
    /// The new text, with what is new marked.
    pub now: Text,
    /// The difference in words.
    pub in_words: String,
}

/// Compares two texts word by word. Texts with little in common are each marked whole: words that
/// happen to be the same say nothing then.
pub(super) fn compare(old: &str, new: &str) -> Compared {
    let old_words: Vec<&str> = old.split(' ').collect();
    let new_words: Vec<&str> = new.split(' ').collect();
    let steps = capture_diff_slices(Algorithm::Myers, &old_words, &new_words);
    let kept: usize = steps.iter().map(kept).sum();
    if kept * 3 < old_words.len().max(new_words.len()) {
        return Compared {
            was: Text::styled(old, Emphasis::Deleted),
            now: Text::styled(new, Emphasis::Inserted),
            in_words: "the whole text is put another way.".to_owned(),
        };
    }
    let mut compared =
        Compared { was: Text::default(), now: Text::default(), in_words: String::new() };
    let mut told = Vec::new();
    for step in &steps {
        let (was, now) = (&old_words[step.old_range()], &new_words[step.new_range()]);
        let (gone, put) = match step {
            DiffOp::Equal { .. } => (Emphasis::Plain, Emphasis::Plain),
            _ => (Emphasis::Deleted, Emphasis::Inserted),
        };
        compared.was = with(compared.was, was, gone);
        compared.now = with(compared.now, now, put);
        told.extend(tell(step, was, now));
    }
    compared.in_words = match told.len() {
        0 => "none in its words.".to_owned(),
        count if count > MOST_TOLD => format!("{count} places differ, as marked."),
        _ => format!("{}.", told.join("; ")),
    };
    compared
}

fn kept(step: &DiffOp) -> usize {
    match step {
        DiffOp::Equal { len, .. } => *len,
        _ => 0,
    }
}

/// The text with more words after it.
fn with(text: Text, words: &[&str], emphasis: Emphasis) -> Text {
    if words.is_empty() {
        return text;
    }
    let text = if text.spans().is_empty() { text } else { text.then(" ", Emphasis::Plain) };
    text.then(words.join(" "), emphasis)
}

/// One change as words tell it.
fn tell(step: &DiffOp, was: &[&str], now: &[&str]) -> Option<String> {
    let (was, now) = (short(&was.join(" ")), short(&now.join(" ")));
    match step {
        DiffOp::Equal { .. } => None,
        DiffOp::Delete { .. } => Some(format!("“{was}” taken out")),
        DiffOp::Insert { .. } => Some(format!("“{now}” added")),
        DiffOp::Replace { .. } => Some(format!("was “{was}”, now “{now}”")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &Text, emphasis: Emphasis) -> Vec<&str> {
        let spans = text.spans().iter().filter(|span| span.emphasis == emphasis);
        spans.map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn only_the_words_that_differ_are_marked() {
        let old = "Payment is due within thirty days of the date of the invoice.";
        let new = "Payment is due within sixty days of receipt of the date of the invoice.";
        let compared = compare(old, new);
        assert_eq!((compared.was.words(), compared.now.words()), (old.into(), new.into()));
        assert_eq!(marked(&compared.was, Emphasis::Deleted), ["thirty"]);
        assert_eq!(marked(&compared.now, Emphasis::Inserted)[0], "sixty");
        assert!(compared.in_words.starts_with("was “thirty”, now “sixty”; “"));
        assert!(compared.in_words.ends_with("” added."), "{}", compared.in_words);
    }

    #[test]
    fn texts_with_little_in_common_are_marked_whole() {
        let compared = compare("A yearly report to both cabinets", "Nothing of the kind, ever, to");
        let gone = marked(&compared.was, Emphasis::Deleted);
        assert_eq!(gone, ["A yearly report to both cabinets"]);
        assert_eq!(compared.in_words, "the whole text is put another way.");
    }

    #[test]
    fn many_changes_are_counted_and_spaces_kept() {
        let old: String = (0..40).map(|n| format!("w{n} same  same same ")).collect();
        let compared = compare(&old, &old.replace('w', "v"));
        assert_eq!(compared.was.words(), old);
        assert_eq!(compared.in_words, "40 places differ, as marked.");
    }

    /// The words kept are as many as the longest common subsequence has.
    #[test]
    fn as_many_words_are_kept_as_can_be() {
        let texts = ["a b c a b b a", "c b a b a c", "a a a b", "b a b c a b c a", "a b"];
        for old in texts {
            for new in texts {
                let old: Vec<&str> = old.split(' ').collect();
                let new: Vec<&str> = new.split(' ').collect();
                let steps = capture_diff_slices(Algorithm::Myers, &old, &new);
                let kept: usize = steps.iter().map(kept).sum();
                assert_eq!(kept, longest_common(&old, &new), "{old:?} {new:?}");
            }
        }
    }

    fn longest_common(old: &[&str], new: &[&str]) -> usize {
        let (Some((first, rest)), Some((other, others))) = (old.split_first(), new.split_first())
        else {
            return 0;
        };
        if first == other {
            return 1 + longest_common(rest, others);
        }
        longest_common(rest, new).max(longest_common(old, others))
    }
}
