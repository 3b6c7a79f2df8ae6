//! The stretches of a BODYSTRUCTURE between its lists of parts, as nearly all servers write them.

use super::text::Plain;
use crate::parse::cursor::Cursor;
use crate::parse::state::State;
use crate::response::Node;

impl<'a> Cursor<'a> {
    /// Reads a stretch if all of it is plain; otherwise nothing is taken.
    #[inline]
    fn plain_stretch(&mut self, read: impl FnOnce(&mut Plain<'a>, &mut State) -> Option<()>) -> bool {
        let Some(mut at) = Plain::at(self) else { return false };
        let (fixes, strings) = (self.state.fixes.len(), self.state.strings.len());
        if read(&mut at, self.state).is_none() {
            self.state.fixes.truncate(fixes);
            self.state.strings.truncate(strings);
            return false;
        }
        self.rest = at.rest();
        true
    }

    /// `"TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 11`, without the space behind it.
    #[inline]
    pub(in crate::parse) fn plain_part_head(&mut self, node: &mut Node) -> bool {
        let read = self.plain_stretch(|at, state| part_head(at, node, state));
        if !read {
            *node = Node::EMPTY;
        }
        read
    }

    /// `NIL ("attachment" ("filename" "x")) NIL NIL` up to the parenthesis that closes the part.
    #[inline]
    pub(in crate::parse) fn plain_part_tail(&mut self, node: &mut Node) -> bool {
        if self.rest.starts_with(b"NIL NIL NIL NIL)") {
            self.skip(15);
            return true;
        }
        let read = self.plain_stretch(|at, state| {
            node.md5 = at.nstring(b' ', &mut state.fixes)?;
            *at = tail(*at, node, state)?;
            Some(())
        });
        if !read {
            forget_tail(node);
        }
        read
    }

    /// `"mixed" ("boundary" "x") NIL NIL NIL` up to the parenthesis that closes the multipart.
    #[inline]
    pub(in crate::parse) fn plain_multipart_tail(&mut self, node: &mut Node) -> bool {
        let read = self.plain_stretch(|at, state| {
            at.expect(b"\"")?;
            node.subtype = at.string(b"\" ", &mut state.fixes)?;
            (*at, node.params) = params(*at, state)?;
            at.expect(b" ")?;
            *at = tail(*at, node, state)?;
            Some(())
        });
        if !read {
            (node.subtype, node.params) = (Node::EMPTY.subtype, Node::EMPTY.params);
            forget_tail(node);
        }
        read
    }
}

#[cold]
fn forget_tail(node: &mut Node) {
    const EMPTY: Node = Node::EMPTY;
    (node.md5, node.disposition, node.location) = (EMPTY.md5, EMPTY.disposition, EMPTY.location);
    (node.disposition_params, node.language) = (EMPTY.disposition_params, EMPTY.language);
}

#[inline]
fn part_head(at: &mut Plain<'_>, node: &mut Node, state: &mut State) -> Option<()> {
    at.expect(b"\"")?;
    node.media = at.string(b"\" \"", &mut state.fixes)?;
    node.subtype = at.string(b"\" ", &mut state.fixes)?;
    (*at, node.params) = params(*at, state)?;
    if !at.eat(b" NIL NIL ") {
        at.expect(b" ")?;
        node.id = at.nstring(b' ', &mut state.fixes)?;
        node.description = at.nstring(b' ', &mut state.fixes)?;
    }
    node.encoding = at.nstring(b' ', &mut state.fixes)?;
    node.octets = at.number()?;
    Some(())
}

/// Disposition, language as a string, location, and the end of the list, which is not taken.
#[inline]
fn tail<'a>(mut at: Plain<'a>, node: &mut Node, state: &mut State) -> Option<Plain<'a>> {
    if at.eat(b"(\"") {
        node.disposition = at.string(b"\" ", &mut state.fixes)?;
        (at, node.disposition_params) = params(at, state)?;
        at.expect(b") ")?;
    } else {
        at.expect(b"NIL ")?;
    }
    if !at.eat(b"NIL NIL") {
        let first = place(state)?;
        let language = at.nstring(b' ', &mut state.fixes)?;
        if !language.is_nil() {
            state.strings.push(language);
        }
        node.language = (first, place(state)?);
        if !at.eat(b"NIL") {
            at.expect(b"\"")?;
            node.location = at.string(b"\"", &mut state.fixes)?;
        }
    }
    at.rest().starts_with(b")").then_some(at)
}

/// `NIL`, or names and values in turn.
fn params<'a>(mut at: Plain<'a>, state: &mut State) -> Option<(Plain<'a>, (u16, u16))> {
    let first = place(state)?;
    if at.eat(b"NIL") {
        return Some((at, (first, first)));
    }
    at.expect(b"(\"")?;
    let most = state.strings.len().saturating_add(state.limits.list);
    loop {
        let name = at.string(b"\" \"", &mut state.fixes)?;
        let value = at.string(b"\"", &mut state.fixes)?;
        state.strings.extend([name, value]);
        if at.eat(b")") {
            break;
        }
        at.expect(b" \"")?;
    }
    if state.strings.len() > most {
        return None;
    }
    Some((at, (first, place(state)?)))
}

/// The place of the next string, if there may be one more with room to spare.
#[inline]
fn place(state: &State) -> Option<u16> {
    u16::try_from(state.strings.len()).ok().filter(|place| *place < u16::MAX - 1)
}
