//! Encoded words (RFC 2047), so that SEARCH SUBJECT finds what people read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Decodes the encoded words of a field; what cannot be decoded stays as it is.
pub(crate) fn decode(text: &[u8]) -> String {
    let mut out = String::new();
    let text = String::from_utf8_lossy(text);
    let mut rest: &str = &text;
    let mut after_word = false;
    while let Some(at) = rest.find("=?") {
        let (before, tail) = rest.split_at(at);
        let Some((word, left)) = encoded_word(tail) else {
            out.push_str(before);
            out.push_str("=?");
            rest = tail.get(2..).unwrap_or_default();
            after_word = false;
            continue;
        };
        // White space between two encoded words is no part of the text (RFC 2047 6.2).
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&word);
        rest = left;
        after_word = true;
    }
    out.push_str(rest);
    out
}

/// `=?charset?Q?text?=` and what follows; words are at most 75 octets, more is tolerated up to 1000.
fn encoded_word(text: &str) -> Option<(String, &str)> {
    let mut fields = text.strip_prefix("=?")?.splitn(3, '?');
    let (charset, encoding, tail) = (fields.next()?, fields.next()?, fields.next()?);
    if charset.len() > 40 || encoding.len() != 1 {
        return None;
    }
    // Looks no further than a word may reach, or a field of openings would take quadratic time.
    let end = tail.as_bytes().windows(2).take(1000).position(|pair| pair == b"?=")?;
    let (data, rest) = (tail.get(..end)?, tail.get(end + 2..)?);
    let octets = if encoding.eq_ignore_ascii_case("B") { STANDARD.decode(data).ok()? } else { quoted(data) };
    let charset = charset.split('*').next().unwrap_or_default().to_ascii_lowercase();
    let decoded = match charset.as_str() {
        "utf-8" | "us-ascii" => String::from_utf8(octets).ok()?,
        "iso-8859-1" => octets.iter().map(|&b| char::from(b)).collect(),
        _ => return None,
    };
    Some((decoded, rest))
}

fn quoted(data: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut octets = data.bytes();
    while let Some(octet) = octets.next() {
        match octet {
            b'_' => out.push(b' '),
            b'=' => {
                let mut digit = || octets.next().and_then(|b| char::from(b).to_digit(16));
                let value = digit().zip(digit()).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
                out.extend(value);
            }
            _ => out.push(octet),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_plain_text() {
        assert_eq!(
            decode(b"=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus?= =?UTF-8?B?S8O2bG4=?= heute"),
            "Grüße ausKöln heute"
        );
        assert_eq!(decode(b"Re: =?iso-8859-1?q?caf=E9?="), "Re: café");
        for plain in ["nothing", "=?x", "=?utf-8?Q?open", "=?koi8-r?Q?x?=", "=?utf-8?B?!!?=", "a =? b"] {
            assert_eq!(decode(plain.as_bytes()), plain);
        }
    }
}
