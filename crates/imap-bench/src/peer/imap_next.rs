//! imap-next 0.3.4: its client without I/O, which cuts responses out first and then decodes each once.

use imap_next::client::{Client, Event, Options};
use imap_next::{Interrupt, State as _};

use crate::load::Load;
use crate::subject::{Subject, Tally, uncounted};

/// Its client, past the greeting. Values are owned.
#[derive(Debug)]
pub(crate) struct ImapNext {
    client: Client,
    kept: Option<Vec<Event>>,
}

impl ImapNext {
    pub(crate) fn new() -> Self {
        let mut options = Options::default();
        options.discard_greeting = true;
        // The scaling tables have literals above its 100 MiB.
        options.max_response_size = u32::MAX;
        Self { client: Client::new(options), kept: None }
    }
}

impl Subject for ImapNext {
    fn read(&mut self, load: &Load, chunk: usize) -> Tally {
        let mut tally = Tally::default();
        for chunk in load.octets.chunks(chunk) {
            uncounted(|| self.client.enqueue_input(chunk));
            loop {
                match self.client.next() {
                    Ok(event) => {
                        tally.read += 1;
                        if let Some(kept) = &mut self.kept {
                            kept.push(event);
                        }
                    }
                    Err(Interrupt::Error(_)) => tally.refused += 1,
                    Err(Interrupt::Io(_)) => break,
                }
            }
        }
        tally
    }

    fn keep(&mut self, responses: usize) {
        self.kept = Some(Vec::with_capacity(responses));
    }
}
