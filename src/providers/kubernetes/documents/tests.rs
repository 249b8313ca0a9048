//! Every shape of a file, honest and hostile.

use super::{Document, Documents, Item, read, refusal_in_text, refusal_of_status};
use crate::model::Status;

fn one(text: &str) -> serde_json::Value {
    let Documents { mut values, troubles, blank: _ } = read(text.as_bytes());
    assert_eq!(troubles, Vec::<String>::new(), "{text}");
    assert_eq!(values.len(), 1, "{text}");
    tree(values.remove(0))
}

fn tree(document: Document<'_>) -> serde_json::Value {
    match document {
        Document::Tree(tree) => tree,
        Document::List { mut front, items } => {
            front["items"] = items.into_iter().map(Item::tree).collect();
            front
        }
    }
}

fn trouble(bytes: &[u8]) -> String {
    let documents = read(bytes);
    assert!(!documents.troubles.is_empty(), "{}", String::from_utf8_lossy(bytes));
    documents.troubles.join("; ")
}

#[test]
fn json_and_yaml_are_the_same_tree() {
    let want = serde_json::json!({"a": [1, "x", true, null], "b": {"c": "80"}});
    assert_eq!(one(r#"{"a":[1,"x",true,null],"b":{"c":"80"}}"#), want);
    assert_eq!(one("a: [1, x, true, null]\nb:\n  c: \"80\"\n"), want);
    // A flow mapping of YAML starts like JSON.
    assert_eq!(one("{a: [1, x, true, ~], b: {c: '80'}}"), want);
}

#[test]
fn byte_order_marks_windows_newlines_and_tabs_in_values_are_fine() {
    assert_eq!(one("\u{feff}a: 1\r\nb: x\r\n"), serde_json::json!({"a": 1, "b": "x"}));
    assert_eq!(one("\u{feff}{\r\n\t\"a\": 1\r\n}"), serde_json::json!({"a": 1}));
    assert_eq!(one("a: \"x\ty\"\n"), serde_json::json!({"a": "x\ty"}));
}

#[test]
fn many_documents_with_empty_ones_between() {
    let documents = read(b"---\n# nothing\n---\na: 1\n---\n---\nb: 2\n...\n");
    assert_eq!(documents.values.len(), 2);
    assert!(documents.troubles.is_empty());
    assert_eq!(read(b"{\"a\":1}\n{\"b\":2}\n").values.len(), 2);
}

#[test]
fn a_file_with_comments_only_is_blank() {
    for text in ["", "  \n", "# nothing\n", "---\n# nothing\n"] {
        let documents = read(text.as_bytes());
        assert!(documents.blank && documents.troubles.is_empty(), "{text:?}");
    }
}

#[test]
fn small_aliases_and_merge_keys_work() {
    let value = one("a: &x {app: web}\nb: *x\nc: {<<: *x, tier: front}\n");
    assert_eq!(value["b"]["app"], "web");
    assert_eq!(value["c"], serde_json::json!({"app": "web", "tier": "front"}));
}

#[test]
fn a_duplicate_key_is_an_error() {
    assert!(trouble(b"a: 1\nb: 2\na: 3\n").contains("line 3 column 1"));
    assert!(trouble(b"{\"a\":1,\"a\":2}").contains("`a` is there twice"));
}

#[test]
fn a_broken_document_leaves_the_ones_before_it() {
    let documents = read(b"a: 1\n---\nb: [1, 2\n");
    assert_eq!(documents.values.len(), 1);
    assert!(documents.troubles.join("").starts_with("line "), "{:?}", documents.troubles);
    let tab = trouble(b"a:\n\tb: 1\n");
    assert!(tab.starts_with("line 2 column"), "{tab}");
    let cut = trouble(b"{\"kind\": \"List\", \"items\": [");
    assert!(cut.starts_with("line 1 column"), "{cut}");
}

#[test]
fn a_helm_template_is_told_how_to_be_rendered() {
    for text in [
        "{{- if .Values.on }}\nkind: Pod\n{{- end }}\n",
        "metadata:\n  name: {{ .Release.Name }}\n",
    ] {
        assert!(trouble(text.as_bytes()).contains("helm template"), "{text}");
    }
}

#[test]
fn what_is_not_utf8_is_said_to_be_that() {
    assert!(trouble(&[0xff, 0xfe, b'a', 0]).contains("UTF-16"));
    assert!(trouble(b"a: \xe9\n").contains("not UTF-8 text (byte 4)"));
}

#[test]
fn bombs_are_refused_in_bounded_time_and_memory() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        laughs.push_str(&format!("a{level}: &a{level} [{}]\n", below.trim_end_matches(", ")));
    }
    trouble(laughs.as_bytes());
    // One long text, repeated.
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a, ".repeat(5000));
    trouble(long.as_bytes());
    // Deep nesting, in each of the three ways.
    trouble("[".repeat(100_000).as_bytes());
    trouble(format!("a: {}", "[".repeat(100_000)).as_bytes());
    trouble("- ".repeat(100_000).as_bytes());
    trouble("{\"a\":".repeat(100_000).as_bytes());
    let mut deep = String::new();
    for level in 0..2000 {
        deep.push_str(&" ".repeat(level));
        deep.push_str("a:\n");
    }
    trouble(deep.as_bytes());
}

#[test]
fn no_bytes_make_it_panic() {
    for seed in 0_u32..400 {
        let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
        let bytes: Vec<u8> = (0..64)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                b"{}[]:,-&*!|>'\"%@`#? \n\t\r0aA\\\xff\xc3\xa9~"
                    [usize::try_from(state >> 16).unwrap() % 31]
            })
            .collect();
        read(&bytes);
    }
}

#[test]
fn a_status_says_how_the_read_went() {
    let outcome = |text: &str| refusal_of_status(&serde_json::from_str(text).unwrap());
    let forbidden = outcome(r#"{"status":"Failure","reason":"Forbidden","details":{"kind":"networkpolicies"},"code":403}"#).unwrap();
    assert_eq!(
        (forbidden.status, forbidden.resource.as_deref()),
        (Status::Denied, Some("networkpolicies"))
    );
    let by_words = outcome(r#"{"status":"Failure","message":"pods is forbidden: User \"x\" cannot list resource \"pods\" in API group \"\"","code":403}"#).unwrap();
    assert_eq!(by_words.resource.as_deref(), Some("pods"));
    let absent = outcome(r#"{"status":"Failure","message":"the server could not find the requested resource","reason":"NotFound","code":404}"#).unwrap();
    assert_eq!(absent.status, Status::Absent);
    // One object that is not there says nothing about its kind.
    let gone = outcome(r#"{"status":"Failure","reason":"NotFound","details":{"name":"web","kind":"pods"},"code":404}"#).unwrap();
    assert_eq!(gone.status, Status::Failed);
    let slow = outcome(r#"{"status":"Failure","reason":"TooManyRequests","code":429}"#).unwrap();
    assert_eq!(slow.status, Status::Throttled);
    assert_eq!(outcome(r#"{"status":"Success"}"#), None);
}

#[test]
fn what_kubectl_says_instead_of_an_answer_is_understood() {
    let of = |text: &str| refusal_in_text(text.as_bytes());
    assert_eq!(of("       404 page not found\n").unwrap().status, Status::Absent);
    let absent =
        of("error: the server doesn't have a resource type \"adminnetworkpolicies\"").unwrap();
    assert_eq!(
        (absent.status, absent.resource.as_deref()),
        (Status::Absent, Some("adminnetworkpolicies"))
    );
    let denied = of("Error from server (Forbidden): pods is forbidden: User \"x\" cannot list resource \"pods\" in API group \"\"").unwrap();
    assert_eq!((denied.status, denied.resource.as_deref()), (Status::Denied, Some("pods")));
    assert_eq!(of("No resources found").unwrap().status, Status::Complete);
    // Only one namespace was asked.
    assert_eq!(of("No resources found in default namespace."), None);
    assert_eq!(of("kind: Pod"), None);
}

#[cfg(feature = "kubernetes")]
#[test]
fn an_answer_of_a_server_is_one_whole_document() {
    use super::{NoAnswer, answer};
    let whole = br#"{"items": [{"a": "\u00e9"}], "n": 1.5}"#;
    assert_eq!(answer(whole).unwrap()["items"][0]["a"], "é");
    assert_eq!(answer(b" \n"), Err(NoAnswer::Empty));
    for cut in 1..whole.len() {
        let error = answer(&whole[..cut]).unwrap_err();
        assert_eq!(error, NoAnswer::Ends, "{}", String::from_utf8_lossy(&whole[..cut]));
    }
    assert!(matches!(answer(br#"{"a": 1, "a": 2}"#), Err(NoAnswer::Twice(1, _))));
    for odd in ["<html>", "404 page not found", "{} {}", "{\"a\": \u{1}}"] {
        assert!(matches!(answer(odd.as_bytes()), Err(NoAnswer::NoJson(..))), "{odd}");
    }
}

#[test]
fn a_list_is_taken_apart_into_what_its_tree_says() {
    let list = r#"{"items": [{"kind": "Pod", "a": [{"b": "\u0041"}]}, {"spec": null}, 7, {"kind": 8}],
        "kind": "PodList", "metadata": {"continue": "t"}, "apiVersion": "v1"}"#;
    let mut documents = read(list.as_bytes());
    assert!(documents.troubles.is_empty(), "{:?}", documents.troubles);
    let document = documents.values.remove(0);
    let Document::List { front: _, items } = &document else { panic!("{document:?}") };
    let said = |item: &Item<'_>| item.kind().map(str::to_owned);
    assert_eq!(
        items.iter().map(said).collect::<Vec<_>>(),
        [Some("Pod".to_owned()), None, None, None]
    );
    assert!(matches!(
        items[..],
        [Item::Text { .. }, Item::Text { .. }, Item::Tree(_), Item::Tree(_)]
    ));
    assert_eq!(tree(document), serde_json::from_str::<serde_json::Value>(list).unwrap());
    // Not lists: as they are.
    for text in [r#"{"kind":"Thing","items":[1]}"#, r#"{"kind":"PodList","items":{"a":1}}"#] {
        assert!(matches!(read(text.as_bytes()).values[..], [Document::Tree(_)]), "{text}");
        assert_eq!(one(text), serde_json::from_str::<serde_json::Value>(text).unwrap());
    }
    assert_eq!(one(r#"{"kind":"PodList","items":null}"#)["items"], serde_json::json!([]));
}

#[test]
fn a_key_that_is_twice_in_an_object_of_a_list_is_an_error() {
    let many: Vec<String> = (0..40).map(|n| format!(r#""k{n}":1"#)).collect();
    let many = many.join(",");
    for item in [
        r#"{"kind":"Pod","kind":"Pod"}"#.to_owned(),
        r#"{"a":{"b":[{"c":1,"d":{"c":2},"\u0063":3}]}}"#.to_owned(),
        r#"{"a":[[{"":1,"":2}]]}"#.to_owned(),
        format!("{{{many},\"k7\":2}}"),
        format!("{{{many},\"z\":{{{many}}},\"k39\":2}}"),
    ] {
        let list = format!(r#"{{"kind":"PodList","items":[{{"ok":1}},{item}]}}"#);
        assert!(trouble(list.as_bytes()).contains("is there twice"), "{list}");
        let fine = list.replace(",\"k7\":2", "").replace(",\"k39\":2", "");
        assert_eq!(read(fine.as_bytes()).troubles.is_empty(), fine != list, "{fine}");
    }
    assert!(
        trouble(br#"{"kind":"PodList","items":[],"items":[]}"#).contains("`items` is there twice")
    );
    assert!(
        trouble(br#"{"items":[],"kind":"PodList","kind":"x"}"#).contains("`kind` is there twice")
    );
}

proptest::proptest! {
    /// Whatever is written: what is taken apart says the same as the tree, or is refused with it.
    #[test]
    fn lists_say_what_their_trees_say(items in proptest::collection::vec(json(), 0..4), after in json()) {
        let text = format!(
            r#"{{"kind":"List","before":{after},"items":[{}],"after":{after}}}"#,
            items.join(",")
        );
        let want = serde_json::from_str::<super::Strict>(&text).ok().map(|super::Strict(value)| value);
        let mut documents = read(text.as_bytes());
        match want {
            Some(want) => {
                proptest::prop_assert!(documents.troubles.is_empty());
                proptest::prop_assert_eq!(tree(documents.values.remove(0)), want);
            }
            None => proptest::prop_assert!(!documents.troubles.is_empty()),
        }
    }
}

/// A value, in which a key may be there twice.
fn json() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i32>().prop_map(|number| number.to_string()),
        Just("1.5e3".to_owned()),
        "[a-c]{0,2}".prop_map(|text| format!("\"{text}\\n\"")),
    ];
    let key = prop_oneof![
        "[a-d]",
        Just("kind".to_owned()),
        Just("apiVersion".to_owned()),
        Just("\\u0061".to_owned())
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let fields = proptest::collection::vec((key.clone(), inner.clone()), 0..4);
        prop_oneof![
            proptest::collection::vec(inner, 0..4)
                .prop_map(|items| format!("[{}]", items.join(","))),
            fields.prop_map(|fields| {
                let fields: Vec<String> =
                    fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", fields.join(","))
            }),
        ]
    })
}
