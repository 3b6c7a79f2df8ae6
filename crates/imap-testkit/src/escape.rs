//! Octets in scripts and transcripts: `\r`, `\n`, `\t`, `\0`, `\\`, `\"`, `\$`, `\xHH`; all else stands for itself.

/// The octets of a text with escapes.
pub(crate) fn unescape(text: &str) -> Result<Vec<u8>, &'static str> {
    let mut out = Vec::with_capacity(text.len());
    let mut octets = text.bytes();
    while let Some(octet) = octets.next() {
        if octet != b'\\' {
            out.push(octet);
            continue;
        }
        out.push(match octets.next() {
            Some(b'r') => b'\r',
            Some(b'n') => b'\n',
            Some(b't') => b'\t',
            Some(b'0') => 0,
            Some(same @ (b'\\' | b'"' | b'$')) => same,
            Some(b'x') => {
                let mut digit = || octets.next().and_then(|b| char::from(b).to_digit(16));
                let value = digit().zip(digit()).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
                value.ok_or("\\x needs two hexadecimal digits")?
            }
            _ => return Err("unknown escape"),
        });
    }
    Ok(out)
}

/// Octets as a text with escapes, for people.
pub(crate) fn escape(octets: &[u8]) -> String {
    let mut out = String::new();
    for chunk in octets.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\r' => out.push_str("\\r"),
                '\n' => out.push_str("\\n"),
                '\0' => out.push_str("\\0"),
                '\\' => out.push_str("\\\\"),
                c if c.is_control() => {
                    c.to_string().bytes().for_each(|b| out.push_str(&format!("\\x{b:02x}")))
                }
                c => out.push(c),
            }
        }
        chunk.invalid().iter().for_each(|b| out.push_str(&format!("\\x{b:02x}")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let octets = b"a\r\n\0\\b\x01\xff\x7f\xc3\xbc";
        assert_eq!(escape(octets), "a\\r\\n\\0\\\\b\\x01\\xff\\x7fü");
        assert_eq!(unescape(&escape(octets)).unwrap(), octets);
        assert_eq!(unescape("\\t\\\"\\$\\x4A").unwrap(), b"\t\"$J");
    }

    #[test]
    fn malformed() {
        for text in ["\\", "\\q", "\\x1", "\\xzz"] {
            assert!(unescape(text).is_err(), "{text}");
        }
    }
}
