//! One write a command, counted: 40 ms stalls come from more (Nagle's algorithm and delayed acknowledgements).

use std::sync::Arc;
use std::sync::atomic::Ordering;

use imap_async::core::command::{AppendMessage, Noop};
use imap_async::core::ext::MultiAppend;
use imap_async::prelude::*;
use imap_testkit::Server;

use crate::stage::{Stage, open};
use crate::world::Clock;

#[test]
fn a_command_with_its_literals_is_one_write() {
    let (clock, server) = (Clock::default(), Server::demo());
    let stage = Stage::server(&clock, &server);
    let wrote = Arc::clone(&stage.wrote);
    let mut s = open(&clock, stage);
    let writes = || wrote.swap(0, Ordering::Relaxed);
    clock.block_on(async {
        s.capability().await.unwrap();
        writes();
        s.noop().await.unwrap();
        assert_eq!(writes(), 1, "a line");
        for len in [100, 16_384, 20_000, 60_000] {
            let message = vec![b'x'; len];
            s.append("Archive", message.clone()).await.unwrap();
            assert_eq!(writes(), 1, "{len} octets from memory");
            s.append_from("Archive", len as u64, message.as_slice()).await.unwrap();
            assert_eq!(writes(), 1, "{len} octets from a reader");
        }
        s.run(MultiAppend::new("Archive").messages(vec![vec![b'x'; 20_000]; 30])).await.unwrap();
        assert_eq!(writes(), 1, "30 messages of 20 KB");
        let streams = (0..10).map(|_| AppendMessage::stream(5000));
        let readers = [[b'x'; 5000]; 10];
        let command = MultiAppend::new("Archive").messages(streams);
        s.upload_parts(command, readers.iter().map(|reader| &reader[..]), |_| ()).await.unwrap();
        assert_eq!(writes(), 1, "small parts gather");
        let tickets: Vec<_> = (0..1000).map(|_| s.submit(Noop::new())).collect();
        assert_eq!(writes(), 0, "nothing is written before a future is polled");
        for ticket in tickets {
            s.wait(ticket).await.unwrap();
        }
        assert_eq!(writes(), 1, "what was submitted together");
    });
}
