//! What was printed, and whether it is all there is.

use std::error::Error;
use std::io::{self, Write};

use imap_testkit::Server;

use crate::MAILBOX;

/// The messages printed so far.
pub(crate) struct Report {
    mode: &'static str,
    messages: Vec<Vec<u8>>,
}

impl Report {
    pub(crate) fn new(mode: &'static str) -> Self {
        Self { mode, messages: Vec::new() }
    }

    /// Prints a message with its number.
    pub(crate) fn print(&mut self, number: u32, message: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "Message {number}")?;
        out.write_all(message)?;
        writeln!(out)?;
        self.messages.push(message.to_vec());
        Ok(())
    }

    /// Says how many there were; an error if the server holds anything else.
    pub(crate) fn finish(self, server: &Server) -> Result<(), Box<dyn Error>> {
        let handle = server.handle();
        let uids = handle.uids(MAILBOX).unwrap_or_default();
        let held: Vec<_> = uids.iter().filter_map(|uid| handle.octets(MAILBOX, *uid)).collect();
        if held.len() != self.messages.len() || held.iter().zip(&self.messages).any(|(a, b)| **a != **b) {
            return Err(format!("the server holds {} messages; printed were others", held.len()).into());
        }
        let mut out = io::stdout().lock();
        writeln!(out, "demo: {} messages fetched over {}", self.messages.len(), self.mode)?;
        Ok(())
    }
}
