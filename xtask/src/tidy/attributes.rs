//! What is allowed, and why.

use super::Problem;
use super::source::{Source, closing, line_of, occurrences};

/// The lints that keep the core from panicking. Nothing of the core is exempt.
const CORE: [&str; 4] = ["unwrap_used", "expect_used", "panic", "indexing_slicing"];

/// Every `allow` and `expect` gives a reason; the core has none for a whole file or for the lints above.
pub(super) fn check(source: &Source) -> Vec<Problem> {
    let core = source.path.starts_with("crates/imap-proto-core/src/");
    let mut problems = Vec::new();
    for (at, _) in source.code.match_indices('#') {
        let inner = source.code[at + 1..].starts_with('!');
        let open = at + 1 + usize::from(inner);
        if !source.code[open..].starts_with('[') {
            continue;
        }
        let attribute = &source.code[open..closing(&source.code, open)];
        let lifts = ["allow(", "expect("].iter().any(|word| !occurrences(attribute, word).is_empty());
        let shipped = source.shipped.as_bytes().get(at) == Some(&b'#');
        let mut add = |what: &str| problems.push(Problem::new(&source.path, line_of(&source.code, at), what));
        if lifts && occurrences(attribute, "reason").is_empty() {
            add("a lint is lifted without a reason");
        }
        // In `cfg_attr(test, ...)` it does not reach what is shipped.
        if !(lifts && core && shipped) || attribute.starts_with("[cfg_attr(test") {
            continue;
        }
        if inner {
            add("a lint is lifted for a whole file of the core");
        }
        if CORE.iter().any(|lint| !occurrences(attribute, lint).is_empty()) {
            add("a lint against panics is lifted in the core");
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::check;

    const CORE: &str = "crates/imap-proto-core/src/a.rs";

    fn found(path: &str, text: &str) -> usize {
        check(&sample(path, text)).len()
    }

    #[test]
    fn catches_missing_reasons() {
        assert_eq!(found("a/b.rs", "#[allow(clippy::x)] fn a() {}"), 1);
        assert_eq!(found("a/b.rs", "#[expect(\n  clippy::x,\n)]\nfn a() {}"), 1);
        assert_eq!(found("a/b.rs", "#[cfg_attr(x, allow(y))] fn a() {}"), 1);
        assert_eq!(found("a/tests.rs", "#[allow(y)] fn a() {}"), 1);
        assert_eq!(found("a/b.rs", "#[allow(clippy::x, reason = \"it is so\")] fn a() {} // #[allow(y)]"), 0);
    }

    #[test]
    fn catches_what_the_core_may_not() {
        assert_eq!(found(CORE, "#![allow(clippy::x, reason = \"y\")]"), 1);
        assert_eq!(found("a/b.rs", "#![allow(clippy::x, reason = \"y\")]"), 0);
        assert_eq!(found(CORE, "#[allow(clippy::indexing_slicing, reason = \"y\")] fn a() {}"), 1);
        assert_eq!(found(CORE, "#[allow(clippy::exhaustive_enums, reason = \"y\")] enum A {}"), 0);
        assert_eq!(found(CORE, "#![cfg_attr(test, allow(clippy::panic, reason = \"y\"))]"), 0);
        assert_eq!(found(CORE, "#[cfg(test)]\nmod t { #![allow(clippy::panic, reason = \"y\")] }"), 0);
    }
}
