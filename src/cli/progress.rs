//! How far a live read is, in one line on a terminal.
//!
//! The line says how many scopes are read, how many of them have gaps and how many still wait, and names the one that
//! has been asked for longest, so that a region that does not answer is seen while it is waited for. It is gone when the
//! read ends: what was not read is told by the report.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::session::counted;
use crate::model::{Scope, Status};
use crate::providers::live::Watch;
use crate::report::visible;

/// The line.
#[derive(Debug)]
pub(super) struct Progress {
    line: ProgressBar,
    state: Mutex<State>,
}

impl Progress {
    /// Begins it where it is to be drawn.
    pub(super) fn new(target: ProgressDrawTarget) -> Self {
        let line = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
            line.set_style(style);
        }
        // The clock of the line goes on while nothing is heard.
        line.enable_steady_tick(Duration::from_millis(200));
        Self { line, state: Mutex::default() }
    }

    fn tell(&self, what: impl FnOnce(&mut State)) {
        let text = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            what(&mut state);
            state.text()
        };
        self.line.set_message(text);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.line.finish_and_clear();
    }
}

impl Watch for Progress {
    fn scope_started(&self, scope: &Scope) {
        self.tell(|state| {
            state.scopes.entry(scope.clone()).or_default();
        });
    }

    fn call_started(&self, scope: &Scope, call: &str) {
        self.tell(|state| state.asked(scope, call));
    }

    fn call_finished(&self, scope: &Scope, call: &str, status: Status) {
        self.tell(|state| state.answered(scope, call, status));
    }

    fn scope_finished(&self, scope: &Scope, gaps: usize) {
        self.tell(|state| state.finished(scope, gaps));
    }
}

/// What is known so far.
#[derive(Debug, Default)]
struct State {
    scopes: BTreeMap<Scope, Stage>,
    /// The calls that are waited for, the oldest first.
    pending: Vec<(Scope, String)>,
}

/// How far one scope is.
#[derive(Debug, Default)]
struct Stage {
    begun: bool,
    done: bool,
    gaps: bool,
}

impl State {
    fn asked(&mut self, scope: &Scope, call: &str) {
        self.scopes.entry(scope.clone()).or_default().begun = true;
        self.pending.push((scope.clone(), call.to_owned()));
    }

    fn answered(&mut self, scope: &Scope, call: &str, status: Status) {
        self.scopes.entry(scope.clone()).or_default().gaps |= status.is_gap();
        let asked = self.pending.iter().position(|(s, c)| s == scope && c == call);
        if let Some(asked) = asked {
            self.pending.remove(asked);
        }
    }

    fn finished(&mut self, scope: &Scope, gaps: usize) {
        let stage = self.scopes.entry(scope.clone()).or_default();
        stage.done = true;
        stage.gaps |= gaps > 0;
        self.pending.retain(|(of, _)| of != scope);
    }

    /// The line, without what a name may hide.
    fn text(&self) -> String {
        let count = |is: fn(&Stage) -> bool| self.scopes.values().filter(|stage| is(stage)).count();
        let mut text = format!(
            "{} of {} read",
            count(|stage| stage.done),
            counted(self.scopes.len(), "scope")
        );
        for (number, what) in [
            (count(|stage| stage.gaps), "with gaps"),
            (count(|stage| !stage.begun && !stage.done), "waiting"),
        ] {
            if number > 0 {
                text.push_str(&format!(", {number} {what}"));
            }
        }
        if let Some((scope, call)) = self.pending.first() {
            text.push_str(&format!("; {scope} {call}"));
        }
        visible(&text).replace('\n', " ")
    }
}

#[cfg(test)]
mod tests {
    use super::State;
    use crate::model::{Scope, Status};

    #[test]
    fn the_line_counts_and_names_what_is_waited_for() {
        let scope = |region: &str| format!("aws:111122223333/{region}").parse::<Scope>().unwrap();
        let (west, south, north) = (scope("eu-west-1"), scope("eu-south-1"), scope("eu-north-1"));
        let mut state = State::default();
        assert_eq!(state.text(), "0 of 0 scopes read");
        for scope in [&west, &south, &north] {
            state.scopes.entry((*scope).clone()).or_default();
        }
        assert_eq!(state.text(), "0 of 3 scopes read, 3 waiting");
        state.asked(&west, "describe-vpcs");
        state.asked(&south, "describe-vpcs");
        state.asked(&west, "describe-subnets");
        assert_eq!(
            state.text(),
            "0 of 3 scopes read, 1 waiting; aws:111122223333/eu-west-1 describe-vpcs"
        );
        state.answered(&west, "describe-vpcs", Status::Complete);
        state.answered(&west, "describe-subnets", Status::Denied);
        state.finished(&west, 1);
        assert_eq!(
            state.text(),
            "1 of 3 scopes read, 1 with gaps, 1 waiting; aws:111122223333/eu-south-1 describe-vpcs"
        );
        state.finished(&south, 0);
        state.finished(&north, 0);
        assert_eq!(state.text(), "3 of 3 scopes read, 1 with gaps");
    }
}
