//! Edits of a cluster, sent by the client that reads it.

use driftwall::model::{Act, Class, Edit, ResourceId, Setting, Step};
use driftwall::providers::kubernetes;
use driftwall::providers::live::{Came, LiveError, Report, Settings, Way};
use serde_json::json;

use super::maker;
use super::place::Place;

impl Place {
    /// The steps that put back what differs, resource by resource.
    pub(crate) fn planned(&self) -> Vec<Vec<Step>> {
        self.dump();
        maker::planned(&self.folder, "dump:dump")
    }

    /// Sends an edit.
    pub(crate) fn send(
        &self,
        edit: &Edit,
        way: Way,
        profile: Option<&str>,
    ) -> Result<Report, LiveError> {
        let kubeconfig = Some(maker::file(&self.folder, "kubeconfig"));
        let kubernetes = kubernetes::Settings { contexts: None, kubeconfig };
        maker::send(edit, Settings { kubernetes, ..Settings::default() }, way, profile)
    }

    /// Makes an edit, insisting that it works, and that rehearsing it first changes nothing.
    pub(crate) fn makes(&self, edit: &Edit) {
        let before = self.api.list();
        let allowed = Report { came: Came::Allowed, made: 0, who: None };
        assert_eq!(self.send(edit, Way::Rehearse, None), Ok(allowed), "{edit:#?}");
        assert_eq!(self.api.list(), before);
        let who = Some("system:admin".to_owned());
        let made = Report { came: Came::Made, made: 1, who };
        assert_eq!(self.send(edit, Way::Make, None), Ok(made), "{edit:#?}");
    }
}

/// Makes the pods of a deployment again, of which one has more than its workload says.
pub(crate) fn restart(identity: &str) -> Edit {
    let setting = Setting {
        class: Class::Context,
        path: vec!["deviations".to_owned()],
        is_element: true,
        from: Some(json!("a pod has another image")),
        to: None,
    };
    Edit {
        id: ResourceId {
            scope: "kubernetes:prod".parse().unwrap(),
            kind: "kubernetes.deployment".parse().unwrap(),
            identity: identity.parse().unwrap(),
        },
        act: Act::Set(vec![setting]),
    }
}
