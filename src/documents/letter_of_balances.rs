//! The letter to agree balances at a financial year's end: both councils' figures side by side, the
//! differences and where they come from, what to do by when, and places to sign.

use chrono::NaiveDate;

use crate::billing::balances::BalanceRow;
use crate::billing::balances::Balances;
use crate::billing::balances::Counterparty;
use crate::documents::letterhead::address;
use crate::documents::letterhead::ask;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::colour_of;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Note;
use crate::documents::page::Signatory;
use crate::documents::page::Table;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Authority;
use crate::domain::authority::Side;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;

/// When a letter is sent, by which council, and by when the other is to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The council that writes.
    pub by: Side,
    /// The day of the letter.
    pub on: NaiveDate,
    /// The day by which the other answers.
    pub reply_by: NaiveDate,
}

/// The letter on the balances of a financial year.
pub fn letter_of_balances(agreement: &Agreement, balances: &Balances, sent: Sent) -> Document {
    let (from, to) = match sent.by {
        Side::Supplier => (&agreement.supplier, &agreement.purchaser),
        Side::Purchaser => (&agreement.purchaser, &agreement.supplier),
    };
    let title = format!("Agreement of balances {}", balances.year);
    let year = balances.year.to_string().replace('/', "-");
    let reference = format!("{}-{year}-BALANCES", balances.agreement);
    let mut document = Document::new(&from.name, title, reference, sent.on);
    document.colour = colour_of(from);
    let at = in_words(balances.at);
    document.subject = format!("Both councils’ figures at {at} under {}", balances.title);
    document.push(Block::lead(format!(
        "{}. Both councils’ figures for {} and at {at}, for their accounts and for Whole of \
         Government Accounts.",
        balances.title,
        balances.year.dates().in_words()
    )));
    document.push(Block::Addresses(vec![address("From", from, false), address("To", to, false)]));
    document.push(Block::key_facts([
        ("Agreement", balances.agreement.clone()),
        ("Balances at", at),
        ("Counterparty, supplier", counterparty(&balances.supplier)),
        ("Counterparty, purchaser", counterparty(&balances.purchaser)),
        ("Please answer by", in_words(sent.reply_by)),
    ]));
    document.push(Block::Note(what_to_do(balances, &from.name, &to.name, sent)));
    document.push(Block::heading("The figures"));
    document.push(Block::Table(figures(balances)));
    differences(balances, &mut document);
    if !balances.notes.is_empty() {
        document.push(Block::heading("What the councils say of their figures"));
        let notes = balances.notes.iter().map(|note| format!("{}: {}", note.council, note.says));
        document.push(Block::bullets(notes));
    }
    document.push(Block::Together(signed(agreement, balances, from)));
    document
}

/// `Hampshire County Council, E10000014`.
fn counterparty(council: &Counterparty) -> String {
    let code = council.code.as_deref().unwrap_or("code not stated");
    format!("{}, {code}", council.name)
}

fn what_to_do(balances: &Balances, from: &str, to: &str, sent: Sent) -> Note {
    let by = in_words(sent.reply_by);
    let (heading, words) = if balances.agreed {
        let words = format!(
            "The books of both councils say the same. {to}: please check the figures against your \
             ledger, sign this letter, and send it back by {by}."
        );
        ("The balances agree", vec![words])
    } else {
        let has_causes = balances.rows.iter().any(|row| !row.causes.is_empty());
        let look = if has_causes {
            "each document under “Where the differences come from”"
        } else {
            "what makes each difference of “The figures”"
        };
        let words = format!(
            "{to}: please look up {look} in your ledger, and by {by} tell us of each whether you \
             will enter it, correct it, or why it is right as it is. {from} does the same with its \
             own."
        );
        let after = "Sign this letter only once no difference is left, or once both councils have \
                     written beside it how it will be put right.";
        ("The balances do not agree yet", vec![words, after.to_owned()])
    };
    Note {
        heading: Some(heading.to_owned()),
        paragraphs: words.into_iter().map(Into::into).collect(),
    }
}

fn figures(balances: &Balances) -> Table {
    let columns = vec![
        Column::text("Figure").heads_rows(),
        Column::figures(balances.supplier.name.as_str()),
        Column::figures(balances.purchaser.name.as_str()),
        Column::figures("Difference"),
    ];
    let mut table = Table::new("Both councils’ figures side by side", columns);
    for row in &balances.rows {
        let (ours, theirs) = row.balance.lines_of_accounts();
        let name = Cell::new(row.balance.in_words()).with_detail(format!("{ours}; {theirs}"));
        let sums = [row.supplier, row.purchaser, row.difference()].map(Money::in_pounds);
        table.push(std::iter::once(name).chain(sums.into_iter().map(Cell::new)));
    }
    table
}

/// The documents and accruals that the two books hold otherwise.
fn differences(balances: &Balances, document: &mut Document) {
    let differing: Vec<&BalanceRow> =
        balances.rows.iter().filter(|row| !row.causes.is_empty()).collect();
    if differing.is_empty() {
        return;
    }
    document.push(Block::heading("Where the differences come from"));
    let columns = vec![
        Column::text("Document").heads_rows(),
        Column::figures(balances.supplier.name.as_str()),
        Column::figures(balances.purchaser.name.as_str()),
        Column::figures("Difference"),
    ];
    let mut table = Table::new("What the two books hold otherwise", columns);
    for row in differing {
        table.push_group(row.balance.in_words());
        for cause in &row.causes {
            let name = Cell::new(cause.document.as_str());
            let name = name.with_detail(capital(&cause.in_words(balances)));
            let shown = |sum: Option<Money>| sum.map_or("none".to_owned(), Money::in_pounds);
            let sums = [shown(cause.supplier), shown(cause.purchaser)];
            let sums = sums.into_iter().chain([cause.difference().in_pounds()]);
            table.push(std::iter::once(name).chain(sums.map(Cell::new)));
        }
    }
    document.push(Block::Table(table));
}

/// Where both councils sign.
fn signed(agreement: &Agreement, balances: &Balances, from: &Authority) -> Vec<Block> {
    let signatory = |authority: &Authority| Signatory {
        party: authority.name.clone(),
        name: None,
        position: None,
    };
    let words = if balances.agreed {
        "We agree the figures above for our accounts.".to_owned()
    } else {
        "We agree the figures above for our accounts, with the differences put right as written \
         beside them."
            .to_owned()
    };
    let mut last = vec![
        Block::heading("Agreed by the finance officers"),
        Block::paragraph(words),
        Block::Signatures(vec![signatory(&agreement.supplier), signatory(&agreement.purchaser)]),
    ];
    last.extend(ask(from).map(Block::paragraph));
    last
}
