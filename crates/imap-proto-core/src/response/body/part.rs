//! One part of a body structure, as a view.

use alloc::vec::Vec;
use core::fmt;

use super::{BodyKind, BodyStructure, Node};
use crate::response::Envelope;
use crate::types::{Span, Str};

/// A part of a [`BodyStructure`]. It borrows the structure and is copied freely.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    body: &'a BodyStructure,
    index: u16,
}

impl<'a> Part<'a> {
    pub(super) fn new(body: &'a BodyStructure, index: u16) -> Self {
        Self { body, index }
    }

    fn node(&self) -> &'a Node {
        // The index was checked when the view was made.
        self.body.nodes.get(usize::from(self.index)).unwrap_or(&Node::EMPTY)
    }

    fn str(&self, span: Span) -> Option<Str<'a>> {
        Str::new(&self.body.text, span)
    }

    fn strings(&self, range: (u16, u16)) -> &'a [Span] {
        self.body.strings.get(usize::from(range.0)..usize::from(range.1)).unwrap_or_default()
    }

    /// Basic, text, message or multipart.
    pub fn kind(&self) -> BodyKind {
        self.node().kind
    }

    /// The media type, `text` in `text/plain`. None where the server does not know it: take it for
    /// `application/octet-stream`. A multipart has none but [`kind`](Self::kind).
    pub fn media(&self) -> Option<Str<'a>> {
        self.str(self.node().media)
    }

    /// The media subtype, `plain` in `text/plain`.
    pub fn subtype(&self) -> Option<Str<'a>> {
        self.str(self.node().subtype)
    }

    /// Compares media type and subtype without case; `multipart` works as well.
    pub fn is(&self, media: &str, subtype: &str) -> bool {
        let multipart = self.kind() == BodyKind::Multipart && media.eq_ignore_ascii_case("multipart");
        (multipart || self.media().is_some_and(|m| m.eq_ignore_ascii_case(media)))
            && self.subtype().is_some_and(|s| s.eq_ignore_ascii_case(subtype))
    }

    /// The parameters of Content-Type: name and value, raw.
    pub fn params(&self) -> impl Iterator<Item = (Str<'a>, Option<Str<'a>>)> + use<'a> {
        self.pairs(self.node().params)
    }

    /// A parameter of Content-Type by name, without case.
    pub fn param(&self, name: &str) -> Option<Str<'a>> {
        self.params().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value)
    }

    /// Content-ID.
    pub fn id(&self) -> Option<Str<'a>> {
        self.str(self.node().id)
    }

    /// Content-Description.
    pub fn description(&self) -> Option<Str<'a>> {
        self.str(self.node().description)
    }

    /// Content-Transfer-Encoding. None means 7bit.
    pub fn encoding(&self) -> Option<Str<'a>> {
        self.str(self.node().encoding)
    }

    /// Size in octets, in the transfer encoding.
    pub fn octets(&self) -> u64 {
        self.node().octets
    }

    /// Lines of a text or message part.
    pub fn lines(&self) -> Option<u32> {
        matches!(self.kind(), BodyKind::Text | BodyKind::Message).then_some(self.node().lines)
    }

    /// Content-MD5.
    pub fn md5(&self) -> Option<Str<'a>> {
        self.str(self.node().md5)
    }

    /// Content-Disposition: `inline`, `attachment` ...
    pub fn disposition(&self) -> Option<Str<'a>> {
        self.str(self.node().disposition)
    }

    /// The parameters of Content-Disposition.
    pub fn disposition_params(&self) -> impl Iterator<Item = (Str<'a>, Option<Str<'a>>)> + use<'a> {
        self.pairs(self.node().disposition_params)
    }

    /// A parameter of Content-Disposition by name, without case.
    pub fn disposition_param(&self, name: &str) -> Option<Str<'a>> {
        self.disposition_params().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value)
    }

    /// The file name as it was written: of the disposition, else of the type. RFC 2047 is left to a MIME library, and
    /// so is RFC 2231, of which the pieces are among the parameters: `filename*`, `filename*0*` and so on.
    pub fn file_name(&self) -> Option<Str<'a>> {
        self.disposition_param("filename").or_else(|| self.param("name"))
    }

    /// Content-Language.
    pub fn languages(&self) -> impl Iterator<Item = Str<'a>> + use<'a> {
        let text = &self.body.text;
        self.strings(self.node().language).iter().filter_map(move |span| Str::new(text, *span))
    }

    /// Content-Location.
    pub fn location(&self) -> Option<Str<'a>> {
        self.str(self.node().location)
    }

    /// The envelope of the message in a message part.
    pub fn envelope(&self) -> Option<&'a Envelope> {
        self.body.envelopes.get(usize::from(self.node().envelope))
    }

    /// The parts right below this one.
    pub fn children(&self) -> impl Iterator<Item = Part<'a>> + use<'a> {
        let (body, end) = (self.body, self.node().end);
        let mut next = self.index.saturating_add(1);
        core::iter::from_fn(move || {
            let child = if next < end { body.part_at(usize::from(next))? } else { return None };
            next = child.node().end.max(next.saturating_add(1));
            Some(child)
        })
    }

    /// The numbers that name this part in `BODY[1.2]` (RFC 9051 6.4.5). The root of a multipart message has
    /// none; the body of a nested message shares the path of the message part if it is a multipart.
    pub fn path(&self) -> Vec<u32> {
        let mut path = Vec::new();
        let Some(mut at) = self.body.root() else { return path };
        if at.kind() != BodyKind::Multipart {
            path.push(1);
        }
        while at.index != self.index {
            let inside = |(_, child): &(u32, Part<'_>)| (child.index..child.node().end).contains(&self.index);
            let Some((number, child)) = (1..).zip(at.children()).find(inside) else { break };
            if at.kind() == BodyKind::Multipart || child.kind() != BodyKind::Multipart {
                path.push(number);
            }
            at = child;
        }
        path
    }

    fn pairs(&self, range: (u16, u16)) -> impl Iterator<Item = (Str<'a>, Option<Str<'a>>)> + use<'a> {
        let text = &self.body.text;
        self.strings(range).chunks(2).filter_map(move |pair| {
            let (name, value) = (pair.first()?, pair.get(1).copied().unwrap_or(Span::NIL));
            Some((Str::new(text, *name)?, Str::new(text, value)))
        })
    }

    fn fixed(&self) -> [Option<Str<'a>>; 8] {
        let one = [self.media(), self.subtype(), self.id(), self.description()];
        let two = [self.encoding(), self.md5(), self.disposition(), self.location()];
        let mut all = [None; 8];
        for (slot, string) in all.iter_mut().zip(one.into_iter().chain(two)) {
            *slot = string;
        }
        all
    }

    /// Equal by contents.
    pub(super) fn same(&self, other: &Part<'_>) -> bool {
        let (a, b) = (self.node(), other.node());
        (a.kind, a.octets, a.lines, a.end) == (b.kind, b.octets, b.lines, b.end)
            && self.fixed() == other.fixed()
            && self.params().eq(other.params())
            && self.disposition_params().eq(other.disposition_params())
            && self.languages().eq(other.languages())
            && self.envelope() == other.envelope()
    }
}

impl fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = |i: &mut dyn Iterator<Item = (Str<'_>, Option<Str<'_>>)>| {
            i.map(|(k, v)| alloc::format!("{k:?}={v:?}")).collect::<Vec<_>>()
        };
        f.debug_struct("Part")
            .field("kind", &self.kind())
            .field("media", &self.media())
            .field("subtype", &self.subtype())
            .field("params", &pairs(&mut self.params()))
            .field("id", &self.id())
            .field("description", &self.description())
            .field("encoding", &self.encoding())
            .field("octets", &self.octets())
            .field("lines", &self.lines())
            .field("md5", &self.md5())
            .field("disposition", &self.disposition())
            .field("disposition_params", &pairs(&mut self.disposition_params()))
            .field("languages", &self.languages().collect::<Vec<_>>())
            .field("location", &self.location())
            .field("envelope", &self.envelope())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString as _};
    use alloc::vec::Vec;

    use crate::response::BodyStructure;

    /// RFC 2231 and RFC 2047 are a MIME library's work: all that it needs is here, raw and in its order.
    #[test]
    fn encoded_and_split_parameters_are_within_reach() {
        let body = BodyStructure::from_wire(
            b"(\"APPLICATION\" \"PDF\" (\"NAME\" \"=?utf-8?q?gr=C3=BCn?=\" \"Charset\" \"utf-8\") NIL NIL \"BASE64\" 9 NIL \
              (\"attachment\" (\"filename*1\" \"n.pdf\" \"FILENAME*0*\" \"utf-8''gr%C3%BC\")) NIL NIL)",
        );
        let body = body.unwrap();
        let part = body.root().unwrap();
        assert_eq!(part.param("charset").unwrap(), "utf-8");
        assert_eq!(part.file_name().unwrap(), "=?utf-8?q?gr=C3=BCn?=");
        assert_eq!(part.disposition_param("filename*0*").unwrap(), "utf-8''gr%C3%BC");
        let names: Vec<String> = part.disposition_params().map(|(name, _)| name.to_string()).collect();
        assert_eq!(names, ["filename*1", "FILENAME*0*"]);
    }
}
