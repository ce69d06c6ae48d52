//! Backing up, and restoring: all the books in one file, the same from either database.

use std::fs;
use std::fs::File;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::store::archive;
use crate::store::archive::Contents;
use crate::store::connection;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::migrations;
use crate::workflow::Moment;
use crate::workflow::refusal::Refusal;
use crate::workflow::verify;
use crate::workflow::verify::Report;

/// Writes all the books into a file that is not there yet, as they stand at one moment, while
/// others go on working; then reads the file back through.
///
/// The file is there under its name only when it is whole.
///
/// # Errors
/// A file that is there already, or cannot be written; the database's own.
pub fn backup(books: &mut Books, at: Moment, path: &Path) -> Result<Contents, Refusal> {
    if path.exists() {
        let says = format!("{} is there already: name another file", path.display());
        return Err(Refusal::refused(says));
    }
    let part = beside(path);
    let done = write_and_check(books, at, &part).and_then(|contents| {
        // Unlike renaming, this never takes the place of a file that has come there meanwhile.
        fs::hard_link(&part, path).map_err(|error| on_file(path, &error))?;
        Ok(contents)
    });
    let _ = fs::remove_file(&part);
    done
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    PathBuf::from(name)
}

fn on_file(path: &Path, error: &std::io::Error) -> Refusal {
    if error.kind() == std::io::ErrorKind::NotFound {
        return Refusal::refused(format!(
            "{} is not there: name a file that `concordat backup` wrote, or a folder that there is \
             to write one into",
            path.display()
        ));
    }
    Refusal::refused(format!("{}: {error}", path.display()))
}

fn write_and_check(books: &mut Books, at: Moment, path: &Path) -> Result<Contents, Refusal> {
    let file = File::create_new(path).map_err(|error| on_file(path, &error))?;
    let mut out = BufWriter::new(file);
    let written = connection::snapshot(books, |books| archive::write(books, at.now, &mut out))?;
    out.flush().map_err(|error| on_file(path, &error))?;
    out.get_ref().sync_all().map_err(|error| on_file(path, &error))?;
    let read = check(path)?;
    if read == written {
        return Ok(written);
    }
    Err(Refusal::Store(StoreError::Backup("does not hold what was written into it".into())))
}

/// Reads a backup through, and tells what it holds.
///
/// # Errors
/// A file that cannot be read, or is not whole.
pub fn check(path: &Path) -> Result<Contents, Refusal> {
    let mut file = File::open(path).map_err(|error| on_file(path, &error))?;
    Ok(archive::read(&mut file, None)?)
}

/// Puts a backup into empty books, all of it or nothing, and then verifies them.
///
/// # Errors
/// Books that are not empty, naming the tables in use; a file that is not whole or not of this
/// version; the database's own.
pub fn restore(
    books: &mut Books,
    path: &Path,
    tell: &mut dyn FnMut(&Report),
) -> Result<(Contents, Report), Refusal> {
    // Read through first: what is not whole is told before anything is touched.
    check(path)?;
    migrations::migrate(books)?;
    let contents = connection::change(books, |books| {
        let in_use = archive::in_use(books)?;
        if !in_use.is_empty() {
            return Err(Refusal::refused(format!(
                "a backup is restored into empty books only, and these have rows in {}: name \
                 another database",
                in_use.join(", ")
            )));
        }
        let mut file = File::open(path).map_err(|error| on_file(path, &error))?;
        Ok(archive::read(&mut file, Some(books))?)
    })?;
    Ok((contents, verify::verify(books, None, tell)?))
}
