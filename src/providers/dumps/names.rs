//! The files of a dump by what they are: `<call>[.<id>][.page-<n>]`.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::KindSpec;
use crate::providers::Answer;
use crate::providers::calls::Named;

/// The pages of one call, or of one call about one thing.
#[derive(Default)]
pub(super) struct Pages {
    /// The pages by their numbers.
    pub(super) by_number: BTreeMap<u64, Answer>,
    /// Pages that more than one file claims to be, in words. Only the first of such files is read.
    pub(super) twice: Vec<String>,
}

/// The files of one scope.
#[derive(Default)]
pub(crate) struct Files {
    calls: BTreeMap<(&'static str, Option<String>), Pages>,
    /// Files that are none of ours, each with the reason.
    pub(crate) unrecognised: BTreeMap<String, String>,
}

impl Files {
    /// Sorts files by their names, which are calls of these kinds; reads none of them. Those in `by_id` are asked once for
    /// each thing, whose id follows the name.
    pub(crate) fn sort(mut answers: Vec<Answer>, kinds: &[KindSpec], by_id: &[Named]) -> Self {
        let names = Names {
            calls: kinds.iter().flat_map(|spec| spec.calls).map(|call| call.name).collect(),
            by_id: by_id.iter().map(|(name, _)| *name).collect(),
        };
        answers.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
        let mut files = Self::default();
        for answer in answers {
            match names.parse(&answer.name) {
                Ok((call, page)) => {
                    let stem = stem(call.0, call.1.as_deref());
                    let pages = files.calls.entry(call).or_default();
                    match pages.by_number.entry(page) {
                        Entry::Vacant(place) => {
                            place.insert(answer);
                        }
                        Entry::Occupied(first) => {
                            let first = &first.get().path;
                            pages.twice.push(format!(
                                "{first} and {} are both page {page} of `{stem}`: only the first is read",
                                answer.path
                            ));
                            let reason =
                                format!("page {page} of `{stem}` is there twice, also as {first}");
                            files.unrecognised.insert(answer.path.into_string(), reason);
                        }
                    }
                }
                Err(reason) => {
                    files.unrecognised.insert(answer.path.into_string(), reason);
                }
            }
        }
        files
    }

    /// Takes the pages of a call, if there are any.
    pub(super) fn take(&mut self, call: &'static str, id: Option<&str>) -> Option<Pages> {
        self.calls.remove(&(call, id.map(str::to_owned)))
    }

    /// The things that a call was asked about.
    pub(crate) fn ids(&self, call: &'static str) -> Vec<String> {
        self.calls
            .keys()
            .filter(|(name, _)| *name == call)
            .filter_map(|(_, id)| id.clone())
            .collect()
    }
}

/// The name of a call's first file.
pub(super) fn stem(call: &str, id: Option<&str>) -> String {
    id.map_or_else(|| call.to_owned(), |id| format!("{call}.{id}"))
}

/// The call, the thing it was asked about, and the page.
type Place = ((&'static str, Option<String>), u64);

/// The names that files may have.
struct Names {
    calls: BTreeSet<&'static str>,
    by_id: BTreeSet<&'static str>,
}

impl Names {
    fn parse(&self, name: &str) -> Result<Place, String> {
        let (rest, page) = match name.rsplit_once(".page-") {
            Some((rest, page)) => match page.parse() {
                Ok(page) if page > 0 => (rest, page),
                _ => {
                    return Err(format!(
                        "`{page}` is no number of a page; pages are numbered from 1"
                    ));
                }
            },
            None => (name, 1),
        };
        let (word, id) = match rest.split_once('.') {
            Some((word, id)) => (word, Some(id).filter(|id| !id.is_empty())),
            None => (rest, None),
        };
        let Some(call) = self.calls.get(word) else {
            let near = self
                .calls
                .iter()
                .map(|call| (strsim::damerau_levenshtein(word, call), *call))
                .min()
                .filter(|(distance, call)| *distance <= call.len() / 4);
            return Err(near.map_or_else(
                || format!("`{word}` is no call that driftwall knows"),
                |(_, call)| {
                    format!("`{word}` is no call that driftwall knows; did you mean `{call}`?")
                },
            ));
        };
        match (self.by_id.contains(call), id) {
            (true, None) => Err(format!("say what `{call}` was asked about: {call}.<id>.json")),
            (false, Some(id)) => Err(format!(
                "`{call}` is not asked about one thing, here `{id}`; did you mean `{call}.page-2`?"
            )),
            (_, id) => Ok(((call, id.map(str::to_owned)), page)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, Place};

    fn parse(name: &str) -> Result<Place, String> {
        let calls = ["describe-security-groups", "describe-subnets"];
        let by_id = ["get-managed-prefix-list-entries", "get-trail-status"];
        let names = Names {
            calls: calls.into_iter().chain(by_id).collect(),
            by_id: by_id.into_iter().collect(),
        };
        names.parse(name)
    }

    #[test]
    fn a_name_is_a_call_an_id_and_a_page() {
        let place = |call, id: Option<&str>, page| Ok(((call, id.map(str::to_owned)), page));
        assert_eq!(parse("describe-subnets"), place("describe-subnets", None, 1));
        assert_eq!(parse("describe-subnets.page-12"), place("describe-subnets", None, 12));
        assert_eq!(
            parse("get-trail-status.my.trail"),
            place("get-trail-status", Some("my.trail"), 1)
        );
        assert_eq!(
            parse("get-managed-prefix-list-entries.pl-1.page-2"),
            place("get-managed-prefix-list-entries", Some("pl-1"), 2)
        );
    }

    #[test]
    fn a_slip_of_the_pen_is_told_from_a_stranger() {
        for (name, reason) in [
            ("describe-security-group", "did you mean `describe-security-groups`?"),
            ("describe-subnet.page-2", "did you mean `describe-subnets`?"),
            ("notes", "no call that driftwall knows"),
            ("", "no call that driftwall knows"),
            ("get-trail-status", "get-trail-status.<id>.json"),
            ("describe-subnets.2", "did you mean `describe-subnets.page-2`?"),
            ("describe-subnets.page-0", "numbered from 1"),
            ("describe-subnets.page-x", "numbered from 1"),
        ] {
            let wrong = parse(name).unwrap_err();
            assert!(wrong.contains(reason), "{name}: {wrong}");
        }
    }
}
