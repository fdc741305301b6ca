//! Names of files, and putting them in place so that a power cut leaves the old or the new, and never half of one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::cli::Failed;

/// What a backup is of, by how it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A SQLite database.
    Sqlite,
    /// A dump of PostgreSQL, in the custom format.
    Postgres,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Sqlite => "a backup of SQLite",
            Self::Postgres => "a backup of PostgreSQL",
        })
    }
}

/// What the file is a backup of.
pub(super) fn kind(file: &Path) -> Result<Kind, Failed> {
    let shown = file.display();
    let mut begin = [0; 16];
    let mut open = File::open(file).map_err(|error| Failed::new(format!("{shown} cannot be read ({error})")))?;
    let is_long = open.read_exact(&mut begin).is_ok();
    match &begin {
        b"SQLite format 3\0" if is_long => Ok(Kind::Sqlite),
        begin if is_long && begin.starts_with(b"PGDMP") => Ok(Kind::Postgres),
        _ => Err(Failed::new(format!("{shown} is no backup: neither a SQLite database nor a dump of PostgreSQL"))),
    }
}

/// A backup takes the place of nothing, unless it is told to.
pub(super) fn refuse_existing(file: &Path, force: bool) -> Result<(), Failed> {
    if file.exists() && !force {
        return Err(Failed::new(format!("{} is there already: choose another name, or --force it", file.display())));
    }
    Ok(())
}

/// The name of the file that is written first, in the same folder, so that renaming it is all that is left.
pub(super) fn beside(file: &Path, word: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{word}"));
    file.with_file_name(name)
}

/// Puts a file that is whole in its place, for good.
pub(super) fn put(whole: &Path, place: &Path) -> Result<(), Failed> {
    let put = || -> io::Result<()> {
        File::open(whole)?.sync_all()?;
        fs::rename(whole, place)?;
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    };
    put().map_err(|error| Failed::new(format!("{} cannot be put in its place ({error})", place.display())))
}

/// A file that is removed unless it was put in its place.
pub(super) struct Partial(pub(super) PathBuf);

impl Partial {
    /// An empty file beside `file`, in the place of what an attempt that was cut off has left there. It will hold all that
    /// there is, so nobody else may read it.
    pub(super) fn new(file: &Path, word: &str) -> Result<Self, Failed> {
        let partial = Self(beside(file, word));
        partial.remove();
        let created = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial.0);
        created.map_err(|error| Failed::new(format!("{} cannot be written ({error})", partial.0.display())))?;
        Ok(partial)
    }

    fn remove(&self) {
        for end in ["", "-journal", "-wal", "-shm"] {
            let mut name = self.0.clone().into_os_string();
            name.push(end);
            // What is not there need not go.
            let _ = fs::remove_file(name);
        }
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        self.remove();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_known_by_how_it_begins() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("backup");
        for (content, expected) in [
            (&b"SQLite format 3\0 and more"[..], Some(Kind::Sqlite)),
            (b"PGDMP\x01\x0e\x00\x04\x08\x01\x01\x01\x01\x01\x01\x01", Some(Kind::Postgres)),
            (b"SQLite format 3", None),
            (b"-- PostgreSQL database dump", None),
            (b"", None),
        ] {
            fs::write(&file, content).unwrap();
            assert_eq!(kind(&file).ok(), expected);
        }
        assert!(kind(&folder.path().join("none")).is_err());
    }

    #[test]
    fn what_was_not_put_in_its_place_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("docket.db");
        let Ok(partial) = Partial::new(&place, "partial") else { panic!("an empty folder can be written") };
        fs::write(&partial.0, "half").unwrap();
        drop(partial);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let Ok(partial) = Partial::new(&place, "partial") else { panic!("an empty folder can be written") };
        fs::write(&partial.0, "whole").unwrap();
        assert!(put(&partial.0, &place).is_ok());
        drop(partial);
        assert_eq!(fs::read_to_string(&place).unwrap(), "whole");
    }
}
