//! No octet is searched twice and literal payload never, however the octets are cut (DESIGN: linear work is counted,
//! not timed). `--nocapture` prints the figures.

mod peer;

use imap_proto_core::command::{Fetch, List, Search, SearchKey};
use imap_proto_core::conn::Connection;
use imap_proto_core::types::{SectionPath, SeqSet};
use peer::{PLAIN, Peer, Stage};

const CHUNKS: [usize; 6] = [1, 2, 7, 1460, 16_384, usize::MAX];

/// Feeds through the slot, as a driver does, at most `chunk` octets a read.
fn read(conn: &mut Connection, mut wire: &[u8], chunk: usize) {
    while !wire.is_empty() {
        assert!(conn.wants_input(), "{:?}", conn.closed());
        let slot = conn.input_slot();
        let n = slot.len().min(chunk).min(wire.len());
        slot[..n].copy_from_slice(&wire[..n]);
        conn.input_filled(n);
        wire = &wire[n..];
    }
}

/// 2 MiB: a literal of 1 MiB that is made of line ends, and a line of 1 MiB less what stands around it.
fn two_mebibytes() -> (Vec<u8>, usize) {
    let literal = 1 << 20;
    let mut wire = format!("* 1 FETCH (UID 7 BODY[] {{{literal}}}\r\n").into_bytes();
    wire.extend((0..literal).map(|n| if n % 2 == 0 { b'\r' } else { b'\n' }));
    wire.extend_from_slice(b" X-LONG \"");
    let line = (2 << 20) - wire.len() - 4;
    wire.extend((0..line).map(|n| b"abcdefgh"[n % 8]));
    wire.extend_from_slice(b"\")\r\n");
    assert_eq!(wire.len(), 2 << 20);
    (wire, literal)
}

#[test]
fn two_mebibytes_of_literal_and_line() {
    let (wire, literal) = two_mebibytes();
    for chunk in CHUNKS {
        let mut peer = Peer::new(PLAIN, Stage::Selected);
        let ticket = peer.conn.submit(Fetch::new(SeqSet::one(1).unwrap()).body_peek(SectionPath::all()));
        let tag = peer.one(0).tag;
        let before = peer.conn.searched();
        read(&mut peer.conn, &wire, chunk);
        let searched = peer.conn.searched() - before;
        println!(
            "chunks of {chunk}: {} wire octets, {literal} of them literal, {searched} searched",
            wire.len()
        );
        assert_eq!(searched, (wire.len() - literal) as u64, "chunks of {chunk}");
        peer.feed(format!("{tag} OK done\r\n"));
        let rows = peer.conn.take(&ticket).unwrap().unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].body().map(|body| body.len()), Some(literal));
        assert!(rows[0].body().unwrap().chunks(2).all(|pair| pair == b"\r\n"));
    }
}

#[test]
fn a_search_of_a_million_numbers() {
    let numbers: Vec<u32> = (1..=1_000_000).map(|n| n * 3 + n % 3).collect();
    let list: Vec<String> = numbers.iter().map(u32::to_string).collect();
    let wire = format!("* SEARCH {}\r\n", list.join(" "));
    for chunk in [1460, usize::MAX] {
        let mut peer = Peer::new(PLAIN, Stage::Selected);
        let ticket = peer.conn.submit(Search::new(SearchKey::unseen()));
        let tag = peer.one(0).tag;
        let before = peer.conn.searched();
        read(&mut peer.conn, wire.as_bytes(), chunk);
        let searched = peer.conn.searched() - before;
        println!("chunks of {chunk}: SEARCH of {} octets, {searched} searched", wire.len());
        assert_eq!(searched, wire.len() as u64);
        peer.feed(format!("{tag} OK done\r\n"));
        assert_eq!(peer.conn.take(&ticket).unwrap().unwrap().numbers, numbers);
    }
}

#[test]
fn many_literals_in_one_response() {
    // SECURITY P07, P51: the work for n literals grows as n.
    for count in [100, 1_000, 10_000] {
        for (len, apart) in [(0, false), (3, false), (20_000, true)] {
            if apart && count > 1_000 {
                continue;
            }
            let one = format!("{{{len}}}\r\n{} ", "\n".repeat(len));
            let wire = format!("* XFOO ({})\r\n", one.repeat(count).trim_end_matches(' '));
            for chunk in [7, 1460, usize::MAX] {
                let mut peer = Peer::new(PLAIN, Stage::Authenticated);
                let before = peer.conn.searched();
                read(&mut peer.conn, wire.as_bytes(), chunk);
                let searched = peer.conn.searched() - before;
                assert_eq!(searched, (wire.len() - len * count) as u64, "{count} of {len} in {chunk}");
                assert_eq!(peer.events().len(), 1);
            }
        }
    }
}

#[test]
fn many_small_responses() {
    let names: Vec<String> = (0..20_000).map(|n| format!("box{n}")).collect();
    let rows: String =
        names.iter().map(|name| format!("* LIST (\\HasNoChildren) \"/\" {name}\r\n")).collect();
    for chunk in CHUNKS {
        let mut peer = Peer::with_limits(PLAIN, Stage::Authenticated, |l| l.queued_rows = 100_000);
        let ticket = peer.conn.submit(List::new("", "*"));
        let tag = peer.one(0).tag;
        let before = peer.conn.searched();
        read(&mut peer.conn, rows.as_bytes(), chunk);
        assert_eq!(peer.conn.searched() - before, rows.len() as u64);
        peer.feed(format!("{tag} OK done\r\n"));
        let found = peer.conn.take(&ticket).unwrap().unwrap();
        assert!(found.iter().map(|entry| entry.name().to_string()).eq(names.iter().cloned()));
    }
}
