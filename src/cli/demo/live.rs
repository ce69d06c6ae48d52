//! `demo --serve`: the worked example in the service, with its whole history.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use tracing_subscriber::filter::LevelFilter;

use crate::cli::Desk;
use crate::cli::demo::accounts::COUNCILS;
use crate::cli::demo::accounts::PASSWORD;
use crate::cli::demo::history;
use crate::cli::demo::play;
use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::load::Failure;
use crate::cli::service::office;
use crate::cli::service::serve;
use crate::cli::service::serve::Door;
use crate::domain::calendar::in_words;
use crate::settings::Carrier;
use crate::settings::Secret;
use crate::settings::Settings;
use crate::store::connection;
use crate::store::migrations;

/// All that the service needs, found before anything is written.
pub struct Live {
    settings: Settings,
    door: Door,
    books: PathBuf,
    letters: PathBuf,
}

/// Where the books are, and where they listen, or why that cannot be.
pub fn ready(out: &Path) -> Result<Live, Failure> {
    let mut settings = Settings::load().map_err(|refused| Failure::input(refused.to_string()))?;
    let (books, letters) = (out.join("concordat.db"), out.join("letters"));
    if books.exists() {
        let (books, today) = (books.display(), history::ends());
        return Err(Failure::input(format!(
            "there are books already in {books}. To begin anew, remove them: rm {books}\n  To go \
             on with them: CONCORDAT_TODAY={today} CONCORDAT__DATABASE__URL=sqlite:{books} \
             CONCORDAT__MAIL__CARRIER=folder CONCORDAT__MAIL__FOLDER={} concordat serve",
            letters.display()
        )));
    }
    settings.database.url = Secret::new(format!("sqlite:{}", books.display()));
    // Whatever the settings say, nobody is written to, and everybody here signs in by password.
    settings.mail.carrier = Carrier::Folder(letters.clone());
    settings.sign_on = None;
    let door = serve::door(&settings)?;
    Ok(Live { settings, door, books, letters })
}

impl Live {
    /// Makes the books with their history, and serves them until it is ended.
    pub fn serve(self, desk: &mut Desk) -> Result<(), Failure> {
        let (day, out) = (history::ends(), &mut *desk.out);
        writeln!(
            out,
            "\nThe books of both councils from 2018 to {} are being kept: some seconds …",
            in_words(day)
        )?;
        out.flush()?;
        self.keep_books()?;
        let says = self.says();
        let mut then = Desk { out, err: &mut *desk.err, today: day, colours: desk.colours };
        serve::serve(self.settings, self.door, LevelFilter::WARN, &says, &mut then)
    }

    /// In a file beside it first, so that no half of a history is taken for the whole.
    fn keep_books(&self) -> Result<(), Failure> {
        let beside = with_ending(&self.books, "-unfinished");
        for ending in ["", "-wal", "-shm"] {
            let left = with_ending(&beside, ending);
            if left.exists() {
                fs::remove_file(left)?;
            }
        }
        let mut books = connection::open(&format!("sqlite:{}", beside.display()))?;
        migrations::migrate(&mut books)?;
        let (limits, post) = (office::limits(&self.settings), office::post(&self.settings));
        play::play(&mut books, limits, &post)?;
        drop(books);
        Ok(fs::rename(&beside, &self.books)?)
    }

    /// With which accounts, what waits for each, and where the letters are.
    fn says(&self) -> String {
        let day = in_words(history::ends());
        let mut text = format!(
            "It is {day} there. Sign in as any of these; the password of all is: {PASSWORD}\n"
        );
        for council in &COUNCILS {
            text.push_str(&format!("\n{}\n", council.name));
            let mut columns = Columns::new(2, &[Align::Left; 3]);
            for account in council.people {
                columns.row([account.login, account.duty, account.waits]);
            }
            text.push_str(&columns.text());
        }
        text.push_str(&format!(
            "\nThe books are {}. Letters stay in {}: none is sent to anybody.\n\
             Ctrl-C ends it; the books stay.\n",
            self.books.display(),
            self.letters.display()
        ));
        text
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}
