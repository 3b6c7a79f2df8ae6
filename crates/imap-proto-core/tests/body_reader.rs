//! The reader of streamed bodies that drivers share: nothing is held on to, and a body that is cut short says so.

use std::collections::BTreeSet;

use imap_proto_core::command::{FetchStream, Select};
use imap_proto_core::conn::{Config, Path};
use imap_proto_core::drive::{BodyReader, Client, Row, Streamed};
use imap_proto_core::types::{SectionPath, SeqSet};
use imap_proto_core::{CloseReason, CommandError};

/// Brings octets in, a slot at a time; says where the slots were.
fn read(client: &mut Client, mut octets: &[u8], most: usize) -> Vec<usize> {
    let mut places = Vec::new();
    while !octets.is_empty() && client.wire().wants_input() {
        let slot = client.wire().input_slot();
        let n = slot.len().min(octets.len()).min(most);
        slot[..n].copy_from_slice(&octets[..n]);
        places.push(slot.as_ptr() as usize);
        client.wire().input_filled(n);
        octets = &octets[n..];
    }
    places
}

fn tag(client: &mut Client) -> String {
    let octets = client.wire().output().to_vec();
    client.wire().output_written(octets.len());
    String::from_utf8(octets).unwrap().split(' ').next().unwrap().to_owned()
}

fn reader() -> (Client, BodyReader<FetchStream>) {
    let mut client = Client::new(Config::default().path(Path::Loopback).allow_preauth());
    read(&mut client, b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n", 64);
    client.settle();
    let ticket = client.submit(Select::new("INBOX"));
    let selecting = tag(&mut client);
    read(&mut client, format!("* 100 EXISTS\r\n{selecting} OK done\r\n").as_bytes(), 64);
    client.take(&ticket).unwrap().unwrap();
    let ticket = client.submit(FetchStream::new(SeqSet::all()).body_peek(SectionPath::all()));
    tag(&mut client);
    let mut reader = BodyReader::new(ticket);
    assert!(matches!(reader.poll_item(&mut client), Row::Pending));
    (client, reader)
}

fn begin(client: &mut Client, reader: &mut BodyReader<FetchStream>, len: usize) {
    read(client, format!("* 1 FETCH (BODY[] {{{len}}}\r\n").as_bytes(), 64);
    let item = reader.poll_item(client);
    assert!(matches!(&item, Row::Item(Streamed::Body(head)) if head.len == len as u64));
}

#[test]
fn what_was_copied_out_leaves_its_memory() {
    let (mut client, mut reader) = reader();
    begin(&mut client, &mut reader, 1 << 20);
    let (mut places, mut octets, mut out) = (BTreeSet::new(), 0, [0; 3000]);
    for _ in 0..100 {
        places.extend(read(&mut client, &[b'x'; 8000], 8000));
        while let Row::Item(n) = reader.poll_read(&mut client, &mut out) {
            octets += n;
        }
    }
    assert_eq!(octets, 800_000);
    assert_eq!(places.len(), 1, "the block comes back each time");
}

#[test]
fn cut_short_is_an_error_however_often_it_is_asked() {
    let (mut client, mut reader) = reader();
    begin(&mut client, &mut reader, 100_000);
    read(&mut client, &[b'x'; 8000], 8000);
    assert!(matches!(reader.poll_chunk(&mut client), Row::Item(chunk) if chunk.len() == 8000));
    assert!(reader.take_ticket().is_some());
    for _ in 0..2 {
        let done = reader.poll_chunk(&mut client);
        assert!(matches!(done, Row::Done(Err(CommandError::Closed(CloseReason::Eof(true))))));
    }
}
