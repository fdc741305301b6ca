//! A full event file is put aside under a name that says which events are in it, and is never changed again.
//!
//! The name sorts as events do: `order_shipping.000000000001-000000004711.jsonl`, with the positions of the file's first
//! and last event. A crash right after the renaming leaves the topic without a file of its own until the next event.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::end_of_last_line;

/// The longest line that is looked at for its position, in bytes.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// What is read of a line.
#[derive(Deserialize)]
struct Line {
    position: String,
}

/// Whether a file has grown to this many bytes; none never is full.
pub(super) fn is_full(file: &File, bytes: u64) -> io::Result<bool> {
    Ok(bytes > 0 && file.metadata()?.len() >= bytes)
}

/// Gives the topic's file, all of which is on the disk, the name that it keeps.
pub(super) fn put_aside(folder: &Path, topic: &str, file: &mut File) -> io::Result<()> {
    let length = file.metadata()?.len();
    let begin_of_last = end_of_last_line(file, length.saturating_sub(1))?;
    let (first, last) = (position_at(file, 0)?, position_at(file, begin_of_last)?);
    let kept = unused(folder, &format!("{topic}.{first:012}-{last:012}"));
    fs::rename(folder.join(format!("{topic}.jsonl")), &kept)?;
    // A new file under the old name must not be on the disk before the old one is there under its new name.
    File::open(folder)?.sync_all()?;
    tracing::info!(file = %kept.display(), bytes = length, "an event file is full and put aside");
    Ok(())
}

/// A name that no file has: after a crash the same events may stand in two files.
fn unused(folder: &Path, name: &str) -> PathBuf {
    let first = folder.join(format!("{name}.jsonl"));
    let further = (2_u32..).map(|count| folder.join(format!("{name}.{count}.jsonl")));
    std::iter::once(first.clone()).chain(further).find(|path| !path.exists()).unwrap_or(first)
}

/// The position of the event in the line that begins here; zero for a line that is none of ours.
fn position_at(file: &mut File, begin: u64) -> io::Result<u64> {
    file.seek(SeekFrom::Start(begin))?;
    let mut line = Vec::new();
    BufReader::new(file.take(LONGEST_LINE)).read_until(b'\n', &mut line)?;
    let read: Option<Line> = serde_json::from_slice(&line).ok();
    Ok(read.and_then(|line| line.position.parse().ok()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_is_in_the_file_and_is_given_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("topic.jsonl");
        for (lines, kept) in [
            ("{\"position\":\"3\"}\n", "topic.000000000003-000000000003.jsonl"),
            (
                "{\"position\":\"3\"}\n{\"position\":\"8\"}\n{\"position\":\"21\"}\n",
                "topic.000000000003-000000000021.jsonl",
            ),
            ("{\"position\":\"3\"}\n{\"position\":\"21\"}\n", "topic.000000000003-000000000021.2.jsonl"),
            ("somebody's own words\n", "topic.000000000000-000000000000.jsonl"),
        ] {
            fs::write(&path, lines).unwrap();
            put_aside(folder.path(), "topic", &mut File::open(&path).unwrap()).unwrap();
            assert!(!path.exists());
            assert_eq!(fs::read_to_string(folder.path().join(kept)).unwrap(), lines);
        }
    }

    #[test]
    fn a_file_is_full_when_it_has_reached_its_size() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("topic.jsonl");
        fs::write(&path, "1234").unwrap();
        let full = |bytes| is_full(&File::open(&path).unwrap(), bytes).unwrap();
        assert_eq!([full(5), full(4), full(1), full(0)], [false, true, true, false]);
    }
}
