//! The lock of a baseline: one writer at a time.
//!
//! The lock is the operating system's, held on `<root>/.lock`, so it is given up when its holder
//! dies, however it dies. The file's text says who holds it; a holder that leaves in good order
//! wipes the text, so text behind a free lock means that somebody died there.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::error::BaselineError;
use super::layout;

/// Who is about to write: what a second writer is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// The machine.
    pub host: String,
    /// What it is doing: `baseline accept`.
    pub command: String,
    /// When it started.
    pub since: Timestamp,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pid, host, command, since } = self;
        write!(f, "process {pid} on {host} (`{command}`, since {since})")
    }
}

/// The lock, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    stale: Option<String>,
}

impl Lock {
    /// Takes the lock of a baseline whose folder exists.
    pub(super) fn take(root: &Utf8Path, holder: &Holder) -> Result<Self, BaselineError> {
        let path = root.join(layout::LOCK);
        let broken = |source| BaselineError::Lock { path: path.clone(), source };
        refuse_symlink(&path)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(broken)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = text_of(&mut file).unwrap_or_else(|| "another process".to_owned());
                return Err(BaselineError::Locked { root: root.to_owned(), holder });
            }
            Err(TryLockError::Error(source)) => return Err(broken(source)),
        }
        let stale = text_of(&mut file);
        let mut lock = Self { file, stale };
        lock.write(&format!("{holder}\n")).map_err(broken)?;
        Ok(lock)
    }

    /// Who died holding it before.
    pub(super) fn stale(&self) -> Option<&str> {
        self.stale.as_deref()
    }

    fn write(&mut self, text: &str) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(text.as_bytes())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Text that can't be wiped is taken for a stale lock next time, which only costs a message.
        let _ = self.write("");
        let _ = self.file.unlock();
    }
}

fn refuse_symlink(path: &Utf8Path) -> Result<(), BaselineError> {
    if path.symlink_metadata().is_ok_and(|meta| meta.is_symlink()) {
        return Err(BaselineError::Lock {
            path: Utf8PathBuf::from(path),
            source: std::io::Error::other("it is a symbolic link"),
        });
    }
    Ok(())
}

/// What the lock file says, cut to something that can be printed: one line without controls.
fn text_of(file: &mut File) -> Option<String> {
    let mut bytes = Vec::new();
    file.rewind().ok()?;
    std::io::Read::by_ref(file).take(512).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let line: String = text.lines().next()?.chars().filter(|c| !c.is_control()).collect();
    (!line.trim().is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{Holder, Lock};

    fn holder(pid: u32) -> Holder {
        let since = "2026-11-18T10:00:00Z".parse().unwrap();
        Holder { pid, host: "ci-1".to_owned(), command: "baseline accept".to_owned(), since }
    }

    #[test]
    fn a_second_writer_is_told_who_is_first() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let first = Lock::take(root, &holder(7)).unwrap();
        let error = Lock::take(root, &holder(8)).unwrap_err().to_string();
        assert!(
            error.contains("process 7 on ci-1 (`baseline accept`, since 2026-11-18T10"),
            "{error}"
        );
        drop(first);
        assert_eq!(Lock::take(root, &holder(8)).unwrap().stale(), None);
    }

    #[test]
    fn a_dead_holder_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::write(root.join(".lock"), format!("{}\n", holder(7))).unwrap();
        let lock = Lock::take(root, &holder(8)).unwrap();
        assert!(lock.stale().unwrap().contains("process 7 on ci-1"));
    }
}
