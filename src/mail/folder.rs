//! A folder that letters are put into, a file each, for any mail program to open.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;

use crate::mail::Unsent;

/// Puts a message into the folder under the name that its Message-ID gives it. It stands there
/// whole or not at all, and never in the place of another.
pub(super) fn send(folder: &Path, message_id: &str, message: &[u8]) -> Result<(), Unsent> {
    let name = message_id.trim_matches(['<', '>']);
    let path = folder.join(format!("{name}.eml"));
    match fs::read(&path) {
        // Sent before, and the program ended before it could say so.
        Ok(there) if there == message => return Ok(()),
        Ok(_) => {
            let says = format!("another letter is already in {}", path.display());
            return Err(Unsent::Never { says });
        }
        Err(_) => {}
    }
    let partial = folder.join(format!("{name}.{}.partial", std::process::id()));
    let written = write(folder, &partial, message).and_then(|()| fs::rename(&partial, &path));
    written.map_err(|error| {
        let says = format!("the letter could not be written to {}: {error}", path.display());
        Unsent::NotYet { says }
    })
}

fn write(folder: &Path, partial: &Path, message: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = File::create(partial)?;
    file.write_all(message)?;
    file.sync_all()
}
