//! The redline on paper: what was, what is now, and the pounds.

use crate::desk::example;
use crate::desk::example_text;
use crate::desk::made;
use crate::heads::flowing;
use crate::heads::must_come_in_order;
use crate::heads::paper_of;
use crate::paper::Paper;

const SEED: &str = "hampshire-isle-of-wight/agreement.toml";

fn compared(name: &str, old: &str, new: &str) -> Paper {
    let (old, _) = made(&format!("{name}-old"), old);
    let (new, _) = made(&format!("{name}-new"), new);
    paper_of(&format!("compare \"{}\" \"{}\"", old.display(), new.display()), name)
}

#[test]
fn a_changed_agreement_says_what_was_and_what_is_now() {
    let old = example_text(SEED);
    let new = old
        .replace("annual    = \"180000.00\"", "annual    = \"195000.00\"")
        .replace("payment_days = 30", "payment_days = 21")
        .replace("Children Act 1989 (c.41)", "Children Act 1989")
        .replace(
            "reference  = \"HIOW-CS-2018\"",
            "reference  = \"HIOW-CS-2018\"\nends = 2028-06-30",
        )
        .replace(
            "conferred on or exercisable by the Isle of Wight Council which",
            "of the Council which",
        );
    let paper = compared("redline-changed", &old, &new);
    paper.must_be_sound("HIOW-CS-2018-REDLINE", "22 November 2026");
    let words = flowing(&paper);
    // Both versions run from July 2018 to January 2024: 67 months of £15,000 a year.
    must_come_in_order(
        &words,
        &[
            "Redline",
            "At a glance 3 Changed 1 Added 0 Taken out",
            "4 terms differ.",
            "£83,750.00 more",
            "What has changed, clause by clause",
            "Terms without a clause",
            "The agreement Last day added not stated 30 June 2028",
            "Billing Payment days changed 30 21",
            "Clause 4.1",
            "Support service, Hosting of the council's social care database system",
            "Yearly sum changed £180,000.00 £195,000.00",
            "Clause 1.1.2",
            "Was: Functions conferred on or exercisable by the Isle of Wight Council which are",
            "Now: Functions of the Council which are",
            "Change: was “conferred on or exercisable by”, now “of”; “Isle of Wight” taken out.",
            "What it comes to, in pounds",
            "Period Dates Old New Difference",
            "2018/19-Q2 1 July 2018 to 30 September 2018",
            "£3,750.00",
            "2023/24-Q4 1 January 2024 to 31 March 2024",
            "£1,250.00",
            "Together",
            "£83,750.00",
        ],
    );
}

#[test]
fn two_versions_that_state_the_same_say_so() {
    let paper = paper_of(&format!("compare {0} {0}", example(SEED)), "redline-same");
    paper.must_be_sound("HIOW-CS-2018-REDLINE", "22 November 2026");
    paper.must_say("0 Changed 0 Added 0 Taken out");
    paper.must_say("The two versions state the same.");
    paper.must_say("both versions bill £4,712,267.45, and the same in every period");
}

/// A scope of so many paragraphs, each of many words, with a word of its own in it.
fn scope(count: usize, word: &str) -> String {
    let paragraph = |index: usize| {
        let rest = "and the officers who help the Director in this ".repeat(8);
        format!(
            "[[heads.scope]]\nclause = \"{index}\"\ntext = \"In part {index} the {word} {rest}.\"\n"
        )
    };
    (1..=count).map(paragraph).collect()
}

#[test]
fn twelve_pages_of_changes_are_told_one_by_one() {
    let head = crate::heads::BARE.replace("{title}", "Payroll").replace("{supplier}", "Ashenford");
    let old = head.clone() + &scope(60, "council");
    let new = head + &scope(60, "authority");
    let paper = compared("redline-long", &old, &new);
    assert!(paper.pages.len() >= 12, "{} pages", paper.pages.len());
    let words = flowing(&paper);
    assert_eq!(words.matches("Change: was “council”, now “authority”.").count(), 60);
    for index in 1..=60 {
        assert!(words.contains(&format!("Was: In part {index} the council and")), "{index}");
        assert!(words.contains(&format!("Now: In part {index} the authority and")), "{index}");
    }
    paper.must_say("60 terms differ. Neither version bills anything.");
}

#[test]
fn a_text_longer_than_a_page_is_compared() {
    let head = crate::heads::BARE.replace("{title}", "Payroll").replace("{supplier}", "Ashenford");
    let scope = |word: &str| {
        let words = "and the officers who help the Director ".repeat(200);
        format!("{head}[[heads.scope]]\nclause = \"1\"\ntext = \"{words}{word} {words}\"\n")
    };
    let paper = compared("redline-tall", &scope("council"), &scope("authority"));
    assert!(paper.pages.len() >= 6, "{} pages", paper.pages.len());
    paper.must_say("Change: was “council”, now “authority”.");
}

#[test]
fn what_is_taken_out_and_what_is_added_is_said_in_words() {
    let old = example_text(SEED);
    let at = old.find("[[break]]\nid            = \"ofsted\"").expect("it has the break");
    let end = at + old[at..].find("\n\n").expect("it ends");
    let (begin, rest) = (&old[..at], &old[end..]);
    let fewer = format!("{begin}{rest}");
    let taken = flowing(&compared("redline-taken", &old, &fewer));
    assert!(taken.contains("Break, ofsted"), "{taken}");
    assert!(taken.contains("Window months taken out 6 not stated"), "{taken}");
    let added = flowing(&compared("redline-added", &fewer, &old));
    assert!(added.contains("Window months added not stated 6"), "{added}");
}
