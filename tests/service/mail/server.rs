//! A real mail server, run beside a test on a port of its own, and what it took.

use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use concordat::mail::Carrier;
use concordat::mail::Credentials;
use concordat::mail::Security;
use concordat::mail::SmtpSettings;
use serde_json::Value;

/// A server; it ends with the test.
pub struct Server {
    child: Child,
    folder: PathBuf,
    port: u16,
}

/// The Python that has the server: `tests/run` makes it, beside what cargo builds.
fn python() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the target");
    let python = target.join("checkers/bin/python");
    assert!(python.exists(), "the mail server is not in {}: run tests/run", target.display());
    python
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/service").join(name)
}

/// An empty folder of a test's own.
pub fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mail").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("a folder can be removed");
    }
    fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// A certificate for `localhost` that it signed itself, with its key beside it.
fn certificate(folder: &Path) -> PathBuf {
    let certificate = folder.join("certificate.pem");
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]);
    command.args(["-nodes", "-days", "2", "-subj", "/CN=localhost"]);
    command.args(["-addext", "subjectAltName=DNS:localhost"]);
    command.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    command.arg("-keyout").arg(folder.join("key.pem")).arg("-out").arg(&certificate);
    let ran = command.output().expect("openssl can be run");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    certificate
}

impl Server {
    /// A server in a folder of its own, which behaves as the options of `smtp_server.py` say.
    pub fn start(name: &str, options: &[&str]) -> Server {
        let folder = fresh(name);
        let certificate = certificate(&folder);
        let mut command = Command::new(python());
        command.arg(script("smtp_server.py")).arg(&folder).args(options);
        command.arg("--certificate").arg(certificate).arg("--key").arg(folder.join("key.pem"));
        let log = fs::File::create(folder.join("log")).expect("a file can be made");
        let mut child = command
            .stderr(log)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python can be run");
        let mut line = String::new();
        let said = child.stdout.as_mut().expect("it is piped");
        BufReader::new(said).read_line(&mut line).expect("it says its port");
        let log = folder.join("log");
        let port = line.trim().parse();
        let port = port.unwrap_or_else(|_| panic!("it did not start: see {}", log.display()));
        Server { child, folder, port }
    }

    /// How to speak to it, openly and unknown.
    pub fn settings(&self, security: Security) -> SmtpSettings {
        SmtpSettings {
            host: "localhost".to_owned(),
            port: self.port,
            security,
            credentials: None,
            ca_file: Some(self.certificate()),
            timeout: Duration::from_secs(20),
        }
    }

    /// The carrier that sends to it, as somebody.
    pub fn carrier(&self, security: Security, known: Option<(&str, &str)>) -> Carrier {
        let credentials = known.map(|(user, password)| Credentials::new(user, password));
        Carrier::Smtp(SmtpSettings { credentials, ..self.settings(security) })
    }

    /// Its certificate.
    pub fn certificate(&self) -> PathBuf {
        self.folder.join("certificate.pem")
    }

    /// The letters that it took.
    pub fn taken(&self) -> Vec<Value> {
        (1..100)
            .map(|number| self.folder.join(format!("{number}.eml")))
            .take_while(|file| file.exists())
            .map(|file| read(&file))
            .collect()
    }

    /// The sender and the recipients that it was told with a letter.
    pub fn envelope(&self, number: usize) -> Vec<String> {
        let file = self.folder.join(format!("{number}.envelope"));
        let text = fs::read_to_string(file).expect("it took the letter");
        text.lines().map(str::to_owned).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// What another program reads in a message.
pub fn read(file: &Path) -> Value {
    let ran = Command::new(python()).arg(script("read_letter.py")).arg(file).output();
    let ran = ran.expect("Python can be run");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).expect("JSON")
}
