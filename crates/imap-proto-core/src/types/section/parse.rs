//! Reading of what stands between the brackets.

use alloc::string::String;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use super::{FieldName, SectionPath, SectionText};

pub(super) fn section(wire: &[u8]) -> Option<SectionPath> {
    let mut rest = wire.trim_ascii();
    let mut part = Vec::new();
    while rest.first().is_some_and(u8::is_ascii_digit) {
        let count = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
        let (digits, behind) = rest.split_at_checked(count)?;
        part.push(core::str::from_utf8(digits).ok()?.parse::<NonZeroU32>().ok()?);
        match behind.split_first() {
            None => return Some(SectionPath { part, text: SectionText::All }),
            Some((b'.', behind)) if !behind.is_empty() => rest = behind,
            Some(_) => return None,
        }
    }
    let count = rest.iter().take_while(|octet| octet.is_ascii_alphabetic() || **octet == b'.').count();
    let (word, behind) = rest.split_at_checked(count)?;
    let is = |name: &[u8]| word.eq_ignore_ascii_case(name);
    let text = if is(b"HEADER.FIELDS") {
        SectionText::HeaderFields(fields(behind)?)
    } else if is(b"HEADER.FIELDS.NOT") {
        SectionText::HeaderFieldsNot(fields(behind)?)
    } else if !behind.is_empty() {
        return None;
    } else if is(b"") {
        SectionText::All
    } else if is(b"HEADER") {
        SectionText::Header
    } else if is(b"TEXT") {
        SectionText::Text
    } else if is(b"MIME") && !part.is_empty() {
        SectionText::Mime
    } else {
        return None;
    };
    Some(SectionPath { part, text })
}

/// ` (From "To")`
fn fields(wire: &[u8]) -> Option<Vec<FieldName>> {
    let mut rest = wire.trim_ascii().strip_prefix(b"(")?.strip_suffix(b")")?.trim_ascii();
    let mut names = Vec::new();
    while !rest.is_empty() {
        let (name, behind) = match rest.strip_prefix(b"\"") {
            Some(quoted) => unquote(quoted)?,
            None => {
                let end = memchr::memchr2(b' ', b'"', rest).unwrap_or(rest.len());
                let (name, behind) = rest.split_at_checked(end)?;
                (String::from(core::str::from_utf8(name).ok()?), behind)
            }
        };
        names.push(FieldName::new(&name).ok()?);
        if !behind.is_empty() && !behind.starts_with(b" ") {
            return None;
        }
        rest = behind.trim_ascii_start();
    }
    (!names.is_empty()).then_some(names)
}

/// Reads up to the closing quote; gives the text and what follows.
fn unquote(quoted: &[u8]) -> Option<(String, &[u8])> {
    let mut text = String::new();
    let mut rest = quoted;
    loop {
        let (octet, behind) = rest.split_first()?;
        rest = behind;
        match octet {
            b'"' => return Some((text, rest)),
            b'\\' => {
                let (escaped, behind) = rest.split_first()?;
                rest = behind;
                text.push(char::from(*escaped));
            }
            plain => text.push(char::from(*plain)),
        }
    }
}
