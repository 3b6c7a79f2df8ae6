//! Rust text made easy to search: comments and strings blanked, test items cut out, line numbers kept.

mod lex;
#[cfg(test)]
mod tests;

use std::fs;

use crate::shell;
use lex::{blank_bytes, blank_text};

/// A text file of the repository.
#[derive(Debug)]
pub(crate) struct File {
    /// Relative to the workspace, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A Rust file.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
    /// Comments and the insides of strings are spaces; same length and lines as `text`.
    pub(crate) code: String,
    /// `code` with `#[cfg(test)]` items blanked as well; all blank in a test file.
    pub(crate) shipped: String,
    /// The whole file is test code.
    pub(crate) test: bool,
}

impl Source {
    /// `None` if the file is not Rust, or is input for the fuzzers.
    pub(crate) fn of(file: &File) -> Option<Self> {
        if !file.path.ends_with(".rs") || file.path.contains("/corpus/") {
            return None;
        }
        let code = blank_text(&file.text);
        let mut source = Self {
            path: file.path.clone(),
            text: file.text.clone(),
            shipped: blank_tests(&code),
            code,
            test: false,
        };
        if is_test(&file.path) {
            source.becomes_test();
        }
        Some(source)
    }

    fn becomes_test(&mut self) {
        self.test = true;
        self.shipped = blank_bytes(&self.code);
    }

    /// Where the modules lie that this file declares as `#[cfg(test)] mod NAME;`, without `.rs`.
    fn test_modules(&self) -> Vec<String> {
        let stem = self.path.trim_end_matches(".rs");
        let dir = ["/mod", "/lib", "/main"].iter().find_map(|name| stem.strip_suffix(name)).unwrap_or(stem);
        let items = self.code.match_indices("#[cfg(test)]").map(|(at, mark)| &self.code[at + mark.len()..]);
        let names = items.filter_map(|item| {
            let (head, _) = item.split_once(';')?;
            let name = head.trim().trim_start_matches("pub(crate) ").strip_prefix("mod ")?;
            name.bytes().all(is_word).then(|| format!("{dir}/{name}"))
        });
        names.collect()
    }
}

/// All Rust files, those marked as tests that another file declares to be tests.
pub(crate) fn sources(files: &[File]) -> Vec<Source> {
    let mut sources: Vec<Source> = files.iter().filter_map(Source::of).collect();
    let modules: Vec<String> = sources.iter().flat_map(Source::test_modules).collect();
    for source in &mut sources {
        let inside = |module: &String| {
            source
                .path
                .strip_prefix(module.as_str())
                .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        };
        if modules.iter().any(inside) {
            source.becomes_test();
        }
    }
    sources
}

/// Reads all text files that git knows or would know: the tests must not depend on what else lies around.
pub(crate) fn load() -> Result<Vec<File>, String> {
    let args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    let list = shell::output("git", &args).ok_or("git ls-files failed")?;
    let mut files = Vec::new();
    for path in list.split_terminator('\0') {
        // A file may be deleted and not yet committed, or hold octets that are no text.
        if let Ok(text) = fs::read_to_string(shell::root().join(path)) {
            files.push(File { path: path.to_owned(), text });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.contains("/benches/") || path.ends_with("/tests.rs")
}

/// The line, from 1, of an offset.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

pub(crate) fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// Offsets of `needle` in `code` that no letter, digit or `_` lengthens, on the ends where it is a word itself.
pub(crate) fn occurrences(code: &str, needle: &str) -> Vec<usize> {
    let bytes = code.as_bytes();
    let (first, last) =
        (needle.bytes().next().is_some_and(is_word), needle.bytes().last().is_some_and(is_word));
    let free = |at: &usize| {
        let before = at.checked_sub(1).and_then(|i| bytes.get(i)).copied().is_some_and(is_word);
        let after = bytes.get(at + needle.len()).copied().is_some_and(is_word);
        !(first && before || last && after)
    };
    code.match_indices(needle).map(|(at, _)| at).filter(free).collect()
}

/// The offset behind the bracket that closes the one at `open`, or the end of the text.
pub(crate) fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0usize;
    for (at, b) in code.bytes().enumerate().skip(open) {
        match b {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

/// The offset behind the item that starts at `from`: its block, or its semicolon.
pub(crate) fn item_end(code: &str, from: usize) -> usize {
    match body(code, from) {
        Ok(open) => closing(code, open),
        Err(end) => end,
    }
}

/// The `{` of an item's block, or in `Err` the offset behind the `;` of an item without one.
pub(crate) fn body(code: &str, from: usize) -> Result<usize, usize> {
    let mut depth = 0usize;
    for (at, b) in code.bytes().enumerate().skip(from) {
        match b {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b'{' if depth == 0 => return Ok(at),
            b';' if depth == 0 => return Err(at + 1),
            _ => {}
        }
    }
    Err(code.len())
}

/// Blanks every item behind `#[cfg(test)]` or `#[test]`.
fn blank_tests(code: &str) -> String {
    let mut text = code.to_owned();
    for mark in ["#[cfg(test)]", "#[test]"] {
        for (at, _) in code.match_indices(mark) {
            let end = item_end(code, at + mark.len());
            text.replace_range(at..end, &blank_bytes(&code[at..end]));
        }
    }
    text
}
