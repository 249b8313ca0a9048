//! The few things that a commit does to a disk, so that tests can make each of them fail.
//!
//! Everything in a baseline is written through a [`Disk`]: contents, renames, removals. (The lock is not: what
//! matters about it is that the operating system gives it up for a process that died.) Reading goes
//! to the file system directly.

use std::io;
use std::io::Write as _;

use camino::Utf8Path;

/// Where a commit writes. Every error names the path.
pub(super) trait Disk: Send + Sync {
    /// Makes one folder; one that is there is fine.
    fn create_folder(&self, path: &Utf8Path) -> io::Result<()>;
    /// Writes a whole file and waits until it would survive a power cut.
    fn write(&self, path: &Utf8Path, bytes: &[u8]) -> io::Result<()>;
    /// Moves a file over whatever is there.
    fn rename(&self, from: &Utf8Path, to: &Utf8Path) -> io::Result<()>;
    /// Removes a file.
    fn remove_file(&self, path: &Utf8Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_folder(&self, path: &Utf8Path) -> io::Result<()>;
    /// Waits until the names in a folder would survive a power cut.
    fn sync_folder(&self, path: &Utf8Path) -> io::Result<()>;
}

/// The disk of this machine.
pub(super) struct RealDisk;

impl Disk for RealDisk {
    fn create_folder(&self, path: &Utf8Path) -> io::Result<()> {
        match fs_err::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            other => other,
        }
    }

    fn write(&self, path: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = fs_err::File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn rename(&self, from: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
        fs_err::rename(from, to)
    }

    fn remove_file(&self, path: &Utf8Path) -> io::Result<()> {
        fs_err::remove_file(path)
    }

    fn remove_folder(&self, path: &Utf8Path) -> io::Result<()> {
        fs_err::remove_dir(path)
    }

    fn sync_folder(&self, path: &Utf8Path) -> io::Result<()> {
        // Windows opens no folder as a file, and keeps names in a journal without being asked.
        if cfg!(windows) { Ok(()) } else { fs_err::File::open(path)?.sync_all() }
    }
}

/// Makes a folder and those above it, and makes sure that their names survive.
pub(super) fn create_folders(disk: &dyn Disk, path: &Utf8Path) -> io::Result<()> {
    if path.as_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        create_folders(disk, above)?;
    }
    disk.create_folder(path)?;
    match path.parent() {
        Some(above) if !above.as_str().is_empty() => disk.sync_folder(above),
        _ => Ok(()),
    }
}
