//! `migrate`, `council` and `user`: the database, the councils and the people who act for them.

use clap::Args;
use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;

use crate::cli::Desk;
use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::load::Failure;
use crate::cli::service::office;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Missing;
use crate::cli::service::office::Office;
use crate::cli::service::password;
use crate::domain::people::Person;
use crate::domain::people::Role;
use crate::store::connection;
use crate::store::people;
use crate::workflow::keep_people;
use crate::workflow::keep_people::Joining;
use crate::workflow::refusal::Refusal;

/// What is done about councils.
#[derive(Debug, Subcommand)]
pub enum CouncilCommand {
    /// Let a council join, with its first administrator, who then adds the others
    #[command(after_help = "Example:\n  concordat council add \"Ashenford Borough Council\" \
        --prefix ASH \\\n      --admin j.bloggs --admin-name \"J. Bloggs\" \
        --admin-email j.bloggs@ashenford.example\n\n\
        The administrator's password comes from CONCORDAT_PASSWORD, the file that\n\
        CONCORDAT_PASSWORD_FILE names, or is asked for.")]
    Add(FoundArguments),
    /// List the councils, with what their numbers begin with
    List(Acting),
    /// Give your council another name, where it was misspelt
    #[command(after_help = "Example:\n  concordat council rename \"Ashenford Borough Council\" \
        --as j.bloggs\n\nAgreement files name a council in full: those that are in the books stay \
        as they are, and\nanother version of one comes in under the new name alone.")]
    Rename(RenameArguments),
}

/// Arguments of `council rename`.
#[derive(Debug, Args)]
pub struct RenameArguments {
    /// Its name in full, as agreement files write it
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    acting: Acting,
}

/// Arguments of `council add`.
#[derive(Debug, Args)]
pub struct FoundArguments {
    /// Its name in full, as agreement files write it
    #[arg(value_name = "NAME")]
    name: String,
    /// What the numbers of its invoices begin with: ASH for ASH-INV-000001
    #[arg(long, value_name = "LETTERS")]
    prefix: String,
    /// What the administrator signs in with
    #[arg(long, value_name = "LOGIN")]
    admin: String,
    /// The administrator's name
    #[arg(long, value_name = "NAME")]
    admin_name: String,
    /// Where letters to the administrator go
    #[arg(long, value_name = "ADDRESS")]
    admin_email: String,
}

/// What is done about people.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a person to your council
    #[command(after_help = "Example:\n  concordat user add a.khan --name \"A. Khan\" \
        --email a.khan@ashenford.example \\\n      --role preparer --as j.bloggs\n\n\
        The new person's password comes from CONCORDAT_NEW_PASSWORD, the file that\n\
        CONCORDAT_NEW_PASSWORD_FILE names, or is asked for; they change it with `user password`.")]
    Add(AddArguments),
    /// List the people of your council
    List(Acting),
    /// Say anew what a person may do
    Roles(RolesArguments),
    /// Let a person act no more; what they did stays
    Leave(PersonArguments),
    /// Change your password, or as an administrator a colleague's
    #[command(after_help = "The new password comes from CONCORDAT_NEW_PASSWORD, the file that\n\
        CONCORDAT_NEW_PASSWORD_FILE names, or is asked for.")]
    Password(PasswordArguments),
}

/// Arguments of `user add`.
#[derive(Debug, Args)]
pub struct AddArguments {
    /// What they will sign in with
    #[arg(value_name = "LOGIN")]
    login: String,
    /// Their name, as documents print it
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Where letters to them go
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    #[command(flatten)]
    roles: Roles,
    #[command(flatten)]
    acting: Acting,
}

/// Duties, one or several.
#[derive(Debug, Args)]
struct Roles {
    /// What they may do; once for each
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = role())]
    roles: Vec<Role>,
}

fn role() -> impl TypedValueParser<Value = Role> {
    let words = Role::WORDS.map(|(word, _)| word);
    PossibleValuesParser::new(words)
        .map(|word| Role::read(&word).expect("only the words of roles are let in"))
}

/// Arguments of `user roles`.
#[derive(Debug, Args)]
pub struct RolesArguments {
    /// What they sign in with
    #[arg(value_name = "LOGIN")]
    login: String,
    #[command(flatten)]
    roles: Roles,
    #[command(flatten)]
    acting: Acting,
}

/// Arguments of `user leave`.
#[derive(Debug, Args)]
pub struct PersonArguments {
    /// What they sign in with
    #[arg(value_name = "LOGIN")]
    login: String,
    #[command(flatten)]
    acting: Acting,
}

/// Arguments of `user password`.
#[derive(Debug, Args)]
pub struct PasswordArguments {
    /// What a colleague signs in with; yourself where left out
    #[arg(value_name = "LOGIN")]
    login: Option<String>,
    #[command(flatten)]
    acting: Acting,
}

/// `migrate`.
pub fn migrate(desk: &mut Desk) -> Result<(), Failure> {
    let (settings, _, run) = office::open(Missing::IsMade)?;
    let which = connection::shown(settings.database.url.reveal());
    if run.is_empty() {
        writeln!(desk.out, "{which}: its tables are up to date")?;
    } else {
        writeln!(desk.out, "{which}: its tables are brought up to date ({})", run.join(", "))?;
    }
    Ok(())
}

/// `council`.
pub fn council(command: &CouncilCommand, desk: &mut Desk) -> Result<(), Failure> {
    match command {
        CouncilCommand::Add(of) => found(of, desk),
        CouncilCommand::List(acting) => list_councils(acting, desk),
        CouncilCommand::Rename(of) => rename(of, desk),
    }
}

fn list_councils(acting: &Acting, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(acting, desk)?;
    let mut columns = Columns::new(0, &[Align::Left; 2]);
    columns.row(["Council", "Prefix"]);
    columns.rule();
    for council in people::councils(&mut office.books)? {
        columns.row([council.name, council.prefix]);
    }
    desk.out.write_all(columns.text().as_bytes())?;
    Ok(())
}

fn rename(of: &RenameArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let at = office.moment();
    let (council, agreements) =
        keep_people::rename_council(&mut office.books, &office.by, at, &of.name)?;
    writeln!(desk.out, "the council of {} is {} now", council.prefix, council.name)?;
    if !agreements.is_empty() {
        writeln!(
            desk.out,
            "  its agreements name it as before, and so do their papers: bring in another version \
             of each with the new name ({})",
            agreements.join(", ")
        )?;
    }
    Ok(())
}

fn found(of: &FoundArguments, desk: &mut Desk) -> Result<(), Failure> {
    let administrator = Joining {
        login: of.admin.clone(),
        name: of.admin_name.clone(),
        email: of.admin_email.clone(),
        roles: vec![Role::Administrator],
    };
    let password = password::new(&of.admin, "CONCORDAT_PASSWORD")?;
    let (_, mut books, _) = office::open(Missing::IsMade)?;
    let at = office::moment(desk.today);
    let (council, person) = keep_people::found_council(
        &mut books,
        at,
        &of.name,
        &of.prefix,
        &administrator,
        &password,
    )?;
    writeln!(
        desk.out,
        "{} has joined: its invoices are numbered {}-INV-000001 on, and {} is its administrator",
        council.name, council.prefix, person.name
    )?;
    Ok(())
}

/// `user`.
pub fn user(command: &UserCommand, desk: &mut Desk) -> Result<(), Failure> {
    match command {
        UserCommand::Add(of) => add(of, desk),
        UserCommand::List(acting) => list(acting, desk),
        UserCommand::Roles(of) => {
            let mut office = Office::enter(&of.acting, desk)?;
            change(&mut office, &of.login, Some(&of.roles.roles), true, desk)
        }
        UserCommand::Leave(of) => {
            let mut office = Office::enter(&of.acting, desk)?;
            change(&mut office, &of.login, None, false, desk)
        }
        UserCommand::Password(of) => {
            let mut office = Office::enter(&of.acting, desk)?;
            let login = of.login.clone().unwrap_or_else(|| office.by.login.clone());
            let password = password::new(&login, "CONCORDAT_NEW_PASSWORD")?;
            let at = office.moment();
            keep_people::change_password(&mut office.books, &office.by, at, &login, &password)?;
            writeln!(desk.out, "the password of {login} is changed")?;
            Ok(())
        }
    }
}

fn add(of: &AddArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let password = password::new(&of.login, "CONCORDAT_NEW_PASSWORD")?;
    let joining = Joining {
        login: of.login.clone(),
        name: of.name.clone(),
        email: of.email.clone(),
        roles: of.roles.roles.clone(),
    };
    let at = office.moment();
    let person = keep_people::add_person(&mut office.books, &office.by, at, &joining, &password)?;
    writeln!(desk.out, "{} may sign in as {}: {}", person.name, person.login, in_words(&person))?;
    Ok(())
}

fn in_words(person: &Person) -> String {
    if !person.active {
        return "acts no more".to_owned();
    }
    person.roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ")
}

fn list(acting: &Acting, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(acting, desk)?;
    let council = office.by.council.clone();
    let mut columns = Columns::new(0, &[Align::Left; 4]);
    columns.row(["Signs in as", "Name", "Letters to", "May"]);
    columns.rule();
    for person in people::people(&mut office.books, Some(&council))? {
        let may = in_words(&person);
        columns.row([person.login, person.name, person.email, may]);
    }
    desk.out.write_all(columns.text().as_bytes())?;
    Ok(())
}

/// Changes what a colleague may do; their roles stay where none are named.
fn change(
    office: &mut Office,
    login: &str,
    roles: Option<&[Role]>,
    active: bool,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let council = office.by.council.clone();
    let all = people::people(&mut office.books, Some(&council))?;
    let person = all.into_iter().find(|person| person.login == login).ok_or_else(|| {
        Refusal::refused(format!("nobody of your council signs in as \"{login}\""))
    })?;
    let roles = roles.map_or_else(|| person.roles.clone(), <[Role]>::to_vec);
    let at = office.moment();
    keep_people::change_duties(&mut office.books, &office.by, at, login, &roles, active)?;
    let after = Person { roles, active, ..person };
    writeln!(desk.out, "{} ({login}): {}", after.name, in_words(&after))?;
    Ok(())
}
