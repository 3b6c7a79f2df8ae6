//! ENVELOPE and BODYSTRUCTURE as one line of text, of either side.

use imap_codec::imap_types::body::{BasicFields, BodyStructure, SpecificFields};
use imap_codec::imap_types::core::IString;
use imap_codec::imap_types::envelope;
use imap_proto_core::response::{Address, BodyKind, Envelope, Part};
use imap_proto_core::types::Str;

use super::theirs::{nstring, text};

fn nil(value: Option<Str<'_>>) -> String {
    value.map_or_else(|| "NIL".to_owned(), |value| format!("'{}'", text(value.as_bytes())))
}

pub(super) fn their_envelope(envelope: &envelope::Envelope<'_>) -> String {
    let person = |one: &envelope::Address<'_>| {
        format!(
            "<{} {} {} {}>",
            nstring(&one.name),
            nstring(&one.adl),
            nstring(&one.mailbox),
            nstring(&one.host)
        )
    };
    let lists =
        [&envelope.from, &envelope.sender, &envelope.reply_to, &envelope.to, &envelope.cc, &envelope.bcc];
    let lists: Vec<String> = lists.iter().map(|list| list.iter().map(person).collect()).collect();
    let (date, subject) = (nstring(&envelope.date), nstring(&envelope.subject));
    let (reply, id) = (nstring(&envelope.in_reply_to), nstring(&envelope.message_id));
    format!("envelope {date} {subject} {} {reply} {id}", lists.join("|"))
}

pub(super) fn our_envelope(envelope: &Envelope) -> String {
    let person = |one: Address<'_>| {
        format!("<{} {} {} {}>", nil(one.name()), nil(one.route()), nil(one.mailbox()), nil(one.host()))
    };
    let lists: [String; 6] = [
        envelope.from().map(person).collect(),
        envelope.sender().map(person).collect(),
        envelope.reply_to().map(person).collect(),
        envelope.to().map(person).collect(),
        envelope.cc().map(person).collect(),
        envelope.bcc().map(person).collect(),
    ];
    let (date, subject) = (nil(envelope.date()), nil(envelope.subject()));
    let (reply, id) = (nil(envelope.in_reply_to()), nil(envelope.message_id()));
    format!("envelope {date} {subject} {} {reply} {id}", lists.join("|"))
}

fn their_fields(basic: &BasicFields<'_>) -> String {
    let pair = |(name, value): &(IString<'_>, IString<'_>)| format!("{}={};", text(name), text(value));
    let params: String = basic.parameter_list.iter().map(pair).collect();
    let encoding = text(&basic.content_transfer_encoding);
    format!("{params} {} {} '{encoding}' {}", nstring(&basic.id), nstring(&basic.description), basic.size)
}

pub(super) fn their_structure(structure: &BodyStructure<'_>) -> String {
    match structure {
        BodyStructure::Multi { bodies, subtype, .. } => {
            let children: String = bodies.as_ref().iter().map(their_structure).collect();
            format!("[multi '{}' {children}]", text(subtype))
        }
        BodyStructure::Single { body, .. } => {
            let fields = their_fields(&body.basic);
            match &body.specific {
                SpecificFields::Basic { r#type, subtype } => {
                    format!("[basic '{}' '{}' {fields}]", text(r#type), text(subtype))
                }
                SpecificFields::Text { subtype, number_of_lines } => {
                    format!("[text '{}' {fields} {number_of_lines}]", text(subtype))
                }
                SpecificFields::Message { envelope, body_structure, number_of_lines } => {
                    let (inner, inside) = (their_envelope(envelope), their_structure(body_structure));
                    format!("[message {fields} {inner} {inside} {number_of_lines}]")
                }
            }
        }
    }
}

pub(super) fn our_structure(part: Part<'_>) -> String {
    let pair = |(name, value): (Str<'_>, Option<Str<'_>>)| {
        format!(
            "{}={};",
            text(name.as_bytes()),
            value.map_or_else(String::new, |value| text(value.as_bytes()))
        )
    };
    let params: String = part.params().map(pair).collect();
    let (id, description) = (nil(part.id()), nil(part.description()));
    let fields = format!("{params} {id} {description} {} {}", nil(part.encoding()), part.octets());
    let children: String = part.children().map(our_structure).collect();
    let (media, subtype) = (nil(part.media()), nil(part.subtype()));
    let lines = part.lines().unwrap_or_default();
    match part.kind() {
        BodyKind::Multipart => format!("[multi {subtype} {children}]"),
        BodyKind::Text => format!("[text {subtype} {fields} {lines}]"),
        BodyKind::Message => {
            let inner = part.envelope().map_or_else(String::new, our_envelope);
            format!("[message {fields} {inner} {children} {lines}]")
        }
        _ => format!("[basic {media} {subtype} {fields}]"),
    }
}
