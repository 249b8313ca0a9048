//! Reading configurations: what is found in them, and what is refused.

use std::fmt::Write as _;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;

use super::*;

/// A folder with files that is gone afterwards.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        for (name, text) in files {
            place.write(name, text);
        }
        place
    }

    fn path(&self, name: &str) -> Utf8PathBuf {
        Utf8PathBuf::from_path_buf(self.folder.path().join(name)).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> Result<Configuration, ConfigurationError> {
        Configuration::read(&self.path(name), Utf8Path::new("infra"))
    }
}

fn block(found: Option<Declared<'_>>) -> &Block {
    match found {
        Some(Declared::Here { block, .. }) => block,
        other => panic!("{other:?}"),
    }
}

fn place(part: &Place_) -> String {
    format!("{}:{}", part.file, part.line)
}

use super::Place as Place_;

#[test]
fn an_address_leads_to_its_block_through_modules_of_the_folder() {
    let place_ = Place::new(&[
        (
            "a/main.tf",
            "# net\nmodule \"net\" {\n  for_each = local.nets\n  source   = \"./net\"\n}\nmodule \"far\" {\n  source = \"example/far/aws\"\n}\nmodule \"out\" {\n  source = \"../b\"\n}\n",
        ),
        ("a/net/x.tf", "resource \"aws_security_group\" \"web\" {\n  name = \"web\"\n}\n\n"),
        ("a/net/y.tf", "resource aws_security_group db {}\n"),
        ("b/main.tf", "resource \"aws_security_group\" \"web\" {}\n"),
    ]);
    let found = place_.read("a").unwrap();
    let web = block(found.find("module.net[\"a.]b\\\"\"].aws_security_group.web[0]"));
    assert_eq!(place(&web.place), "infra/net/x.tf:1");
    assert_eq!(text(&web.parts, &["name"]), Some("web"));
    let db = block(found.find("module.net.aws_security_group.db"));
    assert_eq!(place(&db.place), "infra/net/y.tf:1");
    for (module, from, line) in [("far", "example/far/aws", 6), ("out", "../b", 9)] {
        match found.find(&format!("module.{module}.module.x.aws_security_group.web")) {
            Some(Declared::Elsewhere { module: name, source, place }) => {
                assert_eq!((name, source, place.line), (module, from, line));
            }
            other => panic!("{other:?}"),
        }
    }
    for none in [
        "aws_security_group.web",
        "module.no.aws_x.y",
        "module.net",
        "",
        "x",
        "a[\"",
        "module.net[\"x.y",
    ] {
        assert!(found.find(none).is_none(), "{none}");
    }
    // How many a module with `for_each` makes is not known, so that no block in it is one resource.
    assert!(found.single(&["aws_security_group"]).is_empty());
}

#[test]
fn modules_that_call_each_other_come_to_an_end() {
    let place = Place::new(&[
        ("main.tf", "module \"a\" {\n  source = \"./m\"\n}\nresource \"x\" \"y\" {}\n"),
        (
            "m/main.tf",
            "module \"b\" {\n  source = \"./\"\n}\nmodule \"c\" {\n  source = \"../\"\n}\nresource \"x\" \"z\" {}\n",
        ),
    ]);
    let found = place.read("").unwrap();
    let deep = format!("{}x.z", "module.a.module.c.".repeat(50) + "module.a.module.b.");
    assert_eq!(block(found.find(&deep)).name, "z");
    let addresses: Vec<String> = found.single(&["x"]).into_iter().map(|one| one.0).collect();
    assert_eq!(addresses, ["x.y"], "a module that is called by itself is more than one");
}

const LANGUAGE: &str = r#"
provider "google" {
  project = "shop"
}
resource "google_compute_firewall" "web" {
  name          = "web"
  priority      = 1000
  below         = -3
  share         = 0.5
  disabled      = false
  source_ranges = ["10.0.0.0/8", "192.0.2.0/24"]
  target_tags   = [var.tag]
  network       = google_compute_network.shop.name
  description   = "for ${var.who}"
  text          = <<-EOT
    lines
  EOT
  labels = {
    env    = "prod"
    "a b"  = var.x
  }
  nested {
    inner = "x"
  }
  dynamic "allow" {
    for_each = var.ports
    content {
      protocol = "tcp"
    }
  }
}
"#;

const JSON: &str = r#"{
  "//": "a comment",
  "provider": { "google": [ { "project": "shop" } ] },
  "resource": {
    "google_compute_firewall": { "web": [ {
      "name": "web",
      "priority": 1000,
      "below": -3,
      "share": 0.5,
      "disabled": false,
      "source_ranges": ["10.0.0.0/8", "192.0.2.0/24"],
      "target_tags": ["${var.tag}"],
      "network": "${google_compute_network.shop.name}",
      "description": "for ${var.who}",
      "text": "%{ if true }lines%{ endif }",
      "labels": { "env": "prod", "a b": "${var.x}" },
      "nested": [ { "inner": "x" } ],
      "dynamic": { "allow": { "for_each": "${var.ports}", "content": {} } }
    } ] }
  }
}"#;

#[test]
fn both_spellings_say_the_same() {
    for (file, written, line) in [("main.tf", LANGUAGE, 11), ("main.tf.json", JSON, 11)] {
        let place_ = Place::new(&[(file, written)]);
        let found = place_.read("").unwrap();
        assert_eq!(found.provider("google", "project"), Some("shop"));
        let web = block(found.find("google_compute_firewall.web"));
        let literal = |path: &[&str]| match at(&web.parts, path).as_slice() {
            [one] => one.literal().cloned(),
            other => panic!("{file} {path:?}: {other:?}"),
        };
        assert_eq!(literal(&["name"]), Some(json!("web")));
        assert_eq!(literal(&["priority"]), Some(json!(1000)));
        assert_eq!(literal(&["below"]), Some(json!(-3)));
        assert_eq!(literal(&["share"]), Some(json!(0.5)));
        assert_eq!(literal(&["disabled"]), Some(json!(false)));
        assert_eq!(literal(&["source_ranges"]), Some(json!(["10.0.0.0/8", "192.0.2.0/24"])));
        assert_eq!(literal(&["labels", "env"]), Some(json!("prod")));
        assert_eq!(literal(&["nested", "inner"]), Some(json!("x")));
        for computed in ["target_tags", "network", "description", "text", "allow"] {
            assert_eq!(literal(&[computed]), None, "{file} {computed}");
        }
        assert_eq!(literal(&["labels", "a b"]), None);
        let [network] = at(&web.parts, &["network"])[..] else { panic!("{file}") };
        let names = ["google_compute_network", "shop", "name"].map(str::to_owned);
        assert_eq!(network.said, Said::Reference(names.to_vec()));
        let [ranges] = at(&web.parts, &["source_ranges"])[..] else { panic!("{file}") };
        assert_eq!(place(&ranges.place), format!("infra/{file}:{line}"));
        let single: Vec<String> =
            found.single(&["google_compute_firewall"]).into_iter().map(|one| one.0).collect();
        assert_eq!(single, ["google_compute_firewall.web"]);
    }
}

#[test]
fn what_overrides_takes_the_place_of_what_was_said() {
    let place_ = Place::new(&[
        ("a_override.tf", "resource \"x\" \"y\" {\n\n  name = \"new\"\n}\n"),
        ("main.tf", "resource \"x\" \"y\" {\n  name = \"old\"\n  other = 1\n}\n"),
    ]);
    let found = place_.read("").unwrap();
    let y = block(found.find("x.y"));
    assert_eq!(place(&y.place), "infra/main.tf:1");
    let [name] = at(&y.parts, &["name"])[..] else { panic!() };
    assert_eq!(
        (name.literal(), place(&name.place)),
        (Some(&json!("new")), "infra/a_override.tf:3".to_owned())
    );
    assert_eq!(at(&y.parts, &["other"]).len(), 1);
}

#[test]
fn what_is_declared_twice_is_not_chosen_between() {
    let text = "resource \"x\" \"y\" {}\n";
    let place = Place::new(&[("a.tf", text), ("b.tf", text)]);
    let found = place.read("").unwrap();
    assert!(found.find("x.y").is_none());
    let one = Place::new(&[("a.tf", text)]);
    let both = Terraform {
        configurations: vec![one.read("").unwrap(), one.read("").unwrap()],
        ..Terraform::default()
    };
    assert!(both.declared("x.y").is_none());
}

#[test]
fn what_is_no_configuration_says_where() {
    let refused = |files: &[(&str, &str)]| Place::new(files).read("").unwrap_err().to_string();
    for (file, text, says) in [
        ("main.tf", "resource \"x\" \"y\" {\n  a = \n}\n", "infra/main.tf:2: "),
        ("main.tf", "\u{1b}[2J", "infra/main.tf:1: "),
        ("main.tf", "{\n}\n", "infra/main.tf:1: "),
        ("main.tf.json", "{\n\"resource\": {\"x\":\n}", "infra/main.tf.json:3: "),
        ("main.tf.json", "{} x", "infra/main.tf.json:1: "),
    ] {
        let error = refused(&[(file, text)]);
        assert!(error.starts_with(says), "{error}");
    }
    assert_eq!(refused(&[("main.txt", "")]), "infra holds no .tf or .tf.json file");
    let place = Place::new(&[("main.tf", "")]);
    assert!(place.read("main.tf").unwrap_err().to_string().contains("is not a folder"));
    assert!(place.read("none").unwrap_err().to_string().starts_with("can't read infra"));
    std::fs::write(place.path("main.tf"), [0xff, 0xfe]).unwrap();
    assert!(place.read("").unwrap_err().to_string().starts_with("can't read infra/main.tf"));
    std::fs::File::create(place.path("main.tf")).unwrap().set_len(17 * 1024 * 1024).unwrap();
    assert!(
        place.read("").unwrap_err().to_string().contains("infra/main.tf is larger than 16 MiB")
    );
}

#[test]
#[cfg(unix)]
fn a_link_is_followed_only_within_the_folder() {
    use std::os::unix::fs::symlink;
    let place = Place::new(&[
        ("a/x/one.tf", "resource \"x\" \"y\" {}\n"),
        ("b/secret.tf", "resource \"x\" \"z\" {}\n"),
    ]);
    symlink("x/one.tf", place.path("a/inner.tf")).unwrap();
    assert_eq!(block(place.read("a").unwrap().find("x.y")).name, "y");
    symlink(place.path("b"), place.path("a/m")).unwrap();
    place.write("a/main.tf", "module \"m\" {\n  source = \"./m\"\n}\n");
    let found = place.read("a").unwrap();
    assert!(matches!(found.find("module.m.x.z"), Some(Declared::Elsewhere { .. })));
    symlink("../b/secret.tf", place.path("a/outer.tf")).unwrap();
    let error = place.read("a").unwrap_err().to_string();
    assert_eq!(error, "infra/outer.tf is a link that leads out of infra");
}

#[test]
fn nothing_is_nested_so_deeply_that_it_breaks() {
    // Each of these is a way to nest; none may end the process, or take time that grows with more than its length.
    let nest = |before: &str, open: &str, inner: &str, close: &str, after: &str, depth: usize| {
        format!("{before}{}{inner}{}{after}", open.repeat(depth), close.repeat(depth))
    };
    for depth in [10, 30, 60, 5_000, 100_000] {
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("{ a = ", " }"),
            ("{\na = ", "\n}\n"),
            ("f(", ")"),
            ("\"${", "}\""),
            ("\"%{ if ", " }x%{ endif }\""),
            ("\"%{ if true }${", "}%{ endif }\""),
            ("!", ""),
            ("-", ""),
            ("1 + ", ""),
            ("1 + (", ")"),
            ("true ? 1 : ", ""),
            ("a[", "]"),
            ("[for x in ", ": x]"),
            ("{for x in ", ": x => x}"),
            ("<<A\n${", "}\nA\n"),
        ] {
            let _ = written::language(&"x".into(), &nest("a = ", open, "b", close, "\n", depth));
            let _ = written::language(&"x".into(), &nest("a = ", open, "", "", "\n", depth));
        }
        let blocks = nest("", "b {\n", "", "}\n", "", depth);
        assert_eq!(written::language(&"x".into(), &blocks).is_ok(), depth < 64, "{depth}");
        let json = nest("{\"resource\":{\"x\":{\"y\":", "{\"a\":", "1", "}", "}}}", depth);
        assert_eq!(written::json(&"x".into(), &json).is_ok(), depth < 64, "{depth}");
        let lists = nest("{\"resource\":{\"x\":{\"y\":", "[", "", "]", "}}}", depth);
        let _ = written::json(&"x".into(), &lists);
    }
    let mut long = String::from("a = [\n");
    for number in 0..20_000 {
        let _ = writeln!(long, "  \"10.0.{}.{}/32\",", number / 256, number % 256);
    }
    assert_eq!(written::language(&"x".into(), &(long + "]\n")).unwrap().len(), 1);
}
