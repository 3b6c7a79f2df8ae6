//! Tells code from comments, strings and characters.

use super::is_word;

/// As long in octets as `text`.
pub(super) fn blank_bytes(text: &str) -> String {
    text.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect()
}

/// Blanks comments, and strings and characters within their quotes.
pub(super) fn blank_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let before = out.as_bytes().last().copied().is_some_and(is_word);
        let (length, keep) = token(rest, before);
        let piece = &rest[..length];
        if piece.len() <= 2 * keep {
            out.push_str(piece);
        } else {
            out.push_str(&piece[..keep]);
            out.push_str(&blank_bytes(&piece[keep..length - keep]));
            out.push_str(&piece[length - keep..]);
        }
        at += length;
    }
    out
}

/// Length of the token at the start of `rest`, and how much of it stays visible at both ends.
fn token(rest: &str, behind_word: bool) -> (usize, usize) {
    let first = rest.chars().next().map_or(1, char::len_utf8);
    let plain = (first, first);
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), 0);
    }
    if rest.starts_with("/*") {
        return (block_comment(rest), 0);
    }
    if rest.starts_with('"') {
        return (quoted(rest, '"'), 1);
    }
    if let Some(length) = raw_string(rest).filter(|_| !behind_word) {
        return (length, 1);
    }
    if rest.starts_with('\'') {
        let mut inside = rest.chars().skip(1);
        let (a, b) = (inside.next(), inside.next());
        // Otherwise it is a lifetime.
        if a == Some('\\') || b == Some('\'') {
            return (quoted(rest, '\''), 1);
        }
    }
    plain
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// `r"..."`, `r#"..."#` and the same with `br` or `cr`.
fn raw_string(rest: &str) -> Option<usize> {
    let prefix = ["r", "br", "cr"].into_iter().find(|prefix| {
        rest.strip_prefix(prefix).is_some_and(|tail| tail.trim_start_matches('#').starts_with('"'))
    })?;
    let hashes = rest[prefix.len()..].bytes().take_while(|b| *b == b'#').count();
    let open = prefix.len() + hashes + 1;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(rest[open..].find(&end).map_or(rest.len(), |at| open + at + end.len()))
}
