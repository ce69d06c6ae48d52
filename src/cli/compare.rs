//! `compare`: two versions of an agreement, in words and in pounds.

use serde::Serialize;

use crate::billing::effect::Effect;
use crate::billing::effect::effect;
use crate::cli::Desk;
use crate::cli::arguments::CompareArguments;
use crate::cli::arguments::Format;
use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::layout::heading;
use crate::cli::layout::paragraph;
use crate::cli::layout::subheading;
use crate::cli::load;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::pdf;
use crate::documents::redline as paper;
use crate::documents::redline::Difference;
use crate::domain::csv_rows;
use crate::domain::money::Money;
use crate::domain::redline::TermChange;
use crate::domain::redline::redline;

/// What two versions say and come to.
#[derive(Debug, Serialize)]
struct Compared {
    changes: Vec<TermChange>,
    effect: Vec<Effect>,
}

pub fn run(arguments: &CompareArguments, desk: &mut Desk) -> Result<(), Failure> {
    output::not_over(&[&arguments.old, &arguments.new], &arguments.output)?;
    let read = (load::agreement(&arguments.old), load::agreement(&arguments.new));
    let (old, new) = match read {
        (Ok(old), Ok(new)) => (old.agreement, new),
        (Err(Failure::Input(mut old)), Err(Failure::Input(new))) => {
            old.extend(new);
            return Err(Failure::Input(old));
        }
        (Err(failure), _) | (_, Err(failure)) => return Err(failure),
    };
    let compared =
        Compared { changes: redline(&old, &new.agreement), effect: effect(&old, &new.agreement) };
    let text = match arguments.output.format {
        Format::Text => {
            as_text(&compared, &paper::in_words(&old, &new.agreement, &compared.changes))
        }
        Format::Json => output::json(&compared)?,
        Format::Csv => as_csv(&compared),
        Format::Pdf => {
            let Compared { changes, effect } = &compared;
            let names = [&arguments.old, &arguments.new].map(|path| {
                path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
            });
            let versions = ((names[0].as_str(), &old), (names[1].as_str(), &new.agreement));
            let on = arguments.as_at.unwrap_or(desk.today);
            let document = paper::redline(versions, changes, effect, on);
            let logo = load::logo(&arguments.new, &new)?;
            return pdf::write_one(
                document,
                logo.as_ref(),
                &[&arguments.old, &arguments.new],
                &arguments.output,
                desk,
            );
        }
        other => return Err(output::no_such_format("compare", other, Format::COMPARE)),
    };
    output::write(&text, &arguments.output, desk)
}

fn as_text(compared: &Compared, differences: &[Difference]) -> String {
    let mut text = heading("What it comes to, in pounds, without VAT and actuals");
    text.push_str(&pounds(&compared.effect));
    text.push_str(&subheading("What has changed, in words"));
    if differences.is_empty() {
        text.push_str("Nothing has changed.\n");
    }
    text.push_str(&in_words(differences));
    text
}

/// Differences in words, each with what the old and the new version state.
pub fn in_words(differences: &[Difference]) -> String {
    let mut text = String::new();
    for difference in differences {
        text.push_str(&paragraph(&difference.what, 0));
        let line = |label: &str, words: &str| paragraph(&format!("{label}: {words}"), 2);
        match (&difference.old, &difference.new) {
            (Some(old), Some(new)) => {
                text.push_str(&line("old", old));
                text.push_str(&line("new", new));
            }
            (Some(old), None) => text.push_str(&line("taken out", old)),
            (None, new) => text.push_str(&line("added", new.as_deref().unwrap_or_default())),
        }
    }
    text
}

fn pounds(effects: &[Effect]) -> String {
    if effects.iter().all(|effect| effect.difference.is_nil()) {
        return format!("{}\n", paper::no_difference(effects));
    }
    let mut columns = Columns::new(0, &[Align::Left, Align::Right, Align::Right, Align::Right]);
    columns.row(["Period", "Old", "New", "Difference"]);
    columns.rule();
    for effect in effects {
        let sums = [effect.old, effect.new, effect.difference].map(Money::in_pounds);
        let [old, new, difference] = sums;
        columns.row([effect.period.to_string(), old, new, difference]);
    }
    columns.rule();
    let total = |sum: fn(&Effect) -> Money| effects.iter().map(sum).sum::<Money>();
    let sums = [total(|e| e.old), total(|e| e.new), total(|e| e.difference)].map(Money::in_pounds);
    let [old, new, difference] = sums;
    columns.row(["Together".to_owned(), old, new, difference]);
    columns.text()
}

fn as_csv(compared: &Compared) -> String {
    let words = compared.changes.iter().map(|change| {
        let stated = |words: &Option<String>| words.clone().unwrap_or_default();
        let (old, new) = (stated(&change.old), stated(&change.new));
        vec!["term".into(), change.clause.clone(), change.field.clone(), old, new, String::new()]
    });
    let pounds = compared.effect.iter().map(|effect| {
        vec![
            "effect".to_owned(),
            String::new(),
            effect.period.to_string(),
            effect.old.to_string(),
            effect.new.to_string(),
            effect.difference.to_string(),
        ]
    });
    csv_rows::write(&["kind", "clause", "field", "old", "new", "difference"], words.chain(pounds))
}
