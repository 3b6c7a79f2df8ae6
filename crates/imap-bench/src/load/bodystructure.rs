//! BODYSTRUCTURE (RFC 9051 7.5.2) with its extension data, as Dovecot writes it.

use super::{envelope, put};
use crate::rng::Rng;

const FILES: [(&str, &str, &str); 5] = [
    ("application", "pdf", "invoice-2024-117.pdf"),
    ("image", "png", "screenshot 2024-03-01 at 10.12.png"),
    ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document", "minutes.docx"),
    ("text", "x-patch", "0001-fix-the-\\\"quoted\\\"-case.patch"),
    ("application", "octet-stream", "data.bin"),
];

/// A structure: alternatives, attachments around them, sometimes a message inside, sometimes plain text.
pub(super) fn put(rng: &mut Rng, out: &mut Vec<u8>) {
    match rng.below(8) {
        0 => text("plain", rng, out),
        1 => alternative(rng, out),
        6 | 7 => multipart("mixed", rng, out, |rng, out| {
            alternative(rng, out);
            attachment(rng, out);
            message(rng, out);
        }),
        _ => multipart("mixed", rng, out, |rng, out| {
            multipart("related", rng, out, |rng, out| {
                alternative(rng, out);
                inline_image(rng, out);
            });
            for _ in 0..1 + rng.below(4) {
                attachment(rng, out);
            }
        }),
    }
}

fn alternative(rng: &mut Rng, out: &mut Vec<u8>) {
    multipart("alternative", rng, out, |rng, out| {
        text("plain", rng, out);
        text("html", rng, out);
    });
}

fn multipart(subtype: &str, rng: &mut Rng, out: &mut Vec<u8>, parts: impl FnOnce(&mut Rng, &mut Vec<u8>)) {
    out.push(b'(');
    parts(rng, out);
    let (one, two) = (rng.next(), rng.next());
    put!(out, " \"{subtype}\" (\"boundary\" \"----=_Part_{one:08x}_{two:08x}\") NIL NIL NIL)");
}

fn text(subtype: &str, rng: &mut Rng, out: &mut Vec<u8>) {
    let charset = rng.pick(&["utf-8", "us-ascii", "iso-8859-1"]);
    let encoding = rng.pick(&["quoted-printable", "7bit", "base64", "8bit"]);
    let lines = 1 + rng.below(900);
    put!(out, "(\"text\" \"{subtype}\" (\"charset\" \"{charset}\") NIL NIL \"{encoding}\" ");
    put!(out, "{} {lines} NIL NIL NIL NIL)", lines * 61);
}

fn attachment(rng: &mut Rng, out: &mut Vec<u8>) {
    let (kind, subtype, file) = FILES[rng.below(5) as usize];
    let octets = 1_000 + rng.below(4_000_000);
    put!(out, "(\"{kind}\" \"{subtype}\" (\"name\" \"{file}\") NIL NIL \"base64\" {octets} ");
    if kind == "text" {
        put!(out, "{} ", octets / 60);
    }
    put!(out, "NIL (\"attachment\" (\"filename\" \"{file}\" \"size\" \"{}\")) NIL NIL)", octets / 4 * 3);
}

fn inline_image(rng: &mut Rng, out: &mut Vec<u8>) {
    let (id, octets) = (rng.next(), 500 + rng.below(90_000));
    put!(out, "(\"image\" \"png\" (\"name\" \"logo.png\") \"<logo.{id:08x}@example.org>\" NIL \"base64\" ");
    put!(out, "{octets} NIL (\"inline\" (\"filename\" \"logo.png\")) NIL NIL)");
}

/// A message as a part of another (MESSAGE/RFC822).
fn message(rng: &mut Rng, out: &mut Vec<u8>) {
    let lines = 30 + rng.below(500);
    put!(out, "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" {} ", lines * 66);
    envelope::put(rng, out);
    out.push(b' ');
    alternative(rng, out);
    put!(out, " {lines} NIL (\"inline\" NIL) NIL NIL)");
}
