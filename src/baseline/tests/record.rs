//! What a commit writes, and what it refuses.

use std::collections::BTreeSet;

use super::{ACL, Folder, GROUP, edit, held, reading, record, scope, tree};
use crate::baseline::manifest::Sealed;
use crate::baseline::{BaselineError, Edit, Over, Trouble};
use crate::model::{Coverage, Kind, Provider, Reading, Status};

#[test]
fn what_is_recorded_is_read() {
    let folder = Folder::new();
    let missing = folder.store().snapshot().unwrap_err();
    assert!(matches!(missing, BaselineError::Missing { .. }));
    assert!(missing.hint().unwrap().contains("baseline record"));

    let kinds = [
        (GROUP, reading(&[("sg-1", "a"), ("Web", "upper"), ("web", "lower"), ("../..", "dots")])),
        (ACL, Reading::unread(Coverage::unread(Status::Absent, "no such API"))),
    ];
    let store = folder.real_store();
    let mut writer = store.lock().unwrap();
    assert_eq!(writer.took_over(), None);
    let written = writer.commit(&[edit(kinds.clone())]).unwrap();
    drop(writer);
    let [written] = written.as_slice() else { panic!("{written:?}") };
    assert_eq!((written.version, written.added, written.unchanged), (1, 4, 0));

    let snapshot = store.snapshot().unwrap();
    let found = &snapshot.scopes[&scope()];
    assert_eq!(found.kinds, kinds.into());
    let approval = found.approval.as_ref().unwrap();
    assert_eq!((approval.version, approval.by.as_str()), (1, "ana@example.com"));
    let files: Vec<String> = tree(&folder.root())
        .into_keys()
        .map(|path| path.strip_prefix(folder.root()).unwrap().as_str().replace('\\', "/"))
        .collect();
    let home = "aws/111122223333/eu-west-1";
    assert_eq!(
        files,
        [
            ".gitignore".to_owned(),
            ".lock".to_owned(),
            format!("{home}/aws.security-group/%2E.%2F.%2E.json"),
            format!("{home}/aws.security-group/Web.json"),
            format!("{home}/aws.security-group/sg-1.json"),
            format!("{home}/aws.security-group/web.json"),
            format!("{home}/manifest.json"),
        ]
    );
}

#[test]
fn the_same_readings_give_the_same_bytes() {
    let bytes = || {
        let folder = Folder::new();
        record(&folder.store(), edit([(GROUP, reading(&[("sg-1", "a"), ("sg-2", "b")]))]));
        tree(&folder.home()).into_values().collect::<Vec<_>>()
    };
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_kind_that_is_not_spoken_of_stays() {
    let folder = Folder::new();
    let acls = reading(&[("acl-1", "x")]);
    record(&folder.store(), edit([(GROUP, reading(&[("sg-1", "a")])), (ACL, acls.clone())]));
    let store = folder.store();
    let changed = edit([(GROUP, reading(&[("sg-2", "a")]))]);
    let written = store.lock().unwrap().commit(&[changed]).unwrap();
    assert_eq!(
        (written[0].added, written[0].removed, written[0].unchanged, written[0].version),
        (1, 1, 1, 2)
    );
    assert_eq!(held(&store)[&ACL], acls);
    let forgetting = Edit { forget: BTreeSet::from([ACL]), ..edit([]) };
    record(&store, forgetting);
    assert_eq!(held(&store).keys().collect::<Vec<_>>(), [&GROUP]);
}

#[test]
fn what_was_not_read_is_refused() {
    let folder = Folder::new();
    record(&folder.store(), edit([(GROUP, reading(&[("sg-1", "a")]))]));
    let before = tree(&folder.home());
    let store = folder.store();
    let refused = |edits: &[Edit]| store.lock().unwrap().commit(edits).unwrap_err();
    for status in Status::ALL.into_iter().filter(|status| status.is_gap()) {
        let gap = Reading::unread(Coverage::unread(status, "ec2:DescribeNetworkAcls"));
        // A good edit of another scope beside it is not written either.
        let good = Edit { scope: "aws:2/eu-west-1".parse().unwrap(), ..edit([]) };
        let error = refused(&[good, edit([(ACL, gap)])]);
        assert!(matches!(error, BaselineError::Unread { .. }), "{error}");
        assert!(error.to_string().contains("ec2:DescribeNetworkAcls"), "{error}");
    }
    let skipped = Reading::unread(Coverage::unread(Status::Skipped, "no file"));
    let error = refused(&[edit([(GROUP, skipped.clone())])]);
    assert!(matches!(error, BaselineError::WouldForget { held: 1, .. }), "{error}");
    let foreign = Kind::new(Provider::Docker, "container");
    for nonsense in [
        vec![edit([(foreign, reading(&[]))])],
        vec![edit([]), edit([])],
        vec![Edit { forget: BTreeSet::from([ACL]), ..edit([(ACL, reading(&[]))]) }],
        vec![edit([(ACL, Reading { coverage: skipped.coverage, ..reading(&[("a", "b")]) })])],
    ] {
        let error = refused(&nonsense);
        assert!(matches!(error, BaselineError::Nonsense { .. }), "{error}");
    }
    assert_eq!(tree(&folder.home()), before);
    assert!(!folder.root().join("aws/2").exists());
}

#[test]
fn an_existing_gitignore_is_left_alone() {
    let folder = Folder::new();
    std::fs::create_dir(folder.root()).unwrap();
    std::fs::write(folder.root().join(".gitignore"), "mine\n").unwrap();
    record(&folder.store(), edit([]));
    assert_eq!(std::fs::read_to_string(folder.root().join(".gitignore")).unwrap(), "mine\n");
}

#[test]
fn an_edited_file_is_replaced_only_on_request() {
    let folder = Folder::new();
    record(
        &folder.store(),
        edit([(GROUP, reading(&[("sg-1", "a")])), (ACL, reading(&[("x", "y")]))]),
    );
    record(&folder.store(), edit([(GROUP, reading(&[("sg-1", "b")]))]));
    std::fs::write(folder.home().join("aws.security-group/sg-1.json"), "{}").unwrap();
    let store = folder.store();
    let new = || edit([(GROUP, reading(&[("sg-1", "c")]))]);
    let error = store.lock().unwrap().commit(&[new()]).unwrap_err();
    assert!(matches!(error, BaselineError::Untrusted { .. }), "{error}");
    // What is as recorded can still be had, for repairs.
    let (rest, problems) = store.inspect();
    assert_eq!((rest.resource_count(), problems.len()), (1, 1));
    record(&store, Edit { over: Over::Anything, ..new() });
    assert_eq!(held(&store)[&ACL], reading(&[("x", "y")]));
    assert_eq!(store.verify().problems, []);

    // A kind that stays has to be as it was recorded.
    std::fs::write(folder.home().join("aws.network-acl/x.json"), "{}").unwrap();
    let error =
        store.lock().unwrap().commit(&[Edit { over: Over::Anything, ..new() }]).unwrap_err();
    let BaselineError::Untrusted { problems, .. } = &error else { panic!("{error}") };
    assert!(matches!(problems[0].trouble, Trouble::Edited { .. }));
}

#[test]
fn what_a_newer_driftwall_wrote_is_read_and_never_rewritten() {
    let folder = Folder::new();
    record(&folder.store(), edit([(GROUP, reading(&[("sg-1", "a")]))]));
    let manifest = folder.home().join("manifest.json");
    let newer = std::fs::read_to_string(&manifest)
        .unwrap()
        .replace("driftwall.manifest/1.0", "driftwall.manifest/1.4")
        .replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"1.7.0\"");
    let Err(Trouble::Edited { recorded, found, .. }) = Sealed::parse(newer.as_bytes()) else {
        panic!("the manifest's own digest must not match");
    };
    let newer = newer.replace(&recorded.to_string(), &found.to_string());
    std::fs::write(&manifest, &newer).unwrap();

    let store = folder.store();
    assert_eq!(held(&store)[&GROUP], reading(&[("sg-1", "a")]));
    for over in [Over::Trusted, Over::Anything] {
        let edit = Edit { over, ..edit([(GROUP, reading(&[]))]) };
        let error = store.lock().unwrap().commit(&[edit]).unwrap_err();
        assert!(error.to_string().contains("written by driftwall 1.7.0"), "{error}");
    }
    assert_eq!(std::fs::read_to_string(&manifest).unwrap(), newer);
}

#[test]
fn a_stale_lock_is_taken_over_by_name() {
    let folder = Folder::new();
    record(&folder.store(), edit([]));
    std::fs::write(folder.root().join(".lock"), "process 7 on laptop\n").unwrap();
    let store = folder.store();
    assert_eq!(store.lock().unwrap().took_over(), Some("process 7 on laptop"));
    assert_eq!(store.lock().unwrap().took_over(), None);
}
