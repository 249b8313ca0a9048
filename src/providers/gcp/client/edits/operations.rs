//! What becomes of a request that Compute Engine took: an operation, which is asked about until it is done.
//!
//! Where it is asked about follows from the request, and not from the links of the answer, which could lead anywhere.

use serde::Deserialize;

use super::lists::segment;
use super::request::path;
use super::sent::is_another;
use crate::providers::calls::Named;
use crate::providers::gcp::words::{Means, means};
use crate::providers::live::Refused;
use crate::providers::live::causes::line;
use crate::providers::live::change::Stop;

const GLOBAL: Named = ("compute operations describe", "compute.globalOperations.get");
const REGIONAL: Named = ("compute operations describe", "compute.regionOperations.get");
const ZONAL: Named = ("compute operations describe", "compute.zoneOperations.get");

/// An operation, as far as its end needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation {
    name: String,
    status: String,
    error: Option<Failure>,
    http_error_status_code: Option<u16>,
    http_error_message: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Failure {
    #[serde(default)]
    errors: Vec<Problem>,
}

#[derive(Clone, Debug, Deserialize)]
struct Problem {
    code: Option<String>,
    message: Option<String>,
}

/// Where operations are asked about, and with which call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) call: Named,
    parts: Vec<String>,
}

impl Place {
    /// Beside what a request is about: in its zone or its region, in its project, or above all projects.
    pub(super) fn of(request: &[String]) -> Result<Self, String> {
        let parts: Vec<&str> = request.iter().map(String::as_str).collect();
        let (call, parts) = match parts.as_slice() {
            ["projects", project, "zones", zone, ..] => {
                (ZONAL, vec!["projects", project, "zones", zone])
            }
            ["projects", project, "regions", region, ..] => {
                (REGIONAL, vec!["projects", project, "regions", region])
            }
            ["projects", project, ..] => (GLOBAL, vec!["projects", project, "global"]),
            _ => (GLOBAL, vec!["locations", "global"]),
        };
        Ok(Self { call, parts: path(&parts)? })
    }

    /// Where one is.
    pub(super) fn path(&self, operation: &Operation) -> Result<Vec<String>, String> {
        let mut path = self.parts.clone();
        path.extend(["operations".to_owned(), segment(&operation.name)?.to_owned()]);
        Ok(path)
    }
}

impl Operation {
    /// Whether it has ended.
    pub(super) fn is_done(&self) -> bool {
        self.status == "DONE"
    }

    /// How it ended: made, or refused with what Google says.
    pub(super) fn ended(self, call: Named, place: &str, is_new: bool) -> Result<(), Stop> {
        let Self { name: _, status: _, error, http_error_status_code: http, http_error_message } =
            self;
        let is_wrong = error.is_some() || http.is_some_and(|http| http >= 400);
        if !is_wrong {
            return Ok(());
        }
        let problem = error.unwrap_or_default().errors.into_iter().next();
        let (code, message) = problem.map_or((None, None), |one| (one.code, one.message));
        let said = message.or(http_error_message).map(|said| line(&said)).unwrap_or_default();
        let code = code.map(|code| line(&code));
        let codes: Vec<String> =
            code.iter().cloned().chain(http.map(|http| http.to_string())).collect();
        let refusal = match means(&codes, &said) {
            Means::Throttled => Refused::Throttled,
            Means::Denied | Means::Nobody | Means::Off => Refused::Denied,
            Means::Else if http.is_some_and(|http| is_another(http, is_new)) => Refused::Changed,
            Means::Else => Refused::Failed,
        };
        let code = code.unwrap_or_else(|| "without a code".to_owned());
        let needs =
            if refusal == Refused::Denied { format!(", needs {}", call.1) } else { String::new() };
        let words =
            format!("{} in {place}: Google began it and gave up ({code}){needs}: {said}", call.0);
        Err(Stop::Refused(refusal, words))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Operation, Place};
    use crate::providers::live::Refused;
    use crate::providers::live::change::Stop;

    fn ended(mut operation: Value, is_new: bool) -> Result<(), (Refused, String)> {
        operation["name"] = "operation-1".into();
        operation["status"] = "DONE".into();
        let operation: Operation = serde_json::from_value(operation).unwrap();
        assert!(operation.is_done());
        operation.ended(("x", "compute.x"), "shop", is_new).map_err(|stop| match stop {
            Stop::Refused(refused, words) => (refused, words),
            Stop::Unsaid(why) => panic!("{why}"),
        })
    }

    #[test]
    fn an_operation_that_ends_with_an_error_made_nothing() {
        assert_eq!(ended(json!({"progress": 100}), false), Ok(()));
        for (code, http, is_new, want) in [
            ("RESOURCE_NOT_FOUND", 404, false, Refused::Changed),
            ("RESOURCE_NOT_FOUND", 404, true, Refused::Failed),
            ("RESOURCE_ALREADY_EXISTS", 409, true, Refused::Changed),
            ("CONDITION_NOT_MET", 412, false, Refused::Changed),
            ("PERMISSION_DENIED", 403, false, Refused::Denied),
            ("RESOURCE_IN_USE_BY_ANOTHER_RESOURCE", 400, false, Refused::Failed),
            ("INTERNAL_ERROR", 500, false, Refused::Failed),
        ] {
            let error =
                json!({"errors": [{"code": code, "message": "it is\u{1b}[31m so\nand more"}]});
            let operation = json!({"error": error, "httpErrorStatusCode": http});
            let (refused, words) = ended(operation, is_new).unwrap_err();
            assert_eq!(refused, want, "{code}");
            assert!(words.contains(code) && words.ends_with(": it is[31m so"), "{words:?}");
        }
        let (refused, words) =
            ended(json!({"httpErrorStatusCode": 412, "httpErrorMessage": "no"}), false)
                .unwrap_err();
        assert!(refused == Refused::Changed && words.ends_with("(without a code): no"), "{words}");
        assert!(ended(json!({"error": {}}), false).is_err());
    }

    #[test]
    fn an_operation_is_where_its_request_is() {
        for (request, want) in [
            ("projects/shop/global/firewalls/ssh", "projects/shop/global/operations/o-1"),
            ("projects/shop/zones/z/instances/w/setTags", "projects/shop/zones/z/operations/o-1"),
            ("projects/shop/regions/r/subnetworks/w", "projects/shop/regions/r/operations/o-1"),
            ("locations/global/firewallPolicies/7/addRule", "locations/global/operations/o-1"),
        ] {
            let request: Vec<String> = request.split('/').map(str::to_owned).collect();
            let place = Place::of(&request).unwrap();
            let named = |name: &str| -> Operation {
                serde_json::from_value(json!({"name": name, "status": "RUNNING"})).unwrap()
            };
            assert_eq!(place.path(&named("o-1")).unwrap().join("/"), want);
            for odd in ["", "..", "a/b", "a?b"] {
                assert!(place.path(&named(odd)).is_err(), "{odd}");
            }
        }
    }
}
