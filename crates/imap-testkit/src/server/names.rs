//! Mailbox names as they are on the wire: modified UTF-7 (RFC 3501 5.1.3), patterns, superiors.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

pub(crate) const DELIMITER: char = '/';
pub(crate) const INBOX: &str = "INBOX";

/// A name as a client sent it; `None` where it is none (RFC 3501 5.1: names are 7-bit).
pub(crate) fn from_client(octets: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(octets).ok()?;
    if !name.bytes().all(|b| (0x20..0x7f).contains(&b)) || name.len() > 1000 {
        return None;
    }
    let name = name.strip_suffix(DELIMITER).unwrap_or(name);
    let good = !name.is_empty() && name.split(DELIMITER).all(|level| !level.is_empty());
    good.then(|| inbox_folded(name))
}

/// A name a person typed, in the form it has on the wire.
pub(crate) fn from_human(name: &str) -> String {
    let mut out = String::new();
    let mut shifted: Vec<u8> = Vec::new();
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            flush_shifted(&mut shifted, &mut out);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0; 2];
            shifted.extend(c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush_shifted(&mut shifted, &mut out);
    inbox_folded(&out)
}

fn flush_shifted(shifted: &mut Vec<u8>, out: &mut String) {
    if !shifted.is_empty() {
        out.push('&');
        out.push_str(&STANDARD_NO_PAD.encode(&*shifted).replace('/', ","));
        out.push('-');
        shifted.clear();
    }
}

/// INBOX is the same in any case (RFC 3501 5.1), also as the first level of a name.
fn inbox_folded(name: &str) -> String {
    match name.split_at_checked(INBOX.len()) {
        Some((head, tail))
            if head.eq_ignore_ascii_case(INBOX) && (tail.is_empty() || tail.starts_with(DELIMITER)) =>
        {
            format!("{INBOX}{tail}")
        }
        _ => name.to_owned(),
    }
}

/// `a`, `a/b` for `a/b/c`.
pub(crate) fn superiors(name: &str) -> Vec<&str> {
    name.match_indices(DELIMITER).filter_map(|(at, _)| name.get(..at)).collect()
}

/// LIST's wildcards (RFC 3501 6.3.8): `*` is anything, `%` anything without a delimiter.
///
/// Keeps the set of states a match may be in, so no pattern takes more than its length for each octet.
pub(crate) fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let mut states = vec![false; pattern.len() + 1];
    if let Some(first) = states.first_mut() {
        *first = true;
    }
    skip_wildcards(pattern, &mut states);
    for &octet in name {
        let mut next = vec![false; pattern.len() + 1];
        for (at, &wanted) in pattern.iter().enumerate() {
            if !states.get(at).copied().unwrap_or(false) {
                continue;
            }
            let stays = wanted == b'*' || (wanted == b'%' && octet != b'/');
            let target = if stays { at } else { at + 1 };
            if let Some(slot) = next.get_mut(target).filter(|_| stays || wanted == octet) {
                *slot = true;
            }
        }
        states = next;
        skip_wildcards(pattern, &mut states);
    }
    states.last().copied().unwrap_or(false)
}

/// A wildcard also matches nothing.
fn skip_wildcards(pattern: &[u8], states: &mut [bool]) {
    let mut before = false;
    for (at, state) in states.iter_mut().enumerate() {
        *state |= before;
        before = *state && matches!(pattern.get(at), Some(b'*' | b'%'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modified_utf7() {
        assert_eq!(from_human("Entwürfe"), "Entw&APw-rfe");
        assert_eq!(from_human("a&b/日本語"), "a&-b/&ZeVnLIqe-");
        assert_eq!(from_human("inbox"), "INBOX");
        assert_eq!(from_human("inbox/x"), "INBOX/x");
        assert_eq!(from_human("Inboxes"), "Inboxes");
    }

    #[test]
    fn client_names() {
        assert_eq!(from_client(b"a/b/"), Some("a/b".to_owned()));
        for name in [&b""[..], b"/", b"a//b", b"/a", "ü".as_bytes(), b"a\0", b"a\r\nb"] {
            assert_eq!(from_client(name), None, "{name:?}");
        }
    }

    #[test]
    fn patterns() {
        for (pattern, name, result) in [
            ("*", "a/b", true),
            ("%", "a/b", false),
            ("%", "a", true),
            ("%/%", "a/b", true),
            ("a*b", "a/x/b", true),
            ("a%", "a", true),
            ("*%*", "", true),
            ("a", "b", false),
            ("*a*a*a*b", "aaaaaaaaaaaaaaaa", false),
        ] {
            assert_eq!(matches(pattern.as_bytes(), name.as_bytes()), result, "{pattern} {name}");
        }
    }
}
