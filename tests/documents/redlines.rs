//! The redline on paper: what was, what is now, and the pounds.

use crate::checkers::examine;
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
            "There are 4 differences.",
            "£83,750.00 more",
            "What it comes to, in pounds",
            "Period Dates Old New Difference",
            "2018/19-Q2 1 July 2018 to 30 September 2018",
            "£3,750.00",
            "2023/24-Q4 1 January 2024 to 31 March 2024",
            "£1,250.00",
            "Together",
            "£83,750.00",
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
        ],
    );
}

/// An address within a cell is a link, and the cell reads well aloud.
#[test]
fn an_address_that_changed_is_a_link_in_its_cell() {
    let old = example_text("hampshire-isle-of-wight/illustrative.toml");
    let address = "recharges@hampshire.example";
    assert!(old.contains(address), "the example has somebody to ask");
    let new = old.replace(address, "finance@hampshire.example");
    let paper = compared("redline-address", &old, &new);
    paper.must_say("Email changed recharges@hampshire.example finance@hampshire.example");
    let objects = paper.objects();
    for address in [address, "finance@hampshire.example"] {
        assert!(objects.contains(&format!("(mailto:{address})")), "{address} is a link");
    }
    let examined = examine("archive,access,aloud", &[paper.path().to_owned()]);
    assert_eq!(examined[0].faults, Vec::<[String; 3]>::new());
}

#[test]
fn two_versions_that_state_the_same_say_so() {
    let paper = paper_of(&format!("compare {0} {0}", example(SEED)), "redline-same");
    paper.must_be_sound("HIOW-CS-2018-REDLINE", "22 November 2026");
    paper.must_say("0 Changed 0 Added 0 Taken out");
    paper.must_say("Nothing has changed. From 2018/19-Q2 to 2023/24-Q4 both versions bill");
    paper.must_say("bill £4,712,267.45, and the same in every period");
    paper.must_say("What it comes to, in pounds No difference in any quarter.");
    paper.must_not_say("£0.00");
    paper.must_not_say("clause by clause");
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
    paper.must_say("There are 60 differences. Neither version bills anything.");
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
    let of = "Break, for 6 months from each substantive ofsted report (clause 3.16): opens on: \
              ofsted report; months that it stays open: 6; months of notice: 6";
    let told = |words: &str, heading: &str| words.contains(&format!("{heading} • {of}"));
    assert!(told(&taken, "What has been taken out"), "{taken}");
    let added = flowing(&compared("redline-added", &fewer, &old));
    assert!(told(&added, "What has been added"), "{added}");
}

/// Sixty posts and services once took forty pages, a row for each key of the file.
#[test]
fn what_is_added_is_told_in_the_words_of_the_field_and_the_pounds_come_first() {
    let (old, new) = (example(SEED), example("hampshire-isle-of-wight/illustrative.toml"));
    let paper = paper_of(&format!("compare {old} {new}"), "redline-many");
    assert!(paper.pages.len() < 15, "{} pages", paper.pages.len());
    must_come_in_order(
        &flowing(&paper),
        &[
            "At a glance",
            "What it comes to, in pounds",
            "Together",
            "What has been added",
            "Post, Early Years Manager (Staffing: Early Years (illustrative)): days a week: 2; \
             salary: stated, not shown; pension: 17.1%; charged by: share of full cost; VAT: \
             outside the scope of VAT, reason: Statutory work of the Director",
            "What has changed, clause by clause",
        ],
    );
    paper.must_not_say("outside-scope");
}

#[test]
fn periods_that_come_to_the_same_stand_in_one_row() {
    let old = example_text(SEED);
    let end = "[[break]]\nid            = \"ofsted\"";
    let new = old.replace(
        end,
        &format!(
            "[[variation]]\nid = \"rise\"\nagreed = 2023-01-02\neffective = 2023-10-01\n\
             change = [{{ line = \"care-database\", annual = \"200000.00\" }}]\n\n{end}"
        ),
    );
    let paper = compared("redline-late", &old, &new);
    let words = flowing(&paper);
    must_come_in_order(
        &words,
        &[
            "Dates Old New Difference 2023/24-Q3 1 October 2023",
            "All others The same in both",
            "£0.00",
            "Together",
            "Variation, agreed on 2 January 2023: agreed: 2 January 2023; effective: \
             1 October 2023; change, Hosting of the \
             council's social care database system, yearly sum: £200,000.00",
        ],
    );
}
