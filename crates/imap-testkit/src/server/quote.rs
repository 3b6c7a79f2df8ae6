//! Strings as the server writes them (RFC 3501 4.3).

/// A quoted string, or a literal where the text does not fit into one.
pub(crate) fn string(out: &mut Vec<u8>, text: &[u8]) {
    if text.len() <= 1000 && text.iter().all(|&b| (0x20..0x7f).contains(&b)) {
        out.push(b'"');
        for &octet in text {
            if matches!(octet, b'"' | b'\\') {
                out.push(b'\\');
            }
            out.push(octet);
        }
        out.push(b'"');
    } else {
        literal(out, text);
    }
}

/// The same, `NIL` for nothing.
pub(crate) fn nstring(out: &mut Vec<u8>, text: Option<&[u8]>) {
    match text {
        Some(text) => string(out, text),
        None => out.extend_from_slice(b"NIL"),
    }
}

/// Always a literal: message text.
pub(crate) fn literal(out: &mut Vec<u8>, text: &[u8]) {
    out.extend_from_slice(format!("{{{}}}\r\n", text.len()).as_bytes());
    out.extend_from_slice(text);
}

/// A mailbox name: an atom where it is one.
pub(crate) fn astring(out: &mut Vec<u8>, text: &str) {
    let atom = |b: u8| b.is_ascii_graphic() && !b"(){%*\"\\".contains(&b);
    if !text.is_empty() && text.bytes().all(atom) && !text.eq_ignore_ascii_case("NIL") {
        out.extend_from_slice(text.as_bytes());
    } else {
        string(out, text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_form_follows_the_text() {
        assert_eq!(written(|o| string(o, b"a \"b\" \\")), r#""a \"b\" \\""#);
        assert_eq!(written(|o| string(o, "ü".as_bytes())), "{2}\r\nü");
        assert_eq!(written(|o| string(o, b"a\r\nb")), "{4}\r\na\r\nb");
        assert_eq!(written(|o| nstring(o, None)), "NIL");
        assert_eq!(written(|o| astring(o, "INBOX")), "INBOX");
        assert_eq!(written(|o| astring(o, "Sent Mail")), "\"Sent Mail\"");
        assert_eq!(written(|o| astring(o, "nil")), "\"nil\"");
    }
}
