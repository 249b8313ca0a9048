//! `*`, `?` and `**` in a text, where the first two stop at separators.

/// One step of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// This character.
    Is(char),
    /// Any character but a separator.
    One,
    /// Any number of characters but separators.
    Some,
    /// Any number of characters.
    All,
}

/// A pattern of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wild(Vec<Step>);

impl Wild {
    pub(super) fn new(text: &str) -> Self {
        let mut steps = Vec::new();
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            steps.push(match c {
                '*' if rest.peek() == Some(&'*') => {
                    while rest.peek() == Some(&'*') {
                        rest.next();
                    }
                    Step::All
                }
                '*' => Step::Some,
                '?' => Step::One,
                '\\' => Step::Is(rest.next().unwrap_or('\\')),
                c => Step::Is(c),
            });
        }
        Self(steps)
    }

    /// Whether the whole text matches. Takes as many steps as pattern and text have places together, whatever they are.
    pub(super) fn matches(&self, text: &str, separators: &[char]) -> bool {
        let Self(steps) = self;
        // Most patterns differ from most texts in what stands before their first star.
        let plain = steps.iter().take_while(|step| matches!(step, Step::Is(_))).count();
        let (plain, steps) = steps.split_at(plain);
        let mut rest = text.chars();
        if !plain.iter().all(|step| rest.next().is_some_and(|c| *step == Step::Is(c))) {
            return false;
        }
        if steps.is_empty() {
            return rest.next().is_none();
        }
        // Which steps may be next, the one after the last included.
        let mut next = vec![false; steps.len() + 1];
        let reach = |next: &mut Vec<bool>| {
            for (at, step) in steps.iter().enumerate() {
                let passes = matches!(step, Step::Some | Step::All);
                if passes
                    && next.get(at) == Some(&true)
                    && let Some(after) = next.get_mut(at + 1)
                {
                    *after = true;
                }
            }
        };
        if let Some(first) = next.first_mut() {
            *first = true;
        }
        reach(&mut next);
        for c in rest {
            let mut after = vec![false; steps.len() + 1];
            for (at, step) in
                steps.iter().enumerate().filter(|(at, _)| next.get(*at) == Some(&true))
            {
                let to = match step {
                    Step::Is(wanted) if *wanted == c => at + 1,
                    Step::One if !separators.contains(&c) => at + 1,
                    Step::Some if !separators.contains(&c) => at,
                    Step::All => at,
                    Step::Is(_) | Step::One | Step::Some => continue,
                };
                if let Some(to) = after.get_mut(to) {
                    *to = true;
                }
            }
            reach(&mut after);
            next = after;
        }
        next.last() == Some(&true)
    }
}

/// A text in which every character means itself.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '?' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_stars_take_no_longer_than_their_places() {
        let wild = Wild::new(&"*a".repeat(100));
        assert!(wild.matches(&"a".repeat(5000), &['/']));
        assert!(!wild.matches(&format!("{}b", "a".repeat(5000)), &['/']));
        assert!(Wild::new(&literal("a*b?\\c")).matches("a*b?\\c", &[]));
        assert!(!Wild::new(&literal("a*")).matches("ab", &[]));
    }
}
