//! Invoices: credited, received, disputed, answered, paid, and reminded of.

use chrono::NaiveDate;
use clap::Args;

use crate::cli::Desk;
use crate::cli::arguments::parse_date;
use crate::cli::load::Failure;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Office;
use crate::cli::service::words;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::workflow::Work;
use crate::workflow::credit as crediting;
use crate::workflow::duties::Duty;
use crate::workflow::payments;
use crate::workflow::payments::Standing;
use crate::workflow::refusal::Refusal;
use crate::workflow::set_off;

/// Which invoice, and who acts.
#[derive(Debug, Args)]
pub struct NumberArguments {
    /// The number of the invoice or credit note: ASH-INV-000001
    #[arg(value_name = "NUMBER")]
    number: String,
    #[command(flatten)]
    acting: Acting,
}

impl NumberArguments {
    /// Does an act on the invoice, and tells how it stands after it.
    fn act(
        &self,
        desk: &mut Desk,
        what: impl Fn(&mut Work<'_>) -> Result<Standing, Refusal>,
    ) -> Result<(), Failure> {
        let mut office = Office::enter(&self.acting, desk)?;
        let standing = office.act(what)?;
        desk.out.write_all(words::standing(&standing).as_bytes())?;
        Ok(())
    }
}

impl NumberArguments {
    /// The same of an act that the other council is told of by letter.
    fn act_and_tell(
        &self,
        desk: &mut Desk,
        what: impl Fn(&mut Work<'_>) -> Result<Standing, Refusal>,
    ) -> Result<(), Failure> {
        let mut office = Office::enter(&self.acting, desk)?;
        let says = office.act(|work| {
            let standing = what(work)?;
            let (held, _) = payments::document(work, &self.number, Duty::Read)?;
            Ok(words::standing(&standing) + &words::no_letter_to_other(work, &held)?)
        })?;
        desk.out.write_all(says.as_bytes())?;
        Ok(())
    }
}

/// Arguments of `credit`.
#[derive(Debug, Args)]
pub struct CreditArguments {
    #[command(flatten)]
    of: NumberArguments,
    /// What is given back of a line, by its number and before VAT: 2=100.00; all that is left of
    /// the invoice where no line is named
    #[arg(long = "line", value_name = "LINE=SUM", value_parser = line_and_sum)]
    lines: Vec<(i32, Money)>,
    /// Why it is given back, or why the credit is refused
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// Approve the credit that waits, as the second person: its credit note is issued
    #[arg(long, conflicts_with_all = ["lines", "refuse", "reason"])]
    approve: bool,
    /// Refuse the credit that waits
    #[arg(long, conflicts_with = "lines")]
    refuse: bool,
}

fn line_and_sum(text: &str) -> Result<(i32, Money), String> {
    let (line, sum) = text.split_once('=').ok_or("write a line's number and a sum, as 2=100.00")?;
    let line = line.trim().parse().ok().filter(|line| *line > 0);
    let line = line.ok_or("a line is named by its number on the invoice, from 1")?;
    Ok((line, Money::parse(sum.trim())?))
}

/// `credit`.
pub fn credit(of: &CreditArguments, desk: &mut Desk) -> Result<(), Failure> {
    let number = &of.of.number;
    let mut office = Office::enter(&of.of.acting, desk)?;
    if of.approve {
        let (note, became) = office.act(|work| {
            let note = crediting::approve(work, number)?;
            let became = words::given_back(work, &note)?;
            Ok((note, became))
        })?;
        writeln!(
            desk.out,
            "{}: credit note for {} and {} VAT, {} in all, on {number}\n{became}  \
             `concordat deliver` makes the files and sends the letters",
            note.number,
            (-note.net).in_pounds(),
            (-note.vat).in_pounds(),
            (-note.gross).in_pounds()
        )?;
    } else if of.refuse {
        office.act(|work| crediting::refuse(work, number, &of.reason))?;
        writeln!(desk.out, "{number}: the credit is refused, and nothing is given back")?;
    } else {
        let lines = (!of.lines.is_empty()).then(|| of.lines.clone());
        let credit = office.act(|work| crediting::prepare(work, number, &lines, &of.reason))?;
        writeln!(
            desk.out,
            "{number}: {} is to be given back; a second person approves it: \
             concordat credit {number} --approve",
            credit.gross.in_pounds()
        )?;
    }
    Ok(())
}

/// Arguments of `receive`.
#[derive(Debug, Args)]
pub struct ReceiveArguments {
    #[command(flatten)]
    of: NumberArguments,
    /// The day on which it came; today where left out. Its days for payment count from then, unless
    /// it is overdue or paid when you record this: then the day it is due stays
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    on: Option<NaiveDate>,
}

/// `receive`.
pub fn receive(of: &ReceiveArguments, desk: &mut Desk) -> Result<(), Failure> {
    let on = of.on.unwrap_or(desk.today);
    let mut office = Office::enter(&of.of.acting, desk)?;
    let standing = office.act(|work| payments::receive(work, &of.of.number, on))?;
    desk.out.write_all(words::standing(&standing).as_bytes())?;
    if let Some(received) = words::received(&standing) {
        writeln!(desk.out, "  {received}")?;
    }
    Ok(())
}

/// Arguments of `dispute`.
#[derive(Debug, Args)]
pub struct DisputeArguments {
    #[command(flatten)]
    of: NumberArguments,
    /// How much of it, VAT included
    #[arg(long, value_name = "SUM", value_parser = Money::parse)]
    amount: Money,
    /// Why: what would settle it?
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// `dispute`.
pub fn dispute(of: &DisputeArguments, desk: &mut Desk) -> Result<(), Failure> {
    of.of.act_and_tell(desk, |work| payments::dispute(work, &of.of.number, of.amount, &of.reason))
}

/// Arguments of `answer`.
#[derive(Debug, Args)]
pub struct AnswerArguments {
    #[command(flatten)]
    of: NumberArguments,
    /// The answer
    #[arg(long, value_name = "TEXT")]
    answer: String,
}

/// `answer`.
pub fn answer(of: &AnswerArguments, desk: &mut Desk) -> Result<(), Failure> {
    of.of.act_and_tell(desk, |work| payments::answer(work, &of.of.number, &of.answer))
}

/// Arguments of `settle`.
#[derive(Debug, Args)]
pub struct SettleArguments {
    #[command(flatten)]
    of: NumberArguments,
    /// What was paid; less than nought where a credit note is paid back. Of a set-off a part; as
    /// much as is left of both where left out
    #[arg(long, value_name = "SUM", value_parser = Money::parse, allow_hyphen_values = true)]
    #[arg(required_unless_present = "credit_note")]
    amount: Option<Money>,
    /// The day on which the bank has it; today where left out
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    on: Option<NaiveDate>,
    /// The bank's reference, so that it is recorded once
    #[arg(long, value_name = "TEXT", required_unless_present = "credit_note")]
    reference: Option<String>,
    /// Not a payment: this credit note is set off against the invoice, today
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["reference", "on"])]
    credit_note: Option<String>,
}

/// `settle`.
pub fn settle(of: &SettleArguments, desk: &mut Desk) -> Result<(), Failure> {
    let (on, number) = (of.on.unwrap_or(desk.today), &of.of.number);
    let reference = of.reference.as_deref().unwrap_or_default();
    of.of.act(desk, |work| match (&of.credit_note, of.amount) {
        (Some(note), amount) => set_off::record(work, number, note, amount),
        (None, amount) => payments::settle(work, number, amount.unwrap_or_default(), on, reference),
    })
}

/// `remind`.
pub fn remind(of: &NumberArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let standing = office.act(|work| payments::remind(work, &of.number))?;
    writeln!(
        desk.out,
        "{}: a reminder of {}, due {}, waits to be sent\n  `concordat deliver` sends it",
        of.number,
        standing.undisputed.in_pounds(),
        in_words(standing.due_on)
    )?;
    Ok(())
}
