//! Content fields and bodies.

use super::{Dice, Kind};

const WORDS: [&str; 16] = [
    "mail",
    "server",
    "window",
    "river",
    "seven",
    "because",
    "letter",
    "quickly",
    "the",
    "of",
    "and",
    "stone",
    "yesterday",
    "paper",
    "a",
    "number",
];

const FOREIGN: [&str; 8] = [
    "Gr\u{fc}\u{df}e",
    "\u{c5}ngstr\u{f6}m",
    "na\u{ef}ve",
    "\u{5c71}\u{7530}",
    "\u{41f}\u{440}\u{438}\u{432}\u{435}\u{442}",
    "\u{1f4e7}",
    "\u{20ac}5",
    "e\u{301}",
];

/// Lines that a careless client would take for protocol.
const IMPOSTORS: [&str; 12] = [
    "A001 OK LOGIN completed",
    "* 5 EXPUNGE",
    "* BYE forged",
    ")",
    "))",
    "+ go ahead",
    "* 1 FETCH (UID 1 BODY[] {5}",
    "size of the next part {12}",
    "a literal to come {7+}",
    "binary ~{3}",
    "\"unbalanced quote",
    "* OK [UIDVALIDITY 1] {5}",
];

/// Content fields, the empty line and the body, of about `size` octets.
pub(super) fn of(kind: Kind, size: usize, dice: &mut Dice) -> String {
    match kind {
        Kind::Plain => flat("7bit", &paragraphs(size, dice, &WORDS, 72)),
        Kind::Utf8 => flat("8bit", &paragraphs(size, dice, &FOREIGN, 72)),
        Kind::LongLines => flat("8bit", &paragraphs(size, dice, &WORDS, 20_000)),
        Kind::Dots => flat("7bit", &marked(size, dice, &[".", "..", ".QUIT", "...", ". hidden"])),
        Kind::LooksLikeImap => flat("7bit", &marked(size, dice, &IMPOSTORS)),
        Kind::Alternative => alternative(size, dice),
        Kind::Attachment => attachment(size, dice),
        Kind::Nested => nested(size, dice),
    }
}

fn flat(encoding: &str, text: &str) -> String {
    format!("{}\r\n{text}", fields("text/plain; charset=utf-8", encoding))
}

fn fields(content_type: &str, encoding: &str) -> String {
    format!("Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n")
}

/// Words in lines of at most `width` octets and a bit.
fn paragraphs(size: usize, dice: &mut Dice, words: &[&str], width: usize) -> String {
    let (mut text, mut column) = (String::with_capacity(size + 100), 0);
    while text.len() < size {
        let word = dice.pick(words);
        text.push_str(word);
        column += word.len() + 1;
        if column < width {
            text.push(' ');
        } else {
            text.push_str(if dice.below(8) == 0 { ".\r\n\r\n" } else { "\r\n" });
            column = 0;
        }
    }
    text + "\r\n"
}

/// Ordinary lines, and every few of them one of `marks`; all marks come once in any case.
fn marked(size: usize, dice: &mut Dice, marks: &[&str]) -> String {
    let mut text: String = marks.iter().map(|mark| format!("{mark}\r\n")).collect();
    while text.len() < size {
        text.push_str(&paragraphs(60, dice, &WORDS, 60));
        text.push_str(dice.pick(marks));
        text.push_str("\r\n");
    }
    text
}

fn multipart(subtype: &str, parts: &[String], dice: &mut Dice) -> String {
    // "=_" can be in no base64 and no quoted-printable text (RFC 2045 section 6.7).
    let boundary = format!("=_{:016x}", dice.next());
    let mut text =
        format!("Content-Type: multipart/{subtype};\r\n\tboundary=\"{boundary}\"\r\n\r\nPreamble.\r\n");
    for part in parts {
        text.push_str(&format!("--{boundary}\r\n{part}\r\n"));
    }
    text + &format!("--{boundary}--\r\n")
}

fn alternative(size: usize, dice: &mut Dice) -> String {
    let plain = flat("8bit", &paragraphs(size / 3, dice, &FOREIGN, 72));
    let inner = paragraphs(size * 2 / 3, dice, &WORDS, 300);
    let html = fields("text/html; charset=\"utf-8\"", "7bit")
        + "\r\n<html><body><p>"
        + &inner
        + "</p></body></html>";
    multipart("alternative", &[plain, html], dice)
}

fn attachment(size: usize, dice: &mut Dice) -> String {
    let plain = flat("7bit", &paragraphs(300, dice, &WORDS, 72));
    let name = dice.pick(&["report.pdf", "holiday photo.jpg", "semi;colon \\\"x\\\".bin"]);
    let file = fields(&format!("application/octet-stream;\r\n\tname=\"{name}\""), "base64")
        + &format!(
            "Content-Disposition: attachment; filename=\"{name}\";\r\n\tsize={}\r\n\r\n",
            size * 3 / 4
        )
        + &base64_lines(size, dice);
    multipart("mixed", &[plain, file], dice)
}

/// A multipart that holds a whole message which is a multipart itself.
fn nested(size: usize, dice: &mut Dice) -> String {
    let inner = "Content-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\n".to_owned()
        + "From: \"Inner \\\"one\\\"\" <inner@example.test>\r\nSubject: forwarded\r\nMIME-Version: 1.0\r\n"
        + &alternative(size / 2, dice);
    let plain = flat("7bit", &paragraphs(size / 2, dice, &WORDS, 72));
    multipart("mixed", &[plain, inner], dice)
}

fn base64_lines(size: usize, dice: &mut Dice) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(size + 100);
    while text.len() < size {
        text.extend((0..76).map(|_| char::from(dice.pick(ALPHABET))));
        text.push_str("\r\n");
    }
    text
}
