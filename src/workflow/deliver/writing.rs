//! Writing the letters of the outbox, each from what stands in the books when it is sent.

use crate::billing::stage::LineState;
use crate::documents::file_name;
use crate::documents::font::Fonts;
use crate::documents::letter;
use crate::documents::letter::Act;
use crate::documents::letter::Agreed;
use crate::documents::letter::Bill;
use crate::documents::letter::Correspondence;
use crate::documents::letter::Credit;
use crate::documents::letter::Deadline;
use crate::documents::letter::Late;
use crate::documents::letter::QueriedLine;
use crate::documents::letter::StatementAgreed;
use crate::documents::letter::StatementQueried;
use crate::documents::letter::StatementToAgree;
use crate::documents::letter::Unpaid;
use crate::documents::letter::Written;
use crate::documents::page::Document;
use crate::documents::pdf;
use crate::documents::statement::statement_in_books;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Authority;
use crate::domain::authority::Contact;
use crate::domain::authority::Side;
use crate::domain::calendar::day_in_london;
use crate::domain::money::Money;
use crate::domain::people::CouncilId;
use crate::domain::people::InvoiceId;
use crate::domain::people::StatementId;
use crate::mail::Attachment;
use crate::mail::Letter;
use crate::mail::Mailbox;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::outbox::Waiting;
use crate::store::people;
use crate::store::progress;
use crate::store::queries;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::KeptLine;
use crate::workflow::agree::DEEMED;
use crate::workflow::deliver::Post;
use crate::workflow::deliver::addressed;
use crate::workflow::issue::restored;
use crate::workflow::payments;
use crate::workflow::refusal::Refusal;
use crate::workflow::set_off;
use crate::workflow::standing;
use crate::workflow::tell;
use crate::workflow::terms;
use crate::workflow::terms::Terms;

/// The letter that a row of the outbox stands for.
///
/// # Errors
/// What it tells of is gone; [`Refusal::Nothing`] where it was settled or taken back before the
/// letter was sent.
pub(super) fn letter(
    books: &mut Books,
    fonts: &Fonts,
    post: &Post,
    waiting: &Waiting,
) -> Result<Letter, Refusal> {
    let supplier = CouncilId::from(waiting.supplier_id.clone());
    if let Some(act) = tell::act_of(&waiting.kind) {
        return telling(books, &supplier, post, waiting, act);
    }
    match waiting.kind.as_str() {
        "invoice" | "credit-note" | "reminder" => {
            let of = Bills::of(books, &supplier, &waiting.subject_id.clone().into())?;
            of.letter(books, post, waiting)
        }
        _ => {
            let of = Statements::of(books, &supplier, &waiting.subject_id.clone().into())?;
            of.letter(books, fonts, post, waiting)
        }
    }
}

/// A letter that tells of an act, in the words that were kept with it.
fn telling(
    books: &mut Books,
    supplier: &CouncilId,
    post: &Post,
    waiting: &Waiting,
    act: Act,
) -> Result<Letter, Refusal> {
    let kept: tell::Kept = serde_json::from_str(&waiting.letter)
        .map_err(|error| StoreError::damaged("the letter", &waiting.id, error.to_string()))?;
    let (terms, of) = match act {
        Act::Disputed | Act::Answered => {
            let bills = Bills::of(books, supplier, &waiting.subject_id.clone().into())?;
            (bills.terms, bills.issued.number)
        }
        _ => {
            let statement = Statements::of(books, supplier, &waiting.subject_id.clone().into())?;
            (statement.terms, statement.kept.period.to_string())
        }
    };
    let agreement = terms.agreement();
    let envelope = Envelope { post, waiting, agreement, to: kept.side(), attachments: Vec::new() };
    Ok(envelope.write(|letter| {
        let sum = kept.pence.map(Money::from_pence);
        let (line, by, words) = (&kept.line, &kept.by, &kept.words);
        letter::told(letter, &letter::Told { act, of: &of, line, by, sum, words })
    }))
}

/// A statement was returned: what was to be said of it is true no more.
fn returned() -> Refusal {
    Refusal::Nothing("the statement was returned before the letter was sent".to_owned())
}

fn gone(what: &str) -> Refusal {
    Refusal::refused(format!("{what} that it tells of is no longer in the books"))
}

/// Whom to ask at an authority.
fn contact(authority: &Authority) -> Contact {
    authority.contact.clone().unwrap_or_else(|| Contact {
        name: authority.name.clone(),
        email: authority.email.clone(),
        phone: None,
    })
}

struct Envelope<'e> {
    post: &'e Post,
    waiting: &'e Waiting,
    agreement: &'e Agreement,
    to: Side,
    attachments: Vec<Attachment>,
}

impl Envelope<'_> {
    /// Writes a letter between the councils of an agreement.
    fn write(self, body: impl Fn(&Correspondence<'_>) -> Document) -> Letter {
        let (from, to) = match self.to {
            Side::Purchaser => (&self.agreement.supplier, &self.agreement.purchaser),
            Side::Supplier => (&self.agreement.purchaser, &self.agreement.supplier),
        };
        let attached: Vec<String> =
            self.attachments.iter().map(|attachment| attachment.name.clone()).collect();
        let agreement = format!("{}, {}", self.agreement.reference, self.agreement.title);
        let document = body(&Correspondence {
            from: &from.name,
            dear: "colleague",
            agreement: &agreement,
            date: day_in_london(self.waiting.queued_at),
            ask: &contact(from),
            attached: &attached,
        });
        let mailbox = Mailbox::new(&to.name, &self.waiting.to_address);
        let written = Written::of(&document);
        addressed(self.post, self.waiting, mailbox, written, self.attachments)
    }
}

/// Letters about an invoice or a credit note.
struct Bills {
    held: Held,
    issued: Issued,
    terms: Terms,
}

impl Bills {
    fn of(books: &mut Books, supplier: &CouncilId, id: &InvoiceId) -> Result<Bills, Refusal> {
        let issued = invoices::by_id(books, supplier, id)?.ok_or_else(|| gone("the document"))?;
        let held = agreements::by_id(books, supplier, &issued.agreement)?
            .ok_or_else(|| gone("the agreement"))?;
        let terms = terms::up_to(books, &held, issued.version, 0, 0)?;
        Ok(Bills { held, issued, terms })
    }

    fn letter(&self, books: &mut Books, post: &Post, waiting: &Waiting) -> Result<Letter, Refusal> {
        let attachments = self.files(books, post.attaches_electronic)?;
        let agreement = self.terms.agreement();
        let envelope = Envelope { post, waiting, agreement, to: Side::Purchaser, attachments };
        match waiting.kind.as_str() {
            "credit-note" => self.credit_note(books, envelope),
            "reminder" => self.reminder(books, envelope),
            _ => Ok(self.invoice(envelope)),
        }
    }

    /// The files that were made of it, byte for byte.
    fn files(&self, books: &mut Books, electronic: bool) -> Result<Vec<Attachment>, Refusal> {
        let Issued { supplier, id, number, .. } = &self.issued;
        let mut attachments = Vec::new();
        for (form, media_type) in [("pdf", "application/pdf"), ("xml", "application/xml")] {
            if form == "xml" && !electronic {
                continue;
            }
            if let Some((bytes, _)) = progress::file(books, supplier, id, form)? {
                let name = file_name(number, form);
                let media_type = media_type.to_owned();
                attachments.push(Attachment { name, media_type, bytes });
            }
        }
        Ok(attachments)
    }

    fn vat(&self) -> Option<Money> {
        (!self.issued.vat.is_nil()).then_some(self.issued.vat)
    }

    fn invoice(&self, envelope: Envelope<'_>) -> Letter {
        let period = self.issued.period.to_string();
        envelope.write(|letter| {
            let bill = Bill {
                noun: if self.vat().is_some() { "VAT invoice" } else { "invoice" },
                number: &self.issued.number,
                period: &period,
                net: self.issued.net,
                vat: self.vat(),
                total: self.issued.gross,
                due_on: self.issued.due_on,
                order: self.terms.agreement().purchaser.purchase_order.as_deref(),
            };
            letter::invoice(letter, &bill)
        })
    }

    fn credit_note(&self, books: &mut Books, envelope: Envelope<'_>) -> Result<Letter, Refusal> {
        let (_, document) = crate::workflow::render::document(books, &self.held, &self.issued)?;
        let corrects: Vec<_> = document
            .corrects
            .iter()
            .map(|earlier| (earlier.number.as_str(), earlier.issued_on))
            .collect();
        let period = self.issued.period.to_string();
        let why = self.issued.reason.clone().unwrap_or_else(|| {
            "What is due for earlier periods has changed; the credit note says how".to_owned()
        });
        let became = set_off::given_back(books, &self.issued)?;
        let taken_off: Vec<(&str, Money)> =
            became.taken_off.iter().map(|(number, sum)| (number.as_str(), *sum)).collect();
        Ok(envelope.write(|letter| {
            let credit = Credit {
                number: &self.issued.number,
                period: &period,
                net: -self.issued.net,
                vat: self.vat().map(|vat| -vat),
                total: -self.issued.gross,
                corrects: &corrects,
                why: &why,
                taken_off: &taken_off,
                owed_back: became.owed_back,
                due_on: self.issued.due_on,
            };
            letter::credit_note(letter, &credit)
        }))
    }

    fn reminder(&self, books: &mut Books, envelope: Envelope<'_>) -> Result<Letter, Refusal> {
        let on = day_in_london(envelope.waiting.queued_at);
        let standing = payments::standing_on(books, &self.held, &self.issued, on)?;
        if standing.undisputed.is_nil() || standing.undisputed.is_credit() {
            let says = "nothing undisputed of it was unpaid any more when its turn came";
            return Err(Refusal::Nothing(says.to_owned()));
        }
        let late = standing
            .interest
            .map(|interest| Late { days: (on - standing.due_on).num_days(), interest });
        Ok(envelope.write(|letter| {
            let unpaid = Unpaid {
                number: &self.issued.number,
                issued_on: self.issued.issued_on,
                due_on: standing.due_on,
                outstanding: standing.undisputed,
                late,
            };
            letter::reminder(letter, &[unpaid])
        }))
    }
}

/// Letters about a statement.
struct Statements {
    held: Held,
    kept: Kept,
    terms: Terms,
}

impl Statements {
    fn of(
        books: &mut Books,
        supplier: &CouncilId,
        id: &StatementId,
    ) -> Result<Statements, Refusal> {
        let kept = statements::by_id(books, supplier, id)?.ok_or_else(|| gone("the statement"))?;
        let held = agreements::by_id(books, supplier, &kept.agreement)?
            .ok_or_else(|| gone("the agreement"))?;
        let terms = terms::of_statement(books, &held, &kept)?;
        Ok(Statements { held, kept, terms })
    }

    fn letter(
        &self,
        books: &mut Books,
        fonts: &Fonts,
        post: &Post,
        waiting: &Waiting,
    ) -> Result<Letter, Refusal> {
        let agreement = self.terms.agreement();
        let envelope = |to, attachments| Envelope { post, waiting, agreement, to, attachments };
        match waiting.kind.as_str() {
            "statement" => {
                let attachments = vec![self.paper(books, fonts)?];
                self.to_agree(books, envelope(Side::Purchaser, attachments))
            }
            "query" => self.queried(books, envelope(Side::Supplier, Vec::new())),
            _ => self.agreed(books, envelope(Side::Supplier, Vec::new())),
        }
    }

    fn paper(&self, books: &mut Books, fonts: &Fonts) -> Result<Attachment, Refusal> {
        if self.kept.sent_on.is_none() {
            return Err(returned());
        }
        let lines = statements::lines(books, &self.kept)?;
        let drawn = restored(&self.held, &self.kept, &self.terms, &lines)?;
        let before = standing::before(books, &self.held, &self.kept)?;
        let (agreement, actuals) = (self.terms.agreement(), &self.terms.actuals);
        let mut document = statement_in_books(agreement, actuals, &drawn, &before);
        document.logo = terms::logo(books, &self.held, self.kept.version, agreement)?;
        let bytes =
            pdf::render(&document, fonts).map_err(|error| Refusal::refused(error.to_string()))?;
        let name = format!("{}-{}", self.held.reference, self.kept.period.compact());
        Ok(Attachment {
            name: file_name(&format!("{name}-statement"), "pdf"),
            media_type: "application/pdf".into(),
            bytes,
        })
    }

    fn to_agree(&self, books: &mut Books, envelope: Envelope<'_>) -> Result<Letter, Refusal> {
        let lines = statements::lines(books, &self.kept)?.len();
        let period = self.kept.period.to_string();
        let deadline = self.kept.deemed_on;
        Ok(envelope.write(|letter| {
            let statement = StatementToAgree {
                period: &period,
                net: self.kept.net,
                lines,
                deadline: deadline.map(|last_day| Deadline { last_day, clause: None }),
            };
            letter::statement_to_agree(letter, &statement)
        }))
    }

    fn queried(&self, books: &mut Books, envelope: Envelope<'_>) -> Result<Letter, Refusal> {
        let lines = statements::lines(books, &self.kept)?;
        let open: Vec<_> = queries::of_statement(books, &self.kept)?
            .into_iter()
            .filter(|query| query.outcome.is_none())
            .collect();
        let asked: Vec<QueriedLine<'_>> = open
            .iter()
            .filter_map(|query| {
                let line = lines.iter().find(|line| line.number == query.line_no)?;
                Some(QueriedLine {
                    clause: &line.clause,
                    description: &line.description,
                    net: line.net,
                    why: &query.reason,
                })
            })
            .collect();
        if asked.is_empty() {
            let says = "the query was closed before the letter was sent";
            return Err(Refusal::Nothing(says.to_owned()));
        }
        let by = match open.first() {
            Some(query) => people::person_by_id(books, &query.raised_by)?,
            None => None,
        };
        let by = by.map_or_else(String::new, |person| person.name);
        let held: Money = asked.iter().map(|line| line.net).sum();
        let period = self.kept.period.to_string();
        Ok(envelope.write(|letter| {
            let statement = StatementQueried {
                period: &period,
                by: &by,
                lines: &asked,
                agreed: self.kept.net - held,
            };
            letter::statement_queried(letter, &statement)
        }))
    }

    fn agreed(&self, books: &mut Books, envelope: Envelope<'_>) -> Result<Letter, Refusal> {
        let agreed_by = self.kept.agreed_by.clone().ok_or_else(returned)?;
        let by = people::person_by_id(books, &agreed_by)?;
        let by = by.map_or_else(String::new, |person| person.name);
        let preparer = people::person_by_id(books, &self.kept.prepared_by)?;
        let preparer = preparer.map_or_else(String::new, |person| person.name);
        let on = day_in_london(self.kept.agreed_at.unwrap_or(envelope.waiting.queued_at));
        let period = self.kept.period.to_string();
        let lines = statements::lines(books, &self.kept)?;
        // A line that is queried is held; what is agreed may be issued before the letter goes.
        let is_agreed =
            |line: &&KeptLine| [LineState::Agreed, LineState::Issued].contains(&line.state);
        let net = lines.iter().filter(is_agreed).map(|line| line.net).sum();
        Ok(envelope.write(|letter| {
            let how = match agreed_by.as_str() {
                DEEMED => Agreed::Deemed { on, clause: None },
                _ => Agreed::By { name: &by, on },
            };
            let statement = StatementAgreed { period: &period, net, how, prepared_by: &preparer };
            letter::statement_agreed(letter, &statement)
        }))
    }
}
