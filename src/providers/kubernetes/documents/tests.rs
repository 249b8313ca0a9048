//! Every shape of a file, honest and hostile.

use super::{Documents, read, refusal_in_text, refusal_of_status};
use crate::model::Status;

fn one(text: &str) -> serde_json::Value {
    let Documents { mut values, troubles, blank: _ } = read(text.as_bytes());
    assert_eq!(troubles, Vec::<String>::new(), "{text}");
    assert_eq!(values.len(), 1, "{text}");
    values.remove(0)
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
