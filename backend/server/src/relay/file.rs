//! Events as JSON Lines: one file a topic, one event a line, appended and never changed.
//!
//! A line is complete or not there: what a crash or a full disk left of a last line is cut off before the next is
//! written, and its event, whose cursor has not moved, is written again. A line is on the disk before the cursor moves.
//! A file that is full is put aside ([`rotation`]) before the next line.

mod rotation;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use docket_domain::faults::crash_point;
use docket_domain::outbox::delivery::Refused;

use super::{Destination, Event, Trouble};

/// How much of a file's end is read at a time, in bytes, to find its last line's beginning.
const WINDOW: usize = 64 * 1024;

/// A folder with one file a topic.
pub struct JsonLines {
    folder: PathBuf,
    /// How large a file may grow; zero for as large as it gets.
    bytes: u64,
    open: Option<Files>,
}

/// The files as this process has them open; after a failure they are opened and repaired anew.
struct Files {
    _lock: File,
    topics: BTreeMap<String, File>,
}

impl JsonLines {
    /// Events go to files in this folder, which is created with the first of them.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder, bytes: 0, open: None }
    }

    /// The same, putting a file aside when it has grown to this many bytes.
    #[must_use]
    pub fn of_at_most(self, bytes: u64) -> Self {
        Self { bytes, ..self }
    }

    /// Appends what is to be written to each topic, and waits until the disk has it.
    fn append(folder: &Path, bytes: u64, open: Option<Files>, lines: BTreeMap<String, Vec<u8>>) -> io::Result<Files> {
        let mut files = match open {
            Some(files) => files,
            None => Files { _lock: lock(folder)?, topics: BTreeMap::new() },
        };
        for (topic, lines) in lines {
            let path = folder.join(format!("{topic}.jsonl"));
            let mut file = match files.topics.remove(&topic) {
                // Somebody may have moved the file away, to keep it elsewhere.
                Some(file) if path.exists() => file,
                _ => repaired(&path)?,
            };
            if rotation::is_full(&file, bytes)? {
                rotation::put_aside(folder, &topic, &mut file)?;
                file = repaired(&path)?;
            }
            file.write_all(&lines)?;
            crash_point("after_produce");
            file.sync_data()?;
            files.topics.insert(topic, file);
        }
        Ok(files)
    }
}

impl Destination for JsonLines {
    const NAME: &'static str = "file";

    async fn publish(&mut self, events: &[Event]) -> Result<Vec<Refused>, Trouble> {
        let mut lines: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for event in events {
            let topic = lines.entry(event.topic.clone()).or_default();
            serde_json::to_writer(&mut *topic, event).map_err(|error| Trouble::Destination(error.to_string()))?;
            topic.push(b'\n');
        }
        let (folder, bytes, open) = (self.folder.clone(), self.bytes, self.open.take());
        let shown = folder.display().to_string();
        let written = tokio::task::spawn_blocking(move || Self::append(&folder, bytes, open, lines)).await;
        match written {
            Ok(Ok(files)) => {
                self.open = Some(files);
                Ok(Vec::new())
            }
            Ok(Err(error)) => {
                Err(Trouble::Destination(format!("the event files in {shown} cannot be written: {error}")))
            }
            Err(error) => Err(Trouble::Destination(format!("writing the event files ended early: {error}"))),
        }
    }
}

/// Two processes that append to the same files would tear each other's lines.
fn lock(folder: &Path) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let file = OpenOptions::new().create(true).append(true).open(folder.join(".events.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(io::Error::other("another process writes there")),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The topic's file, open at the end of its last whole line.
fn repaired(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    let length = file.metadata()?.len();
    let whole = end_of_last_line(&mut file, length)?;
    if whole < length {
        tracing::warn!(file = %path.display(), bytes = length - whole, "a line that was not finished is cut off");
        file.set_len(whole)?;
    }
    file.sync_all()?;
    if let Some(folder) = path.parent() {
        // The file's name must be on the disk, too.
        File::open(folder)?.sync_all()?;
    }
    Ok(file)
}

/// Where the last whole line ends.
fn end_of_last_line(file: &mut File, length: u64) -> io::Result<u64> {
    let mut window = vec![0; WINDOW];
    let mut end = length;
    while end > 0 {
        let begin = end.saturating_sub(WINDOW as u64);
        let size = usize::try_from(end - begin).unwrap_or(WINDOW);
        file.seek(SeekFrom::Start(begin))?;
        file.read_exact(&mut window[..size])?;
        if let Some(at) = window[..size].iter().rposition(|byte| *byte == b'\n') {
            return Ok(begin + at as u64 + 1);
        }
        end = begin;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("topic.jsonl");
        let long = "x".repeat(3 * WINDOW);
        for (stored, kept) in [
            (String::new(), String::new()),
            ("{}\n".to_owned(), "{}\n".to_owned()),
            ("{}\n{\"a".to_owned(), "{}\n".to_owned()),
            ("{\"a".to_owned(), String::new()),
            (format!("{{}}\n{long}"), "{}\n".to_owned()),
            (long.clone(), String::new()),
            (format!("{long}\n"), format!("{long}\n")),
        ] {
            fs::write(&path, &stored).unwrap();
            drop(repaired(&path).unwrap());
            assert_eq!(fs::read_to_string(&path).unwrap(), kept);
        }
    }

    #[test]
    fn two_processes_do_not_write_to_one_folder() {
        let folder = tempfile::tempdir().unwrap();
        let held = lock(folder.path()).unwrap();
        assert!(lock(folder.path()).is_err());
        drop(held);
        lock(folder.path()).unwrap();
    }
}
