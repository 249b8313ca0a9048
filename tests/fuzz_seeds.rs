//! The seeds of the fuzz targets, through the same assertions.

#[expect(clippy::unwrap_used, unreachable_pub, reason = "a library of assertions")]
#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;

#[test]
fn every_seed_is_as_it_should_be() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (name, check) in targets::TARGETS {
        let mut files: Vec<_> = std::fs::read_dir(seeds.join(name)).unwrap().collect();
        assert!(!files.is_empty(), "{name} has no seed");
        for file in files.drain(..) {
            check(&std::fs::read(file.unwrap().path()).unwrap());
        }
    }
}
