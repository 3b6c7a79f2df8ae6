//! QUIRKS.md, section 3.5: ENVELOPE and BODYSTRUCTURE as servers write them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::row;
use crate::response::{BodyKind, BodyStructure, Envelope};

fn body(text: &str) -> BodyStructure {
    let mut row = row(format!("* 1 FETCH (BODYSTRUCTURE {text} UID 7)").as_bytes());
    assert_eq!(row.uid(), Some(7), "{text}");
    row.take_body_structure().unwrap_or_else(|| panic!("{text}: {:?}", row.damaged()))
}

fn envelope(text: &str) -> Envelope {
    let mut row = row(format!("* 1 FETCH (ENVELOPE {text} UID 7)").as_bytes());
    assert_eq!(row.uid(), Some(7), "{text}");
    row.take_envelope().unwrap_or_else(|| panic!("{text}: {:?}", row.damaged()))
}

const NONE: &str = "NIL NIL NIL NIL NIL NIL";

#[test]
fn q82_envelopes() {
    // The end is missing.
    for tail in ["", " NIL", " NIL \"<m>\""] {
        let e = envelope(&format!("(\"d\" \"s\" {NONE}{tail})"));
        assert_eq!(e.subject().unwrap(), "s");
        assert_eq!(e.message_id().is_some(), tail.contains('m'));
    }
    assert!(envelope("()").subject().is_none());
    // Domino.
    assert_eq!(envelope(&format!("((\"d\" \"s\" {NONE} NIL NIL))")).subject().unwrap(), "s");
    // More than there should be.
    assert_eq!(envelope(&format!("(\"d\" \"s\" {NONE} NIL \"m\" \"x\" (y))")).message_id().unwrap(), "m");
    // No angle brackets, inner quotes.
    assert_eq!(envelope(&format!("(NIL NIL {NONE} NIL \"<\"a\"@b>\")")).message_id().unwrap(), "<\"a\"@b>");
}

#[test]
fn q82_addresses() {
    let from = |list: &str| -> Vec<String> {
        let e = envelope(&format!("(NIL NIL {list} NIL NIL NIL NIL NIL NIL NIL)"));
        e.from()
            .map(|a| {
                format!(
                    "{}@{}",
                    a.mailbox().map_or_else(|| "-".into(), |m| m.to_string()),
                    a.host().map_or_else(|| "-".into(), |h| h.to_string())
                )
            })
            .collect()
    };
    for (list, wanted) in [
        ("NIL", &[][..]),
        ("()", &[]),
        ("\"\"", &[]),
        ("(NIL)", &[]),
        ("((NIL NIL \"a\" \"b\"))", &["a@b"]),
        ("((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\"))", &["a@b", "c@d"]),
        ("((NIL NIL \"a\" \"b\") (NIL NIL \"c\" \"d\"))", &["a@b", "c@d"]),
        ("( (NIL NIL \"a\" \"b\" )  (NIL NIL \"c\" \"d\") )", &["a@b", "c@d"]),
        ("((NIL NIL \"a\" \"b\") NIL)", &["a@b"]),
        ("((NIL NIL \"a\" \"b\" \"extra\" (more)))", &["a@b"]),
        ("((\"n\" NIL \"a\"))", &["a@-"]),
        ("((NIL NIL a b))", &["a@b"]),
        ("(( \"undisclosed-recipients\" NIL NIL NIL))", &["-@-"]),
        ("((NIL NIL \"group\" NIL)(NIL NIL \"a\" \"b\")(NIL NIL NIL NIL))", &["group@-", "a@b", "-@-"]),
        ("((\"x \"y\"z\" NIL \"a\" \"b\"))", &["a@b"]),
        ("((\"a\\\"b\\\\\" NIL \"\\\"q\\\"\" \"b\"))", &["\"q\"@b"]),
    ] {
        assert_eq!(from(list), wanted, "{list}");
    }
    let e = envelope("(NIL NIL ((\"a\\\"b\\\\\" NIL \"m\" \"h\")) NIL NIL NIL NIL NIL NIL NIL)");
    assert_eq!(e.from().next().unwrap().name().unwrap(), "a\"b\\");
    let group = envelope("(NIL NIL NIL NIL NIL ((NIL NIL \"g\" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL)");
    assert!(group.to().next().unwrap().is_group_start() && group.to().nth(1).unwrap().is_group_end());
}

#[test]
fn q84_types() {
    let part = |text: &str| {
        let body = body(text);
        let root = body.root().unwrap();
        let s = |s: Option<crate::types::Str<'_>>| s.map(|s| s.to_string());
        (s(root.media()), s(root.subtype()), s(root.encoding()), root.octets())
    };
    let some = |s: &str| Some(s.to_string());
    for (text, wanted) in [
        ("(\"X-ZIP\" NIL NIL NIL \"BASE64\" 5)", (some("X-ZIP"), None, some("BASE64"), 5)),
        ("(\"X-ZIP\" (\"name\" \"x\") NIL NIL \"BASE64\" 5)", (some("X-ZIP"), None, some("BASE64"), 5)),
        ("(NIL NIL NIL NIL NIL \"7BIT\" 5)", (None, None, some("7BIT"), 5)),
        ("(\"TEXT\" (\"charset\" \"x\") NIL NIL \"7BIT\" 5 1)", (some("TEXT"), None, some("7BIT"), 5)),
        ("(\"TEXT\" NIL NIL NIL NIL \"7BIT\" 5 1)", (some("TEXT"), None, some("7BIT"), 5)),
        // 87
        ("(\"text\" \"plain\" NIL NIL NIL NIL 5 1)", (some("text"), some("plain"), None, 5)),
        ("(\"text\" \"plain\" NIL NIL NIL 7BIT 5 1)", (some("text"), some("plain"), some("7BIT"), 5)),
        ("(\"text\" \"plain\" NIL NIL NIL base64 5 1)", (some("text"), some("plain"), some("base64"), 5)),
        (
            "(\"text\" \"plain\" NIL NIL NIL \"base64 \" 5 1)",
            (some("text"), some("plain"), some("base64 "), 5),
        ),
        ("(\"text\" \"plain\" NIL NIL NIL 5 1)", (some("text"), some("plain"), None, 5)),
        ("(\"text\" \"plain\" NIL NIL NIL \"7BIT\" NIL NIL)", (some("text"), some("plain"), some("7BIT"), 0)),
        // 68
        ("(\"text\" \"plain\" NIL NIL NIL \"7BIT\" -1 -1)", (some("text"), some("plain"), some("7BIT"), 0)),
        (
            "(\"text\" \"plain\" NIL NIL NIL \"7BIT\" 9.3e+06 1)",
            (some("text"), some("plain"), some("7BIT"), 0),
        ),
        ("()", (None, None, None, 0)),
        ("(\"text\" \"plain\")", (some("text"), some("plain"), None, 0)),
        (
            " ( \"text\"  \"plain\" NIL NIL NIL \"8BIT\" 3 1 ) ",
            (some("text"), some("plain"), some("8BIT"), 3),
        ),
    ] {
        assert_eq!(part(text), wanted, "{text}");
    }
}

#[test]
fn q85_q91_multiparts() {
    for (text, subtype, parts) in [
        ("(NIL \"alternative\" (\"boundary\" \"x\") NIL NIL)", "alternative", 1),
        ("(\"ALTERNATIVE\" (\"BOUNDARY\" \"x\") NIL NIL)", "ALTERNATIVE", 1),
        ("(\"ALTERNATIVE\")", "ALTERNATIVE", 1),
        ("(\"mixed\" NIL NIL NIL)", "mixed", 1),
        ("((\"a\" \"b\" NIL NIL NIL NIL 1)(\"a\" \"b\" NIL NIL NIL NIL 1) \"mixed\")", "mixed", 3),
        ("((\"a\" \"b\" NIL NIL NIL NIL 1) (\"a\" \"b\" NIL NIL NIL NIL 1)  \"mixed\")", "mixed", 3),
        ("((\"a\" \"b\" NIL NIL NIL NIL 1)\"mixed\")", "mixed", 2),
        ("(() \"mixed\" (\"boundary\" \"x\") \"inline\" NIL)", "mixed", 2),
        (
            "((\"a\" \"b\" NIL NIL NIL NIL 1) \"mixed\" (\"boundary\" \"x\") \"a description\" NIL NIL)",
            "mixed",
            2,
        ),
    ] {
        let body = body(text);
        let root = body.root().unwrap();
        assert_eq!(
            (root.kind(), root.subtype().unwrap().as_str()),
            (BodyKind::Multipart, Some(subtype)),
            "{text}"
        );
        assert_eq!(body.parts().count(), parts, "{text}");
        assert_eq!(root.param("boundary").is_some(), text.to_lowercase().contains("boundary"), "{text}");
    }
    // A subtype that is missing.
    let body = body("((\"a\" \"b\" NIL NIL NIL NIL 1))");
    assert_eq!((body.root().unwrap().subtype(), body.parts().count()), (None, 2));
}

#[test]
fn q86_messages_and_lines() {
    for (text, kind, lines) in [
        ("(\"multipart\" \"mixed\" (\"boundary\" \"x\") NIL NIL \"7BIT\" 123)", BodyKind::Basic, None),
        ("(\"message\" \"rfc822\" NIL NIL NIL \"base64\" 123)", BodyKind::Basic, None),
        (
            "(\"message\" \"rfc822\" NIL NIL NIL \"base64\" 123 NIL (\"attachment\" (\"filename\" \"x\")) NIL)",
            BodyKind::Basic,
            None,
        ),
        (
            "(\"message\" \"rfc822\" NIL NIL NIL \"base64\" 123 45 NIL (\"attachment\" NIL) NIL)",
            BodyKind::Basic,
            None,
        ),
        (
            "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 123 () (\"text\" \"plain\" NIL NIL NIL \"7BIT\" 5 1) 9)",
            BodyKind::Message,
            Some(9),
        ),
        ("(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 123 (NIL \"s\") NIL 9)", BodyKind::Message, Some(9)),
        ("(\"message\" \"delivery-status\" NIL NIL NIL \"7bit\" 123 () () 9)", BodyKind::Message, Some(9)),
        ("(\"text\" \"plain\" NIL NIL NIL \"7bit\" 123)", BodyKind::Text, Some(0)),
        ("(\"text\" \"plain\" NIL NIL NIL \"7bit\" 123 NIL (\"inline\" NIL) NIL)", BodyKind::Text, Some(0)),
        ("(\"image\" \"png\" NIL NIL NIL \"7bit\" 123 9 NIL (\"inline\" NIL) NIL)", BodyKind::Basic, None),
    ] {
        let body = body(text);
        let root = body.root().unwrap();
        assert_eq!((root.kind(), root.lines(), root.octets()), (kind, lines, 123), "{text}");
        if text.contains("attachment") || text.contains("inline") {
            assert!(root.disposition().is_some(), "{text}");
        }
    }
}

#[test]
fn q88_parameters() {
    for (params, wanted) in [
        ("NIL", &[][..]),
        ("()", &[]),
        ("\"\"", &[]),
        ("(\"a\" \"b\")", &["a=b"]),
        ("(\"a\" NIL)", &["a"]),
        ("(\"a\")", &["a"]),
        ("(\"a\" \"b\" \"c\")", &["a=b", "c"]),
        ("(\"a\" ())", &["a"]),
        ("(\"a\" (x y) \"c\" d)", &["a", "c=d"]),
        ("(\"a\" 5)", &["a=5"]),
        ("(\"charset \" \" \"utf-8\"\")", &["charset = \"utf-8\""]),
        ("(\"charset\" \"3D\"Windows-1252\"\")", &["charset=3D\"Windows-1252\""]),
        ("(\"name\" {3}\r\na\"b)", &["name=a\"b"]),
    ] {
        let body = body(&format!("(\"text\" \"plain\" {params} NIL NIL \"7bit\" 5 1)"));
        let found: Vec<String> = body
            .root()
            .unwrap()
            .params()
            .map(|(k, v)| v.map_or_else(|| k.to_string(), |v| format!("{k}={v}")))
            .collect();
        assert_eq!(found, wanted, "{params}");
    }
}

#[test]
fn q89_q90_extensions() {
    for (tail, disposition, file, languages, location) in [
        ("NIL NIL NIL NIL", None, None, 0, None),
        ("NIL \"inline\" NIL NIL", Some("inline"), None, 0, None),
        ("NIL (\"inline\" NIL) NIL NIL", Some("inline"), None, 0, None),
        ("NIL (\"inline\") NIL NIL", Some("inline"), None, 0, None),
        ("NIL (NIL NIL) NIL NIL", None, None, 0, None),
        ("NIL () NIL NIL", None, None, 0, None),
        ("NIL (\"\" (\"filename\" \"f\")) NIL NIL", Some(""), Some("f"), 0, None),
        ("NIL (\"attachment\" (\"FILENAME\" \"f\") extra) NIL NIL", Some("attachment"), Some("f"), 0, None),
        ("NIL NIL \"en\" \"loc\"", None, None, 1, Some("loc")),
        ("NIL NIL (\"en\" NIL \"de\") ()", None, None, 2, None),
        ("NIL NIL (NIL) (\"x\")", None, None, 0, None),
        ("NIL NIL NIL NIL NIL (1 (2)) \"more\" 5", None, None, 0, None),
        ("\"md5\"", None, None, 0, None),
    ] {
        let body = body(&format!("(\"image\" \"png\" NIL NIL NIL \"7bit\" 5 {tail})"));
        let root = body.root().unwrap();
        assert_eq!(root.disposition().map(|d| d.to_string()).as_deref(), disposition, "{tail}");
        assert_eq!(root.file_name().map(|d| d.to_string()).as_deref(), file, "{tail}");
        assert_eq!(root.languages().count(), languages, "{tail}");
        assert_eq!(root.location().map(|d| d.to_string()).as_deref(), location, "{tail}");
    }
}

#[test]
fn q92_depth() {
    // 22 nested multiparts occur in the field.
    let nested = format!("{}\"a\" \"b\" NIL NIL NIL NIL 1){}", "(".repeat(40), " \"mixed\")".repeat(39));
    let body = body(&nested);
    let deepest = body.parts().last().unwrap();
    assert_eq!(deepest.path(), [1; 39]);
    assert_eq!(body.part(&[1; 39]).unwrap().path(), deepest.path());
    let mut depth = 0;
    let mut at = body.root();
    while let Some(part) = at {
        (at, depth) = (part.children().next(), depth + 1);
    }
    assert_eq!(depth, 40);
}
