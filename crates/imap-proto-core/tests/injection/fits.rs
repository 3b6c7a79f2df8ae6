//! What an argument can hold, said once more and independently: an argument that fits is sent, any other is refused.

use super::row::Subject;

/// Mailbox names have no way to carry NUL, CR or LF, but for a name that a server listed: it goes back as it came.
pub(crate) fn name(subject: &Subject<'_>) -> bool {
    let line_end = subject.has(b"\r\n");
    text(subject) && (subject.listed || !line_end)
}

/// The same of ANNOTATEMORE, which takes the name for a pattern.
pub(crate) fn name_without_wildcard(subject: &Subject<'_>) -> bool {
    name(subject) && !subject.has(b"*%")
}

/// A string: all but NUL.
pub(crate) fn text(subject: &Subject<'_>) -> bool {
    !subject.has(b"\0")
}

/// A string with something in it.
pub(crate) fn some_text(subject: &Subject<'_>) -> bool {
    text(subject) && !subject.octets.is_empty()
}

/// What LOGIN can carry (RFC 6855 section 5).
pub(crate) fn ascii(subject: &Subject<'_>) -> bool {
    text(subject) && subject.octets.is_ascii()
}

/// Octets that go as literal8 where they must.
pub(crate) fn message(subject: &Subject<'_>) -> bool {
    text(subject) || subject.binary
}

/// The first part of CATENATE, which is a literal8 where it goes as UTF8 (RFC 6855 section 4).
pub(crate) fn first_part(subject: &Subject<'_>) -> bool {
    text(subject) || (subject.utf8 && !subject.octets.is_ascii())
}

/// What is appended where an empty literal would mean another thing.
pub(crate) fn some_message(subject: &Subject<'_>) -> bool {
    message(subject) && !subject.octets.is_empty()
}

/// A value of ID (RFC 2971 3.3).
pub(crate) fn id_value(subject: &Subject<'_>) -> bool {
    text(subject) && subject.octets.len() <= 1024
}

/// A name of ID (RFC 2971 3.3).
pub(crate) fn id_field(subject: &Subject<'_>) -> bool {
    text(subject) && subject.octets.len() <= 30
}

/// `atom` (RFC 9051 section 9).
pub(crate) fn atom(subject: &Subject<'_>) -> bool {
    is_atom(subject.octets)
}

/// `flag`: an atom, with a backslash or without.
pub(crate) fn flag(subject: &Subject<'_>) -> bool {
    is_atom(subject.octets.strip_prefix(b"\\").unwrap_or(subject.octets))
}

/// A name of a filter (RFC 5466 section 4).
pub(crate) fn filter(subject: &Subject<'_>) -> bool {
    atom(subject) && !subject.has(b"/")
}

/// `objectid` (RFC 8474 section 7).
pub(crate) fn objectid(subject: &Subject<'_>) -> bool {
    let fine = |octet: u8| octet.is_ascii_alphanumeric() || b"_-".contains(&octet);
    subject.is_made_of(fine) && subject.octets.len() <= 255
}

/// A tag, as one that a server tells.
pub(crate) fn tag(subject: &Subject<'_>) -> bool {
    subject.is_made_of(|octet| octet.is_ascii_graphic())
}

/// Rights, of which there may be none (RFC 4314 section 2.1).
pub(crate) fn rights(subject: &Subject<'_>) -> bool {
    subject.octets.iter().all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit())
}

/// `entry` of RFC 5464: begins with a slash, no wildcard, no empty component, printable ASCII.
pub(crate) fn entry(subject: &Subject<'_>) -> bool {
    let parts = |rest: &[u8]| rest.split(|octet| *octet == b'/').all(|part| !part.is_empty());
    let printable = subject.octets.iter().all(|octet| (0x20..0x7f).contains(octet));
    subject.octets.strip_prefix(b"/").is_some_and(parts) && printable && !subject.has(b"*%")
}

/// The same as a pattern.
pub(crate) fn entry_pattern(subject: &Subject<'_>) -> bool {
    subject.octets.starts_with(b"/") && text(subject)
}

/// A language range of RFC 4647.
pub(crate) fn language(subject: &Subject<'_>) -> bool {
    subject
        .octets
        .split(|octet| *octet == b'-')
        .all(|part| part == b"*" || (!part.is_empty() && part.iter().all(u8::is_ascii_alphanumeric)))
}

/// `type/subtype`.
pub(crate) fn media(subject: &Subject<'_>) -> bool {
    subject.octets == b"ab/cd"
}

/// The name of a header field (RFC 5322 section 2.2).
pub(crate) fn field(subject: &Subject<'_>) -> bool {
    subject.is_made_of(|octet| octet.is_ascii_graphic() && octet != b':')
}

/// A set of numbers, or one number.
pub(crate) fn number(subject: &Subject<'_>) -> bool {
    subject.octets == b"17"
}

/// A set, which may be `*`.
pub(crate) fn set(subject: &Subject<'_>) -> bool {
    number(subject) || subject.octets == b"*"
}

/// Digits.
pub(crate) fn digits(subject: &Subject<'_>) -> bool {
    subject.is_made_of(|octet| octet.is_ascii_digit())
}

/// What base64 carries: anything.
pub(crate) fn anything(_: &Subject<'_>) -> bool {
    true
}

fn is_atom(octets: &[u8]) -> bool {
    let fine = |octet: &u8| octet.is_ascii_graphic() && !b"(){%*\"\\]".contains(octet);
    !octets.is_empty() && octets.iter().all(fine)
}
