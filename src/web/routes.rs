//! Every address of the service, with who may come in there. The router is built from this table,
//! so that no address is without its rule.

use crate::web::answer::Answer;
use crate::web::api::described;
use crate::web::gate::Rule;
use crate::web::gate::Rule::Anyone;
use crate::web::gate::Rule::Has;
use crate::web::gate::Rule::On;
use crate::web::gate::Rule::SignedIn;
use crate::web::pages::account;
use crate::web::pages::agreement;
use crate::web::pages::agreements;
use crate::web::pages::bring_in;
use crate::web::pages::councils;
use crate::web::pages::hold_over;
use crate::web::pages::home;
use crate::web::pages::invoice;
use crate::web::pages::invoice_acts;
use crate::web::pages::invoice_credit;
use crate::web::pages::invoice_files;
use crate::web::pages::invoices;
use crate::web::pages::letters;
use crate::web::pages::log;
use crate::web::pages::new_statement;
use crate::web::pages::notices;
use crate::web::pages::people;
use crate::web::pages::recharges;
use crate::web::pages::records;
use crate::web::pages::runs;
use crate::web::pages::sign_in;
use crate::web::pages::sign_on;
use crate::web::pages::statement;
use crate::web::pages::statement_acts;
use crate::web::pages::statement_files;
use crate::web::pages::statement_issued;
use crate::web::pages::terms::begin;
use crate::web::pages::terms::check;
use crate::web::pages::terms::items;
use crate::web::pages::terms::section;
use crate::web::pages::terms::task_list;
use crate::web::pages::tokens;
use crate::web::pages::versions;
use crate::web::pages::webhooks;
use crate::web::pages::year_end;
use crate::web::pages::year_end_acts;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::duties::Duty;

/// What answers at an address.
pub type Page = fn(&mut Visit<'_>) -> Result<Answer, Stop>;

/// An address.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The address; what differs is in braces.
    pub path: &'static str,
    /// Who may come in.
    pub rule: Rule,
    /// What answers.
    pub page: Page,
}

const fn get(path: &'static str, rule: Rule, page: Page) -> Route {
    Route { method: "GET", path, rule, page }
}

const fn post(path: &'static str, rule: Rule, page: Page) -> Route {
    Route { method: "POST", path, rule, page }
}

/// All of them.
pub const ROUTES: &[Route] = &[
    // For everybody.
    get("/sign-in", Anyone, sign_in::show),
    post("/sign-in", Anyone, sign_in::sign_in),
    get("/sign-in/with", Anyone, sign_on::go),
    get("/sign-in/back", Anyone, sign_on::come_back),
    get("/start", Anyone, sign_in::start),
    post("/start", Anyone, sign_in::begin),
    get("/accessibility", Anyone, notices::accessibility),
    get("/privacy", Anyone, notices::privacy),
    get("/cookies", Anyone, notices::cookies),
    get("/api", Anyone, described::page),
    get("/api/v1/openapi.json", Anyone, described::openapi),
    // For whoever is signed in.
    post("/sign-out", SignedIn, sign_in::sign_out),
    get("/account", SignedIn, account::show),
    post("/account/password", SignedIn, account::change_password),
    get("/account/tokens", SignedIn, tokens::list),
    post("/account/tokens", SignedIn, tokens::make),
    get("/account/tokens/new", SignedIn, tokens::new),
    post("/account/tokens/{token}/revoke", SignedIn, tokens::revoke),
    get("/", SignedIn, home::show),
    // Agreements.
    get("/agreements", Has(Duty::Read), agreements::list),
    get("/agreements/{agreement}", On(Duty::Read), agreement::show),
    // The quarter.
    get("/recharges", Has(Duty::ReadPay), recharges::list),
    get("/approvals", Has(Duty::Approve), recharges::approvals),
    get("/invoices", Has(Duty::ReadPay), invoices::list),
    get("/agreements/{agreement}/recharges/new", On(Duty::DrawUp), new_statement::show),
    post("/agreements/{agreement}/recharges/new", On(Duty::DrawUp), new_statement::draw),
    get("/agreements/{agreement}/recharges/{year}/{period}", On(Duty::ReadPay), statement::show),
    get(
        "/agreements/{agreement}/recharges/{year}/{period}/issued",
        On(Duty::ReadPay),
        statement_issued::show,
    ),
    get(
        "/agreements/{agreement}/recharges/{year}/{period}/statement.pdf",
        On(Duty::ReadPay),
        statement_files::paper,
    ),
    get(
        "/agreements/{agreement}/recharges/{year}/{period}/lines.csv",
        On(Duty::ReadPay),
        statement_files::lines,
    ),
    get(
        "/agreements/{agreement}/recharges/{year}/{period}/lines.xlsx",
        On(Duty::ReadPay),
        statement_files::workbook,
    ),
    post(
        "/agreements/{agreement}/recharges/{year}/{period}/send",
        On(Duty::DrawUp),
        statement_acts::send,
    ),
    post(
        "/agreements/{agreement}/recharges/{year}/{period}/agree",
        On(Duty::Agree),
        statement_acts::agree,
    ),
    post(
        "/agreements/{agreement}/recharges/{year}/{period}/deem-agreed",
        On(Duty::DrawUp),
        statement_acts::deem_agreed,
    ),
    post(
        "/agreements/{agreement}/recharges/{year}/{period}/query",
        On(Duty::Agree),
        statement_acts::query,
    ),
    post(
        "/agreements/{agreement}/recharges/{year}/{period}/release",
        On(Duty::Agree),
        statement_acts::release,
    ),
    post(
        "/agreements/{agreement}/recharges/{year}/{period}/withdraw",
        On(Duty::Withdraw),
        statement_acts::withdraw,
    ),
    post(
        "/agreements/{agreement}/recharges/{year}/{period}/return",
        On(Duty::Return),
        statement_acts::give_back,
    ),
    post(
        "/agreements/{agreement}/recharges/{year}/{period}/approve",
        On(Duty::Approve),
        statement_acts::approve,
    ),
    post(
        "/agreements/{agreement}/recharges/{year}/{period}/issue",
        On(Duty::Issue),
        statement_acts::issue,
    ),
    // Invoices: whose they are their pages ask, by the agreement that they are of.
    get("/invoices/{number}", Has(Duty::ReadPay), invoice::show),
    get("/invoices/{number}/invoice.pdf", Has(Duty::ReadPay), invoice_files::paper),
    get("/invoices/{number}/invoice.xml", Has(Duty::ReadPay), invoice_files::electronic),
    post("/invoices/{number}/receive", Has(Duty::Receive), invoice_acts::receive),
    post("/invoices/{number}/dispute", Has(Duty::Receive), invoice_acts::dispute),
    post("/invoices/{number}/answer", Has(Duty::Settle), invoice_acts::answer),
    post("/invoices/{number}/settle", Has(Duty::Settle), invoice_acts::settle),
    post("/invoices/{number}/set-off", Has(Duty::Settle), invoice_acts::set_off),
    post("/invoices/{number}/remind", Has(Duty::Deliver), invoice_acts::remind),
    get("/invoices/{number}/credit", Has(Duty::Credit), invoice_credit::show),
    post("/invoices/{number}/credit", Has(Duty::Credit), invoice_credit::draw_up),
    post("/invoices/{number}/credit/approve", Has(Duty::Approve), invoice_acts::approve_credit),
    post("/invoices/{number}/credit/refuse", Has(Duty::Approve), invoice_acts::refuse_credit),
    // The end of a year.
    get("/agreements/{agreement}/year-end/{year}", On(Duty::ReadPay), year_end::show),
    get(
        "/agreements/{agreement}/year-end/{year}/letter.pdf",
        On(Duty::StateBalance),
        year_end_acts::letter,
    ),
    get(
        "/agreements/{agreement}/year-end/{year}/journal.csv",
        On(Duty::ReadPay),
        year_end_acts::journal,
    ),
    get(
        "/agreements/{agreement}/year-end/{year}/journal-of-accruals.csv",
        On(Duty::ReadPay),
        year_end_acts::journal_of_accruals,
    ),
    get(
        "/agreements/{agreement}/year-end/{year}/accruals.csv",
        On(Duty::ReadPay),
        year_end_acts::accruals,
    ),
    post(
        "/agreements/{agreement}/year-end/{year}/reconcile",
        On(Duty::DrawUp),
        year_end_acts::reconcile,
    ),
    post(
        "/agreements/{agreement}/year-end/{year}/state",
        On(Duty::StateBalance),
        year_end_acts::state,
    ),
    post("/agreements/{agreement}/year-end/{year}/lock", On(Duty::LockYear), year_end_acts::lock),
    get("/publication/{year}/{period}", Has(Duty::Read), year_end_acts::publication),
    get("/publication/{year}/{period}/items.csv", Has(Duty::Read), year_end_acts::items),
    // Runs, which the worker does.
    get("/runs", Has(Duty::ReadPay), runs::list),
    post("/runs", Has(Duty::ReadPay), runs::begin),
    get("/runs/new", Has(Duty::ReadPay), runs::new),
    get("/runs/{run}", Has(Duty::ReadPay), runs::show),
    // The desk of a council: its letters, its log, its people.
    get("/letters", Has(Duty::Read), letters::list),
    get("/letters/{letter}", Has(Duty::Read), letters::show),
    post("/letters/{letter}", Has(Duty::Deliver), letters::decide),
    get("/log", Has(Duty::Audit), log::list),
    get("/people", Has(Duty::KeepPeople), people::list),
    post("/people", Has(Duty::KeepPeople), people::add),
    get("/people/new", Has(Duty::KeepPeople), people::new),
    get("/people/{person}", Has(Duty::KeepPeople), people::show),
    post("/people/{person}/duties", Has(Duty::KeepPeople), people::change_duties),
    post("/people/{person}/leave", Has(Duty::KeepPeople), people::leave),
    post("/people/{person}/return", Has(Duty::KeepPeople), people::come_back),
    post("/people/{person}/password", Has(Duty::KeepPeople), people::change_password),
    get("/councils", Has(Duty::KeepPeople), councils::list),
    post("/councils", Has(Duty::KeepPeople), councils::add),
    get("/councils/new", Has(Duty::KeepPeople), councils::new),
    post("/councils/rename", Has(Duty::KeepPeople), councils::rename),
    get("/webhooks", Has(Duty::KeepPeople), webhooks::list),
    post("/webhooks", Has(Duty::KeepPeople), webhooks::register),
    get("/webhooks/new", Has(Duty::KeepPeople), webhooks::new),
    get("/webhooks/{webhook}", Has(Duty::KeepPeople), webhooks::show),
    post("/webhooks/{webhook}/end", Has(Duty::KeepPeople), webhooks::end),
    // Agreements by their files, and what is recorded for them.
    get("/agreements/new", Has(Duty::BringInAgreement), bring_in::new),
    post("/agreements", Has(Duty::BringInAgreement), bring_in::bring),
    // Agreements in forms.
    get("/drafts/new", Has(Duty::BringInAgreement), begin::new),
    post("/drafts", Has(Duty::BringInAgreement), begin::begin),
    post("/agreements/{agreement}/change-terms", On(Duty::BringInAgreement), begin::change_terms),
    get("/drafts/{draft}", Has(Duty::BringInAgreement), task_list::show),
    get("/drafts/{draft}/terms/{place}", Has(Duty::BringInAgreement), section::show),
    post("/drafts/{draft}/terms/{place}", Has(Duty::BringInAgreement), section::save),
    get("/drafts/{draft}/remove/{place}", Has(Duty::BringInAgreement), items::ask),
    post("/drafts/{draft}/remove/{place}", Has(Duty::BringInAgreement), items::remove),
    post("/drafts/{draft}/move/{place}", Has(Duty::BringInAgreement), items::move_up),
    get("/drafts/{draft}/check", Has(Duty::BringInAgreement), check::show),
    get("/drafts/{draft}/heads", Has(Duty::BringInAgreement), check::heads),
    post("/drafts/{draft}/bring-in", Has(Duty::BringInAgreement), check::bring_in),
    get("/drafts/{draft}/delete", Has(Duty::BringInAgreement), task_list::ask),
    post("/drafts/{draft}/delete", Has(Duty::BringInAgreement), task_list::delete),
    get("/agreements/{agreement}/versions", On(Duty::Read), versions::list),
    get("/agreements/{agreement}/versions/{version}", On(Duty::Read), versions::show),
    get("/agreements/{agreement}/versions/{version}/file", On(Duty::ReadPay), versions::download),
    get("/agreements/{agreement}/versions/{version}/logo", On(Duty::ReadPay), versions::logo),
    post(
        "/agreements/{agreement}/versions/{version}/confirm",
        On(Duty::ConfirmVersion),
        versions::confirm,
    ),
    get("/agreements/{agreement}/records", On(Duty::Read), records::list),
    post("/agreements/{agreement}/records", On(Duty::Read), records::add),
    get("/agreements/{agreement}/records/{kind}", On(Duty::Read), records::download),
    get("/agreements/{agreement}/hold-over", On(Duty::Read), hold_over::show),
    post("/agreements/{agreement}/hold-over", On(Duty::HoldOver), hold_over::decide),
];
