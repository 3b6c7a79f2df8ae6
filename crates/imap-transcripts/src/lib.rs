//! The commands that the transcripts of `imap-proto-core` spell as Rust expressions.
//!
//! A line `> q GetQuota::new("INBOX")` in `tests/transcripts/*.txt` is compiled by this crate's build script, so a
//! transcript submits any command of the core through the constructors that its users call, and a new command needs
//! no word of its own. `upload` in front submits it as an upload. In scope are all commands, all extensions and
//! their modules, and the types below; `?` may be used.
//!
//! A line `? text text [QUOTASET] SETQUOTA $T (STORAGE 1) <- SetQuota::new(t).limit(Resource::Storage, 1)` is a row of
//! the table in the core's `tests/injection`: what kind of argument `t` is, what fits there, capabilities beside those
//! that the table's server has anyway, and what the server has to read.

#![allow(unused_imports, reason = "which names the transcripts use is theirs to say")]

use std::error::Error;
use std::time::Duration;

use imap_proto_core::command::*;
use imap_proto_core::conn::Connection;
use imap_proto_core::ext::*;
use imap_proto_core::response::{FetchRow, StatusItem};
use imap_proto_core::sasl::CramMd5;
use imap_proto_core::types::{self, Atom, Flag, MailboxName, SectionPath, SeqSet, UidSet};
use imap_testkit::runner::{Running, running, uploading};

type Submitted = Result<Box<dyn Running>, Box<dyn Error>>;

include!(concat!(env!("OUT_DIR"), "/commands.rs"));
include!(concat!(env!("OUT_DIR"), "/rows.rs"));
