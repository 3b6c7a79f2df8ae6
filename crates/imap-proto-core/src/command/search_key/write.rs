//! Search keys on the wire (RFC 9051 `search-key`).

use time::Date;

use super::SearchKey;
use crate::command::{CommandWriter, common};
use crate::error::EncodeError;
use crate::types::{Flag, format_date};

/// Keys within keys; more would exhaust small stacks. `SearchKey::any_of` stays far below.
const DEPTH: usize = 128;

const TOO_DEEP: EncodeError =
    EncodeError::Invalid { what: "search key", why: "nested too deeply; see SearchKey::any_of" };

impl SearchKey {
    /// Writes the charset, which is mandatory here, and the keys (RFC 5256 section 5 `search-criteria`).
    ///
    /// Servers must know both US-ASCII and UTF-8. One that cannot search in UTF-8 still takes the first.
    pub(crate) fn encode_criteria(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word(if self.needs_charset() { "UTF-8" } else { "US-ASCII" }).sp();
        self.encode(w)
    }

    /// Writes the key; `AND` at the top is a plain row of keys.
    pub(crate) fn encode(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        match self {
            Self::And(keys) if !keys.is_empty() => row(keys, w, DEPTH),
            key => key.write(w, DEPTH),
        }
    }

    fn write(&self, w: &mut CommandWriter<'_>, depth: usize) -> Result<(), EncodeError> {
        let depth = depth.checked_sub(1).ok_or(TOO_DEEP)?;
        if let Some(word) = self.word() {
            w.word(word);
            return Ok(());
        }
        match self {
            Self::Keyword(flag) => keyword(flag, true, w)?,
            Self::Unkeyword(flag) => keyword(flag, false, w)?,
            Self::Before(day) => date("BEFORE", *day, w)?,
            Self::On(day) => date("ON", *day, w)?,
            Self::Since(day) => date("SINCE", *day, w)?,
            Self::SentBefore(day) => date("SENTBEFORE", *day, w)?,
            Self::SentOn(day) => date("SENTON", *day, w)?,
            Self::SentSince(day) => date("SENTSINCE", *day, w)?,
            Self::Header(field, value) => header(field, value, w)?,
            Self::Not(key) => {
                w.word("NOT").sp();
                key.write(w, depth)?;
            }
            Self::Or(one, other) => {
                w.word("OR").sp();
                one.write(w, depth)?;
                w.sp();
                other.write(w, depth)?;
            }
            Self::And(keys) => {
                w.word("(");
                row(keys, w, depth)?;
                w.word(")");
            }
            Self::Ext(param) => param.write(w, |key, w| key.write(w, depth))?,
            leaf => leaf.leaf(w),
        }
        Ok(())
    }

    /// The keys that are a word and nothing else.
    fn word(&self) -> Option<&'static str> {
        Some(match self {
            Self::All => "ALL",
            Self::Answered => "ANSWERED",
            Self::Deleted => "DELETED",
            Self::Draft => "DRAFT",
            Self::Flagged => "FLAGGED",
            Self::New => "NEW",
            Self::Old => "OLD",
            Self::Recent => "RECENT",
            Self::Seen => "SEEN",
            Self::Unanswered => "UNANSWERED",
            Self::Undeleted => "UNDELETED",
            Self::Undraft => "UNDRAFT",
            Self::Unflagged => "UNFLAGGED",
            Self::Unseen => "UNSEEN",
            // All of no keys is everything.
            Self::And(keys) if keys.is_empty() => "ALL",
            _ => return None,
        })
    }

    /// The keys with one plain argument.
    fn leaf(&self, w: &mut CommandWriter<'_>) {
        match self {
            Self::Bcc(value) => text("BCC", value, w),
            Self::Body(value) => text("BODY", value, w),
            Self::Cc(value) => text("CC", value, w),
            Self::From(value) => text("FROM", value, w),
            Self::Subject(value) => text("SUBJECT", value, w),
            Self::Text(value) => text("TEXT", value, w),
            Self::To(value) => text("TO", value, w),
            Self::Larger(octets) => _ = w.word("LARGER").sp().number(*octets),
            Self::Smaller(octets) => _ = w.word("SMALLER").sp().number(*octets),
            Self::Seq(set) => _ = w.display(set),
            Self::Uid(set) => _ = w.word("UID").sp().display(set),
            _ => {}
        }
    }
}

fn row(keys: &[SearchKey], w: &mut CommandWriter<'_>, depth: usize) -> Result<(), EncodeError> {
    w.row(keys, |w, key| key.write(w, depth)).map(drop)
}

/// A text is quoted or a literal, never an atom: some servers read `NIL` and numbers as what they look like.
fn text(word: &'static str, value: &str, w: &mut CommandWriter<'_>) {
    w.word(word).sp().string(value.as_bytes(), "search text");
}

fn date(word: &'static str, day: Date, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    let day = format_date(day)?;
    w.word(word).sp().display(&day);
    Ok(())
}

fn header(field: &str, value: &str, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    // RFC 5322 2.2: printable ASCII without the colon.
    if field.is_empty() || !field.bytes().all(|octet| octet.is_ascii_graphic() && octet != b':') {
        return Err(EncodeError::Invalid { what: "header field name", why: "not one of RFC 5322 2.2" });
    }
    w.word("HEADER").sp().astring(field.as_bytes(), "header field name");
    w.sp().string(value.as_bytes(), "search text");
    Ok(())
}

/// A system flag has a word of its own; `KEYWORD` takes keywords alone (RFC 9051 `flag-keyword`).
fn keyword(flag: &Flag, set: bool, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    let (with, without) = match flag {
        Flag::Answered => ("ANSWERED", "UNANSWERED"),
        Flag::Flagged => ("FLAGGED", "UNFLAGGED"),
        Flag::Deleted => ("DELETED", "UNDELETED"),
        Flag::Seen => ("SEEN", "UNSEEN"),
        Flag::Draft => ("DRAFT", "UNDRAFT"),
        Flag::Recent => ("RECENT", "OLD"),
        Flag::Keyword(name) => {
            w.word(if set { "KEYWORD" } else { "UNKEYWORD" }).sp().atom(common::keyword(name)?);
            return Ok(());
        }
        Flag::Any | Flag::Other(_) => {
            return Err(EncodeError::Invalid { what: "search keyword", why: "no key asks for that flag" });
        }
    };
    w.word(if set { with } else { without });
    Ok(())
}
