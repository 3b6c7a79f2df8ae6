//! The class of a line, from its first octets: which limit it has, whether it may announce literals, and
//! whether a bare LF ends it.

use super::framer::Phase;
use crate::limits::Limits;

/// Octets of a line that decide its class.
pub(super) const WINDOW: usize = 24;

/// What a line is, as far as framing has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// `* OK|NO|BAD|BYE|PREAUTH`, tagged lines: free text, which may end in `{5}` without announcing anything.
    Status,
    /// `+ ...`, free text as well.
    Continue,
    /// Lists of numbers, legally very long (RFC 3501 7.2.5, RFC 4731, 5256, 7162, 9394).
    Numeric,
    /// `* n FETCH`, and `* uid UIDFETCH` (RFC 9586): literals behind a section are message octets.
    Fetch,
    /// CONVERTED (RFC 5259) and URLFETCH (RFC 4467): every literal is message octets.
    Body,
    /// METADATA (RFC 5464) and ANNOTATION: values may be larger than names.
    Metadata,
    /// All else.
    Other,
}

impl Class {
    /// Reads the class of the line that begins with `start`, of which [`WINDOW`] octets are looked at.
    ///
    /// Leading NULs and spaces are looked past: such a line is malformed, and yet the literals it announces
    /// are literals, or message text would be read as responses.
    pub(super) fn of(start: &[u8]) -> Self {
        let window = start.get(..WINDOW).unwrap_or(start);
        if is_row(window) {
            return Self::Fetch;
        }
        let text = skip(window, |octet| octet == 0 || octet == b' ');
        match text.split_first() {
            Some((b'+', _)) => Self::Continue,
            Some((b'*', rest)) => untagged(skip(rest, |octet| octet == b' ')),
            // Exchange sends a bare `[COPYUID ...]`.
            Some((b'[', _)) => Self::Status,
            _ => tagged(text),
        }
    }

    /// True for the lines whose text is free: they announce no literal, and a bare LF may end them.
    pub(super) fn is_status(self) -> bool {
        matches!(self, Self::Status | Self::Continue)
    }

    /// What no limit of this phase is below.
    pub(super) fn least_limit(phase: Phase, limits: &Limits) -> usize {
        const ALL: [Class; 4] = [Class::Continue, Class::Status, Class::Numeric, Class::Other];
        let least = ALL.into_iter().map(|class| class.limit(phase, limits).1).min().unwrap_or(0);
        least.min(usize::try_from(limits.response).unwrap_or(usize::MAX))
    }

    /// The limit of such a line in this phase, and its name in [`Limits`].
    pub(super) fn limit(self, phase: Phase, limits: &Limits) -> (&'static str, usize) {
        match (phase, self) {
            (Phase::Sasl, Self::Continue) => ("line_sasl", limits.line_sasl),
            (Phase::Greeting | Phase::BeforeAuth | Phase::Sasl, _) => {
                ("line_before_auth", limits.line_before_auth)
            }
            (Phase::Authenticated, Self::Status) => ("line_status", limits.line_status),
            (Phase::Authenticated, Self::Numeric) => ("line_numeric", limits.line_numeric),
            (Phase::Authenticated, _) => ("line", limits.line),
        }
    }
}

/// A row of FETCH as nearly all servers write it.
fn is_row(window: &[u8]) -> bool {
    let Some([first, rest @ ..]) = window.strip_prefix(b"* ") else { return false };
    let word = rest.iter().position(|octet| !octet.is_ascii_digit()).and_then(|at| rest.get(at..));
    first.is_ascii_digit() && word.is_some_and(|word| word.starts_with(b" FETCH "))
}

fn untagged(text: &[u8]) -> Class {
    // home.pl sends `* [COPYUID ...]` without the OK.
    if text.first() == Some(&b'[') {
        return Class::Status;
    }
    let (digits, rest) = take(text, |octet| octet.is_ascii_digit());
    if digits.is_empty() {
        let (word, _) = take(text, is_word);
        return unnumbered(word);
    }
    let (word, _) = take(skip(rest, |octet| octet == b' '), is_word);
    if word.eq_ignore_ascii_case(b"FETCH") || word.eq_ignore_ascii_case(b"UIDFETCH") {
        Class::Fetch
    } else if word.eq_ignore_ascii_case(b"CONVERTED") {
        Class::Body
    } else {
        Class::Other
    }
}

fn unnumbered(word: &[u8]) -> Class {
    const NUMERIC: [&[u8]; 6] = [b"SEARCH", b"SORT", b"THREAD", b"ESEARCH", b"VANISHED", b"UIDBATCHES"];
    let is = |name: &[u8]| word.eq_ignore_ascii_case(name);
    if is_status_word(word) {
        Class::Status
    } else if NUMERIC.into_iter().any(is) {
        Class::Numeric
    } else if is(b"URLFETCH") {
        Class::Body
    } else if is(b"METADATA") || is(b"ANNOTATION") {
        Class::Metadata
    } else {
        Class::Other
    }
}

/// A line without `*` or `+`: `tag OK ...`, or the tagless `BAD ...` that some servers send.
///
/// Anything else is no status line: what looks like the rest of a FETCH must not lose its literals.
fn tagged(text: &[u8]) -> Class {
    let (tag, rest) = take(text, is_tag_char);
    match rest.split_first() {
        None if is_status_word(tag) => Class::Status,
        Some((b' ' | b'\r', _)) if is_status_word(tag) => Class::Status,
        Some((b' ', rest)) if !tag.is_empty() => {
            let (word, _) = take(skip(rest, |octet| octet == b' '), is_word);
            if is_status_word(word) { Class::Status } else { Class::Other }
        }
        _ => Class::Other,
    }
}

fn is_status_word(word: &[u8]) -> bool {
    const WORDS: [&[u8]; 5] = [b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH"];
    WORDS.into_iter().any(|name| word.eq_ignore_ascii_case(name))
}

fn is_word(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'.')
}

/// RFC 9051 `tag`: ASTRING-CHAR except `+`.
fn is_tag_char(octet: u8) -> bool {
    octet.is_ascii_graphic() && !matches!(octet, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\' | b'+')
}

fn skip(text: &[u8], unwanted: impl Fn(u8) -> bool) -> &[u8] {
    take(text, unwanted).1
}

/// The octets at the front that `wanted` accepts, and the rest.
fn take(text: &[u8], wanted: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let end = text.iter().position(|octet| !wanted(*octet)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines() {
        for line in [
            "* OK hi",
            "* ok",
            "* NO x",
            "* BAD\r",
            "* BYE[x]",
            "* PREAUTH x",
            "* OK[ALERT]",
            "A1 OK x",
            "a1  no",
            "A0001 BAD {5}",
            "BAD x",
            "NO\r",
            "BYE",
            "[COPYUID 1 2 3]",
            "* [COPYUID 1 2 3]",
            "\0\0* OK x",
        ] {
            assert_eq!(Class::of(line.as_bytes()), Class::Status, "{line}");
        }
        assert_eq!(Class::of(b"+ go {5}"), Class::Continue);
        assert_eq!(Class::of(b"+\r"), Class::Continue);
    }

    #[test]
    fn data_lines() {
        for (line, class) in [
            ("* SEARCH 1 2", Class::Numeric),
            ("* search\r", Class::Numeric),
            ("* ESEARCH (TAG \"x\")", Class::Numeric),
            ("* VANISHED (EARLIER) 1", Class::Numeric),
            ("* UIDBATCHES (TAG \"a\")", Class::Numeric),
            ("* 1 FETCH (", Class::Fetch),
            ("* 4294967295 fetch (", Class::Fetch),
            ("\0\0* 1 FETCH (BODY[] {5}", Class::Fetch),
            ("* 4294967295 UIDFETCH (BODY[] {5}", Class::Fetch),
            ("* 1 uidfetch (", Class::Fetch),
            ("* UIDFETCH (", Class::Other),
            ("* 2 CONVERTED (", Class::Body),
            ("* URLFETCH \"x\"", Class::Body),
            ("* METADATA \"\" (", Class::Metadata),
            ("* OKAY x", Class::Other),
            ("* LIST () NIL x", Class::Other),
            (" BODY[] {5}", Class::Other),
            (") OK", Class::Other),
            ("A1 FETCH", Class::Other),
            ("", Class::Other),
            ("Server Unavailable. 15", Class::Other),
            ("ThisTagIsFarTooLongToBeOurs OK", Class::Other),
        ] {
            assert_eq!(Class::of(line.as_bytes()), class, "{line:?}");
        }
    }

    #[test]
    fn limits_by_phase() {
        let limits = Limits::default();
        let name = |class: Class, phase| class.limit(phase, &limits).0;
        assert_eq!(name(Class::Continue, Phase::Sasl), "line_sasl");
        assert_eq!(name(Class::Status, Phase::Sasl), "line_before_auth");
        assert_eq!(name(Class::Numeric, Phase::Greeting), "line_before_auth");
        assert_eq!(name(Class::Numeric, Phase::Authenticated), "line_numeric");
        assert_eq!(name(Class::Status, Phase::Authenticated), "line_status");
        assert_eq!(name(Class::Continue, Phase::Authenticated), "line");
        assert_eq!(name(Class::Fetch, Phase::Authenticated), "line");
    }
}
