//! Commands given to the built program, each in a folder and a database of its own, on both
//! databases: SQLite always, PostgreSQL where `CONCORDAT_TEST_POSTGRES` has a server's URL.

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use concordat::store::connection;
use concordat::store::connection::Books;
use concordat::workflow::new_name;
use diesel::connection::SimpleConnection;

/// What a command said.
pub struct Said {
    /// On standard output and standard error, in that order.
    pub text: String,
    /// The exit status.
    pub status: i32,
}

/// A folder with books of its own.
pub struct Desk {
    /// The folder.
    pub folder: PathBuf,
    url: String,
    server: Option<(String, String)>,
}

/// Runs a test on a fresh desk of either database.
pub fn on_both(test: impl Fn(&Desk)) {
    let server = env::var("CONCORDAT_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    test(&Desk::fresh(None));
    if let Some(server) = server {
        test(&Desk::fresh(Some(&server)));
    }
}

/// The folder of the examples' scripts.
pub fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/quarter")
}

impl Desk {
    /// On a file of its own.
    pub fn of_a_file() -> Desk {
        Desk::fresh(None)
    }

    fn fresh(server: Option<&str>) -> Desk {
        let name = format!("desk_{}", new_name().replace('-', "_"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&name);
        fs::create_dir_all(&folder).expect("a folder can be made");
        let Some(server) = server else {
            return Desk { folder, url: "sqlite:concordat.db".into(), server: None };
        };
        let mut books = connection::open(server).expect("the server answers");
        books.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database is made");
        let (before, _) = server.rsplit_once('/').expect("a URL has a database");
        let url = format!("{before}/{name}");
        Desk { folder, url, server: Some((server.to_owned(), name)) }
    }

    /// Whether the books are a file.
    pub fn is_file(&self) -> bool {
        self.server.is_none()
    }

    /// The books themselves, past the program.
    pub fn books(&self) -> Books {
        let file = self.folder.join("concordat.db");
        let url = if self.is_file() { file.display().to_string() } else { self.url.clone() };
        connection::open(&url).expect("the database opens")
    }

    /// A program of the desk's, with its surroundings and no others of Concordat's.
    pub fn program(&self, name: &Path) -> Command {
        let mut command = Command::new(name);
        for (variable, _) in env::vars_os() {
            if variable.to_string_lossy().starts_with("CONCORDAT") {
                command.env_remove(variable);
            }
        }
        let folder = Path::new(env!("CARGO_BIN_EXE_concordat")).parent().expect("a folder");
        let path = env::var("PATH").unwrap_or_default();
        command
            .current_dir(&self.folder)
            .env("PATH", format!("{}:{path}", folder.display()))
            .env("CONCORDAT__DATABASE__URL", &self.url);
        command
    }

    fn said(command: &mut Command) -> Said {
        let output = command.output().expect("the program can be run");
        let text = String::from_utf8(output.stdout).expect("text")
            + String::from_utf8(output.stderr).expect("text").as_str();
        Said { text, status: output.status.code().unwrap_or(-1) }
    }

    /// Runs a script of the examples; it must come to its end.
    pub fn script(&self, name: &str) -> String {
        let said = Desk::said(&mut self.program(&scripts().join(name)));
        assert_eq!(said.status, 0, "{name} ended {}:\n{}", said.status, said.text);
        said.text
    }

    /// Gives a command on a day; its words are parted by spaces, save those in quotation marks.
    pub fn give(&self, today: &str, command: &str) -> Said {
        self.give_with(today, command, &[])
    }

    /// The same with settings of its own.
    pub fn give_with(&self, today: &str, command: &str, settings: &[(&str, &str)]) -> Said {
        let mut program = self.program(Path::new(env!("CARGO_BIN_EXE_concordat")));
        for (index, part) in command.split('"').enumerate() {
            if index % 2 == 1 {
                program.arg(part);
            } else {
                program.args(part.split_whitespace());
            }
        }
        program
            .envs(settings.iter().copied())
            .env("CONCORDAT_TODAY", today)
            .env("CONCORDAT_PASSWORD", "three plain words")
            .env("CONCORDAT_NEW_PASSWORD", "three plain words");
        Desk::said(&mut program)
    }

    /// Gives a command that must be done.
    #[track_caller]
    pub fn done(&self, today: &str, command: &str) -> String {
        let said = self.give(today, command);
        assert_eq!(said.status, 0, "`{command}` ended {}: {}", said.status, said.text);
        said.text
    }

    /// Gives a command that must be refused, and holds what it says.
    #[track_caller]
    pub fn refused(&self, today: &str, command: &str, says: &str) {
        let said = self.give(today, command);
        assert_eq!(said.status, 2, "`{command}` ended {}: {}", said.status, said.text);
        assert!(said.text.contains(says), "`{command}` does not say \"{says}\": {}", said.text);
    }

    /// The two councils of the examples with their people, and the agreement between them.
    pub fn begin(&self) {
        for command in [
            "council add \"Ashenford Borough Council\" --prefix ASH --admin ash.admin \
             --admin-name Ada --admin-email ada@ashenford.example",
            "council add \"Pellworth District Council\" --prefix PEL --admin pel.admin \
             --admin-name Pia --admin-email pia@pellworth.example",
            "user add amira --name Amira --email a@ashenford.example --role preparer \
             --as ash.admin",
            "user add ben --name Ben --email b@ashenford.example --role approver --as ash.admin",
            "user add both --name Bo --email bo@ashenford.example --role preparer \
             --role approver --as ash.admin",
            "user add pru --name Pru --email p@pellworth.example --role partner-finance \
             --as pel.admin",
        ] {
            self.done("2025-06-20", command);
        }
        let file = scripts().join("agreement.toml");
        self.done("2025-06-20", &format!("import \"{}\" --as amira", file.display()));
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.join(name), text).expect("a file can be written");
    }

    /// The letters that went, as they were sent.
    pub fn letters(&self) -> Vec<String> {
        let Ok(found) = fs::read_dir(self.folder.join("letters")) else { return Vec::new() };
        let paths = found.map(|entry| entry.expect("a folder can be read").path());
        paths.map(|path| fs::read_to_string(path).expect("a letter is text")).collect()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // What cannot be dropped is no reason to fail; after a failure the folder is of use.
        if let Some((server, name)) = &self.server
            && let Ok(mut books) = connection::open(server)
        {
            drop(books.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")));
        }
        if !std::thread::panicking() {
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}
