use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::parse::status;
use crate::response::{Code, StatusKind};
use crate::types::{Capability, Flag};

fn code(text: &str) -> Option<Code> {
    let (status, _) = status(format!("* OK [{text}] done").as_bytes());
    assert_eq!(status.text, "done", "{text}");
    status.code
}

#[test]
fn all_words_are_known_in_any_case() {
    for (name, code) in Code::words() {
        assert_eq!(super::tests::code(name), Some(code.clone()));
        assert_eq!(super::tests::code(&name.to_lowercase()), Some(code.clone()));
        assert_eq!(super::tests::code(&format!("{name} ")), Some(code.clone()));
        assert_eq!(code.name(), *name);
    }
}

#[test]
fn codes_with_arguments() {
    assert_eq!(code("UIDNEXT 4392"), Some(Code::UidNext(4392)));
    assert_eq!(code("UIDVALIDITY 3857529045"), Some(Code::UidValidity(3_857_529_045)));
    assert_eq!(code("UNSEEN 12"), Some(Code::Unseen(12)));
    assert_eq!(code("HIGHESTMODSEQ 715194045007"), Some(Code::HighestModSeq(715_194_045_007)));
    assert_eq!(code("BADCHARSET"), Some(Code::BadCharset(Vec::new())));
    let Some(Code::BadCharset(list)) = code("BADCHARSET (UTF-8 \"US ASCII\")") else { panic!() };
    assert_eq!(list, ["UTF-8", "US ASCII"]);
    let Some(Code::Capability(set)) = code("CAPABILITY IMAP4rev1 AUTH=PLAIN") else { panic!() };
    assert!(set.has(&Capability::Imap4Rev1) && set.auth("plain"));
    let Some(Code::PermanentFlags(flags)) = code("PERMANENTFLAGS (\\Deleted \\Seen \\*)") else { panic!() };
    assert!(flags.allows_new_keywords() && flags.contains(&Flag::Deleted));
}

#[test]
fn brackets_inside_a_code() {
    let Some(Code::PermanentFlags(flags)) = code("PERMANENTFLAGS (a]b [Gmail]/x \\*)") else { panic!() };
    assert_eq!(flags.len(), 3);
    let Some(Code::Other { name, value }) = code("XREFER imap://[::1]/INBOX;x") else { panic!() };
    assert_eq!((name.to_string().as_str(), value.to_string().as_str()), ("XREFER", "imap://[::1]/INBOX;x"));
    let Some(Code::Other { value, .. }) = code("X [y]") else { panic!() };
    assert_eq!(value, "[y]");
    // No bracket balances: the last one ends it, as in imaplib.
    let Some(Code::Other { value, .. }) = code("X [[y") else { panic!() };
    assert_eq!(value, "[[y");
    let (status, _) = status(b"a OK [UIDNEXT 5] text [with] brackets]");
    assert_eq!((status.code, status.text.as_str()), (Some(Code::UidNext(5)), Some("text [with] brackets]")));
}

#[test]
fn impossible_numbers_are_left_out_and_reported() {
    for (line, code, violations) in [
        ("* OK [UIDVALIDITY 0] x", None, 1),
        ("* OK [UIDNEXT 0] x", None, 1),
        ("* OK [UNSEEN 0] x", None, 0),
        ("* OK [HIGHESTMODSEQ 9223372036854775808] x", None, 1),
        ("* OK [HIGHESTMODSEQ 9223372036854775807] x", Some(Code::HighestModSeq(i64::MAX.unsigned_abs())), 0),
    ] {
        let (status, seen) = status(line.as_bytes());
        assert_eq!((status.code, status.text.as_str(), seen), (code, Some("x"), violations), "{line}");
    }
}

#[test]
fn malformed_arguments_keep_the_code_raw() {
    for (text, name, value) in [
        ("UIDNEXT x", "UIDNEXT", "x"),
        ("UIDVALIDITY 99999999999999999999", "UIDVALIDITY", "99999999999999999999"),
        ("UIDVALIDITY 4294967296", "UIDVALIDITY", "4294967296"),
        ("UIDNEXT 5 6", "UIDNEXT", "5 6"),
        ("PERMANENTFLAGS x", "PERMANENTFLAGS", "x"),
        ("APPENDUID 1", "APPENDUID", "1"),
        ("XALERT http://x", "XALERT", "http://x"),
        ("XFOO", "XFOO", ""),
    ] {
        let Some(Code::Other { name: n, value: v }) = code(text) else { panic!("{text}") };
        assert_eq!((n.to_string().as_str(), v.as_str()), (name, Some(value)));
    }
}

#[test]
fn what_is_no_code_stays_text() {
    for text in ["[Error=\"x\" Proxy=h:1993:SSL Service=Imap4]", "[PERMANENTFLAGS (\\*", "[] x", "[ALERT"] {
        let (status, _) = status(format!("a NO {text}").as_bytes());
        assert_eq!((status.code, status.text.as_str()), (None, Some(text)));
        assert_eq!(status.kind, StatusKind::No);
    }
}

#[test]
fn a_status_displays_code_and_text() {
    for line in ["[UIDNEXT 5] x", "[ALERT] x", "[X-Y a b] x", "x", "[PERMANENTFLAGS (\\Seen)] x", "[ALERT]"] {
        let (status, _) = status(format!("* NO {line}").as_bytes());
        assert_eq!(status.to_string(), line);
    }
    let (status, _) = status(b"a NO [authenticationfailed] no");
    assert!(status.is_auth_failed() && !status.is_try_create());
}
