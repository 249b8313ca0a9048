//! Random network policies, in whatever order and spelling.

use serde_json::{Value, json};

/// The same numbers each time.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Less than this.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    fn one<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| make(self)).collect()
    }

    /// A selector that says nothing twice, which is beyond what a remedy finds.
    fn selector(&mut self) -> Value {
        let (mut labels, mut expressions) = (json!({}), Vec::new());
        for key in ["app", "example.com/tier", "env"] {
            let mut values = vec!["web", "api", "db", ""];
            values.truncate(1 + self.below(3));
            match self.below(12) {
                0 | 1 => labels[key] = values[values.len() - 1].into(),
                2 => expressions.push(json!({"key": key, "operator": "In", "values": values})),
                3 => expressions.push(json!({"key": key, "operator": "NotIn", "values": values})),
                4 => expressions.push(json!({"key": key, "operator": "DoesNotExist"})),
                _ => {}
            }
        }
        if self.coin() {
            expressions.reverse();
        }
        let mut selector = json!({});
        for (field, value) in [("matchLabels", labels), ("matchExpressions", expressions.into())] {
            if value != json!({}) && value != json!([]) {
                selector[field] = value;
            }
        }
        selector
    }

    fn peer(&mut self) -> Value {
        match self.below(4) {
            0 => {
                let cidr = self.one(&["0.0.0.0/0", "10.0.0.0/8", "2001:db8::/32"]);
                let mut block = json!({"cidr": cidr});
                if cidr == "10.0.0.0/8" && self.coin() {
                    block["except"] = json!(["10.2.0.0/16", "10.1.0.0/16"]);
                }
                json!({"ipBlock": block})
            }
            1 => json!({"podSelector": self.selector()}),
            2 => json!({"namespaceSelector": self.selector()}),
            _ => json!({"podSelector": self.selector(), "namespaceSelector": self.selector()}),
        }
    }

    fn port(&mut self) -> Value {
        let mut port = json!({"protocol": self.one(&["TCP", "UDP", "SCTP"])});
        match self.below(4) {
            0 => {}
            1 => port["port"] = "http".into(),
            2 => port["port"] = (self.below(3) + 80).into(),
            _ => {
                port["port"] = 8000.into();
                port["endPort"] = (8000 + self.below(3)).into();
            }
        }
        port
    }

    pub(crate) fn rule(&mut self, side: &str) -> Value {
        let mut rule = json!({});
        for (field, list) in [(side, self.some(2, Self::peer)), ("ports", self.some(2, Self::port))]
        {
            if !list.is_empty() {
                rule[field] = list.into();
            }
        }
        rule
    }

    /// A text that a shell, a template and a patch might take for something else.
    fn hostile(&mut self) -> &'static str {
        self.one(&[
            "x",
            "",
            "-x",
            "it's",
            "\"quoted\"",
            "$(touch pwned)",
            "`touch pwned`",
            "a b\nc",
            "{{.metadata}}",
            "}}{{ end }}",
            "\\",
            "%s%d",
            "\u{1b}[31mred",
            "${HOME}",
        ])
    }

    fn labels(&mut self) -> Value {
        let key = |random: &mut Self| random.one(&["a", "b/c", "d~e", "team'", "{{x}}", "$(id)"]);
        let mut labels = json!({});
        for _ in 0..self.below(3) {
            labels[key(self)] = self.hostile().into();
        }
        labels
    }

    pub(crate) fn policy(&mut self, name: &str) -> Value {
        let mut policy = json!({
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": {"name": name, "namespace": "shop"},
            "spec": {"podSelector": self.selector(), "policyTypes": self.types()},
        });
        self.relabel(&mut policy);
        for (list, side) in [("ingress", "from"), ("egress", "to")] {
            let rules = self.some(2, |random| random.rule(side));
            if !rules.is_empty() {
                policy["spec"][list] = rules.into();
            }
        }
        policy
    }

    fn types(&mut self) -> Value {
        self.one(&[json!(["Ingress"]), json!(["Egress"]), json!(["Ingress", "Egress"])])
    }

    fn relabel(&mut self, policy: &mut Value) {
        let labels = self.labels();
        let metadata = policy["metadata"].as_object_mut().unwrap();
        metadata.remove("labels");
        if labels != json!({}) {
            metadata.insert("labels".to_owned(), labels);
        }
    }

    /// Changes a policy in some way.
    pub(crate) fn change(&mut self, policy: &mut Value) {
        let (list, side) = self.one(&[("ingress", "from"), ("egress", "to")]);
        let mut rules = policy["spec"][list].as_array().cloned().unwrap_or_default();
        match self.below(7) {
            0 => rules.push(self.rule(side)),
            1 if !rules.is_empty() => drop(rules.remove(self.below(rules.len()))),
            2 if !rules.is_empty() => {
                let at = self.below(rules.len());
                rules[at] = self.rule(side);
            }
            3 => policy["spec"]["policyTypes"] = self.types(),
            4 => policy["spec"]["podSelector"] = self.selector(),
            5 => rules.reverse(),
            _ => self.relabel(policy),
        }
        let spec = policy["spec"].as_object_mut().unwrap();
        spec.remove(list);
        if !rules.is_empty() {
            spec.insert(list.to_owned(), rules.into());
        }
    }
}
