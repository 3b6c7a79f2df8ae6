//! The tree of MIME parts (RFC 2046), as far as BODYSTRUCTURE and BODY[1.2] need it.

use super::header;

/// Deeper parts are taken as they stand.
const DEPTH: usize = 20;
/// More parts than this are left out.
const PARTS: usize = 1000;

/// An entity: its header, blank line included, and its body.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub(crate) header: &'a [u8],
    pub(crate) body: &'a [u8],
    pub(crate) content: ContentType,
    pub(crate) inside: Inside<'a>,
}

/// What a part holds.
#[derive(Debug)]
pub(crate) enum Inside<'a> {
    Leaf,
    Parts(Vec<Part<'a>>),
    Message(Box<Part<'a>>),
}

/// Content-Type, or Content-Disposition, which has the same form with an empty subtype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContentType {
    pub(crate) kind: Vec<u8>,
    pub(crate) subtype: Vec<u8>,
    pub(crate) parameters: Vec<(Vec<u8>, Vec<u8>)>,
}

impl<'a> Part<'a> {
    /// Reads a message.
    pub(crate) fn message(octets: &'a [u8]) -> Self {
        Self::read(octets, DEPTH, &mut PARTS.clone(), false)
    }

    fn read(octets: &'a [u8], depth: usize, budget: &mut usize, in_digest: bool) -> Self {
        *budget = budget.saturating_sub(1);
        let (header, body) = header::split(octets);
        let field = header::value(header, "Content-Type");
        let content = field.as_deref().and_then(ContentType::parse);
        let content =
            content.unwrap_or_else(|| if in_digest { ContentType::message() } else { ContentType::text() });
        let mut part = Self { header, body, content, inside: Inside::Leaf };
        if depth > 0 {
            part.inside = part.look_inside(depth - 1, budget);
        }
        part
    }

    fn look_inside(&self, depth: usize, budget: &mut usize) -> Inside<'a> {
        if self.content.is("message", "rfc822") {
            return Inside::Message(Box::new(Self::read(self.body, depth, budget, false)));
        }
        let boundary = self.content.parameter("boundary").filter(|b| !b.is_empty());
        let Some(boundary) = boundary.filter(|_| self.content.kind.eq_ignore_ascii_case(b"multipart")) else {
            return Inside::Leaf;
        };
        let digest = self.content.subtype.eq_ignore_ascii_case(b"digest");
        let mut parts = Vec::new();
        for piece in split_parts(self.body, boundary) {
            if *budget == 0 {
                break;
            }
            parts.push(Self::read(piece, depth, budget, digest));
        }
        if parts.is_empty() { Inside::Leaf } else { Inside::Parts(parts) }
    }

    /// Part `number` of a message: of its body, that is (RFC 3501 6.4.5).
    pub(crate) fn of_message(&self, number: u32) -> Option<&Self> {
        match &self.inside {
            Inside::Parts(parts) => parts.get(usize::try_from(number).ok()?.checked_sub(1)?),
            Inside::Leaf | Inside::Message(_) => (number == 1).then_some(self),
        }
    }

    /// Part `number` below this part.
    pub(crate) fn below(&self, number: u32) -> Option<&Self> {
        match &self.inside {
            Inside::Parts(_) => self.of_message(number),
            Inside::Message(message) => message.of_message(number),
            Inside::Leaf => None,
        }
    }
}

/// The pieces between the boundary lines, without the line end before a boundary (RFC 2046 5.1.1).
fn split_parts<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let (mut at, mut start) = (0, None);
    for line in body.split_inclusive(|&b| b == b'\n') {
        let after =
            line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary)).map(<[u8]>::trim_ascii);
        let (begins, ends) = (after == Some(b""), after == Some(b"--"));
        if begins || ends {
            pieces.extend(start.and_then(|s| body.get(s..at)).map(without_line_end));
            start = begins.then_some(at + line.len());
        }
        at += line.len();
        if ends {
            return pieces;
        }
    }
    pieces.extend(start.and_then(|s| body.get(s..)));
    pieces
}

fn without_line_end(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.strip_suffix(b"\r").unwrap_or(text)
}

impl ContentType {
    fn text() -> Self {
        let charset = (b"CHARSET".to_vec(), b"US-ASCII".to_vec());
        Self { kind: b"TEXT".to_vec(), subtype: b"PLAIN".to_vec(), parameters: vec![charset] }
    }

    fn message() -> Self {
        Self { kind: b"MESSAGE".to_vec(), subtype: b"RFC822".to_vec(), parameters: Vec::new() }
    }

    pub(crate) fn is(&self, kind: &str, subtype: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind.as_bytes())
            && self.subtype.eq_ignore_ascii_case(subtype.as_bytes())
    }

    fn parameter(&self, name: &str) -> Option<&[u8]> {
        let found = self.parameters.iter().find(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| value.as_slice())
    }

    /// `text/plain; charset=utf-8`; `None` without a type and a subtype.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let parsed = Self::parse_disposition(text)?;
        (!parsed.subtype.is_empty()).then_some(parsed)
    }

    /// `attachment; filename="a b"`: no subtype.
    pub(crate) fn parse_disposition(text: &[u8]) -> Option<Self> {
        let pieces = split_unquoted(text);
        let (value, parameters) = pieces.split_first()?;
        let value = value.trim_ascii();
        let (kind, subtype) = match value.iter().position(|&b| b == b'/') {
            Some(at) => (value.get(..at)?, value.get(at + 1..)?),
            None => (value, &b""[..]),
        };
        let parameters = parameters.iter().filter_map(|text| parameter(text)).collect();
        let (kind, subtype) = (kind.trim_ascii().to_vec(), subtype.trim_ascii().to_vec());
        (!kind.is_empty()).then_some(Self { kind, subtype, parameters })
    }
}

fn parameter(text: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let at = text.iter().position(|&b| b == b'=')?;
    let (name, value) = (text.get(..at)?.trim_ascii(), text.get(at + 1..)?.trim_ascii());
    (!name.is_empty()).then(|| (name.to_vec(), unquoted(value)))
}

fn unquoted(value: &[u8]) -> Vec<u8> {
    let Some(inside) = value.strip_prefix(b"\"") else { return value.to_vec() };
    let mut out = Vec::with_capacity(inside.len());
    let mut octets = inside.iter();
    while let Some(&octet) = octets.next() {
        match octet {
            b'"' => break,
            b'\\' => out.extend(octets.next()),
            _ => out.push(octet),
        }
    }
    out
}

/// Splits at `;` outside of quotes and comments; comments are left out.
fn split_unquoted(text: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = vec![Vec::new()];
    let (mut quoted, mut comment, mut escaped) = (false, 0_u32, false);
    for &octet in text {
        let keep = match octet {
            _ if escaped => comment == 0,
            b'"' if comment == 0 => {
                quoted = !quoted;
                true
            }
            b'(' if !quoted => {
                comment = comment.saturating_add(1);
                false
            }
            b')' if !quoted && comment > 0 => {
                comment -= 1;
                false
            }
            b';' if !quoted && comment == 0 => {
                pieces.push(Vec::new());
                false
            }
            _ => comment == 0,
        };
        escaped = !escaped && octet == b'\\';
        if let Some(piece) = pieces.last_mut().filter(|_| keep) {
            piece.push(octet);
        }
    }
    pieces
}

#[cfg(test)]
mod tests;
