//! Passwords: from the environment, from a file, or asked for on the terminal; never an argument,
//! which other people of the machine could read.

use std::io::IsTerminal;
use std::path::Path;

use crate::cli::load;
use crate::cli::load::Failure;

/// The password of who acts.
pub fn of(login: &str) -> Result<String, Failure> {
    match stated("CONCORDAT_PASSWORD")? {
        Some(password) => Ok(password),
        None => asked(&format!("Password of {login}: "), "CONCORDAT_PASSWORD"),
    }
}

/// A new password for somebody: asked for twice, where it is not stated.
pub fn new(login: &str, variable: &str) -> Result<String, Failure> {
    if let Some(password) = stated(variable)? {
        return Ok(password);
    }
    let first = asked(&format!("New password of {login}: "), variable)?;
    let second = asked("The same again: ", variable)?;
    if first == second {
        return Ok(first);
    }
    Err(Failure::input("the two are not the same: give the command again"))
}

/// What the environment states: the password itself, or the file that it is in.
fn stated(variable: &str) -> Result<Option<String>, Failure> {
    if let Some(password) = std::env::var(variable).ok().filter(|text| !text.is_empty()) {
        return Ok(Some(password));
    }
    match std::env::var(format!("{variable}_FILE")).ok().filter(|path| !path.is_empty()) {
        Some(path) => {
            let text = load::text(Path::new(&path))?;
            Ok(Some(text.lines().next().unwrap_or_default().to_owned()))
        }
        None => Ok(None),
    }
}

fn asked(prompt: &str, variable: &str) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::input(format!(
            "there is no terminal to ask for the password on: set {variable}, or name a file that \
             holds it in {variable}_FILE"
        )));
    }
    rpassword::prompt_password(prompt).map_err(Failure::from)
}
