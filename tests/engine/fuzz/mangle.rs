//! What may happen to a file: bytes are lost, doubled or changed, values are put in the place of
//! others, and what comes is sometimes no text of ours at all.

use crate::generator::dice::Dice;

/// Values that are awkward wherever they stand.
const AWKWARD: [&str; 48] = [
    "0",
    "-1",
    "1e400",
    "nan",
    "inf",
    "0.1",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999",
    "1_000",
    "0x7fffffffffffffff",
    "true",
    "\"\"",
    "\"tbc\"",
    "\"0\"",
    "\"-0.00\"",
    "\"0.01\"",
    "\"-999999999999.99\"",
    "\"999999999999.99\"",
    "\"1000000000000.00\"",
    "\"999999999\"",
    "\"999999999.99999999\"",
    "\"0.00000001\"",
    "\"0%\"",
    "\"1000%\"",
    "\"0.00000001%\"",
    "\"-5%\"",
    "9999-12-31",
    "0001-01-01",
    "1900-01-01",
    "1899-12-31",
    "2199-12-31",
    "2200-01-01",
    "2020-02-29",
    "2018-04-01",
    "2018-03-31",
    "2018-07-01T12:00:00Z",
    "12:30:00",
    "\"month\"",
    "\"actual-days\"",
    "\"advance\"",
    "\"days\"",
    "\"staffing\"",
    "[]",
    "[\"staffing\", \"service\", \"input\"]",
    "{}",
    "\"\\u0000\\uFFFD\\U0001F600\"",
    "\"\"\"\n\"\"\"",
];

/// The same for a cell of a sheet.
const AWKWARD_CELLS: [&str; 16] = [
    "",
    "0",
    "-0",
    "-1",
    "999999999",
    "-999999999.99999999",
    "999999999999.99",
    "9999-12-31",
    "0001-01-01",
    "2018-07-01",
    "2199-12-31",
    "dcs",
    "\"",
    "\"a\nb\"",
    "1e9",
    "\u{feff}",
];

/// Chance itself, or what no person would write: bytes, words in any order, tables without end.
pub fn nonsense(dice: &mut Dice, text: &str) -> String {
    match dice.weighted(&[45, 45, 3, 7]) {
        0 => random_bytes(dice),
        1 => pieces(dice, text),
        2 => deep(dice),
        _ => long(dice, text),
    }
}

/// A text after one to four things happened to it.
pub fn changed(dice: &mut Dice, text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..dice.weighted(&[0, 60, 20, 12, 8]) {
        match dice.weighted(&[40, 6, 6, 8, 4, 8, 8, 20]) {
            0 => swap_value(dice, &mut bytes),
            7 => other_digit(dice, &mut bytes),
            1 => flip(dice, &mut bytes),
            2 => delete(dice, &mut bytes),
            3 => insert(dice, &mut bytes),
            4 => bytes.truncate(place(dice, bytes.len())),
            5 => double_line(dice, &mut bytes),
            _ => drop_line(dice, &mut bytes),
        }
    }
    told(&bytes)
}

/// Files are read as text before they are read as agreements.
fn told(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A place in something of this length, its end among them.
fn place(dice: &mut Dice, length: usize) -> usize {
    let length = i64::try_from(length).expect("a short text");
    usize::try_from(dice.between(0, length)).expect("a place")
}

fn byte(dice: &mut Dice) -> u8 {
    u8::try_from(dice.between(0, 255)).expect("a byte")
}

/// A date, a sum or a number that is nearly the one that stands there.
fn other_digit(dice: &mut Dice, bytes: &mut [u8]) {
    let is_digit = |(_, byte): &(usize, &u8)| byte.is_ascii_digit();
    let digits: Vec<usize> = bytes.iter().enumerate().filter(is_digit).map(|(at, _)| at).collect();
    if !digits.is_empty() {
        bytes[dice.pick(&digits)] = dice.pick(b"0123456789");
    }
}

fn flip(dice: &mut Dice, bytes: &mut [u8]) {
    let at = place(dice, bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << dice.between(0, 7);
    }
}

fn delete(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let from = place(dice, bytes.len());
    let to = (from + place(dice, 40)).min(bytes.len());
    bytes.drain(from..to);
}

fn insert(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let at = place(dice, bytes.len());
    let what = match dice.weighted(&[1, 1, 1]) {
        0 => vec![byte(dice)],
        1 => dice.pick(&AWKWARD).as_bytes().to_vec(),
        _ => dice.pick(&["\"", "'", "[[", "]]", "\n", "=", "#", ",", "{", "\\"]).into(),
    };
    bytes.splice(at..at, what);
}

/// The lines of a text, as the places of their first bytes and of those after their last.
fn lines(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut first = 0;
    let mut lines = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        lines.push((first, first + line.len()));
        first += line.len();
    }
    lines
}

fn double_line(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let lines = lines(bytes);
    if lines.is_empty() {
        return;
    }
    let (first, end) = dice.pick(&lines);
    let line = bytes[first..end].to_vec();
    let (at, _) = if dice.chance(50) { (first, end) } else { dice.pick(&lines) };
    bytes.splice(at..at, line);
}

fn drop_line(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let lines = lines(bytes);
    if !lines.is_empty() {
        let (first, end) = dice.pick(&lines);
        bytes.drain(first..end);
    }
}

/// Puts another value in the place of one: an awkward one, mostly of its own kind, or that of
/// another line.
fn swap_value(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let is_sheet = !bytes.contains(&b'=');
    let find = if is_sheet { cell } else { value };
    let (from, to) = find(dice, bytes);
    let other = if dice.chance(25) {
        let (from, to) = find(dice, bytes);
        bytes[from..to].to_vec()
    } else if is_sheet {
        dice.pick(&AWKWARD_CELLS).into()
    } else {
        let kind = Kind::of(&bytes[from..to]);
        let alike: Vec<&str> =
            AWKWARD.into_iter().filter(|other| Kind::of(other.as_bytes()) == kind).collect();
        let any = alike.is_empty() || dice.chance(20);
        let other = if any { dice.pick(&AWKWARD) } else { dice.pick(&alike) };
        format!(" {other}").into()
    };
    bytes.splice(from..to, other);
}

/// What a value looks like.
#[derive(PartialEq, Eq)]
enum Kind {
    Rate,
    Figures,
    Text,
    Date,
    Other,
}

impl Kind {
    fn of(value: &[u8]) -> Kind {
        let value = value.trim_ascii();
        let inside = value.strip_prefix(b"\"").map(|rest| rest.strip_suffix(b"\"").unwrap_or(rest));
        match inside {
            Some(text) if text.ends_with(b"%") => Kind::Rate,
            Some(text) if text.first().is_some_and(|c| c.is_ascii_digit() || *c == b'-') => {
                Kind::Figures
            }
            Some(_) => Kind::Text,
            None if value.len() == 10 && value[4] == b'-' => Kind::Date,
            None => Kind::Other,
        }
    }
}

/// Where a value stands, after some equals sign, to the end of its line or of its part of it.
fn value(dice: &mut Dice, bytes: &[u8]) -> (usize, usize) {
    let signs: Vec<usize> =
        bytes.iter().enumerate().filter(|(_, byte)| **byte == b'=').map(|(at, _)| at).collect();
    if signs.is_empty() {
        return (bytes.len(), bytes.len());
    }
    let from = dice.pick(&signs) + 1;
    let length = bytes[from..].iter().position(|byte| b",}\n".contains(byte));
    (from, length.map_or(bytes.len(), |length| from + length))
}

/// Where a cell of a sheet stands.
fn cell(dice: &mut Dice, bytes: &[u8]) -> (usize, usize) {
    let from = place(dice, bytes.len());
    let back = bytes[..from].iter().rposition(|byte| b",\n".contains(byte));
    let from = back.map_or(0, |back| back + 1);
    let length = bytes[from..].iter().position(|byte| b",\n".contains(byte));
    (from, length.map_or(bytes.len(), |length| from + length))
}

fn random_bytes(dice: &mut Dice) -> String {
    let length = place(dice, 300);
    let bytes: Vec<u8> = (0..length).map(|_| byte(dice)).collect();
    told(&bytes)
}

/// Words of the file in any order: what is nearly an agreement.
fn pieces(dice: &mut Dice, text: &str) -> String {
    let pieces: Vec<&str> = text.split_inclusive([' ', '\n', ',']).collect();
    (0..place(dice, 60)).map(|_| dice.pick(&pieces)).collect()
}

/// Tables and lists within one another, far beyond any that an agreement has.
fn deep(dice: &mut Dice) -> String {
    let depth = [50, 100, 1_000, 20_000][dice.weighted(&[40, 40, 15, 5])];
    let (open, close) = dice.pick(&[("[", "]"), ("{a=", "}"), ("[{a=", "}]")]);
    let closing = if dice.chance(70) { depth } else { 0 };
    match dice.weighted(&[60, 20, 20]) {
        0 => format!("staffing = {}1{}", open.repeat(depth), close.repeat(closing)),
        1 => format!("[{}x]\na = 1\n", "x.".repeat(depth)),
        _ => format!("{}x = 1\n", "x.".repeat(depth)),
    }
}

/// Very long texts and lists, and very many tables.
fn long(dice: &mut Dice, text: &str) -> String {
    let many = dice.pick(&[300, 3_000]);
    match dice.weighted(&[1, 1, 1, 1]) {
        0 => text.replacen("Steve Crocker", &"Ä".repeat(many * 10), 1),
        1 => text.replacen("[\"staffing\"]", &format!("[{}]", "\"dcs\", ".repeat(many)), 1),
        2 => format!("{text}{}", "\n[[event]]\nkind = \"a\"\non = 2018-08-01\n".repeat(many / 10)),
        _ => {
            let line = text.lines().last().unwrap_or_default();
            format!("{text}{}", format!("{line}\n").repeat(many / 10))
        }
    }
}
