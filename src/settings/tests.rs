use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::*;

/// A folder with a file of settings of its own.
fn folder(name: &str, production: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("concordat-settings-{}-{name}", std::process::id()));
    fs::create_dir_all(folder.join("config")).expect("a folder can be made");
    fs::write(folder.join("config/production.toml"), production).expect("a file can be written");
    folder
}

fn read(folder: &Path, variables: &[(&str, &str)]) -> Result<Settings, Refused> {
    let variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    Settings::read(folder, variables)
}

fn refusal(name: &str, production: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let folder = folder(name, production);
    let refused = read(&folder, variables).expect_err("it is wrong");
    fs::remove_dir_all(&folder).expect("a folder can be removed");
    refused.0.iter().map(ToString::to_string).collect()
}

const SERVER: &str = "
[mail]
carrier = \"smtp\"
host = \"smtp.anyshire.example\"
user = \"recharges\"
from_address = \"recharges@anyshire.example\"
";

#[test]
fn the_defaults_are_enough_in_an_empty_folder() {
    let settings = read(Path::new("/nowhere at all"), &[]).expect("complete");
    assert_eq!(settings.database.url.reveal(), "sqlite:concordat.db");
    let Carrier::Folder(letters) = settings.mail.carrier else { panic!("it sends") };
    assert_eq!(letters, Path::new("letters"));
    assert_eq!(settings.limits.change_share_per_cent, Decimal::from(25));
    assert_eq!(settings.limits.change_sum_pence, 10_000_000);
    assert_eq!(settings.limits.periods_ahead, 1);
}

#[test]
fn the_committed_files_say_what_the_program_knows() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    read(here, &[]).expect("as they are committed");
    let text = fs::read_to_string(here.join("config/production.toml")).expect("it is there");
    let is_setting = |line: &str| line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
    let taken: Vec<&str> = text
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|line| is_setting(line)).unwrap_or(line))
        .filter(|line| !line.contains("_file"))
        .collect();
    let folder = folder("committed", &taken.join("\n"));
    let secrets =
        [("CONCORDAT__MAIL__PASSWORD", "hush"), ("CONCORDAT__SIGN_ON__CLIENT_SECRET", "hush")];
    let settings = read(&folder, &secrets).expect("complete");
    fs::remove_dir_all(&folder).expect("a folder can be removed");
    assert_eq!(settings.database.url.reveal(), "postgres://concordat@localhost/concordat");
    let Carrier::Smtp(smtp) = settings.mail.carrier else { panic!("it sends") };
    assert_eq!((smtp.host.as_str(), smtp.port), ("smtp.council.example", 587));
}

#[test]
fn the_environment_stands_before_the_file_and_the_file_before_the_defaults() {
    let folder = folder("layers", "[limits]\nperiods_ahead = 2\nchange_sum = \"0.05\"\n");
    let variables = [("CONCORDAT__LIMITS__PERIODS_AHEAD", "3"), ("CONCORDAT__MAIL__HOST", "")];
    let settings = read(&folder, &variables).expect("complete");
    assert_eq!(settings.limits.periods_ahead, 3);
    assert_eq!(settings.limits.change_sum_pence, 5);
    fs::write(folder.join("other.toml"), "[limits]\nperiods_ahead = 4\n").expect("written");
    let settings = read(&folder, &[("CONCORDAT_CONFIG", "other.toml")]).expect("complete");
    assert_eq!(settings.limits.periods_ahead, 4);
    assert_eq!(settings.limits.change_sum_pence, 10_000_000);
    fs::remove_dir_all(&folder).expect("a folder can be removed");
}

#[test]
fn a_mail_server_is_read_whole_and_its_password_shown_nowhere() {
    let folder = folder("server", &format!("{SERVER}password_file = \"PATH\"\n"));
    fs::write(folder.join("word"), "pa55 word\n").expect("written");
    let path = folder.join("word").to_string_lossy().into_owned();
    let url = "postgres://concordat:hush@db.example/books";
    let variables =
        [("CONCORDAT__MAIL__PASSWORD_FILE", path.as_str()), ("CONCORDAT__DATABASE__URL", url)];
    let settings = read(&folder, &variables).expect("complete");
    fs::remove_dir_all(&folder).expect("a folder can be removed");
    assert_eq!(settings.database.url.reveal(), url);
    let shown = format!("{settings:?}");
    assert!(!shown.contains("pa55") && !shown.contains("hush"), "{shown}");
    let Carrier::Smtp(smtp) = settings.mail.carrier else { panic!("it sends") };
    assert_eq!((smtp.port, smtp.security), (587, Security::StartTls));
    assert_eq!(smtp.timeout, Duration::from_mins(1));
    assert_eq!(smtp.credentials, Some(("recharges".to_owned(), Secret::new("pa55 word"))));
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let production = "
[database]
conections = 3
[mail]
carrier = \"smtp\"
port = 70000
security = \"ssl\"
[limits]
change_share = 0.25
change_sum = \"£1,000\"
[limit]
periods_ahead = 1
";
    let said = refusal("all", production, &[("CONCORDAT__DATABASE__CONNECTIONS", "many")]);
    let wanted = [
        "database.conections in ",
        "limit in ",
        "database.connections in the variable CONCORDAT__DATABASE__CONNECTIONS: “many” cannot be \
         read: write a whole number from 1 to 1000",
        "mail.security in ",
        "mail.port in ",
        "mail.host: this is missing: write host = \"smtp.anyshire.gov.uk\" under [mail] in \
         config/production.toml, or set CONCORDAT__MAIL__HOST",
        "mail.from_address in the program’s own defaults: this address is for trials",
        "limits.change_share in ",
        "limits.change_sum in ",
    ];
    for wanted in wanted {
        assert!(said.iter().any(|said| said.starts_with(wanted)), "{wanted}\n{said:#?}");
    }
    assert_eq!(said.len(), wanted.len(), "{said:#?}");
    assert!(said.iter().any(|said| said.contains("config/production.toml: there is no such")));
    assert!(said.iter().any(|said| said.contains("write \"starttls\", \"tls\" or \"none\"")));
}

#[test]
fn passwords_in_files_and_on_open_lines_are_refused() {
    let said = refusal("file", &format!("{SERVER}password = \"hush\"\n"), &[]);
    assert!(said[0].starts_with("mail.password in "), "{said:?}");
    assert!(said[0].contains("CONCORDAT__MAIL__PASSWORD"), "{said:?}");
    let url = "[database]\nurl = \"postgres://me:hush@db.example/books\"\n";
    let url = refusal("url", url, &[]);
    assert!(url[0].contains("a password does not belong in a file"), "{url:?}");
    let variables = [("CONCORDAT__MAIL__PASSWORD", "hush"), ("CONCORDAT__MAIL__SECURITY", "none")];
    let open = refusal("open", SERVER, &variables);
    assert!(open[0].contains("over an open line"), "{open:?}");
    let alone = refusal("alone", SERVER, &[]);
    assert!(alone[0].contains("the user has no password"), "{alone:?}");
    for said in [said, url, open, alone] {
        assert!(said.len() == 1 && !said[0].contains("hush"), "{said:?}");
    }
}

#[test]
fn misspelt_variables_and_files_are_refused() {
    let said = refusal("misspelt", "", &[("CONCORDAT_DATABASE_URL", "sqlite:a.db")]);
    assert_eq!(
        said,
        ["CONCORDAT_DATABASE_URL: this variable is not read: write CONCORDAT__DATABASE__URL"]
    );
    let said = refusal("unknown", "", &[("CONCORDAT__MAIL__HOTS", "a")]);
    assert!(said[0].starts_with("mail.hots in the variable CONCORDAT__MAIL__HOTS: "), "{said:?}");
    let said = refusal("named", "", &[("CONCORDAT_CONFIG", "absent.toml")]);
    assert!(said[0].contains("there is no file absent.toml"), "{said:?}");
    let said = refusal("syntax", "[mail\n", &[]);
    assert!(said[0].contains("production.toml"), "{said:?}");
    let said = refusal("scheme", "[database]\nurl = \"mysql://db\"\n", &[]);
    assert!(said[0].contains("this names no database"), "{said:?}");
}

#[test]
fn single_sign_on_is_complete_or_told_all_that_it_lacks() {
    let nowhere = Path::new("/nowhere at all");
    assert!(read(nowhere, &[]).expect("complete").sign_on.is_none());
    let told = [
        ("CONCORDAT__SIGN_ON__ISSUER", "https://login.example/anyshire"),
        ("CONCORDAT__SIGN_ON__CLIENT_ID", "concordat"),
        ("CONCORDAT__SIGN_ON__CLIENT_SECRET", "hush"),
        ("CONCORDAT__SIGN_ON__COUNCILS", "ANY, OTH"),
        ("CONCORDAT__SIGN_ON__ROLES", "urn:group:a: ANY preparer; b: OTH partner-finance"),
    ];
    let told = read(nowhere, &told).expect("complete").sign_on.expect("a provider");
    assert_eq!((told.account, told.passwords), (Account::Email, true));
    let given: Vec<(&str, &str, &str)> = told
        .roles
        .iter()
        .map(|of| (of.group.as_str(), of.council.as_str(), of.role.word()))
        .collect();
    assert_eq!(given, [("urn:group:a", "ANY", "preparer"), ("b", "OTH", "partner-finance")]);
    assert!(!format!("{told:?}").contains("hush"), "a secret is never printed");
    let wrong = "[sign_on]\nissuer = \"https://login.example\"\nroles = \"a: ANY boss\"\n";
    let said = refusal("sign-on", wrong, &[]).join("\n");
    for says in ["client_id", "client_secret_file", "councils", "“a: ANY boss” cannot be read"]
    {
        assert!(said.contains(says), "{says}: {said}");
    }
    let open = "[sign_on]\nissuer = \"http://login.example\"\n";
    assert!(refusal("sign-on-open", open, &[]).join("\n").contains("https://"));
    let none = "[sign_on]\npasswords = false\n";
    assert!(refusal("sign-on-none", none, &[]).join("\n").contains("nobody could sign in"));
}
