//! BODY and BODYSTRUCTURE (RFC 3501 7.4.2).

use super::super::quote;
use super::mime::{ContentType, Inside, Part};
use super::{envelope, header};

/// Writes the structure of a part; `extended` is the difference between BODYSTRUCTURE and BODY.
pub(crate) fn write(out: &mut Vec<u8>, part: &Part<'_>, extended: bool) {
    out.push(b'(');
    match &part.inside {
        Inside::Parts(parts) => {
            for child in parts {
                write(out, child, extended);
            }
            out.push(b' ');
            quote::string(out, &upper(&part.content.subtype));
            if extended {
                out.push(b' ');
                write_parameters(out, &part.content);
            }
        }
        Inside::Leaf | Inside::Message(_) => write_leaf(out, part, extended),
    }
    if extended {
        write_extension(out, part.header);
    }
    out.push(b')');
}

fn write_leaf(out: &mut Vec<u8>, part: &Part<'_>, extended: bool) {
    let (kind, subtype) = leaf_type(part);
    quote::string(out, &kind);
    out.push(b' ');
    quote::string(out, &subtype);
    out.push(b' ');
    write_parameters(out, &part.content);
    for name in ["Content-ID", "Content-Description"] {
        out.push(b' ');
        quote::nstring(out, header::value(part.header, name).as_deref());
    }
    out.push(b' ');
    let encoding = header::value(part.header, "Content-Transfer-Encoding");
    quote::string(out, &encoding.map_or_else(|| b"7BIT".to_vec(), |e| upper(&e)));
    out.extend_from_slice(format!(" {}", part.body.len()).as_bytes());
    if let Inside::Message(message) = &part.inside {
        out.push(b' ');
        envelope::write(out, message.header);
        out.push(b' ');
        write(out, message, extended);
    }
    if kind == b"TEXT" || matches!(part.inside, Inside::Message(_)) {
        out.extend_from_slice(format!(" {}", lines(part.body)).as_bytes());
    }
    if extended {
        out.push(b' ');
        quote::nstring(out, header::value(part.header, "Content-MD5").as_deref());
    }
}

/// What was not taken apart (too deep, no parts, no boundary) must not claim to be a multipart or a message.
fn leaf_type(part: &Part<'_>) -> (Vec<u8>, Vec<u8>) {
    let content = &part.content;
    let whole = content.kind.eq_ignore_ascii_case(b"multipart") || content.is("message", "rfc822");
    if whole && matches!(part.inside, Inside::Leaf) {
        return (b"APPLICATION".to_vec(), b"OCTET-STREAM".to_vec());
    }
    (upper(&content.kind), upper(&content.subtype))
}

/// Disposition, language and location, which all kinds of parts have.
fn write_extension(out: &mut Vec<u8>, header: &[u8]) {
    out.push(b' ');
    let disposition = header::value(header, "Content-Disposition");
    match disposition.as_deref().and_then(ContentType::parse_disposition) {
        Some(parsed) => {
            out.push(b'(');
            quote::string(out, &upper(&parsed.kind));
            out.push(b' ');
            write_parameters(out, &parsed);
            out.push(b')');
        }
        None => out.extend_from_slice(b"NIL"),
    }
    for name in ["Content-Language", "Content-Location"] {
        out.push(b' ');
        quote::nstring(out, header::value(header, name).as_deref());
    }
}

fn write_parameters(out: &mut Vec<u8>, content: &ContentType) {
    if content.parameters.is_empty() {
        out.extend_from_slice(b"NIL");
        return;
    }
    out.push(b'(');
    for (at, (name, value)) in content.parameters.iter().enumerate() {
        if at > 0 {
            out.push(b' ');
        }
        quote::string(out, &upper(name));
        out.push(b' ');
        quote::string(out, value);
    }
    out.push(b')');
}

fn upper(text: &[u8]) -> Vec<u8> {
    text.to_ascii_uppercase()
}

fn lines(body: &[u8]) -> usize {
    body.iter().filter(|&&b| b == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn structure(message: &str, extended: bool) -> String {
        let mut out = Vec::new();
        write(&mut out, &Part::message(message.as_bytes()), extended);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn plain_text() {
        let message = "Subject: x\r\n\r\none\r\ntwo\r\n";
        let body = r#"("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 10 2"#;
        assert_eq!(structure(message, false), format!("{body})"));
        assert_eq!(structure(message, true), format!("{body} NIL NIL NIL NIL)"));
    }

    #[test]
    fn multipart_with_attachment() {
        let message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\n\
            Content-Type: image/png; name=\"a.png\"\r\nContent-Transfer-Encoding: base64\r\n\
            Content-Disposition: attachment; filename=\"a.png\"\r\nContent-ID: <1>\r\n\r\nAAAA\r\n--b--\r\n";
        let text = r#"("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 2 0"#;
        let image = r#"("IMAGE" "PNG" ("NAME" "a.png") "<1>" NIL "BASE64" 4"#;
        assert_eq!(structure(message, false), format!("({text}){image}) \"MIXED\")"));
        let extended = format!(
            "({text} NIL NIL NIL NIL){image} NIL (\"ATTACHMENT\" (\"FILENAME\" \"a.png\")) NIL NIL) \
             \"MIXED\" (\"BOUNDARY\" \"b\") NIL NIL NIL)"
        );
        assert_eq!(structure(message, true), extended);
    }

    #[test]
    fn nested_message_and_broken_multipart() {
        let nested = structure("Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nx\r\n", false);
        assert!(nested.starts_with(r#"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 18 (NIL "in" NIL"#), "{nested}");
        assert!(
            nested.ends_with(r#"("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 3 1) 3)"#),
            "{nested}"
        );
        let broken = structure("Content-Type: multipart/mixed\r\n\r\nx", false);
        assert!(broken.starts_with(r#"("APPLICATION" "OCTET-STREAM""#), "{broken}");
    }
}
