//! Where the runs happen: a folder with the baseline, and for each run a cloud of its own.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Live;
use super::cases::Case;
use super::cloudsim::asked::Action;
use super::cloudsim::{Cloud, Estate};

/// What a run may take that nothing holds up, on a machine that does much else.
const AMPLE: Duration = Duration::from_secs(60);
/// What a run may take that only its deadline ends.
const SHORT: Duration = Duration::from_secs(4);
/// What starting, ending and a busy machine may take beside a deadline.
const GRACE: Duration = Duration::from_secs(20);
/// How late the answers are that lead on and on, so that they are no race.
const PACE: Duration = Duration::from_millis(40);

/// The folder, and what is told when nothing is wrong.
pub(crate) struct Field<'a> {
    live: &'a Live,
    folder: tempfile::TempDir,
    pub(crate) truth: Truth,
    calls: Vec<&'static Action>,
}

/// What is really there.
pub(crate) struct Truth {
    /// The scope and the kind that the opening is in.
    pub(crate) place: (&'static str, &'static str),
    /// The calls that may not be there.
    pub(crate) late: &'static [&'static str],
    /// The changes that are told without a fault when something was opened.
    pub(crate) opened: BTreeSet<Told>,
}

/// A change that a report tells of: scope, kind, id and what became of it.
pub(crate) type Told = (String, String, String, String);

/// What came of a run.
pub(crate) struct Run {
    /// Nothing when it had to be ended.
    pub(crate) status: Option<ExitStatus>,
    pub(crate) report: Option<Value>,
    pub(crate) stderr: String,
    /// Whether the fault struck at all.
    pub(crate) is_struck: bool,
}

impl<'a> Field<'a> {
    /// Records the baseline and looks at what is told without a fault.
    pub(crate) fn recorded(live: &'a Live) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let opened = BTreeSet::new();
        let truth = Truth { place: (live.scope, live.drifted), late: live.late, opened };
        let mut field = Self { live, folder, truth, calls: Vec::new() };
        let cloud = Cloud::start((live.estate)(Estate::default()));
        let record = field.driftwall(
            &cloud,
            &["baseline", "record", "--live", "live", "--by", "auditor"],
            AMPLE,
            "record",
        );
        assert_eq!(code(&record), Some(0), "{}", record.stderr);
        cloud.forget();
        let clean = field.scan(&cloud, AMPLE, "clean");
        assert_eq!(code(&clean), Some(0), "{}", clean.stderr);
        let actions = live.provider.actions();
        let asked: BTreeSet<String> = cloud.asked().into_iter().map(|asked| asked.action).collect();
        field.calls = actions.iter().filter(|action| asked.contains(action.name)).collect();
        assert_eq!(field.calls.len(), asked.len(), "the simulator does not know all of {asked:?}");
        for action in field.calls.iter().filter(|action| action.pages) {
            let is_second =
                |page: &super::cloudsim::asked::Asked| page.action == action.name && page.page == 2;
            assert!(cloud.asked().iter().any(is_second), "{} has one page", action.name);
        }
        let kinds = |report: &Value| -> BTreeSet<String> {
            let rows = report["coverage"].as_array().unwrap().iter();
            rows.map(|row| row["status"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(kinds(&clean.report.unwrap()), BTreeSet::from(["complete".to_owned()]));
        cloud.edit(live.drift);
        let open = field.scan(&cloud, AMPLE, "open");
        assert_eq!(code(&open), Some(1), "{}", open.stderr);
        field.truth.opened = told(&open.report.unwrap());
        let is_drift = |told: &&Told| told.0 == live.scope && told.1 == live.drifted;
        assert!(field.truth.opened.iter().any(|told| is_drift(&told)), "{:?}", field.truth.opened);
        field
    }

    /// The calls that a scan makes.
    pub(crate) fn calls(&self) -> Vec<&'static Action> {
        self.calls.clone()
    }

    /// Scans with a fault.
    pub(crate) fn run(&self, case: &Case) -> Run {
        let estate = (self.live.estate)(Estate::default());
        let estate = if case.is_open { (self.live.drift)(estate) } else { estate };
        let cloud = Cloud::start(estate);
        let deadline = if case.needs_the_deadline() { SHORT } else { AMPLE };
        if case.needs_the_deadline() {
            cloud.set_latency(PACE);
        }
        cloud.fault(case.fault(self.live.region));
        let name = case.to_string().replace([' ', ':', ','], "-");
        let run = self.scan(&cloud, deadline, &name);
        let is_struck = cloud.asked().iter().any(|asked| asked.fault == Some(case.kind));
        Run { is_struck, ..run }
    }

    fn scan(&self, cloud: &Cloud, deadline: Duration, name: &str) -> Run {
        let time = format!("{}s", deadline.as_secs());
        let args = ["scan", "--live", "live", "--output", "json", "--deadline", &time];
        self.driftwall(cloud, &args, deadline, name)
    }

    /// Runs the binary with nothing of this machine around it but the credentials of an example.
    fn driftwall(&self, cloud: &Cloud, args: &[&str], deadline: Duration, name: &str) -> Run {
        let at = |end: &str| self.folder.path().join(format!("{name}.{end}"));
        std::fs::write(at("toml"), (self.live.config)(&cloud.url())).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_driftwall"))
            .args(args)
            .arg("--config")
            .arg(at("toml"))
            .env_clear()
            .env("HOME", self.folder.path())
            .env("AWS_ENDPOINT_URL", cloud.url())
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "none")
            .env("AWS_REGION", self.live.region)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_MAX_ATTEMPTS", "2")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(File::create(at("out")).unwrap())
            .stderr(File::create(at("err")).unwrap())
            .spawn()
            .unwrap();
        let until = Instant::now() + deadline + GRACE;
        let status = loop {
            match child.try_wait().unwrap() {
                Some(status) => break Some(status),
                None if Instant::now() < until => thread::sleep(Duration::from_millis(10)),
                None => {
                    child.kill().unwrap();
                    child.wait().unwrap();
                    break None;
                }
            }
        };
        let read = |path: &Path| std::fs::read_to_string(path).unwrap();
        let stderr = read(&at("err"));
        let report = serde_json::from_str(&read(&at("out"))).ok();
        Run { status, report, stderr, is_struck: false }
    }
}

/// The exit code, when there is one.
pub(crate) fn code(run: &Run) -> Option<i32> {
    run.status.and_then(|status| status.code())
}

/// The changes that a report tells of.
pub(crate) fn told(report: &Value) -> BTreeSet<Told> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().unwrap().iter();
    let changes = findings.filter(|one| one.get("resource").is_some());
    changes
        .map(|one| {
            let resource = &one["resource"];
            let what = text(&one["change"]["action"]);
            (text(&one["scope"]), text(&resource["kind"]), text(&resource["id"]), what)
        })
        .collect()
}
