//! The tokens of a raw command.

use bytes::Bytes;

use crate::command::CommandWriter;
use crate::error::EncodeError;
use crate::types::{Atom, MailboxName, Secret, SeqSet, UidSet};

/// One token.
pub(super) enum Token {
    Atom(Atom),
    Astring(Bytes),
    String(Bytes),
    Nil,
    Number(u64),
    Mailbox(MailboxName),
    Seq(SeqSet),
    Uid(UidSet),
    Secret(Secret),
    Literal(Bytes),
    Arg(Bytes),
    Open,
    Close,
    /// The builder was given something that cannot be sent.
    Wrong(EncodeError),
}

impl Token {
    pub(super) fn atom(text: &str) -> Self {
        Atom::new(text).map_or_else(Self::Wrong, Self::Atom)
    }

    fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        match self {
            Self::Atom(atom) => _ = w.atom(atom),
            Self::Astring(octets) => _ = w.astring(octets, "argument"),
            Self::String(octets) => _ = w.string(octets, "argument"),
            Self::Nil => _ = w.word("NIL"),
            Self::Number(number) => _ = w.number(*number),
            Self::Mailbox(name) => _ = w.mailbox(name),
            Self::Seq(set) => _ = w.display(set),
            Self::Uid(set) => _ = w.display(set),
            Self::Secret(secret) => _ = w.secret(secret, "argument"),
            Self::Literal(octets) => literal(octets, w)?,
            Self::Arg(wire) => arg(wire, w)?,
            Self::Open => _ = w.word("("),
            Self::Close => _ = w.word(")"),
            Self::Wrong(why) => return Err(why.clone()),
        }
        Ok(())
    }
}

/// Each token with a space before it, but none behind `(` and before `)`.
pub(super) fn write(tokens: &[Token], w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    let mut opened = false;
    for token in tokens {
        if !opened && !matches!(token, Token::Close) {
            w.sp();
        }
        token.write(w)?;
        opened = matches!(token, Token::Open);
    }
    Ok(())
}

fn literal(octets: &Bytes, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    if memchr::memchr(0, octets).is_some() {
        return Err(EncodeError::BadOctet { what: "literal" });
    }
    w.literal(octets.clone(), false);
    Ok(())
}

fn arg(wire: &[u8], w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    let wrong = |why| Err(EncodeError::Invalid { what: "argument", why });
    if wire.is_empty() {
        return wrong("it is empty");
    }
    if wire.iter().any(|octet| b"\0\r\n".contains(octet)) {
        return Err(EncodeError::BadOctet { what: "argument" });
    }
    if !balanced(wire) {
        return wrong("quotes or parentheses are not in pairs");
    }
    if announces_literal(wire) {
        return wrong("its end announces a literal; use literal(..)");
    }
    match core::str::from_utf8(wire) {
        Ok(text) if text.is_ascii() || w.dialect().utf8() => _ = w.display(&text),
        _ => return wrong("it is more than ASCII"),
    }
    Ok(())
}

/// Quotes closed, parentheses outside them in pairs, so that the argument ends where it ends.
fn balanced(wire: &[u8]) -> bool {
    let mut depth: usize = 0;
    let mut quoted = false;
    let mut octets = wire.iter();
    while let Some(octet) = octets.next() {
        match octet {
            // An escape at the very end would take the quote that closes.
            b'\\' if quoted && octets.next().is_none() => return false,
            b'\\' => {}
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth = depth.saturating_add(1),
            b')' if !quoted => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    !quoted && depth == 0
}

/// `{12}` or `{12+}` at the end: a server would wait for octets that never come, or take the next command for
/// them.
fn announces_literal(wire: &[u8]) -> bool {
    let Some(rest) = wire.strip_suffix(b"}") else { return false };
    let rest = rest.strip_suffix(b"+").or_else(|| rest.strip_suffix(b"-")).unwrap_or(rest);
    rest.iter().rev().find(|octet| !octet.is_ascii_digit()) == Some(&b'{')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_announcements_are_seen() {
        for wire in ["{4}", "x {0}", "(A) {12+}", "~{3}", "{}", "a{18446744073709551616}", "{5-}"] {
            assert!(announces_literal(wire.as_bytes()), "{wire}");
        }
        for wire in ["{4", "4}", "{a}", "{4} ", "x", "\"{4}\""] {
            assert!(!announces_literal(wire.as_bytes()), "{wire}");
        }
    }

    #[test]
    fn pairs_are_counted() {
        for wire in ["a", "(a (b))", "\"a ) \\\" b\" ()", "\\Seen"] {
            assert!(balanced(wire.as_bytes()), "{wire}");
        }
        for wire in ["(", ")", ")(", "\"", "\"a\\\"", "\"a\\", "a\"b"] {
            assert!(!balanced(wire.as_bytes()), "{wire}");
        }
    }
}
