use alloc::format;

use super::*;
use crate::command::Need;
use crate::command::testing::{Fate, Running, no, ok, ok_with, refused, segments, wire};
use crate::command::{Segment, testing};
use crate::ext::ExtCode;
use crate::parse::{data, status};
use crate::response::{Code, Payload};
use crate::types::{Capability, NameForm};

const RUMP: &str = "imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred";
const FULL: &str = "imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred:internal:91354a473744909de610943775f92038";

fn generated(wire: &str) -> Option<GenUrlAuthData> {
    match data(wire.as_bytes()) {
        Ok(Data::Ext(ExtData::GenUrlAuth(found))) => Some(found),
        _ => None,
    }
}

fn fetched(wire: &str) -> Option<Vec<FetchedUrl>> {
    match data(wire.as_bytes()) {
        Ok(Data::Ext(ExtData::UrlFetch(found))) => Some(found.urls),
        _ => None,
    }
}

fn atom(name: &str) -> Atom {
    Atom::new(name).unwrap()
}

#[test]
fn genurlauth_responses() {
    let found = generated(&format!("* GENURLAUTH \"{FULL}\"")).unwrap();
    assert_eq!(found.urls[0].as_bytes(), FULL.as_bytes());
    let found = generated(&format!("* genurlauth {FULL}  {{1}}\r\nx")).unwrap();
    assert_eq!((found.urls.len(), found.urls[1].as_bytes()), (2, &b"x"[..]));
    for wire in ["* GENURLAUTH", "* GENURLAUTH (x)", "* GENURLAUTH \"x"] {
        assert_eq!(generated(wire), None, "{wire}");
    }
}

#[test]
fn urlfetch_responses() {
    let rows =
        fetched(&format!("* URLFETCH \"{FULL}\" {{28}}\r\nSi vis pacem, para bellum.\r\n v NIL")).unwrap();
    assert_eq!(rows[0].url, AuthUrl::new(FULL));
    assert_eq!(rows[0].body.as_ref().and_then(Payload::bytes).unwrap(), "Si vis pacem, para bellum.\r\n");
    // RFC 5524 section 3: a structure, and octets that may hold NUL.
    let wire = "* URLFETCH \"a\" (BODYPARTSTRUCTURE (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-\\\"ASCII\") NIL NIL \"7BIT\" 28 1)) \
        (BINARY ~{3}\r\na\0b) \"b\" NIL c \"d\"";
    let rows = fetched(wire).unwrap();
    assert_eq!(rows.len(), 3);
    let part = rows[0].structure.as_ref().unwrap().root().unwrap();
    assert!(part.is("text", "plain"));
    assert_eq!(part.param("charset").unwrap(), "US-\"ASCII");
    assert_eq!(rows[0].binary.as_ref().and_then(Payload::bytes).unwrap(), &b"a\0b"[..]);
    assert_eq!((rows[0].body.is_none(), &rows[1].body), (true, &Some(Payload::Nil)));
    assert_eq!(rows[2].body.as_ref().and_then(Payload::bytes).unwrap(), "d");
    let rows = fetched("* URLFETCH a (BODY NIL X-NEW (1 2) BODYPARTSTRUCTURE NIL)").unwrap();
    assert_eq!((rows[0].body.clone(), rows[0].other.len()), (Some(Payload::Nil), 1));
    for wire in [
        "* URLFETCH",
        "* URLFETCH \"a\"",
        "* URLFETCH \"a\" (BODY \"x\"",
        "* URLFETCH \"a\" (BODYPARTSTRUCTURE 5)",
        "* URLFETCH \"a\" {9}\r\nshort",
    ] {
        assert_eq!(fetched(wire), None, "{wire}");
    }
}

#[test]
fn codes() {
    let mech = |line: &[u8]| match status(line).0.code {
        Some(Code::Ext(ExtCode::UrlMech(found))) => Some(found.mechanisms),
        _ => None,
    };
    assert_eq!(mech(b"* OK [URLMECH INTERNAL] x"), Some(Vec::from([(atom("INTERNAL"), None)])));
    let two = mech(b"a OK [URLMECH INTERNAL XSAMPLE=P34OKhO7VEkCbsiYY8rGEg==] done").unwrap();
    assert_eq!(two[1], (atom("XSAMPLE"), Some("P34OKhO7VEkCbsiYY8rGEg==".into())));
    assert_eq!(mech(b"* OK [URLMECH] x"), None);
}

#[test]
fn commands_on_the_wire() {
    assert_eq!(wire(GenUrlAuth::internal([RUMP])), format!("GENURLAUTH \"{RUMP}\" INTERNAL"));
    let two = GenUrlAuth::internal(["a"]).url("b \"", atom("XSAMPLE"));
    assert_eq!(wire(two), "GENURLAUTH \"a\" INTERNAL \"b \\\"\" XSAMPLE");
    assert_eq!(wire(UrlFetch::new([AuthUrl::new(FULL)])), format!("URLFETCH \"{FULL}\""));
    let all = [UrlItem::Structure, UrlItem::Binary, UrlItem::Body];
    let extended = UrlFetch::new([AuthUrl::new("a")]).items(AuthUrl::new("b"), all);
    assert_eq!(wire(extended), "URLFETCH \"a\" (\"b\" BODYPARTSTRUCTURE BINARY BODY)");
    assert_eq!(wire(ResetKey::all()), "RESETKEY");
    assert_eq!(wire(ResetKey::mailbox("INBOX").mechanism(atom("INTERNAL"))), "RESETKEY INBOX INTERNAL");
    for error in [
        refused(GenUrlAuth::internal::<&str>([])),
        refused(UrlFetch::new([])),
        refused(ResetKey::all().mechanism(atom("INTERNAL"))),
        refused(GenUrlAuth::internal(["a"]).url("b", Atom::from_wire("X EVIL".into()))),
        refused(ResetKey::mailbox("a").mechanism(Atom::from_wire("X EVIL".into()))),
    ] {
        assert!(matches!(error, EncodeError::Invalid { .. }), "{error}");
    }
    assert!(matches!(refused(UrlFetch::new([AuthUrl::new("a\0")])), EncodeError::BadOctet { .. }));
}

#[test]
fn needs() {
    let named = |name: &str| [Need::from(Capability::ext(name).unwrap())];
    let fetch = || UrlFetch::new([AuthUrl::new("a")]);
    assert_eq!(fetch().traits().needs, named("URLAUTH"));
    let extended = fetch().items(AuthUrl::new("b"), [UrlItem::Body]);
    assert_eq!(extended.traits().needs, named("URLAUTH=BINARY"));
    assert!(extended.unchecked().traits().needs.is_empty());
    let generate = GenUrlAuth::internal([RUMP]);
    assert_eq!(generate.traits().needs, named("URLAUTH"));
    assert!(generate.traits().reveals_secret && fetch().traits().reveals_secret);
    assert!(generate.unchecked().traits().needs.is_empty());
    assert_eq!(ResetKey::all().traits().needs, named("URLAUTH"));
    assert!(!ResetKey::all().unchecked().traits().reveals_secret);
}

#[test]
fn a_url_is_in_no_text() {
    let mut command = UrlFetch::new([AuthUrl::new(FULL)]);
    let sent = segments(&mut command, &testing::dialect(&[], NameForm::ModifiedUtf7)).unwrap();
    let plain = sent.iter().filter_map(|segment| match segment {
        Segment::Line(text) => Some(text.clone()),
        _ => None,
    });
    assert!(!plain.flatten().collect::<Vec<_>>().windows(8).any(|part| part == b"91354a47"));
    let rows = fetched(&format!("* URLFETCH \"{FULL}\" NIL")).unwrap();
    for text in [
        format!("{command:?}"),
        format!("{rows:?}"),
        format!("{:?}", generated(&format!("* GENURLAUTH \"{FULL}\""))),
        format!("{:?}", data(format!("* URLFETCH \"{FULL}\" NIL").as_bytes())),
    ] {
        assert!(!text.contains("91354a47") && text.contains("AuthUrl(***)"), "{text}");
    }
}

#[test]
fn answers_are_needed() {
    let urls = |urls: &[&str]| {
        Data::Ext(ExtData::GenUrlAuth(GenUrlAuthData { urls: urls.iter().map(AuthUrl::new).collect() }))
    };
    let mut running = Running::new(GenUrlAuth::internal(["a", "b"]));
    assert_eq!(running.data(urls(&["x"])), Fate::Taken);
    assert_eq!(running.data(Data::Exists(1)), Fate::Passed);
    assert_eq!(running.data(urls(&["y"])), Fate::Taken);
    assert_eq!(running.output(), ["x", "y"].map(AuthUrl::new));
    let mut running = Running::new(GenUrlAuth::internal(["a", "b"]));
    assert_eq!(running.data(urls(&["x"])), Fate::Taken);
    assert!(matches!(running.answer(ok()), Some(Err(CommandError::Incomplete("GENURLAUTH")))));
    Running::new(GenUrlAuth::internal(["a"])).cannot_be_refused_into_success();

    let row = || data(b"* URLFETCH a \"x\" b NIL").unwrap();
    let mut running = Running::new(UrlFetch::new(["a", "b", "a"].map(AuthUrl::new)));
    assert_eq!(running.data(row()), Fate::Taken);
    assert_eq!(running.output().len(), 2);
    let mut running = Running::new(UrlFetch::new(["a", "b", "c"].map(AuthUrl::new)));
    assert_eq!(running.data(row()), Fate::Taken);
    assert!(matches!(running.answer(ok()), Some(Err(CommandError::Incomplete("URLFETCH")))));
    Running::new(UrlFetch::new([AuthUrl::new("a")])).cannot_be_refused_into_success();
}

#[test]
fn resetkey_tells_the_mechanisms() {
    let code = status(b"a OK [URLMECH INTERNAL] x").0.code.unwrap();
    let output = Running::new(ResetKey::all()).answer(ok_with(code)).unwrap().unwrap();
    assert_eq!(output.unwrap().mechanisms.len(), 1);
    assert_eq!(Running::new(ResetKey::all()).output(), None);
    assert!(Running::new(ResetKey::all()).answer(no()).unwrap().is_err());
}
