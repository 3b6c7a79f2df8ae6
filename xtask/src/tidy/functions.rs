//! How long functions may be.

use super::Problem;
use super::source::{Source, body, closing, is_word, line_of, occurrences};

const SHIPPED: usize = 40;
const TEST: usize = 80;

/// From the line of `fn` to that of the closing brace.
pub(super) fn check(source: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    for at in occurrences(&source.code, "fn") {
        let name: String =
            source.code[at + 2..].trim_start().chars().take_while(|c| is_word(*c as u8)).collect();
        let (false, Ok(open)) = (name.is_empty(), body(&source.code, at)) else {
            continue;
        };
        let first = line_of(&source.code, at);
        let lines = line_of(&source.code, closing(&source.code, open) - 1) - first + 1;
        let test = source.shipped.as_bytes().get(at) != Some(&b'f');
        let limit = if test { TEST } else { SHIPPED };
        if lines >= limit {
            let what = format!("fn {name} has {lines} lines, it should have fewer than {limit}");
            problems.push(Problem::new(&source.path, first, what));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::check;

    fn function(lines: usize) -> String {
        format!("struct A;\nfn long(x: [u8; 3], f: fn() -> u8)\n{{\n{}}}\n", "  \"}\";\n".repeat(lines - 3))
    }

    #[test]
    fn catches_long_functions() {
        assert!(check(&sample("a/b.rs", &function(39))).is_empty());
        let found = check(&sample("a/b.rs", &function(40)));
        assert_eq!((found.len(), found[0].line), (1, 2));
    }

    #[test]
    fn tests_may_be_longer() {
        assert!(check(&sample("a/tests/b.rs", &function(79))).is_empty());
        assert_eq!(check(&sample("a/tests/b.rs", &function(80))).len(), 1);
        let inside = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", function(79));
        assert!(check(&sample("a/b.rs", &inside)).is_empty());
    }

    #[test]
    fn a_declaration_has_no_body() {
        let text = format!("trait A {{\n fn a(&self);\n{}}}\n", " const X: u8 = 1;\n".repeat(50));
        assert!(check(&sample("a/b.rs", &text)).is_empty());
    }
}
