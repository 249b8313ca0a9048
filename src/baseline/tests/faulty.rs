//! A disk on which the n-th operation goes wrong. It never waits for the real disk: what survives
//! a power cut is not what is tested, and waiting is most of what a commit does.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use camino::Utf8Path;

use crate::baseline::disk::{Disk, RealDisk};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The process dies before the operation.
    Crash,
    /// The process dies in the middle of it: half of a file is written.
    Torn,
    /// The operation fails and the process lives on.
    Error(io::ErrorKind),
    /// This operation and every later one fails, as on a full disk.
    Full,
}

/// A disk with one fault.
pub(super) struct FaultyDisk {
    fault: Fault,
    at: usize,
    count: AtomicUsize,
}

impl FaultyDisk {
    pub(super) fn new(fault: Fault, at: usize) -> Self {
        Self { fault, at, count: AtomicUsize::new(0) }
    }

    /// A disk on which all goes well.
    pub(super) fn sound() -> Self {
        Self::new(Fault::Crash, usize::MAX)
    }

    /// Whether the fault has happened.
    pub(super) fn struck(&self) -> bool {
        self.count.load(Ordering::SeqCst) > self.at
    }

    fn step(&self, path: &Utf8Path, torn: impl Fn()) -> io::Result<()> {
        let now = self.count.fetch_add(1, Ordering::SeqCst);
        let broken = |kind: io::ErrorKind| Err(io::Error::new(kind, format!("{path}: {kind}")));
        match self.fault {
            _ if now < self.at => Ok(()),
            Fault::Crash => broken(io::ErrorKind::Other),
            Fault::Torn => {
                if now == self.at {
                    torn();
                }
                broken(io::ErrorKind::Other)
            }
            Fault::Error(kind) if now == self.at => broken(kind),
            Fault::Error(_) => Ok(()),
            Fault::Full => broken(io::ErrorKind::StorageFull),
        }
    }
}

impl Disk for FaultyDisk {
    fn create_folder(&self, path: &Utf8Path) -> io::Result<()> {
        self.step(path, || ())?;
        RealDisk.create_folder(path)
    }

    fn write(&self, path: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
        let half = || std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        self.step(path, half)?;
        fs_err::write(path, bytes)
    }

    fn rename(&self, from: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
        self.step(to, || ())?;
        RealDisk.rename(from, to)
    }

    fn remove_file(&self, path: &Utf8Path) -> io::Result<()> {
        self.step(path, || ())?;
        RealDisk.remove_file(path)
    }

    fn remove_folder(&self, path: &Utf8Path) -> io::Result<()> {
        self.step(path, || ())?;
        RealDisk.remove_folder(path)
    }

    fn sync_folder(&self, path: &Utf8Path) -> io::Result<()> {
        self.step(path, || ())?;
        fs_err::read_dir(path).map(drop)
    }
}
