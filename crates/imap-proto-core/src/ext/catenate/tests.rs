use alloc::vec::Vec;
use alloc::{format, vec};

use super::CatPart;
use crate::command::testing::{refused, wire, wire_with};
use crate::command::{Append, AppendMessage, Command as _};
use crate::error::EncodeError;
use crate::ext::urlauth::AuthUrl;
use crate::ext::{ExtCode, MultiAppend, UidReplace};
use crate::parse::status;
use crate::response::Code;
use crate::types::{Capability, Flag, NameForm};

const URL: &str = "/Drafts;UIDVALIDITY=385759045/;UID=20/;section=HEADER";

#[test]
fn the_example_of_rfc_4469() {
    let message =
        || AppendMessage::catenate([CatPart::url(URL), CatPart::text("\r\nabc"), CatPart::url("/x")]);
    let written = format!("CATENATE (URL {URL} TEXT {{5}}\r\n<sync>\r\nabc URL /x)");
    let append = Append::message("Drafts", message().flags([Flag::Seen, Flag::Draft]));
    assert_eq!(append.traits().needs, [Capability::of("CATENATE").into()]);
    assert_eq!(wire(append), format!("APPEND Drafts (\\Seen \\Draft) {written}"));
    let several = MultiAppend::new("Drafts").message(message()).message("x");
    assert_eq!(
        several.traits().needs,
        [Capability::of("MULTIAPPEND").into(), Capability::of("CATENATE").into()]
    );
    assert_eq!(wire(several), format!("APPEND Drafts {written} {{1}}\r\n<sync>x"));
    let replace = UidReplace::new(7, "Drafts", message()).unwrap();
    assert_eq!(replace.traits().needs, [Capability::of("REPLACE").into(), Capability::of("CATENATE").into()]);
    assert_eq!(wire(replace), format!("UID REPLACE 7 Drafts {written}"));
}

#[test]
fn a_url_cannot_end_the_list() {
    let url = |text: &str| Append::message("x", AppendMessage::catenate([CatPart::url(text)]));
    assert_eq!(wire(url("/a) b")), "APPEND x CATENATE (URL \"/a) b\")");
    assert!(matches!(refused(url("/a\0")), EncodeError::BadOctet { .. }));
}

#[test]
fn a_url_with_an_access_key_is_a_secret() {
    let url =
        AuthUrl::new("imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous:internal:91354a473744909de610");
    let append = Append::message("x", AppendMessage::catenate([CatPart::AuthUrl(url)]));
    assert!(append.traits().reveals_secret);
    assert!(!Append::message("x", AppendMessage::catenate([CatPart::url("/x")])).traits().reveals_secret);
    assert!(!format!("{:?}", CatPart::AuthUrl(AuthUrl::new("imap://key"))).contains("key"));
}

#[test]
fn nothing_is_no_message() {
    let none = Append::message("x", AppendMessage::catenate([]));
    assert!(matches!(refused(none), EncodeError::Invalid { .. }));
    let empty = MultiAppend::new("x").message(AppendMessage::catenate([CatPart::text("")]));
    assert!(matches!(refused(empty), EncodeError::Invalid { .. }));
}

#[test]
fn no_part_holds_a_nul() {
    let parts = || [CatPart::url("/x"), CatPart::text(&b"a\0b"[..])];
    let append = Append::message("x", AppendMessage::catenate(parts()));
    assert!(matches!(refused(append), EncodeError::BadOctet { .. }));
    let several = MultiAppend::new("x").message("m").message(AppendMessage::catenate(parts()));
    assert!(matches!(refused(several), EncodeError::BadOctet { .. }));
}

#[test]
fn what_a_server_says_of_a_bad_one() {
    for code in [format!("BADURL {URL}"), format!("BADURL \"{URL}\"")] {
        let code = status(format!("a NO [{code}] failed").as_bytes()).0.code;
        let Some(Code::Ext(ExtCode::BadUrl(bad))) = code else { panic!("{code:?}") };
        assert_eq!(bad.url(), URL.as_bytes());
        assert_eq!(format!("{bad:?} {:?}", CatPart::url(URL)), "BadUrl(..) Url(..)");
    }
    assert!(matches!(status(b"a NO [TOOBIG] x").0.code, Some(Code::Ext(ExtCode::TooBig(_)))));
}

#[test]
fn a_header_beyond_ascii_goes_as_utf8_where_that_is_on() {
    let capabilities = [Capability::ext("CATENATE").unwrap(), Capability::Utf8Accept];
    let header = "Subject: \u{fc}\r\n\r\n";
    let sent = |parts: Vec<CatPart>, form| {
        wire_with(Append::message("x", AppendMessage::catenate(parts)), &capabilities, form)
    };
    let parts = || vec![CatPart::text(header), CatPart::text("\u{fc}")];
    let utf8 = sent(parts(), NameForm::Utf8);
    assert_eq!(
        utf8,
        format!("APPEND x CATENATE (UTF8 (~{{15}}\r\n<sync>{header}) TEXT {{2}}\r\n<sync>\u{fc})")
    );
    let off = sent(parts(), NameForm::ModifiedUtf7);
    assert_eq!(off, format!("APPEND x CATENATE (TEXT {{15}}\r\n<sync>{header} TEXT {{2}}\r\n<sync>\u{fc})"));
}
