//! BODYSTRUCTURE, and the untagged responses of plain numbers and words.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use proptest::prelude::*;

use super::super::data;
use super::{Form, form, text};
use crate::response::{BodyKind, BodyStructure, Data, Part};

/// A part to be written and read back.
#[derive(Clone, Debug)]
struct Made {
    subtype: String,
    params: Vec<(String, String)>,
    id: Option<String>,
    octets: u32,
    disposition: Option<String>,
    languages: Vec<String>,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Basic(String),
    Text(u32),
    Message(Box<Made>, u32),
    Multipart(Vec<Made>),
}

fn leaf() -> impl Strategy<Value = Made> {
    let kind = prop_oneof![
        "(image|audio|application|model)".prop_map(Kind::Basic),
        any::<u32>().prop_map(Kind::Text)
    ];
    let params = prop::collection::vec(("[a-z*0-9]{1,8}", text()), 0..3);
    let more = (proptest::option::of(text()), prop::collection::vec("[a-z]{2}", 0..3));
    (kind, "[a-z-]{1,9}", params, proptest::option::of(text()), any::<u32>(), more).prop_map(
        |(kind, subtype, params, id, octets, (disposition, languages))| Made {
            subtype,
            params,
            id,
            octets,
            disposition,
            languages,
            kind,
        },
    )
}

fn part() -> impl Strategy<Value = Made> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let multipart = (leaf(), prop::collection::vec(inner.clone(), 1..4));
        prop_oneof![
            multipart.prop_map(|(made, parts)| Made { kind: Kind::Multipart(parts), ..made }),
            (leaf(), inner, any::<u32>()).prop_map(|(made, inner, lines)| Made {
                kind: Kind::Message(Box::new(inner), lines),
                ..made
            }),
        ]
    })
}

fn pairs(f: &mut Form, pairs: &[(String, String)]) -> String {
    if pairs.is_empty() {
        return f.word("NIL");
    }
    let list: Vec<_> =
        pairs.iter().map(|(name, value)| format!("{} {}", f.string(name), f.string(value))).collect();
    format!("({})", list.join(" "))
}

/// What every part ends in, NIL for MD5 and for the location.
fn tail(f: &mut Form, made: &Made) -> String {
    let disposition = match &made.disposition {
        Some(name) => format!("({} {})", f.string(name), pairs(f, &made.params)),
        None => f.word("NIL"),
    };
    let languages = match &made.languages[..] {
        [] => f.word("NIL"),
        [one] => f.string(one),
        several => format!("({})", several.iter().map(|one| f.string(one)).collect::<Vec<_>>().join(" ")),
    };
    format!("{disposition} {languages} {}", f.word("NIL"))
}

fn wire(f: &mut Form, made: &Made) -> String {
    if let Kind::Multipart(parts) = &made.kind {
        let parts: String = parts.iter().map(|part| wire(f, part)).collect();
        return format!("({parts} {} {} {})", f.string(&made.subtype), pairs(f, &made.params), tail(f, made));
    }
    let (media, subtype) = match &made.kind {
        Kind::Basic(media) => (f.string(media), f.string(&made.subtype)),
        Kind::Message(..) => (f.string("message"), f.string("rfc822")),
        _ => (f.string("text"), f.string(&made.subtype)),
    };
    let fields = format!(
        "{} {} {} {} {}",
        pairs(f, &made.params),
        f.nstring(made.id.as_deref()),
        f.word("NIL"),
        f.string("8bit"),
        made.octets
    );
    let more = match &made.kind {
        Kind::Message(inner, lines) => {
            let nil = f.word("NIL");
            let envelope = format!(
                "({} {} {nil} {nil} {nil} {nil} {nil} {nil} {nil} {nil})",
                f.nstring(None),
                f.string(&made.subtype)
            );
            format!(" {envelope} {} {lines}", wire(f, inner))
        }
        Kind::Text(lines) => format!(" {lines}"),
        _ => String::new(),
    };
    format!("({media} {subtype} {fields}{more} {} {})", f.word("NIL"), tail(f, made))
}

fn same(read: Part<'_>, made: &Made) -> Result<(), TestCaseError> {
    let subtype = if matches!(made.kind, Kind::Message(..)) { "rfc822" } else { &made.subtype };
    prop_assert_eq!(read.subtype().unwrap().as_bytes(), subtype.as_bytes());
    let params: Vec<_> =
        read.params().map(|(name, value)| (name.as_bytes(), value.unwrap().as_bytes())).collect();
    prop_assert_eq!(
        params,
        made.params.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect::<Vec<_>>()
    );
    prop_assert_eq!(
        read.disposition().map(|text| text.as_bytes()),
        made.disposition.as_ref().map(String::as_bytes)
    );
    let languages: Vec<_> = read.languages().map(|one| one.to_string()).collect();
    prop_assert_eq!(languages, made.languages.clone());
    let children: Vec<_> = read.children().collect();
    let inner: &[Made] = match &made.kind {
        Kind::Multipart(parts) => parts,
        Kind::Message(inner, _) => core::slice::from_ref(&**inner),
        _ => &[],
    };
    prop_assert_eq!(children.len(), inner.len());
    if !matches!(made.kind, Kind::Multipart(_)) {
        prop_assert_eq!(
            (read.id().map(|id| id.as_bytes()), read.octets()),
            (made.id.as_ref().map(String::as_bytes), u64::from(made.octets))
        );
    }
    let (kind, lines) = match &made.kind {
        Kind::Basic(_) => (BodyKind::Basic, None),
        Kind::Text(lines) => (BodyKind::Text, Some(*lines)),
        Kind::Message(_, lines) => (BodyKind::Message, Some(*lines)),
        Kind::Multipart(_) => (BodyKind::Multipart, None),
    };
    prop_assert_eq!((read.kind(), read.lines()), (kind, lines));
    prop_assert_eq!(read.envelope().is_some(), kind == BodyKind::Message);
    for (read, made) in children.into_iter().zip(inner) {
        same(read, made)?;
    }
    Ok(())
}

proptest! {
    #[test]
    fn structures(mut f in form(), made in part()) {
        let wire = wire(&mut f, &made);
        let read = BodyStructure::from_wire(wire.as_bytes()).unwrap();
        same(read.root().unwrap(), &made)?;
        // A section's number leads back to the part it was given for; the root has none.
        for part in read.parts().skip(1) {
            let path = part.path();
            if !path.is_empty() {
                prop_assert_eq!(read.part(&path).map(|found| found.path()), Some(path));
            }
        }
        same(read.compact().root().unwrap(), &made)?;
    }

    #[test]
    fn numbers_and_words(mut f in form(), number in 1..=u32::MAX, many in prop::collection::vec(1..=u32::MAX, 0..20), modseq in proptest::option::of(1..u64::MAX / 2), words in prop::collection::btree_set("[A-Z][A-Z0-9]{2,8}(=[A-Z0-9]{1,5})?", 1..6)) {
        let read = |wire: String| data(wire.as_bytes()).unwrap_or_else(|error| panic!("{wire:?}: {error}"));
        prop_assert_eq!(read(format!("* {number} {}", f.word("EXISTS"))), Data::Exists(number));
        prop_assert_eq!(read(format!("* {number} {}", f.word("RECENT"))), Data::Recent(number));
        prop_assert_eq!(read(format!("* {number} {}", f.word("EXPUNGE"))), Data::Expunge(number));
        let list: String = many.iter().map(|one| format!(" {one}")).collect();
        let tail = modseq.map_or_else(String::new, |n| format!(" ({} {n})", f.word("MODSEQ")));
        let Data::Search(found) = read(format!("* {}{list}{tail}", f.word("SEARCH"))) else { panic!() };
        prop_assert_eq!((found.numbers, found.modseq), (many, modseq));
        let list: Vec<_> = words.iter().map(|word| f.word(word)).collect();
        for keyword in ["CAPABILITY", "ENABLED"] {
            let (Data::Capability(set) | Data::Enabled(set)) = read(format!("* {} {}", f.word(keyword), list.join(" "))) else { panic!() };
            let mut names: Vec<_> = set.iter().map(|one| one.to_string().to_ascii_uppercase()).collect();
            names.sort();
            prop_assert_eq!(names, words.iter().cloned().collect::<Vec<_>>());
        }
        let Data::Flags(set) = read(format!("* {} (\\{} {})", f.word("FLAGS"), f.word("SEEN"), list.join(" "))) else { panic!() };
        prop_assert_eq!(set.len(), words.len() + 1);
        for word in &words {
            prop_assert!(set.iter().any(|flag| flag.to_string().eq_ignore_ascii_case(word)), "{word}");
        }
    }
}
