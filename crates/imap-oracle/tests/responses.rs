//! What imap-codec makes up and encodes, the core reads, and means the same. Each response becomes a list of facts on
//! either side; a fact that one side alone knows is a failure.

#[path = "responses/body.rs"]
mod body;
#[path = "responses/ours.rs"]
mod ours;
#[path = "responses/theirs.rs"]
mod theirs;

use std::collections::BTreeMap;

use arbitrary::{Arbitrary as _, Unstructured};
use imap_codec::ResponseCodec;
use imap_codec::encode::Encoder as _;
use imap_codec::imap_types::fetch::MessageDataItem;
use imap_codec::imap_types::response::{Data, Response};
use imap_proto_core::frame::Phase;
use imap_proto_core::parse::{Decoder, Parsed};
use imap_proto_core::{Leniency, Limits};

/// Octets by xorshift: the same in every run.
fn octets(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let len = 64 + next() % 4000;
    // Most are letters: an atom of random octets is rarely one.
    (0..len)
        .map(|_| {
            let word = next().to_le_bytes();
            if word[0] % 4 == 0 { word[1] } else { b'a' + word[1] % 26 }
        })
        .collect()
}

/// Any response; every other time a FETCH with one item, of which there would be few.
fn response(seed: u64, input: &[u8]) -> Option<Response<'_>> {
    let mut input = Unstructured::new(input);
    if seed.is_multiple_of(2) {
        return Response::arbitrary(&mut input).ok();
    }
    let item = MessageDataItem::arbitrary(&mut input).ok()?;
    Data::fetch(7, vec![item]).ok().map(Response::Data)
}

/// Facts in an order that does not matter to either side.
fn sorted(mut facts: Vec<String>) -> Vec<String> {
    facts.sort();
    facts.dedup();
    facts
}

#[test]
fn what_imap_codec_encodes_is_read_alike() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..40_000 {
        let input = octets(seed);
        let Some(response) = response(seed, &input) else { continue };
        let Some(expected) = theirs::facts(&response) else { continue };
        let wire = ResponseCodec::default().encode(&response).dump();
        // `{5+}` is a client's (RFC 7888 8): from a server it is no announcement, and imap-codec knows no difference.
        if wire.windows(4).any(|octets| octets == b"+}\r\n") {
            continue;
        }
        let mut decoder = Decoder::new(&Limits::default(), &Leniency::default());
        decoder.set_phase(Phase::Authenticated);
        decoder.feed(&wire);
        let shown = wire.escape_ascii();
        let read = match decoder.next() {
            Ok(Some(Parsed::Response(read))) => read,
            other => panic!("seed {seed}: {other:?} for {shown}"),
        };
        assert_eq!(sorted(ours::facts(&read)), sorted(expected.clone()), "seed {seed}: {shown}");
        let kind = expected.first().map_or("", |fact| fact.split(' ').next().unwrap_or_default());
        *kinds.entry(kind.to_owned()).or_default() += 1;
    }
    println!("{kinds:?}");
    let rare: Vec<_> =
        theirs::KINDS.iter().filter(|kind| kinds.get(**kind).is_none_or(|n| *n < 20)).collect();
    assert!(rare.is_empty(), "hardly any {rare:?} of {kinds:?}");
}
