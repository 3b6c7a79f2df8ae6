//! BODY and BODYSTRUCTURE (RFC 9051 7.5.2), into flat nodes in preorder.
//!
//! Servers are freer with this than with anything else. What is forgiven cites QUIRKS 84 to 91.

use super::cursor::{Cursor, Fail};
use super::plain::Plainness;
use crate::response::{BodyKind, BodyStructure, Node};
use crate::types::Span;

mod fields;

impl Cursor<'_> {
    pub(super) fn body_structure(&mut self) -> Result<BodyStructure, Fail> {
        self.state.nodes.clear();
        self.state.strings.clear();
        self.state.envelopes.clear();
        self.body()?;
        Ok(BodyStructure {
            text: bytes::Bytes::new(),
            nodes: self.state.nodes.as_slice().into(),
            strings: self.state.strings.as_slice().into(),
            envelopes: self.state.envelopes.drain(..).collect(),
        })
    }

    /// One part with all below it. It calls itself, so `open` counts the depth.
    fn body(&mut self) -> Result<(), Fail> {
        let index = self.state.nodes.len();
        // u16::MAX means "none" in a node, and the end is one behind the last index.
        if index >= self.state.limits.body_nodes.min(usize::from(u16::MAX) - 1) {
            return Err(Fail::Rule("body parts within the limit"));
        }
        self.open("body")?;
        let mut node = Node::EMPTY;
        match self.peek() {
            Some(b'(') => {
                self.state.nodes.push(Node::EMPTY);
                self.multipart(&mut node)?;
            }
            // `()`: Domino, for a nested message (QUIRKS 85).
            Some(b')') => self.tolerate(),
            _ => self.single_part(&mut node)?,
        }
        while !self.close() {
            // body-extension: anything, known or not (QUIRKS 90).
            self.skip_value()?;
        }
        let end = self.state.nodes.len().max(index + 1);
        let end = u16::try_from(end).map_err(|_| Fail::Rule("body"))?;
        match self.state.nodes.get_mut(index) {
            // Its place was taken before those of the parts in it.
            Some(slot) => *slot = node,
            None => self.state.nodes.push(node),
        }
        // Written before, it would hold up the copy of the octets around it.
        if let Some(node) = self.state.nodes.get_mut(index) {
            node.end = end;
        }
        Ok(())
    }

    fn multipart(&mut self, node: &mut Node) -> Result<(), Fail> {
        node.kind = BodyKind::Multipart;
        while self.peek() == Some(b'(') {
            self.body()?;
            let left = self.rest.len();
            self.gap();
            // Nothing stands between two parts (QUIRKS 91).
            if self.rest.len() < left && self.peek() == Some(b'(') {
                self.tolerate();
            }
        }
        if self.plain_multipart_tail(node) {
            return Ok(());
        }
        node.subtype = self.field()?;
        self.multipart_tail(node)
    }

    fn multipart_tail(&mut self, node: &mut Node) -> Result<(), Fail> {
        if self.at_list_end() {
            return Ok(());
        }
        node.params = self.params()?;
        self.tail(node)
    }

    fn single_part(&mut self, node: &mut Node) -> Result<(), Fail> {
        match self.plain_part(node) {
            Plainness::All => return Ok(()),
            Plainness::Head => {}
            Plainness::Nothing => {
                if self.odd_part_head(node)? {
                    return self.multipart_tail(node);
                }
            }
        }
        self.gap();
        self.by_type(node)?;
        if self.plain_part_tail(node) {
            return Ok(());
        }
        if !self.at_list_end() {
            node.md5 = self.nstring_span()?;
            self.gap();
        }
        self.tail(node)
    }

    /// The fields of all parts up to the octets. True for what turns out to be a multipart without children.
    fn odd_part_head(&mut self, node: &mut Node) -> Result<bool, Fail> {
        node.media = self.field()?;
        if self.names_multipart(node.media) && !matches!(self.peek(), Some(b'"' | b'{')) {
            // `("ALTERNATIVE" ("BOUNDARY" ..) NIL NIL)`: a multipart without children (Gmail, QUIRKS 85).
            self.tolerate();
            *node = Node { subtype: node.media, kind: BodyKind::Multipart, ..Node::EMPTY };
            return Ok(true);
        }
        if self.peek() == Some(b'(') {
            // The type is a single token (QUIRKS 84).
            self.tolerate();
        } else {
            node.subtype = self.field()?;
        }
        if node.media.is_nil() && self.names_multipart(node.subtype) {
            // `(NIL "alternative" ...)` (Dovecot, QUIRKS 85).
            self.tolerate();
            node.kind = BodyKind::Multipart;
            return Ok(true);
        }
        if node.media.is_nil() || (node.subtype.is_nil() && self.peek() != Some(b'(')) {
            // Neither can be missing (QUIRKS 84).
            self.tolerate();
        }
        node.params = self.params()?;
        node.id = self.field()?;
        node.description = self.field()?;
        self.encoding(node)?;
        node.octets = if self.at_list_end() { 0 } else { self.size()? };
        Ok(false)
    }

    /// Content-Transfer-Encoding. A number there means that something before it was left out.
    fn encoding(&mut self, node: &mut Node) -> Result<(), Fail> {
        let mark = self.mark();
        let number = self.number64().is_ok();
        self.back(mark);
        if !number {
            // An unquoted `7BIT` is one as well (Exchange 2010, QUIRKS 87).
            node.encoding = self.field()?;
            return Ok(());
        }
        self.tolerate();
        if node.subtype.is_nil() && !node.description.is_nil() {
            // `("X-ZIP" NIL NIL NIL "BASE64" 5)`: the subtype is missing and all moved up by one (QUIRKS 84).
            node.encoding = node.description;
            node.description = node.id;
            node.id = Span::NIL;
        }
        Ok(())
    }

    /// What text and message parts have more. Lines are read wherever a number stands (Lavabit), and may be
    /// missing (QUIRKS 86).
    fn by_type(&mut self, node: &mut Node) -> Result<(), Fail> {
        if self.is(node.media, "text") {
            node.kind = BodyKind::Text;
        } else if self.peek() == Some(b'(') && self.is(node.media, "message") {
            node.kind = BodyKind::Message;
            self.nested_message(node)?;
        } else if self.is(node.media, "message") && self.is(node.subtype, "rfc822") {
            // As a basic part (Gmail, QUIRKS 86).
            self.tolerate();
        }
        let negative = matches!(self.rest, [b'-', b'0'..=b'9', ..]);
        if self.peek_digit() || negative {
            node.lines = u32::try_from(self.size()?).map_err(|_| Fail::Rule("number"))?;
            self.gap();
        }
        Ok(())
    }

    fn nested_message(&mut self, node: &mut Node) -> Result<(), Fail> {
        let envelope = self.envelope()?;
        let index = self.state.envelopes.len();
        node.envelope = u16::try_from(index).map_err(|_| Fail::Rule("body"))?;
        self.state.envelopes.push(envelope);
        self.gap();
        if self.peek() == Some(b'(') {
            self.state.nodes.push(Node::EMPTY);
            self.body()?;
        } else if !self.peek_digit() && !self.at_list_end() {
            self.tolerate();
            self.skip_value()?;
        }
        self.gap();
        Ok(())
    }
}
