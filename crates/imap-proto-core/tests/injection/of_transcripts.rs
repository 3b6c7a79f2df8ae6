//! The rows that stand in transcripts, where an extension brings its own: `? text text [] NAME $T <- Command::new(t)`.

#![allow(unused_imports, reason = "which names the transcripts use is theirs to say")]

use imap_proto_core::command::*;
use imap_proto_core::ext::*;
use imap_proto_core::types::{self, Atom, Flag, MailboxName, SectionPath, SeqSet, UidSet};

use super::fits;
use super::row::{Row, seq, uid};

macro_rules! row {
    (name, $fits:ident, $has:literal, $wire:literal, $t:ident, $command:expr) => {
        Row::name($wire, |p, $t| p.encode($command)).fits(fits::$fits).having($has)
    };
    ($kind:ident, $fits:ident, $has:literal, $wire:literal, $t:ident, $command:expr) => {
        Row::$kind($wire, fits::$fits, |p, $t| p.encode($command)).having($has)
    };
}

pub(crate) fn rows() -> Vec<Row> {
    imap_transcripts::argument_rows!(row)
}
