use super::*;

const MIXED: &[u8] = b"Content-Type: multipart/mixed; boundary=\"a b\"\r\n\r\npreamble\r\n\
--a b\r\n\r\none\r\n--a b  \r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ninner\r\n--a b--\r\nepilogue\r\n--a b\r\n\r\nno\r\n";

fn bodies<'a>(part: &Part<'a>) -> Vec<&'a [u8]> {
    match &part.inside {
        Inside::Parts(parts) => parts.iter().map(|p| p.body).collect(),
        Inside::Leaf | Inside::Message(_) => Vec::new(),
    }
}

#[test]
fn parts_and_nested_message() {
    let message = Part::message(MIXED);
    assert_eq!(bodies(&message), [&b"one"[..], b"Subject: in\r\n\r\ninner"]);
    let nested = message.of_message(2).unwrap();
    assert_eq!(nested.below(1).unwrap().body, b"inner");
    assert!(nested.below(2).is_none() && message.of_message(3).is_none() && message.of_message(0).is_none());
}

#[test]
fn a_plain_message_is_its_own_part_one() {
    let message = Part::message(b"Subject: x\r\n\r\nhello");
    assert_eq!(message.of_message(1).unwrap().body, b"hello");
    assert!(message.of_message(1).unwrap().below(1).is_none());
    assert_eq!(message.content, ContentType::text());
}

#[test]
fn unfinished_and_empty_multiparts() {
    let open =
        Part::message(b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\none\r\n--x\r\n\r\ntwo");
    assert_eq!(bodies(&open), [&b"one"[..], b"two"]);
    let none = Part::message(b"Content-Type: multipart/mixed; boundary=x\r\n\r\nnothing here\r\n");
    assert!(matches!(none.inside, Inside::Leaf));
}

#[test]
fn parameters() {
    let parsed =
        ContentType::parse(b"Text/Plain (no; comment) ; charset=\"utf\\-8;x\"; format=flowed; bad; =x")
            .unwrap();
    assert!(parsed.is("text", "plain"));
    let expected = vec![(b"charset".to_vec(), b"utf-8;x".to_vec()), (b"format".to_vec(), b"flowed".to_vec())];
    assert_eq!(parsed.parameters, expected);
    assert_eq!(ContentType::parse(b"text"), None);
    assert_eq!(ContentType::parse(b""), None);
}

#[test]
fn nesting_and_fan_out_are_bounded() {
    let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(10_000);
    let mut part = &Part::message(deep.as_bytes());
    let mut depth = 0;
    while let Inside::Message(inner) = &part.inside {
        part = inner;
        depth += 1;
    }
    assert_eq!(depth, DEPTH);
    let wide =
        format!("Content-Type: multipart/mixed; boundary=x\r\n\r\n{}", "--x\r\n\r\n\r\n".repeat(PARTS * 2));
    assert_eq!(bodies(&Part::message(wide.as_bytes())).len(), PARTS - 1);
}
