//! Modified UTF-7, the encoding of mailbox names (RFC 3501 5.1.3, RFC 9051 A.1).

use alloc::string::String;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/// True for the octets that stand for themselves, `&` left out.
pub(crate) fn is_direct(octet: u8) -> bool {
    matches!(octet, 0x20..=0x7e) && octet != b'&'
}

/// True when all octets stand for themselves: then the name is its own text, ASCII.
pub(crate) fn is_all_direct(octets: &[u8]) -> bool {
    const LOW: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let (chunks, rest) = octets.as_chunks();
    // The top bit of an octet tells. A borrow from the next one may set it too, and only for an octet that is odd.
    let odd = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)).fold(0, |odd, chunk| {
        let ampersand = (chunk ^ (LOW * u64::from(b'&'))).wrapping_sub(LOW);
        let delete = (chunk ^ (LOW * 0x7f)).wrapping_sub(LOW);
        odd | chunk | chunk.wrapping_sub(LOW * 0x20) | ampersand | delete
    });
    odd & HIGH == 0 && rest.iter().all(|octet| is_direct(*octet))
}

/// Encodes a name. Every text can be encoded, and [`utf7_decode`] gives it back.
///
/// ```
/// use imap_proto_core::types::utf7_encode;
/// assert_eq!(utf7_encode("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
/// ```
#[must_use]
pub fn utf7_encode(text: &str) -> String {
    let mut wire = String::with_capacity(text.len());
    let mut run = Run::default();
    for c in text.chars() {
        if matches!(c, ' '..='~') {
            run.close(&mut wire);
            wire.push(c);
            if c == '&' {
                wire.push('-');
            }
        } else {
            run.push(c, &mut wire);
        }
    }
    run.close(&mut wire);
    wire
}

/// A shifted run while it is written: bits of UTF-16 that do not fill a character of base64 yet.
#[derive(Default)]
struct Run {
    open: bool,
    bits: u32,
    count: u32,
}

impl Run {
    fn push(&mut self, c: char, wire: &mut String) {
        if !self.open {
            wire.push('&');
            self.open = true;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            self.bits = (self.bits << 16) | u32::from(*unit);
            self.count += 16;
            while self.count >= 6 {
                self.count -= 6;
                wire.push(digit(self.bits >> self.count));
                self.bits &= (1 << self.count) - 1;
            }
        }
    }

    fn close(&mut self, wire: &mut String) {
        if self.open {
            if self.count > 0 {
                wire.push(digit(self.bits << (6 - self.count)));
            }
            wire.push('-');
            *self = Self::default();
        }
    }
}

fn digit(value: u32) -> char {
    ALPHABET.get((value & 63) as usize).map_or('A', |octet| char::from(*octet))
}

/// Decodes a name, strictly: `None` unless encoding the result gives the same octets.
///
/// Servers list names that only look encoded (`&Jjo`, `&AGE-`); these must go back as they came.
///
/// ```
/// use imap_proto_core::types::utf7_decode;
/// assert_eq!(utf7_decode(b"Entw&APw-rfe").as_deref(), Some("Entwürfe"));
/// assert_eq!(utf7_decode(b"&AGE-"), None); // an `a`, which stands for itself
/// ```
#[must_use]
pub fn utf7_decode(wire: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(wire.len());
    let mut rest = wire;
    let mut shifted = false; // the octets just before were a run of base64
    while let Some((&octet, behind)) = rest.split_first() {
        rest = behind;
        if octet != b'&' {
            if !is_direct(octet) {
                return None;
            }
            text.push(char::from(octet));
            shifted = false;
            continue;
        }
        let end = memchr::memchr(b'-', rest)?;
        let (run, behind) = rest.split_at_checked(end)?;
        rest = behind.get(1..)?;
        if run.is_empty() {
            text.push('&');
            shifted = false;
        } else if shifted {
            return None; // `&Jjo-&Jjo-` is `&JjomOg-`
        } else {
            decode_run(run, &mut text)?;
            shifted = true;
        }
    }
    Some(text)
}

/// Decodes the base64 between `&` and `-`.
fn decode_run(run: &[u8], text: &mut String) -> Option<()> {
    let mut bits = 0_u32;
    let mut count = 0;
    let mut high = None;
    for octet in run {
        bits = (bits << 6) | value(*octet)?;
        count += 6;
        if count < 16 {
            continue;
        }
        count -= 16;
        let unit = bits >> count;
        bits &= (1 << count) - 1;
        let code = match (high.take(), unit) {
            (None, 0xd800..=0xdbff) => {
                high = Some(unit);
                continue;
            }
            (None, _) => unit,
            (Some(high), 0xdc00..=0xdfff) => 0x1_0000 + ((high - 0xd800) << 10) + (unit - 0xdc00),
            (Some(_), _) => return None,
        };
        // A lone low surrogate is no char; printable ASCII stands for itself.
        let c = char::from_u32(code).filter(|c| !matches!(c, ' '..='~'))?;
        text.push(c);
    }
    (high.is_none() && count < 6 && bits == 0).then_some(())
}

fn value(octet: u8) -> Option<u32> {
    let value = match octet {
        b'A'..=b'Z' => octet - b'A',
        b'a'..=b'z' => octet - b'a' + 26,
        b'0'..=b'9' => octet - b'0' + 52,
        b'+' => 62,
        b',' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests;
