//! `BODY[section]<origin>` and its kin.

use alloc::vec::Vec;

use super::cursor::{Cursor, Fail};
use super::literal::{Literal, decimal};
use crate::types::{SectionPath, Span};

const RULE: Fail = Fail::Rule("section");

/// Where the octets of a section are, until the frame is frozen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pick {
    Nil,
    Span(Span),
    Big(usize),
}

/// The name of a FETCH item.
#[derive(Clone, Debug)]
pub(super) struct ItemName<'a> {
    /// Before the bracket.
    pub(super) word: &'a [u8],
    /// All of it, with bracket and origin.
    pub(super) whole: Span,
    /// In the brackets; none without.
    pub(super) section: Option<&'a [u8]>,
    pub(super) origin: Option<u64>,
    /// The origin is not of the form `<n>`.
    odd_origin: bool,
    /// The text in the brackets, if it held literals.
    rewritten: Option<Vec<u8>>,
}

impl ItemName<'_> {
    /// A form that no server has to write: `RFC822[]`, `BODY.PEEK[]`, `BODY[]<0.9>`.
    pub(super) fn is_odd(&self) -> bool {
        let starts =
            |start: &[u8]| self.word.get(..start.len()).is_some_and(|w| w.eq_ignore_ascii_case(start));
        self.odd_origin || starts(b"BODY.PEEK") || (self.section.is_some() && starts(b"RFC822"))
    }

    pub(super) fn path(&self) -> Result<SectionPath, Fail> {
        let text = self.rewritten.as_deref().or(self.section).unwrap_or_default();
        SectionPath::parse(text).ok_or(RULE)
    }
}

impl<'a> Cursor<'a> {
    pub(super) fn item_name(&mut self) -> Result<ItemName<'a>, Fail> {
        let mark = self.mark();
        let word = self.take_while(|c| !matches!(c, b' ' | b'(' | b')' | b'[' | b'{' | b'"' | b'\r' | b'\n'));
        if word.is_empty() {
            return Err(Fail::Rule("FETCH item"));
        }
        let (mut section, mut origin, mut rewritten, mut odd_origin) = (None, None, None, false);
        if self.peek() == Some(b'[') {
            (section, rewritten) = self.brackets().map(|(text, new)| (Some(text), new))?;
            (origin, odd_origin) = self.origin();
        }
        Ok(ItemName { word, whole: self.since(mark), section, origin, odd_origin, rewritten })
    }

    /// What is in the brackets. Field names may be literals; those are then written anew as quoted strings.
    fn brackets(&mut self) -> Result<(&'a [u8], Option<Vec<u8>>), Fail> {
        self.take(1);
        let (inside, mut anew, mut done) = (self.mark(), Vec::new(), self.position());
        loop {
            self.take_while(|c| !matches!(c, b']' | b'"' | b'{' | b'\r' | b'\n'));
            let here = self.position();
            match self.peek() {
                Some(b']') => break,
                Some(b'"') => drop(self.quoted()?),
                Some(b'{') => {
                    let Literal::Here(name) = self.literal()? else { return Err(RULE) };
                    anew.extend_from_slice(self.text.get(done..here).unwrap_or_default());
                    requote(name, &mut anew);
                    done = self.position();
                }
                _ => return Err(RULE),
            }
        }
        let text = self.since(inside).of(self.text).unwrap_or_default();
        if !anew.is_empty() {
            anew.extend_from_slice(self.text.get(done..self.position()).unwrap_or_default());
        }
        self.take(1);
        Ok((text, if anew.is_empty() { None } else { Some(anew) }))
    }

    /// `<n>`, and whether it is of another form; without it, as some servers answer a partial FETCH, none.
    fn origin(&mut self) -> (Option<u64>, bool) {
        if !self.eat(b'<') {
            return (None, false);
        }
        let inside = self.take_while(|c| !matches!(c, b'>' | b' ' | b'(' | b')'));
        let closed = self.eat(b'>');
        let origin = inside.split(|c| *c == b'.').next().and_then(decimal);
        (origin, !closed || inside.contains(&b'.') || origin.is_none())
    }
}

fn requote(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for c in name {
        if matches!(c, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(*c);
    }
    out.push(b'"');
}
