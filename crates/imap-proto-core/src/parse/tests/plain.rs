//! What is read the quick way is what the tolerant readers would have read.

use alloc::string::String;
use alloc::vec::Vec;

use bytes::BytesMut;
use proptest::prelude::*;

use crate::frame::{Frame, Phase};
use crate::limits::{Leniency, Limits};
use crate::parse::{Decoder, Parsed, Parser};
use crate::response::{BodyKind, Data, Response, Violation};

const LINES: [&str; 23] = [
    r#"* 11 FETCH (BODYSTRUCTURE ("message" "rfc822" NIL NIL NIL "base64" 123 NIL ("attachment" ("filename" "x")) NIL NIL))"#,
    r"* 12 FETCH (UID 17 FLAGS (\Seen \Answered $Forwarded Junk own_1) MODSEQ (12345678901) RFC822.SIZE 4444)",
    r"* 1 FETCH (FLAGS () UID 4294967295 INTERNALDATE NIL)",
    r#"* 2 FETCH (RFC822.SIZE 0 FLAGS (\Flagged nonjunk) INTERNALDATE "17-Jul-1996 02:44:25 -0700" UID 9)"#,
    r#"* 3 FETCH (ENVELOPE ("Wed, 17 Jul 1996" "a \"b\" c\\" (("Ann" NIL "ann" "example.org")("B" NIL "b" "c")) NIL ((NIL NIL "x" "y")) NIL NIL NIL NIL "<1@x>") UID 4)"#,
    r#"* 4 FETCH (BODYSTRUCTURE (("TEXT" "PLAIN" ("CHARSET" "utf-8" "FORMAT" "flowed") NIL NIL "7BIT" 11 1 NIL NIL NIL NIL)("IMAGE" "PNG" NIL "<i>" "d" "BASE64" 900 NIL ("attachment" ("filename" "a\"b.png")) "en" "loc") "MIXED" ("BOUNDARY" "x") NIL NIL NIL) FLAGS (\Draft))"#,
    r#"* 5 FETCH (BODY ("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL) ("TEXT" "HTML" NIL NIL NIL "8BIT" 5 2) 9 NIL NIL NIL NIL))"#,
    r#"* LIST (\HasNoChildren \Sent) "/" "Sent &AOQ- items""#,
    r"* LIST (\Noselect \NoInferiors) NIL INBOX.a/b+c",
    r#"* STATUS "a b" (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 77 UNSEEN 0 RECENT 1 HIGHESTMODSEQ 12345678901 SIZE 5 DELETED 0)"#,
    r"* STATUS INBOX (messages 4294967295)",
    "* SEARCH 1 2 3 22 333 4444 55555 666666 7777777 88888888 999999999 4294967295 4294967294 1234567890 12345678 12345679",
    "* SEARCH 100001 100002 100003 100004 (MODSEQ 917162500)",
    "* SEARCH 1234567 1234568 0 1234569",
    "* 23 EXISTS",
    r#"* 6 FETCH (UID 1 ENVELOPE ("d" NIL (("The \"Real\" D" NIL "d" "x.org")("B" NIL "b" "c")) (("The \"Real\" D" NIL "d" "x.org")("B" NIL "b" "c")) (("The \"Real\" D" NIL "d" "x.org")("B" NIL "b" "c")) ((NIL NIL "list" NIL)("é" NIL "x" "y")(NIL NIL NIL NIL)) NIL NIL "<r@x>" "<1@x>") BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 5 1 NIL NIL NIL NIL))"#,
    r#"* 7 FETCH (BODYSTRUCTURE (("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 61 1 NIL NIL NIL NIL)("message" "rfc822" NIL NIL NIL "7bit" 660 ("d" "s" (("A" NIL "a" "b")) (("A" NIL "a" "b")) NIL NIL NIL NIL NIL "<2@x>") (("text" "plain" NIL NIL NIL "8bit" 5 2 NIL NIL NIL NIL)("text" "html" NIL NIL NIL "8bit" 5 NIL) "alternative" ("boundary" "y") NIL NIL NIL) 10 NIL ("inline" NIL) NIL NIL)("application" "pdf" ("name" "a.pdf") NIL NIL "base64" 9 NIL ("attachment" ("filename" "a.pdf" "size" "6")) NIL NIL) "mixed" ("boundary" "x") NIL NIL NIL) ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL "<3@x>"))"#,
    r#"* 8 FETCH (BODYSTRUCTURE (("tExT" "plain" NIL NIL NIL "7bit" 5 1 NIL NIL NIL NIL)("texts" "x" NIL NIL NIL "7bit" 5 NIL NIL NIL NIL)("tex" "plain" NIL NIL NIL "7bit" 5 NIL NIL NIL NIL) "mixed" NIL NIL NIL NIL))"#,
    r#"* 9 FETCH (BODYSTRUCTURE (("text" "pl\"ain" ("a\"b" "c") NIL NIL 7BIT 5 1 NIL NIL NIL NIL)("text" "plain" ("a\"b" "c") NIL NIL "7bit" 5 NIL ("inline" NIL) NIL NIL)("text" NIL NIL NIL NIL "7bit" 5 1) "mixed"))"#,
    "* 5 EXPUNGE",
    "* 0 RECENT",
    r#"* OK [HIGHESTMODSEQ 12345678901] Highest"#,
    r#"* NO [X-ODD "a]b" (c]d) [e]] f] g"#,
];

/// What may be put in anywhere.
const BITS: [&str; 26] = [
    " ",
    "  ",
    "(",
    ")",
    "\"",
    "\\",
    "{3}",
    "NIL",
    "nil",
    "0",
    "1",
    "99999999999999999999",
    "-1",
    ")(",
    "()",
    "\t",
    "]",
    "[",
    "x",
    "\u{e9}",
    "\\Seen",
    "\"\"",
    "\"a\" ",
    "*",
    "~",
    "%",
];

/// A line with a few octets taken out, put in, or written twice.
fn damaged() -> impl Strategy<Value = String> {
    let edit =
        (any::<prop::sample::Index>(), 0..5_usize, prop::sample::select(BITS.as_slice()), any::<bool>());
    (prop::sample::select(LINES.as_slice()), prop::collection::vec(edit, 0..4)).prop_map(|(line, edits)| {
        let mut line: Vec<char> = line.chars().collect();
        for (at, cut, bit, twice) in edits {
            let at = at.index(line.len() + 1);
            let cut = at..(at + cut).min(line.len());
            let new = if twice { line[cut.clone()].repeat(2) } else { bit.chars().collect() };
            line.splice(cut, new);
        }
        line.into_iter().collect()
    })
}

fn violations(mut next: impl FnMut() -> Option<Violation>) -> Vec<Violation> {
    core::iter::from_fn(&mut next).collect()
}

/// As the framer hands it on; None when it is not a response of its own.
fn from_the_input(line: &[u8]) -> Option<(Parsed, u64, Vec<Violation>)> {
    let mut decoder = Decoder::new(&Limits::default(), &Leniency::default());
    decoder.set_phase(Phase::Authenticated);
    decoder.feed(&[line, b"\r\n"].concat());
    let parsed = decoder.next().ok()??;
    let tolerated = decoder.tolerated();
    decoder.framer().at_boundary().then(|| (parsed, tolerated, violations(|| decoder.next_violation())))
}

/// With all that is quick left out.
fn tolerantly(line: &[u8]) -> (Parsed, u64, Vec<Violation>) {
    let mut parser = Parser::new(&Limits::default(), &Leniency::default());
    let parsed = parser.parse(Frame::of_parts(BytesMut::from(line), Vec::new()));
    (parsed, parser.tolerated(), violations(|| parser.next_violation()))
}

#[test]
fn undamaged_lines_are_the_same() {
    for line in LINES {
        let quick = from_the_input(line.as_bytes()).unwrap();
        assert_eq!(quick, tolerantly(line.as_bytes()), "{line}");
    }
}

#[test]
fn the_kind_text_needs_the_whole_word() {
    let near = [
        (r#"("TEXT" "plain" NIL NIL NIL "7bit" 5 1 NIL NIL NIL NIL)"#, BodyKind::Text),
        (r#"("tExT" "plain" ("a\"b" "c") NIL NIL "7bit" 5 1 NIL NIL NIL NIL)"#, BodyKind::Text),
        (r#"("text" "pl\"ain" ("a" "c") NIL NIL 7BIT 5 1 NIL NIL NIL NIL)"#, BodyKind::Text),
        (r#"("text"  "plain" NIL NIL NIL "7bit" 5 1 NIL NIL NIL NIL)"#, BodyKind::Text),
        ("(\"text\u{2} \u{2}\" \"x\" NIL NIL NIL \"7bit\" 5 NIL NIL NIL NIL)", BodyKind::Basic),
        (r#"("texts" "plain" NIL NIL NIL "7bit" 5 NIL NIL NIL NIL)"#, BodyKind::Basic),
        (r#"("tex" "plain" NIL NIL NIL "7bit" 5 NIL NIL NIL NIL)"#, BodyKind::Basic),
    ];
    for (structure, kind) in near {
        let line = alloc::format!("* 8 FETCH (BODYSTRUCTURE {structure})");
        let quick = from_the_input(line.as_bytes()).unwrap();
        assert_eq!(quick, tolerantly(line.as_bytes()), "{line}");
        let Parsed::Response(Response::Data(Data::Fetch(row))) = quick.0 else { panic!("{line}") };
        assert_eq!(row.body_structure().unwrap().root().unwrap().kind(), kind, "{line}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn damaged_lines_are_the_same(line in damaged()) {
        if let Some(quick) = from_the_input(line.as_bytes()) {
            prop_assert_eq!(quick, tolerantly(line.as_bytes()));
        }
    }
}
