//! `BODY[section]<partial>`: what a client may name, and the octets behind it (RFC 3501 6.4.5).

use std::borrow::Cow;

use super::super::args::{Args, Parse};
use super::super::quote;
use super::header;
use super::mime::{Inside, Part};

/// More levels than a message can have here.
const LEVELS: usize = 64;

/// A section: part numbers, then what of that part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    part: Vec<u32>,
    text: Text,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Text {
    All,
    Header,
    Fields { names: Vec<Vec<u8>>, not: bool },
    Body,
    Mime,
}

impl Section {
    pub(crate) const ALL: Self = Self { part: Vec::new(), text: Text::All };
    pub(crate) const HEADER: Self = Self { part: Vec::new(), text: Text::Header };
    pub(crate) const TEXT: Self = Self { part: Vec::new(), text: Text::Body };

    /// Reads `1.2.HEADER.FIELDS (From To)]`, the closing bracket included.
    pub(crate) fn parse(args: &mut Args<'_>) -> Parse<Self> {
        let mut part = Vec::new();
        while args.peek().is_some_and(|b| b.is_ascii_digit()) {
            part.push(args.number()?);
            if args.eat(b']') {
                return Ok(Self { part, text: Text::All });
            }
            args.expect(b'.', "Invalid section")?;
            if part.len() > LEVELS || part.last() == Some(&0) {
                return Err("Invalid section");
            }
        }
        if part.is_empty() && args.eat(b']') {
            return Ok(Self::ALL);
        }
        let text = match args.item_name()?.as_str() {
            "HEADER" => Text::Header,
            "TEXT" => Text::Body,
            "MIME" if !part.is_empty() => Text::Mime,
            "HEADER.FIELDS" => Text::Fields { names: field_names(args)?, not: false },
            "HEADER.FIELDS.NOT" => Text::Fields { names: field_names(args)?, not: true },
            _ => return Err("Invalid section"),
        };
        args.expect(b']', "Unfinished section")?;
        Ok(Self { part, text })
    }

    /// As it is shown between the brackets of the answer.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let numbers: Vec<String> = self.part.iter().map(u32::to_string).collect();
        out.extend_from_slice(numbers.join(".").as_bytes());
        if !numbers.is_empty() && self.text != Text::All {
            out.push(b'.');
        }
        match &self.text {
            Text::All => {}
            Text::Header => out.extend_from_slice(b"HEADER"),
            Text::Body => out.extend_from_slice(b"TEXT"),
            Text::Mime => out.extend_from_slice(b"MIME"),
            Text::Fields { names, not } => {
                out.extend_from_slice(if *not { b"HEADER.FIELDS.NOT (" } else { b"HEADER.FIELDS (" });
                for (at, name) in names.iter().enumerate() {
                    if at > 0 {
                        out.push(b' ');
                    }
                    quote::astring(out, &String::from_utf8_lossy(name));
                }
                out.push(b')');
            }
        }
    }

    /// The octets; `None` where the message has no such part.
    pub(crate) fn of<'a>(&self, octets: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        if self.part.is_empty() {
            let (head, body) = header::split(octets);
            return Some(match &self.text {
                Text::All | Text::Mime => Cow::Borrowed(octets),
                Text::Header => Cow::Borrowed(head),
                Text::Body => Cow::Borrowed(body),
                Text::Fields { names, not } => Cow::Owned(filtered(head, names, *not)),
            });
        }
        self.of_part(&Part::message(octets))
    }

    fn of_part<'a>(&self, message: &Part<'a>) -> Option<Cow<'a, [u8]>> {
        let (&first, rest) = self.part.split_first()?;
        let mut part = message.of_message(first)?;
        for &number in rest {
            part = part.below(number)?;
        }
        match &self.text {
            Text::All => return Some(Cow::Borrowed(part.body)),
            Text::Mime => return Some(Cow::Borrowed(part.header)),
            Text::Header | Text::Body | Text::Fields { .. } => {}
        }
        let Inside::Message(inner) = &part.inside else { return None };
        Some(match &self.text {
            Text::Fields { names, not } => Cow::Owned(filtered(inner.header, names, *not)),
            Text::Header => Cow::Borrowed(inner.header),
            Text::Body | Text::All | Text::Mime => Cow::Borrowed(inner.body),
        })
    }
}

fn field_names(args: &mut Args<'_>) -> Parse<Vec<Vec<u8>>> {
    args.sp()?;
    args.expect(b'(', "Field names expected")?;
    let mut names = vec![args.astring()?.into_owned()];
    while !args.eat(b')') {
        args.sp()?;
        names.push(args.astring()?.into_owned());
        if names.len() > 100 {
            return Err("Too many field names");
        }
    }
    Ok(names)
}

fn filtered(head: &[u8], names: &[Vec<u8>], not: bool) -> Vec<u8> {
    let mut out = Vec::new();
    for field in header::fields(head) {
        if names.iter().any(|name| field.name.eq_ignore_ascii_case(name)) != not {
            out.extend_from_slice(field.raw);
        }
    }
    out.extend_from_slice(b"\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &[u8] =
        b"From: a@b\r\nTo: c@d\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\none\r\n\
        --x\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ninner\r\n--x--\r\n";

    fn get(section: &str) -> Option<String> {
        let section = Section::parse(&mut Args::new(format!("{section}]").as_bytes())).unwrap();
        section.of(MESSAGE).map(|octets| String::from_utf8(octets.into_owned()).unwrap())
    }

    #[test]
    fn sections_of_a_message() {
        assert_eq!(get("").unwrap().as_bytes(), MESSAGE);
        assert!(get("HEADER").unwrap().ends_with("boundary=x\r\n\r\n"));
        assert!(get("TEXT").unwrap().starts_with("--x\r\n"));
        assert_eq!(get("HEADER.FIELDS (to X-None)").unwrap(), "To: c@d\r\n\r\n");
        assert_eq!(get("HEADER.FIELDS.NOT (to Content-Type)").unwrap(), "From: a@b\r\n\r\n");
        assert_eq!(get("1").unwrap(), "one");
        assert_eq!(get("1.MIME").unwrap(), "\r\n");
        assert_eq!(get("2.HEADER").unwrap(), "Subject: in\r\n\r\n");
        assert_eq!(get("2.TEXT").unwrap(), "inner");
        assert_eq!(get("2.1").unwrap(), "inner");
        assert_eq!(get("2.HEADER.FIELDS (Subject)").unwrap(), "Subject: in\r\n\r\n");
        assert_eq!((get("3"), get("1.1"), get("1.HEADER")), (None, None, None));
    }

    #[test]
    fn malformed_sections() {
        for text in
            ["MIME]", "0.1]", "1.]", "FOO]", "HEADER", "HEADER.FIELDS]", "HEADER.FIELDS ()]", "99999999999]"]
        {
            assert!(Section::parse(&mut Args::new(text.as_bytes())).is_err(), "{text}");
        }
    }

    #[test]
    fn written_as_parsed() {
        for text in ["", "1.2", "1.MIME", "HEADER.FIELDS (From \"a b\")", "3.HEADER.FIELDS.NOT (x)", "TEXT"] {
            let section = Section::parse(&mut Args::new(format!("{text}]").as_bytes())).unwrap();
            let mut out = Vec::new();
            section.write(&mut out);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }
}
