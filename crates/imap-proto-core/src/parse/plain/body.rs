//! The stretches of a BODYSTRUCTURE between its lists of parts, as nearly all servers write them.

use super::text::Plain;
use crate::parse::cursor::Cursor;
use crate::parse::state::State;
use crate::response::{BodyKind, Node};

/// How much of a part was read.
pub(in crate::parse) enum Plainness {
    /// It stands before the parenthesis that closes the part.
    All,
    /// All up to the octets, without the space behind them.
    Head,
    /// Nothing was taken.
    Nothing,
}

/// True where `"text" "` stands in front, in any case.
#[inline]
fn is_text(rest: &[u8]) -> bool {
    const TEXT: u64 = u64::from_le_bytes(*b"\"text\" \"");
    const CASE: u64 = u64::from_le_bytes(*b"\0    \0\0\0");
    rest.first_chunk().is_some_and(|octets| u64::from_le_bytes(*octets) | CASE == TEXT)
}

impl<'a> Cursor<'a> {
    /// Reads a stretch if all of it is plain; otherwise nothing is taken.
    #[inline]
    fn plain_stretch(&mut self, read: impl FnOnce(Plain<'a>, &mut State) -> Option<Plain<'a>>) -> bool {
        let Some(at) = Plain::at(self) else { return false };
        let (fixes, strings) = (self.state.fixes.len(), self.state.strings.len());
        let Some(at) = read(at, self.state) else {
            self.state.fixes.truncate(fixes);
            self.state.strings.truncate(strings);
            return false;
        };
        self.rest = at.rest();
        true
    }

    /// A part without others in it: `"TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 11`, which is its head, and
    /// ` 1 NIL NIL NIL NIL` up to the parenthesis that closes it.
    #[inline]
    pub(in crate::parse) fn plain_part(&mut self, node: &mut Node) -> Plainness {
        if !self.plain_stretch(|at, state| part_head(at, node, state)) {
            forget(node);
            return Plainness::Nothing;
        }
        let text = node.kind == BodyKind::Text;
        // What follows the head of a message is its envelope, or the part is odd (QUIRKS 86).
        if !text && node.media.of(self.text).unwrap_or_default().eq_ignore_ascii_case(b"message") {
            return Plainness::Head;
        }
        let whole = self.plain_stretch(|mut at, state| {
            at.take(b" ")?;
            if text {
                node.lines = u32::try_from(at.number()?).ok()?;
                at.take(b" ")?;
            }
            part_tail(at, node, state)
        });
        if whole {
            return Plainness::All;
        }
        node.lines = 0;
        forget_tail(node);
        Plainness::Head
    }

    /// `NIL ("attachment" ("filename" "x")) NIL NIL` up to the parenthesis that closes the part.
    #[inline]
    pub(in crate::parse) fn plain_part_tail(&mut self, node: &mut Node) -> bool {
        let read = self.plain_stretch(|at, state| part_tail(at, node, state));
        if !read {
            forget_tail(node);
        }
        read
    }

    /// `"mixed" ("boundary" "x") NIL NIL NIL` up to the parenthesis that closes the multipart.
    #[inline]
    pub(in crate::parse) fn plain_multipart_tail(&mut self, node: &mut Node) -> bool {
        let read = self.plain_stretch(|mut at, state| {
            at.take(b"\"")?;
            node.subtype = at.string(b"\" ", state)?;
            node.params = params(&mut at, state)?;
            at.take(b" ")?;
            tail(at, node, state)
        });
        if !read {
            (node.subtype, node.params) = (Node::EMPTY.subtype, Node::EMPTY.params);
            forget_tail(node);
        }
        read
    }
}

#[cold]
#[inline(never)]
fn forget(node: &mut Node) {
    *node = Node::EMPTY;
}

#[cold]
#[inline(never)]
fn forget_tail(node: &mut Node) {
    const EMPTY: Node = Node::EMPTY;
    (node.md5, node.disposition, node.location) = (EMPTY.md5, EMPTY.disposition, EMPTY.location);
    (node.disposition_params, node.language) = (EMPTY.disposition_params, EMPTY.language);
}

#[inline]
fn part_head<'a>(mut at: Plain<'a>, node: &mut Node, state: &mut State) -> Option<Plain<'a>> {
    let rest = at.rest();
    at.take(b"\"")?;
    if is_text(rest) {
        // The kind with most parts needs no search.
        node.kind = BodyKind::Text;
        node.media = at.seen(4, b"text\" \"".len(), state)?;
    } else {
        node.media = at.string(b"\" \"", state)?;
    }
    node.subtype = at.string(b"\" ", state)?;
    node.params = params(&mut at, state)?;
    if !at.eat(b" NIL NIL ") {
        at.take(b" ")?;
        node.id = at.nstring(b' ', state)?;
        node.description = at.nstring(b' ', state)?;
    }
    node.encoding = at.nstring(b' ', state)?;
    node.octets = at.number()?;
    Some(at)
}

#[inline]
fn part_tail<'a>(mut at: Plain<'a>, node: &mut Node, state: &mut State) -> Option<Plain<'a>> {
    // Nothing of all that, as with most texts.
    if at.rest().starts_with(b"NIL NIL NIL NIL)") {
        at.take(b"NIL NIL NIL NIL")?;
        return Some(at);
    }
    node.md5 = at.nstring(b' ', state)?;
    tail(at, node, state)
}

/// Disposition, language as a string, location, and the end of the list, which is not taken.
#[inline]
fn tail<'a>(mut at: Plain<'a>, node: &mut Node, state: &mut State) -> Option<Plain<'a>> {
    if at.eat(b"(\"") {
        node.disposition = at.string(b"\" ", state)?;
        node.disposition_params = params(&mut at, state)?;
        at.take(b") ")?;
    } else {
        at.take(b"NIL ")?;
    }
    if !at.eat(b"NIL NIL") {
        let first = place(state)?;
        let language = at.nstring(b' ', state)?;
        if !language.is_nil() {
            state.strings.push(language);
        }
        node.language = (first, place(state)?);
        if !at.eat(b"NIL") {
            at.take(b"\"")?;
            node.location = at.string(b"\"", state)?;
        }
    }
    at.rest().starts_with(b")").then_some(at)
}

/// `NIL`, or names and values in turn.
#[inline]
fn params(at: &mut Plain<'_>, state: &mut State) -> Option<(u16, u16)> {
    let first = place(state)?;
    if at.eat(b"NIL") {
        return Some((first, first));
    }
    *at = pairs(*at, state)?;
    Some((first, place(state)?))
}

/// Names and values in turn, at least one of each.
#[inline(never)]
fn pairs<'a>(mut at: Plain<'a>, state: &mut State) -> Option<Plain<'a>> {
    at.take(b"(\"")?;
    let most = state.strings.len().saturating_add(state.limits.list);
    loop {
        let name = at.string(b"\" \"", state)?;
        let value = at.string(b"\"", state)?;
        state.strings.extend([name, value]);
        if at.eat(b")") {
            return (state.strings.len() <= most).then_some(at);
        }
        at.take(b" \"")?;
    }
}

/// The place of the next string, if there may be one more with room to spare.
#[inline]
fn place(state: &State) -> Option<u16> {
    u16::try_from(state.strings.len()).ok().filter(|place| *place < u16::MAX - 1)
}
