//! The commands on the books: the same acts as the pages of the service, given by a named person
//! against the configured database. One file a group.

mod agreements;
mod changed;
mod documents;
mod invoices;
mod keeping;
mod letters;
mod list;
mod log;
pub(super) mod office;
mod password;
mod people;
mod quarter;
mod run;
pub(super) mod serve;
mod show;
mod words;
mod year_end;

use clap::Subcommand;
use clap::ValueEnum;

use crate::cli::Desk;
use crate::cli::load::Failure;

/// Commands on the books.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring the database's tables up to date; make the database where there is none
    Migrate,
    /// Let a council join, with its first administrator; list or rename councils
    #[command(subcommand)]
    Council(people::CouncilCommand),
    /// Add people to your council, and say what they may do
    #[command(subcommand)]
    User(people::UserCommand),
    /// Bring in an agreement file, or files of days, costs and values
    #[command(after_help = agreements::IMPORT_EXAMPLES)]
    Import(agreements::ImportArguments),
    /// Confirm, as the second person, a version that changes the bank account
    Confirm(agreements::ConfirmArguments),
    /// Record a decision to bill though the terms are not signed
    #[command(after_help = "Example:\n  concordat hold-over ASH-PEL-2025 --from 2025-07-01 \
        --until 2025-12-31 \\\n      --decision \"Cabinet minute 41 of 12 June 2025\" --as approver")]
    HoldOver(agreements::HoldOverArguments),
    /// Write an agreement's file and what was recorded for it into a folder
    Export(agreements::ExportArguments),
    /// List the agreements that your council is party to, and how each stands
    List(list::ListArguments),
    /// Show an agreement, one of its statements, or an invoice
    #[command(after_help = "Examples:\n  concordat show ASH-PEL-2025 --as preparer\n  \
        concordat show ASH-PEL-2025 --period 2025/26-Q2 --as preparer\n  \
        concordat show ASH-INV-000001 --as preparer")]
    Show(show::ShowArguments),
    /// Draw up the statement of a period
    DrawUp(quarter::DrawUpArguments),
    /// Send a statement to the purchaser to agree
    Send(quarter::StatementArguments),
    /// Query a line of a statement: it is held, the others can go on
    #[command(after_help = "Example:\n  concordat query ASH-PEL-2025 --period 2025/26-Q2 \
        --line overhead \\\n      --reason \"15% of what?\" --as partner")]
    Query(quarter::QueryArguments),
    /// Agree every line of a statement that is not queried
    Agree(quarter::HashArguments),
    /// Agree a queried line after all
    Release(quarter::LineArguments),
    /// Give way on a queried line, as an approver: it is not invoiced
    #[command(after_help = "It forgoes income, as a credit does: an approver does it who has not \
        drawn the statement up.\n\nExample:\n  \
        concordat withdraw ASH-PEL-2025 --period 2025/26-Q2 --line payroll-system \\\n      \
        --reason \"There was no access before August\" --as approver")]
    Withdraw(quarter::WithdrawArguments),
    /// Return a statement to who drew it up, for a reason
    Return(quarter::ReasonArguments),
    /// Take a statement as agreed, its days for a query having gone by
    DeemAgreed(quarter::StatementArguments),
    /// Approve a statement, as the second person
    Approve(quarter::HashArguments),
    /// Issue what is approved: its invoices and credit notes, with their numbers
    Issue(quarter::StatementArguments),
    /// Do one step for all agreements of your council
    #[command(after_help = "Examples:\n  concordat run draw-up --period 2025/26-Q2 --preview \
        --as preparer\n  concordat run draw-up --period 2025/26-Q2 --as preparer\n  \
        concordat run issue --period 2025/26-Q2 --as preparer")]
    Run(run::RunArguments),
    /// Give back a part of an invoice, or all: drawn up by one, approved by another
    #[command(after_help = "Examples:\n  concordat credit ASH-INV-000001 --line 2=100.00 \
        --reason \"Half a day too many\" --as preparer\n  \
        concordat credit ASH-INV-000001 --approve --as approver")]
    Credit(invoices::CreditArguments),
    /// Record that your council has received an invoice
    Receive(invoices::ReceiveArguments),
    /// Dispute a part of an invoice: the rest stays due
    Dispute(invoices::DisputeArguments),
    /// Answer the disputes of an invoice
    Answer(invoices::AnswerArguments),
    /// Record a payment of an invoice, or that a credit note is set off against it
    #[command(after_help = "Examples:\n  concordat settle ASH-INV-000001 --amount 7072.50 \
        --on 2025-10-28 \\\n      --reference \"BACS 4711\" --as preparer\n  \
        concordat settle ASH-INV-000002 --credit-note ASH-CRN-000001 --as preparer")]
    Settle(invoices::SettleArguments),
    /// Remind the purchaser of an invoice that is unpaid
    Remind(invoices::NumberArguments),
    /// Write the files of an invoice or a credit note into a folder
    Documents(documents::DocumentsArguments),
    /// Make the files of what is issued, and send the letters that wait
    Deliver(letters::DeliverArguments),
    /// List the letters, and what became of each
    Letters(letters::LettersArguments),
    /// Send again a letter that waits for a person
    SendAgain(letters::SendAgainArguments),
    /// End a year: reconcile, accrue, agree balances with the other council, close it
    #[command(subcommand)]
    YearEnd(year_end::YearEndCommand),
    /// Serve the pages to browsers
    #[command(after_help = "Examples:\n  concordat serve\n  \
        CONCORDAT__SERVICE__LISTEN=127.0.0.1:9000 concordat serve")]
    Serve(serve::ServeArguments),
    /// Read the log of acts: who did what, when and why
    Log(log::LogArguments),
    /// Add up and check all that stands in the books: exit status 1 where something is wrong
    #[command(after_help = keeping::NO_PASSWORD)]
    Verify(keeping::VerifyArguments),
    /// Write everything in the books into one file, while work goes on
    #[command(after_help = format!(
        "Example:\n  concordat backup books-2025-10-28.concordat\n\n{}",
        keeping::NO_PASSWORD
    ))]
    Backup(keeping::BackupArguments),
    /// Fill an empty database, of either kind, from a file that `backup` wrote
    #[command(after_help = keeping::NO_PASSWORD)]
    Restore(keeping::RestoreArguments),
}

/// The commands on the books for `--help`, in the order in which they are met. A command of a new
/// group is added here, in the enum above, and in [`run`].
pub const GROUPS: &[(&str, &[&str])] = &[
    (
        "The books: councils, people and the database",
        &["migrate", "council", "user", "log", "verify", "backup", "restore"],
    ),
    ("The books: agreements", &["import", "confirm", "hold-over", "export", "list", "show"]),
    (
        "The books: the quarter",
        &[
            "draw-up",
            "send",
            "query",
            "agree",
            "release",
            "withdraw",
            "return",
            "deem-agreed",
            "approve",
            "issue",
            "run",
        ],
    ),
    (
        "The books: invoices",
        &["credit", "receive", "dispute", "answer", "settle", "remind", "documents"],
    ),
    ("The books: the year's end", &["year-end"]),
    ("The books: letters", &["deliver", "letters", "send-again"]),
    ("The books: pages and API", &["serve"]),
];

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shown {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Does a command on the books.
pub fn run(command: &Command, desk: &mut Desk) -> Result<(), Failure> {
    match command {
        Command::Migrate => people::migrate(desk),
        Command::Council(command) => people::council(command, desk),
        Command::User(command) => people::user(command, desk),
        Command::Import(arguments) => agreements::import(arguments, desk),
        Command::Confirm(arguments) => agreements::confirm(arguments, desk),
        Command::HoldOver(arguments) => agreements::hold_over(arguments, desk),
        Command::Export(arguments) => agreements::export(arguments, desk),
        Command::List(arguments) => list::list(arguments, desk),
        Command::Show(arguments) => show::show(arguments, desk),
        Command::DrawUp(arguments) => quarter::draw_up(arguments, desk),
        Command::Send(arguments) => quarter::send(arguments, desk),
        Command::Query(arguments) => quarter::query(arguments, desk),
        Command::Agree(arguments) => quarter::agree(arguments, desk),
        Command::Release(arguments) => quarter::release(arguments, desk),
        Command::Withdraw(arguments) => quarter::withdraw(arguments, desk),
        Command::Return(arguments) => quarter::give_back(arguments, desk),
        Command::DeemAgreed(arguments) => quarter::deem_agreed(arguments, desk),
        Command::Approve(arguments) => quarter::approve(arguments, desk),
        Command::Issue(arguments) => quarter::issue(arguments, desk),
        Command::Run(arguments) => run::run(arguments, desk),
        Command::Credit(arguments) => invoices::credit(arguments, desk),
        Command::Receive(arguments) => invoices::receive(arguments, desk),
        Command::Dispute(arguments) => invoices::dispute(arguments, desk),
        Command::Answer(arguments) => invoices::answer(arguments, desk),
        Command::Settle(arguments) => invoices::settle(arguments, desk),
        Command::Remind(arguments) => invoices::remind(arguments, desk),
        Command::Documents(arguments) => documents::run(arguments, desk),
        Command::Deliver(arguments) => letters::deliver(arguments, desk),
        Command::Letters(arguments) => letters::letters(arguments, desk),
        Command::SendAgain(arguments) => letters::send_again(arguments, desk),
        Command::YearEnd(command) => year_end::run(command, desk),
        Command::Serve(arguments) => serve::run(arguments, desk),
        Command::Log(arguments) => log::run(arguments, desk),
        Command::Verify(arguments) => keeping::verify(arguments, desk),
        Command::Backup(arguments) => keeping::backup(arguments, desk),
        Command::Restore(arguments) => keeping::restore(arguments, desk),
    }
}
