//! A statement as the log of acts tells of it, deed by deed, held against the row: pure.

use chrono::NaiveDateTime;

use crate::store::acts::Entry;
use crate::store::invoices::Issued;
use crate::store::statements::Kept;
use crate::workflow::agree::DEEMED;
use crate::workflow::draw_up::draft_in_words;

/// Who did something, by their name in the books and in full, and when.
type Done = (String, String, NaiveDateTime);

/// How far the log says that a statement has come.
#[derive(Debug, Default)]
struct Told {
    drawn_up: Option<Done>,
    /// What its drawing up says, in full.
    after: String,
    stage: String,
    hash: String,
    over_limit: String,
    agreed: Option<Done>,
    approved: Option<Done>,
    countersigned: Option<Done>,
}

/// A document as the log says that it was issued.
#[derive(Debug)]
struct ToldIssued {
    number: String,
    by: Done,
    approved_by: String,
}

impl Told {
    fn go_on(&mut self, entry: &Entry) {
        let done: Done = (entry.person_id.clone(), entry.person.clone(), entry.done_at);
        if entry.act == "statement drawn up" {
            *self = Told {
                drawn_up: Some(done),
                after: entry.after.clone(),
                stage: "drawn-up".to_owned(),
                hash: hash_in(&entry.after).to_owned(),
                over_limit: entry.reason.clone(),
                ..Told::default()
            };
            return;
        }
        let (stage, hash) = entry.after.split_once(", ").unwrap_or((&entry.after, ""));
        (self.stage, self.hash) = (stage.to_owned(), hash.to_owned());
        let is_released = entry.act.starts_with("line ") && entry.act.ends_with(" released");
        match entry.act.as_str() {
            "statement agreed" => self.agreed = Some(done),
            "statement deemed agreed" => {
                self.agreed = Some((DEEMED.to_owned(), entry.person.clone(), entry.done_at));
            }
            "statement approved" if self.approved.is_some() => self.countersigned = Some(done),
            "statement approved" | "statement approved by the first of two" => {
                self.approved = Some(done);
            }
            "statement returned" => {
                (self.agreed, self.approved, self.countersigned) = (None, None, None);
            }
            _ if is_released => (self.approved, self.countersigned) = (None, None),
            _ => {}
        }
    }

    fn approvers(&self) -> String {
        let both = [&self.approved, &self.countersigned].into_iter().flatten();
        both.map(|(_, name, _)| name.as_str()).collect::<Vec<_>>().join(" and ")
    }
}

/// The hash at the end of what a drawing up says.
fn hash_in(after: &str) -> &str {
    after.rsplit(", ").next().unwrap_or_default()
}

/// Whether an entry is about how far a statement has come.
fn is_of_statement(entry: &Entry) -> bool {
    ["statement ", "line ", "issued as "].iter().any(|begins| entry.act.starts_with(begins))
}

/// Whether an entry says that there is a statement.
pub(super) fn draws_up(entry: &Entry) -> bool {
    entry.act == "statement drawn up"
}

/// Where a statement's row and its documents are not what the log says; `lines` is how many it has.
pub(super) fn differences(
    kept: &Kept,
    lines: usize,
    documents: &[Issued],
    log: &[&Entry],
) -> Vec<String> {
    let (mut told, mut issued) = (Told::default(), Vec::new());
    for entry in log.iter().filter(|entry| is_of_statement(entry)) {
        told.go_on(entry);
        for number in entry.act.strip_prefix("issued as ").into_iter().flat_map(|of| of.split(", "))
        {
            issued.push(ToldIssued {
                number: number.to_owned(),
                by: (entry.person_id.clone(), entry.person.clone(), entry.done_at),
                approved_by: told.approvers(),
            });
        }
    }
    if told.drawn_up.is_none() {
        return vec!["the log does not tell who drew it up".to_owned()];
    }
    let mut found = of_row(kept, lines, &told);
    found.extend(of_documents(documents, &issued));
    found
}

fn of_row(kept: &Kept, lines: usize, told: &Told) -> Vec<String> {
    let id = |done: &Option<Done>| done.as_ref().map(|(id, ..)| id.clone());
    let at = |done: &Option<Done>| done.as_ref().map(|(.., at)| *at);
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    let moment = |it: Option<NaiveDateTime>| it.map(|it| it.to_string()).unwrap_or_default();
    let drawn = draft_in_words(kept, lines, hash_in(&told.after));
    [
        ("stage", kept.stage.word().to_owned(), told.stage.clone()),
        ("SHA-256", kept.hash.clone(), told.hash.clone()),
        ("drawing up", drawn, told.after.clone()),
        ("second look", text(&kept.over_limit), told.over_limit.clone()),
        ("preparer", kept.prepared_by.clone(), text(&id(&told.drawn_up))),
        ("drawing up", kept.prepared_at.to_string(), moment(at(&told.drawn_up))),
        ("agreement is by", text(&kept.agreed_by), text(&id(&told.agreed))),
        ("agreement", moment(kept.agreed_at), moment(at(&told.agreed))),
        ("approver", text(&kept.approved_by), text(&id(&told.approved))),
        ("approval", moment(kept.approved_at), moment(at(&told.approved))),
        ("second approver", text(&kept.countersigned_by), text(&id(&told.countersigned))),
    ]
    .into_iter()
    .filter(|(_, books, log)| books != log)
    .map(|(what, books, log)| format!("its {what}: the books say \"{books}\", the log \"{log}\""))
    .collect()
}

fn of_documents(documents: &[Issued], issued: &[ToldIssued]) -> Vec<String> {
    let mut found = Vec::new();
    for document in documents {
        let number = &document.number;
        let Some(told) = issued.iter().find(|told| told.number == *number) else {
            found.push(format!("the log does not tell that {number} was issued for it"));
            continue;
        };
        let (by, _, at) = &told.by;
        let same = [
            ("was approved by", &document.approved_by, &told.approved_by),
            ("was issued by", &document.issued_by, by),
            ("was issued at", &document.issued_at.to_string(), &at.to_string()),
        ]
        .map(|(what, books, log)| {
            (books != log)
                .then(|| format!("{number} {what}: the books say \"{books}\", the log \"{log}\""))
        });
        found.extend(same.into_iter().flatten());
    }
    let numbers: Vec<&str> = documents.iter().map(|document| document.number.as_str()).collect();
    for told in issued.iter().filter(|told| !numbers.contains(&told.number.as_str())) {
        found.push(format!("the log says that {} was issued for it, and it is gone", told.number));
    }
    found
}
