//! The core inputs of the heads of terms: what each council puts into a service area.
//!
//! Blank is a value: an entry that is blank or to be confirmed is never nought.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::domain::authority::Side;
use crate::domain::check::Reading;
use crate::domain::check::parties::SIDES;
use crate::domain::check::words::counted;
use crate::domain::check::words::folded;
use crate::domain::check::words::has_any;
use crate::domain::check::words::listed;
use crate::domain::check::words::words;
use crate::domain::exact::Exact;
use crate::domain::heads::CoreInput;
use crate::domain::problem::Finding;
use crate::domain::problem::nearest;
use crate::domain::rate::Tbc;
use crate::domain::staffing::DAYS_IN_WEEK;

/// Rows that are blank, of the wrong kind or copied, areas without posts, and mixed units (rules
/// §13; R3, R4; O-003-29 to O-003-33).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    let rows = &reading.agreement.heads.core_inputs;
    let unknown: usize = rows.iter().map(|row| unknown_sides(row).len()).sum();
    for (index, row) in rows.iter().enumerate() {
        let path = format!("heads.core_input.{index}");
        blank(reading, &path, row, unknown, findings);
        category(reading, &path, row, findings);
        other_council(reading, &path, row, findings);
    }
    copied(reading, findings);
    without_posts(reading, findings);
    areas_of_posts(reading, findings);
    mixed_units(reading, findings);
}

fn entry(row: &CoreInput, side: Side) -> Option<Tbc<Decimal>> {
    match side {
        Side::Supplier => row.supplier_fte,
        Side::Purchaser => row.purchaser_fte,
    }
}

/// The sides whose entry in a row is to be confirmed, or both where the row is blank; a side that
/// the row leaves out beside an entry of the other has no such row.
fn unknown_sides(row: &CoreInput) -> Vec<Side> {
    let is_blank = SIDES.iter().all(|side| entry(row, *side).is_none());
    let unknown = |side: &Side| is_blank || entry(row, *side) == Some(Tbc::ToBeConfirmed);
    SIDES.into_iter().filter(unknown).collect()
}

/// An entry that is blank or to be confirmed (O-003-30): of the paper of 2018, 13 areas × 2
/// councils.
fn blank(reading: &Reading, path: &str, row: &CoreInput, all: usize, findings: &mut Vec<Finding>) {
    let sides = unknown_sides(row);
    if sides.is_empty() {
        return;
    }
    let names: Vec<&str> =
        sides.iter().map(|side| &*reading.agreement.authority(*side).name).collect();
    let says = format!(
        "\"{}\": the full-time equivalents of {} are blank or to be confirmed ({} of {} that are): \
         confirm them; they are not nought",
        row.area,
        listed(&names),
        sides.len(),
        counted(all, "entry")
    );
    findings.push(Finding::new(path, clause(reading), says));
}

fn clause<'a>(reading: &Reading<'a>) -> &'a str {
    match reading.clause_about("heads.core_input") {
        "" => "Core inputs",
        clause => clause,
    }
}

fn is_overhead(row: &CoreInput) -> bool {
    has_any(&row.area, &["overhead", "overheads"])
}

/// A rate on charges listed as if it were people (O-003-31).
fn category(reading: &Reading, path: &str, row: &CoreInput, findings: &mut Vec<Finding>) {
    if is_overhead(row) {
        let says = format!(
            "\"{}\" is a rate on other charges, not a service area with full-time equivalents: \
             take it out of the table, or say whose posts are meant",
            row.area
        );
        findings.push(Finding::new(format!("{path}.area"), clause(reading), says));
    }
}

/// An area that bears one council's name in the other's list (O-003-32).
fn other_council(reading: &Reading, path: &str, row: &CoreInput, findings: &mut Vec<Finding>) {
    for (owner, side) in [(Side::Supplier, Side::Purchaser), (Side::Purchaser, Side::Supplier)] {
        let owner = &reading.agreement.authority(owner).name;
        if entry(row, side).is_some() && bears(&row.area, owner) {
            let says = format!(
                "\"{}\" bears the name of {owner}, but is listed for {} too: its table may have \
                 been copied; ask which council puts it in",
                row.area,
                reading.agreement.authority(side).name
            );
            findings.push(Finding::new(format!("{path}.area"), clause(reading), says));
        }
    }
}

/// The short names of counties that the long ones do not begin with, or not for long.
const COUNTIES: [(&str, &str); 17] = [
    ("berkshire", "berks"),
    ("buckinghamshire", "bucks"),
    ("cambridgeshire", "cambs"),
    ("gloucestershire", "glos"),
    ("hampshire", "hants"),
    ("hertfordshire", "herts"),
    ("lancashire", "lancs"),
    ("leicestershire", "leics"),
    ("lincolnshire", "lincs"),
    ("northamptonshire", "northants"),
    ("nottinghamshire", "notts"),
    ("oxfordshire", "oxon"),
    ("shropshire", "salop"),
    ("staffordshire", "staffs"),
    ("wiltshire", "wilts"),
    ("worcestershire", "worcs"),
    ("yorkshire", "yorks"),
];

/// Whether an area's name has a word that begins with a council's own name, long or short.
fn bears(area: &str, council: &str) -> bool {
    const COMMON: [&str; 16] = [
        "county",
        "council",
        "borough",
        "city",
        "district",
        "metropolitan",
        "royal",
        "london",
        "isle",
        "vale",
        "north",
        "south",
        "east",
        "west",
        "combined",
        "authority",
    ];
    let council = folded(council);
    let own = words(&council).into_iter().filter(|w| w.len() > 3 && !COMMON.contains(w));
    let own: Vec<&str> = own
        .flat_map(|word| {
            let short = COUNTIES.iter().find(|(long, _)| *long == word).map(|(_, short)| *short);
            [Some(word), short].into_iter().flatten()
        })
        .collect();
    words(&folded(area)).iter().any(|word| own.iter().any(|own| word.starts_with(own)))
}

/// Both councils' tables alike row for row (O-003-32).
fn copied(reading: &Reading, findings: &mut Vec<Finding>) {
    let rows = &reading.agreement.heads.core_inputs;
    let alike = rows.iter().all(|row| row.supplier_fte == row.purchaser_fte);
    if rows.len() > 2 && alike {
        let says = format!(
            "the tables of both councils are alike in each of {}: one may have been copied from \
             the other; ask each council for its own",
            counted(rows.len(), "row")
        );
        findings.push(Finding::new("heads.core_input", clause(reading), says));
    }
}

fn areas_with_posts(reading: &Reading) -> BTreeSet<String> {
    let posts = reading.known.staffing.iter();
    posts.filter_map(|post| post.terms.latest().area.as_deref().map(folded)).collect()
}

/// Areas of which neither the inputs nor any post is known (O-003-33).
fn without_posts(reading: &Reading, findings: &mut Vec<Finding>) {
    let rows = &reading.agreement.heads.core_inputs;
    let with_posts = areas_with_posts(reading);
    let without = rows.iter().filter(|row| {
        !unknown_sides(row).is_empty()
            && !is_overhead(row)
            && !with_posts.contains(&folded(&row.area))
    });
    let without: Vec<&str> = without.map(|row| &*row.area).collect();
    if !without.is_empty() {
        let says = format!(
            "no post is listed under {} of {}, and their inputs are to be confirmed ({}): list the \
             posts and their days, or say that there are none; the table may have been cut short",
            without.len(),
            counted(rows.len(), "area"),
            listed(&without)
        );
        findings.push(Finding::new("heads.core_input", clause(reading), says));
    }
}

/// A post under an area that the core inputs do not have.
fn areas_of_posts(reading: &Reading, findings: &mut Vec<Finding>) {
    let rows = &reading.agreement.heads.core_inputs;
    for post in reading.known.staffing.iter().filter(|_| !rows.is_empty()) {
        let Some(area) = post.terms.latest().area.as_deref() else { continue };
        if !rows.iter().any(|row| folded(&row.area) == folded(area)) {
            let near = nearest(area, rows.iter().map(|row| &*row.area));
            let near = near.map_or(String::new(), |near| format!(": was \"{near}\" meant?"));
            let says = format!("the core inputs have no service area \"{area}\"{near}");
            let path = format!("{}.area", reading.path(&post.line.id));
            findings.push(Finding::new(path, &post.line.clause, says));
        }
    }
}

/// Days a week beside full-time equivalents, and no word on how the one becomes the other
/// (O-003-29).
fn mixed_units(reading: &Reading, findings: &mut Vec<Finding>) {
    let agreement = reading.agreement;
    let heads = &agreement.heads;
    let paragraphs = heads.scope.iter().chain(&heads.notes).map(|paragraph| &paragraph.text);
    let assumed = agreement.assumptions.iter().map(|assumption| &assumption.text);
    let is_settled = paragraphs.chain(assumed).any(|text| {
        has_any(text, &["full-time equivalent", "full-time equivalents", "fte", "ftes"])
            && has_any(text, &["day", "days"])
    });
    let days = reading.known.staffing.iter().filter_map(|p| p.terms.latest().days_per_week.known());
    let days: Exact = days.map(Exact::from).sum();
    if heads.core_inputs.is_empty() || days.is_nought() || is_settled {
        return;
    }
    let says = format!(
        "core inputs are full-time equivalents and posts are days a week: of a week of \
         {DAYS_IN_WEEK} days, {} days are {} of a full-time equivalent; state how the one becomes \
         the other",
        days.in_figures(0, 2),
        (days.clone() / Exact::from(DAYS_IN_WEEK)).in_figures(0, 3)
    );
    findings.push(Finding::new("heads.core_input", clause(reading), says));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;

    const EARLY: &str = "area = \"Early Years\"\nsupplier_fte = 0.2\npurchaser_fte = 3";
    const MANAGEMENT: &str =
        "area = \"Strategic Management\"\nsupplier_fte = 0.2\npurchaser_fte = 1";

    /// R3 and O-003-30: each row names its sides, and all are counted.
    #[test]
    fn blank_and_unconfirmed_entries_are_counted_by_side() {
        let tbc =
            (EARLY, "area = \"Early Years\"\nsupplier_fte = \"tbc\"\npurchaser_fte = \"tbc\"");
        let path = "heads.core_input.1";
        raises(&[tbc], path, "Northshire County Council and Vale of Sandling Council");
        let blank = (MANAGEMENT, "area = \"Strategic Management\"");
        raises(&[tbc, blank], "heads.core_input.0", "(2 of 4 entries that are)");
        let one = (EARLY, "area = \"Early Years\"\nsupplier_fte = 0.2\npurchaser_fte = \"tbc\"");
        raises(&[one], path, "equivalents of Vale of Sandling Council are blank");
        silent(&[(EARLY, "area = \"Early Years\"\nsupplier_fte = 0.2")]);
    }

    /// O-003-31.
    #[test]
    fn an_overhead_is_not_a_service_area() {
        let row = format!("{EARLY}\n[[heads.core_input]]\narea = \"Overheads\"\nsupplier_fte = 1");
        raises(&[(EARLY, &row)], "heads.core_input.2.area", "a rate on other charges");
        let row = format!("{EARLY}\n[[heads.core_input]]\narea = \"Complaints\"\nsupplier_fte = 1");
        silent(&[(EARLY, &row)]);
    }

    /// O-003-32: Hantsdirect is Hampshire's contact centre.
    #[test]
    fn an_area_with_the_other_councils_name_is_raised() {
        assert!(bears("Hantsdirect", "Hampshire County Council"));
        assert!(bears("Hampshire MASH", "Hampshire County Council"));
        assert!(bears("Wight Youth", "Isle of Wight Council"));
        assert!(!bears("County Line Team", "Hampshire County Council"));
        let name = ("name = \"Northshire County Council\"", "name = \"Hampshire County Council\"");
        let early = ("area = \"Early Years\"\nsupplier", "area = \"Hantsdirect\"\nsupplier");
        let post = ("area = \"Early Years\"", "area = \"Hantsdirect\"");
        let path = "heads.core_input.1.area";
        raises(&[name, early, post], path, "bears the name of Hampshire County Council");
        let own = (EARLY, "area = \"Hantsdirect\"\nsupplier_fte = 0.2");
        let to = ("to Vale of Sandling Council", "to others");
        silent_but_names(&[name, own, post, to]);
    }

    fn silent_but_names(changes: &[(&str, &str)]) {
        crate::domain::check::samples::silent_about(changes, "bears the name");
    }

    #[test]
    fn tables_alike_row_for_row_are_raised() {
        let third = |fte: &str| {
            format!(
                "area = \"Early Years\"\nsupplier_fte = 2\npurchaser_fte = {fte}\n\
                 [[heads.core_input]]\narea = \"Data\"\nsupplier_fte = 1\npurchaser_fte = 1"
            )
        };
        let first =
            (MANAGEMENT, "area = \"Strategic Management\"\nsupplier_fte = 1\npurchaser_fte = 1");
        raises(&[first, (EARLY, &third("2"))], "heads.core_input", "alike in each of 3 rows");
        silent(&[first, (EARLY, &third("3"))]);
    }

    /// O-003-33: a table that ends in the middle.
    #[test]
    fn areas_without_posts_are_listed_together() {
        let row = format!("{EARLY}\n[[heads.core_input]]\narea = \"Data\"\nsupplier_fte = \"tbc\"");
        raises(&[(EARLY, &row)], "heads.core_input", "under 1 of 3 areas");
        let known = format!("{EARLY}\n[[heads.core_input]]\narea = \"Data\"\nsupplier_fte = 1");
        silent(&[(EARLY, &known)]);
        let area = ("area = \"Early Years\"", "area = \"Early Yars\"");
        raises(&[area], "staffing.1.area", "was \"Early Years\" meant?");
    }

    /// O-003-29: 2 days a week are 0.4 of a full-time equivalent.
    #[test]
    fn days_and_full_time_equivalents_need_a_word_between_them() {
        let note = (
            "notes = [{ clause = \"N1\", text = \"One full-time equivalent is five days a \
                     week.\" }]\n",
            "",
        );
        raises(&[note], "heads.core_input", "2 days are 0.4 of a full-time equivalent");
    }
}
