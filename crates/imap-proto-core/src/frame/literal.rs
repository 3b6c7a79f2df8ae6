//! Literal announcements at the end of a line (RFC 9051 4.3), and what kind of literal follows.

use super::class::Class;
use crate::error::ProtocolError;
use crate::limits::Limits;

/// `{n}` or `~{n}` at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Announcement {
    /// Octets that follow the line.
    pub(super) len: u64,
    /// Octets of the line in front of the announcement.
    pub(super) at: usize,
    /// True for spaces behind the brace (Domino) or zeros in front of the number.
    pub(super) odd: bool,
}

/// Finds an announcement at the end of `line`, which comes without its line end.
///
/// Only the very end counts. Quotes are not counted, because servers send unescaped ones, and no space is
/// asked for in front, because some servers leave it out. `{5+}`, `{-1}`, `{ 5}` and `{}` announce nothing.
///
/// # Errors
/// [`ProtocolError::LiteralOverflow`] when the number exceeds 63 bits (RFC 9051 `number64`).
pub(super) fn announcement(line: &[u8]) -> Result<Option<Announcement>, ProtocolError> {
    let shown = trim_spaces(line);
    let Some((b'}', front)) = shown.split_last() else { return Ok(None) };
    let digits = front.iter().rev().take_while(|octet| octet.is_ascii_digit()).count();
    let (front, digits) = front.split_at_checked(front.len() - digits).unwrap_or_default();
    let (Some((b'{', front)), Some(first)) = (front.split_last(), digits.first()) else { return Ok(None) };
    let zeros = *first == b'0' && digits.len() > 1;
    let at = front.strip_suffix(b"~").unwrap_or(front).len();
    let len = number(digits).ok_or(ProtocolError::LiteralOverflow)?;
    Ok(Some(Announcement { len, at, odd: zeros || shown.len() < line.len() }))
}

/// Octets up to which a literal stays in place: [`Limits::inline_literal`], or [`Limits::literal`] if that is less.
pub fn inline_limit(limits: &Limits) -> u64 {
    limits.literal.min(limits.inline_literal as u64)
}

/// Octets above which literals of a row leave the text while a command streams: to copy fewer is cheaper than to pass them
/// on.
const STREAMED: u64 = 1 << 10;

/// The [`inline_limit`] of a row; a lower one if it began while a command streamed.
pub(crate) fn row_limit(limits: &Limits, streams: bool) -> u64 {
    let most = inline_limit(limits);
    if streams { most.min(STREAMED) } else { most }
}

fn number(digits: &[u8]) -> Option<u64> {
    let value = digits.iter().try_fold(0_u64, |value, digit| {
        value.checked_mul(10)?.checked_add(u64::from(digit.wrapping_sub(b'0')))
    })?;
    (value <= i64::MAX.unsigned_abs()).then_some(value)
}

fn trim_spaces(text: &[u8]) -> &[u8] {
    let spaces = text.iter().rev().take_while(|octet| **octet == b' ').count();
    text.get(..text.len() - spaces).unwrap_or_default()
}

/// What a literal holds, which decides its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payload {
    /// Message octets: discarded above the limit.
    Body,
    /// A METADATA or annotation value.
    Value,
    /// A name, an ENVELOPE string and so on.
    Other,
}

/// Values of METADATA may be this many times longer than names.
const VALUE_FACTOR: u64 = 16;

impl Payload {
    /// The kind of the literal that `before`, the line up to the announcement, leads to.
    pub(super) fn of(class: Class, before: &[u8]) -> Self {
        match class {
            Class::Body => Self::Body,
            Class::Metadata => Self::Value,
            Class::Fetch if names_section(trim_spaces(before)) => Self::Body,
            _ => Self::Other,
        }
    }

    /// The size above which it is fatal, with the limit's name.
    pub(super) fn limit(self, limits: &Limits) -> (&'static str, u64) {
        match self {
            Self::Body => ("discard", limits.discard),
            Self::Value => ("literal_other", limits.literal_other.saturating_mul(VALUE_FACTOR)),
            Self::Other => ("literal_other", limits.literal_other),
        }
    }
}

/// True behind `BODY[..]`, `BODY[..]<o>`, `BINARY[..]`, `RFC822`, `RFC822.HEADER`, `RFC822.TEXT`.
fn names_section(before: &[u8]) -> bool {
    const WHOLE: [&[u8]; 3] = [b"RFC822", b"RFC822.HEADER", b"RFC822.TEXT"];
    let origin = before.strip_suffix(b">").map(|text| {
        let digits = text.iter().rev().take_while(|octet| octet.is_ascii_digit()).count();
        text.get(..text.len() - digits).unwrap_or_default()
    });
    let section = origin.and_then(|text| text.strip_suffix(b"<")).unwrap_or(before);
    if section.last() == Some(&b']') {
        return true;
    }
    let word = before.iter().rev().take(16).take_while(|octet| !matches!(octet, b' ' | b'(')).count();
    let name = before.get(before.len() - word..).unwrap_or_default();
    WHOLE.into_iter().any(|whole| name.eq_ignore_ascii_case(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn announcements() {
        for (line, len, at, odd) in [
            ("* LIST () \"/\" {5}", 5, 14, false),
            ("BODY[]{5}", 5, 6, false),
            ("BINARY[1] ~{5}", 5, 10, false),
            ("x {5}  ", 5, 2, true),
            ("x {0005}", 5, 2, true),
            ("{0}", 0, 0, false),
            ("x \"fake {50}", 50, 8, false),
            ("{9223372036854775807}", i64::MAX.unsigned_abs(), 0, false),
        ] {
            assert_eq!(announcement(line.as_bytes()), Ok(Some(Announcement { len, at, odd })), "{line}");
        }
        let zeros = format!("{{{}7}}", "0".repeat(1000));
        assert_eq!(announcement(zeros.as_bytes()).map(|found| found.map(|a| a.len)), Ok(Some(7)));
    }

    #[test]
    fn look_alikes() {
        for line in
            ["", "}", "{}", "{-1}", "{+5}", "{5+}", "{ 5}", "{5 }", "{0x10}", "5}", "{5})", "{5}\t", "x"]
        {
            assert_eq!(announcement(line.as_bytes()), Ok(None), "{line}");
        }
    }

    #[test]
    fn overflow() {
        for line in ["{9223372036854775808}", "{18446744073709551620}", "{99999999999999999999999999}"] {
            assert_eq!(announcement(line.as_bytes()), Err(ProtocolError::LiteralOverflow), "{line}");
        }
    }

    #[test]
    fn payloads() {
        for before in [
            "* 1 FETCH (BODY[] ",
            "* 1 FETCH (BODY[]",
            "* 1 FETCH (BODY[TEXT]<0> ",
            "* 1 FETCH (BINARY[1.2] ",
            "* 1 FETCH (RFC822 ",
            "* 1 FETCH (UID 2 rfc822.header ",
            "* 1 FETCH (RFC822.TEXT",
            "* 1 FETCH (RFC822[] ",
            "* 1 FETCH (BODY[HEADER.FIELDS (From \"X[1]\")] ",
        ] {
            assert_eq!(Payload::of(Class::Fetch, before.as_bytes()), Payload::Body, "{before}");
        }
        for before in
            ["* 1 FETCH (ENVELOPE (NIL ", "* 1 FETCH (X-GM-LABELS (", "* 1 FETCH (XRFC822 ", "x<5> ", ""]
        {
            assert_eq!(Payload::of(Class::Fetch, before.as_bytes()), Payload::Other, "{before}");
        }
        assert_eq!(Payload::of(Class::Other, b"* X BODY[] "), Payload::Other);
        assert_eq!(Payload::of(Class::Body, b"* URLFETCH \"x\" "), Payload::Body);
        assert_eq!(Payload::of(Class::Metadata, b"x"), Payload::Value);
    }
}
