//! The service as a process of its own, and a visitor who keeps the line open.

use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

/// A running service; it is stopped when dropped.
pub struct Service {
    program: Child,
    address: String,
}

impl Drop for Service {
    fn drop(&mut self) {
        self.program.kill().expect("it runs");
        self.program.wait().expect("it ends");
    }
}

fn free_address() -> String {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    free.local_addr().expect("it has an address").to_string()
}

impl Service {
    /// The program itself, on books.
    pub fn start(url: &str) -> Service {
        let address = free_address();
        let program = Command::new(env!("CARGO_BIN_EXE_concordat"))
            .arg("serve")
            // Where its letters go.
            .current_dir(std::env::temp_dir())
            .env("CONCORDAT__DATABASE__URL", url)
            .env("CONCORDAT__SERVICE__LISTEN", &address)
            .env("CONCORDAT_TODAY", "2018-07-02")
            .env("RUST_LOG", "error")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let service = Service { program, address };
        service.wait();
        service
    }

    /// The same page by Django, on a database in a folder, with the cookie of who is signed in.
    pub fn django(folder: &Path) -> (Service, String) {
        let address = free_address();
        let (_, port) = address.split_once(':').expect("it has a port");
        let mut program = Command::new("python3")
            .args(["benches/peers/pages.py", &folder.display().to_string(), port])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let said = program.stdout.take().expect("it is piped");
        let mut cookie = String::new();
        BufReader::new(said).read_line(&mut cookie).expect("it tells the cookie");
        let service = Service { program, address };
        service.wait();
        (service, cookie.trim().to_owned())
    }

    fn wait(&self) {
        while TcpStream::connect(&self.address).is_err() {
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The processor's time of all its threads and processes so far, in seconds.
    pub fn seconds(&self) -> f64 {
        let id = self.program.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
        let children = children.unwrap_or_default();
        let children = children.split_whitespace().filter_map(|id| id.parse().ok());
        children.chain([id]).map(Service::seconds_of).sum()
    }

    fn seconds_of(id: u32) -> f64 {
        let tasks = fs::read_dir(format!("/proc/{id}/task")).expect("Linux");
        let of = |task: std::io::Result<fs::DirEntry>| {
            let text = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            let nanoseconds: u64 = text.split(' ').next()?.parse().ok()?;
            Some(Duration::from_nanos(nanoseconds).as_secs_f64())
        };
        tasks.filter_map(of).sum()
    }

    /// Somebody with a cookie.
    pub fn visitor(&self, cookie: &str) -> Visitor {
        let line = TcpStream::connect(&self.address).expect("it listens");
        line.set_nodelay(true).expect("a line");
        let head = format!("Host: {}\r\nCookie: {cookie}\r\n\r\n", self.address);
        Visitor { line: BufReader::new(line), head }
    }
}

/// A visitor.
pub struct Visitor {
    line: BufReader<TcpStream>,
    head: String,
}

impl Visitor {
    /// Asks for a page, and reads it to its end.
    pub fn get(&mut self, path: &str) {
        let asked = format!("GET {path} HTTP/1.1\r\n{}", self.head);
        self.line.get_mut().write_all(asked.as_bytes()).expect("it takes it");
        let (mut length, mut line) = (0, String::new());
        loop {
            line.clear();
            self.line.read_line(&mut line).expect("it answers");
            if line == "\r\n" {
                break;
            }
            assert!(!line.is_empty(), "it hung up");
            if line.starts_with("HTTP/") {
                assert!(line.contains(" 200 "), "{path}: {line}");
            }
            if let Some(given) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = given.trim().parse().expect("a length");
            }
        }
        let mut page = vec![0; length];
        self.line.read_exact(&mut page).expect("the page");
        assert!(!page.is_empty(), "{path} says something");
    }
}
