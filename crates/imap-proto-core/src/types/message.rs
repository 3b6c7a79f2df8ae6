//! Line ends of a message, before it is uploaded.

use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Makes every CR, LF and CRLF a CRLF, as RFC 5322 2.3 wants a message to be (and as imaplib does).
///
/// Borrows when nothing has to change. Not for `BINARY` uploads.
///
/// ```
/// use imap_proto_core::types::crlf;
/// assert_eq!(crlf(b"Subject: x\n\nhi\r\n").as_ref(), b"Subject: x\r\n\r\nhi\r\n");
/// ```
#[must_use]
pub fn crlf(message: &[u8]) -> Cow<'_, [u8]> {
    if is_crlf(message) {
        return Cow::Borrowed(message);
    }
    let mut out = Vec::with_capacity(message.len() + message.len() / 16);
    CrlfState::default().push(message, &mut out);
    Cow::Owned(out)
}

/// True when every CR is followed by LF and every LF follows a CR.
fn is_crlf(mut rest: &[u8]) -> bool {
    while let Some(at) = memchr::memchr2(b'\r', b'\n', rest) {
        let Some(behind) = rest.get(at..).and_then(|end| end.strip_prefix(b"\r\n")) else {
            return false;
        };
        rest = behind;
    }
    true
}

/// [`crlf`] for a message that comes in pieces: a CRLF cut in two stays one line end.
///
/// ```
/// use imap_proto_core::types::CrlfState;
/// let (mut state, mut out) = (CrlfState::default(), Vec::new());
/// state.push(b"a\r", &mut out);
/// state.push(b"\nb\n", &mut out);
/// assert_eq!(out, b"a\r\nb\r\n");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CrlfState {
    /// The last octet was a CR, whose CRLF is already written.
    after_cr: bool,
}

impl CrlfState {
    /// Appends the next piece to `out`.
    pub fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        let mut rest = piece;
        if self.after_cr && !rest.is_empty() {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            self.after_cr = false;
        }
        while let Some(at) = memchr::memchr2(b'\r', b'\n', rest) {
            let (line, end) = rest.split_at_checked(at).unwrap_or((rest, &[]));
            out.extend_from_slice(line);
            out.extend_from_slice(b"\r\n");
            self.after_cr = end == b"\r";
            rest = end.strip_prefix(b"\r\n").or_else(|| end.get(1..)).unwrap_or_default();
        }
        out.extend_from_slice(rest);
    }
}

#[cfg(test)]
mod tests {
    use alloc::borrow::Cow;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::{CrlfState, crlf};

    /// imaplib: `re.compile(br'\r\n|\r|\n').sub(CRLF, message)`, an octet at a time.
    fn model(message: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut last = 0;
        for octet in message {
            match *octet {
                b'\n' if last == b'\r' => {}
                b'\r' | b'\n' => out.extend(b"\r\n"),
                other => out.push(other),
            }
            last = *octet;
        }
        out
    }

    #[test]
    fn borrows_what_is_right() {
        for right in [&b""[..], b"a", b"a\r\n", b"\r\n\r\nb"] {
            assert!(matches!(crlf(right), Cow::Borrowed(same) if same == right));
        }
        assert_eq!(crlf(b"\n\r\r\n\n").as_ref(), b"\r\n\r\n\r\n\r\n");
    }

    proptest! {
        #[test]
        fn any_cut_gives_what_imaplib_gives(message in "[a\r\n]{0,40}", cuts in proptest::collection::vec(0_usize..41, 0..6)) {
            let message = message.as_bytes();
            let expected = model(message);
            prop_assert_eq!(&crlf(message).into_owned(), &expected);
            prop_assert!(matches!(crlf(&expected), Cow::Borrowed(_)));
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(message.len())).collect();
            cuts.extend([0, message.len()]);
            cuts.sort_unstable();
            let (mut state, mut out) = (CrlfState::default(), Vec::new());
            for pair in cuts.windows(2) {
                state.push(&message[pair[0]..pair[1]], &mut out);
            }
            prop_assert_eq!(out, expected);
        }
    }
}
