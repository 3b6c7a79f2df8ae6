//! FETCH items (RFC 3501 6.4.5): what a client asks for, and the row it gets.

use super::args::{Args, Parse};
use super::flags::Flags;
use super::mailbox::Message;
use super::message::mime::Part;
use super::message::section::Section;
use super::message::{envelope, header, structure};
use super::quote;

/// One item of a FETCH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Flags,
    Uid,
    InternalDate,
    Size,
    Envelope,
    Body,
    BodyStructure,
    Section { name: Name, section: Section, partial: Option<(u32, u32)>, marks_seen: bool },
}

/// How a section is called in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Body,
    Rfc822(&'static str),
}

impl Item {
    /// Reads one item, a macro or a list of items.
    pub(crate) fn parse_all(args: &mut Args<'_>) -> Parse<Vec<Self>> {
        if !args.eat(b'(') {
            return Self::parse_macro(args);
        }
        let mut items = vec![Self::parse(args)?];
        while !args.eat(b')') {
            args.sp()?;
            items.push(Self::parse(args)?);
            if items.len() > 200 {
                return Err("Too many items");
            }
        }
        Ok(items)
    }

    fn parse_macro(args: &mut Args<'_>) -> Parse<Vec<Self>> {
        let fast = [Self::Flags, Self::InternalDate, Self::Size];
        let more: &[Self] = match args.clone().item_name()?.as_str() {
            "ALL" => &[Self::Envelope],
            "FULL" => &[Self::Envelope, Self::Body],
            "FAST" => &[],
            _ => return Self::parse(args).map(|item| vec![item]),
        };
        args.item_name()?;
        Ok(fast.iter().chain(more).cloned().collect())
    }

    fn parse(args: &mut Args<'_>) -> Parse<Self> {
        let rfc822 = |name, section, marks_seen| Self::Section {
            name: Name::Rfc822(name),
            section,
            partial: None,
            marks_seen,
        };
        Ok(match args.item_name()?.as_str() {
            "FLAGS" => Self::Flags,
            "UID" => Self::Uid,
            "INTERNALDATE" => Self::InternalDate,
            "RFC822.SIZE" => Self::Size,
            "ENVELOPE" => Self::Envelope,
            "BODYSTRUCTURE" => Self::BodyStructure,
            "RFC822" => rfc822("RFC822", Section::ALL, true),
            "RFC822.HEADER" => rfc822("RFC822.HEADER", Section::HEADER, false),
            "RFC822.TEXT" => rfc822("RFC822.TEXT", Section::TEXT, true),
            "BODY" if args.peek() != Some(b'[') => Self::Body,
            "BODY" => Self::parse_section(args, true)?,
            "BODY.PEEK" => Self::parse_section(args, false)?,
            _ => return Err("Unknown FETCH item"),
        })
    }

    fn parse_section(args: &mut Args<'_>, marks_seen: bool) -> Parse<Self> {
        args.expect(b'[', "Section expected")?;
        let section = Section::parse(args)?;
        let partial = if args.eat(b'<') {
            let start = args.number()?;
            args.expect(b'.', "Invalid partial")?;
            let length = args.number()?;
            args.expect(b'>', "Invalid partial")?;
            if length == 0 {
                return Err("Invalid partial");
            }
            Some((start, length))
        } else {
            None
        };
        Ok(Self::Section { name: Name::Body, section, partial, marks_seen })
    }

    /// Does fetching this set `\Seen`?
    pub(crate) fn marks_seen(&self) -> bool {
        matches!(self, Self::Section { marks_seen: true, .. })
    }

    /// Writes the item of a message.
    fn write(&self, out: &mut Vec<u8>, message: &Message, recent: bool) {
        match self {
            Self::Flags => write_flags(out, &message.flags, recent),
            Self::Uid => out.extend_from_slice(format!("UID {}", message.uid).as_bytes()),
            Self::InternalDate => {
                out.extend_from_slice(format!("INTERNALDATE \"{}\"", message.date).as_bytes())
            }
            Self::Size => out.extend_from_slice(format!("RFC822.SIZE {}", message.octets.len()).as_bytes()),
            Self::Envelope => {
                out.extend_from_slice(b"ENVELOPE ");
                envelope::write(out, header::split(&message.octets).0);
            }
            Self::Body | Self::BodyStructure => {
                let extended = *self == Self::BodyStructure;
                out.extend_from_slice(if extended { b"BODYSTRUCTURE " } else { b"BODY " });
                structure::write(out, &Part::message(&message.octets), extended);
            }
            Self::Section { name, section, partial, .. } => {
                write_section(out, &message.octets, *name, section, *partial);
            }
        }
    }
}

/// `FLAGS (..)`, with `\Recent` where it applies.
pub(crate) fn write_flags(out: &mut Vec<u8>, flags: &Flags, recent: bool) {
    let mut list = flags.to_string();
    if recent {
        list.push_str(if list.is_empty() { "\\Recent" } else { " \\Recent" });
    }
    out.extend_from_slice(format!("FLAGS ({list})").as_bytes());
}

fn write_section(
    out: &mut Vec<u8>,
    octets: &[u8],
    name: Name,
    section: &Section,
    partial: Option<(u32, u32)>,
) {
    match name {
        Name::Rfc822(name) => out.extend_from_slice(name.as_bytes()),
        Name::Body => {
            out.extend_from_slice(b"BODY[");
            section.write(out);
            out.push(b']');
        }
    }
    let found = section.of(octets);
    let Some((start, length)) = partial else {
        out.push(b' ');
        write_text(out, found.as_deref());
        return;
    };
    out.extend_from_slice(format!("<{start}> ").as_bytes());
    let cut = |text: &'_ [u8]| -> Vec<u8> {
        let clamp = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        text.iter().skip(clamp(start)).take(clamp(length)).copied().collect()
    };
    write_text(out, found.as_deref().map(cut).as_deref());
}

/// Message text is a literal, so that no mail can look like protocol; nothing at all is an empty string.
fn write_text(out: &mut Vec<u8>, text: Option<&[u8]>) {
    match text {
        Some([]) => out.extend_from_slice(b"\"\""),
        Some(text) => quote::literal(out, text),
        None => out.extend_from_slice(b"NIL"),
    }
}

/// Writes `* 3 FETCH (..)`.
pub(crate) fn write_row(out: &mut Vec<u8>, number: usize, items: &[Item], message: &Message, recent: bool) {
    out.extend_from_slice(format!("* {number} FETCH (").as_bytes());
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b' ');
        }
        item.write(out, message, recent);
    }
    out.extend_from_slice(b")\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Parse<Vec<Item>> {
        let mut args = Args::new(text.as_bytes());
        let items = Item::parse_all(&mut args)?;
        args.end().map(|()| items)
    }

    #[test]
    fn macros_and_lists() {
        assert_eq!(items("fast").unwrap(), [Item::Flags, Item::InternalDate, Item::Size]);
        assert_eq!(items("FULL").unwrap().last(), Some(&Item::Body));
        assert_eq!(items("(UID FLAGS)").unwrap(), [Item::Uid, Item::Flags]);
        assert_eq!(items("body").unwrap(), [Item::Body]);
        assert_eq!(items("BODY.PEEK[]<0.10>").unwrap().len(), 1);
    }

    #[test]
    fn what_marks_as_seen() {
        for (text, seen) in
            [("BODY[]", true), ("BODY.PEEK[]", false), ("RFC822", true), ("RFC822.HEADER", false)]
        {
            assert_eq!(items(text).unwrap().iter().any(Item::marks_seen), seen, "{text}");
        }
    }

    #[test]
    fn malformed_items() {
        for text in [
            "",
            "()",
            "FOO",
            "(FLAGS",
            "BODY[",
            "BODY[]<1>",
            "BODY[]<0.0>",
            "BODY.PEEK",
            "(ALL)",
            "FLAGS UID",
        ] {
            assert!(items(text).is_err(), "{text}");
        }
    }
}
