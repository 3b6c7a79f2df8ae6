//! The loads: what a server sends, made the same way each time.
//!
//! Shapes follow Dovecot and Gmail. Every load but `esearch` is made of what all peers read, so that nobody is fast
//! by refusing it.

use std::fmt;

use crate::rng::Rng;

mod bodystructure;
mod envelope;
mod fetch;
mod literal;
mod mailbox;
mod mixed;
mod search;

#[cfg(test)]
mod tests;

/// A load by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// FETCH of UID, FLAGS and MODSEQ.
    Flags,
    /// FETCH of ENVELOPE and BODYSTRUCTURE.
    Envbs,
    /// FETCH of bodies of about 20 KB.
    Lit20k,
    /// FETCH of one body of 64 MiB.
    Lit64m,
    /// One SEARCH of growing numbers.
    Search,
    /// One SEARCH in the order of a SORT: all numbers from 1 on, in no order.
    Sort,
    /// One SEARCH of numbers of 1 to 10 digits, as many of each: harder than any server sends.
    Widths,
    /// ESEARCH lines with large sets.
    Esearch,
    /// LIST rows.
    List,
    /// STATUS rows.
    Status,
    /// A session: all of this, but ESEARCH.
    Mixed,
}

/// Every load, its name, and how many rows, numbers or octets it has at scale 1.
pub(crate) const KINDS: [(Kind, &str, usize); 11] = [
    (Kind::Flags, "flags100k", 100_000),
    (Kind::Envbs, "envbs20k", 20_000),
    (Kind::Lit20k, "lit20k", 2_000),
    (Kind::Lit64m, "lit64m", 64 << 20),
    (Kind::Search, "search1m", 1_000_000),
    (Kind::Sort, "sort1m", 1_000_000),
    (Kind::Widths, "widths1m", 1_000_000),
    (Kind::Esearch, "esearch", 201),
    (Kind::List, "list50k", 50_000),
    (Kind::Status, "status50k", 50_000),
    (Kind::Mixed, "mixed", 35_267),
];

impl Kind {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|(kind, ..)| *kind)
    }

    /// The load of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        KINDS.iter().find(|(_, known, _)| *known == name).map(|(kind, ..)| *kind)
    }

    /// The name that the tables show.
    pub(crate) fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, name, _)| name)
    }

    /// Rows, numbers or octets at scale 1.
    pub(crate) fn size(self) -> usize {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or(0, |(.., size)| *size)
    }
}

/// A load and how many rows, numbers or octets it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sized {
    pub(crate) kind: Kind,
    pub(crate) size: usize,
}

impl Sized {
    /// `scale` times smaller than it is.
    pub(crate) fn scaled(kind: Kind, scale: usize) -> Self {
        Self { kind, size: (kind.size() / scale).max(1) }
    }

    /// `flags100k`, or `flags100k@1000`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name.split_once('@') {
            None => Kind::named(name).map(|kind| Self { kind, size: kind.size() }),
            Some((name, size)) => Some(Self { kind: Kind::named(name)?, size: size.parse().ok()? }),
        }
    }

    pub(crate) fn make(self) -> Load {
        Load::new(self.kind, self.size)
    }
}

impl fmt::Display for Sized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        if self.size == self.kind.size() { Ok(()) } else { write!(f, "@{}", self.size) }
    }
}

/// The tag of a command, counted from 1: what a `Connection` without a seed gives it that has sent a SELECT before.
pub(crate) fn tag(command: usize) -> String {
    format!("AAAA{}", command + 1)
}

/// What a server sends, and what it answers with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Load {
    pub(crate) octets: Vec<u8>,
    /// Responses in it.
    pub(crate) responses: usize,
    /// Commands that are answered, in order, each up to its octet. Their tagged lines are not part of it.
    pub(crate) steps: Vec<(Asked, usize)>,
}

/// What the client asked, for the rows to belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Fetch,
    Search,
    /// SEARCH with RETURN options: one ESEARCH response each.
    Esearch,
    List,
    /// A command for each row: one STATUS asks of one mailbox.
    Status,
    /// Nothing: what comes is news.
    Nothing,
}

impl Load {
    /// A load of `size` rows, numbers or octets, whichever it is counted in.
    pub(crate) fn new(kind: Kind, size: usize) -> Self {
        let mut load = Self::default();
        let mut rng = Rng::new(kind as u64 + 1);
        match kind {
            Kind::Flags => load.rows(size, Asked::Fetch, |n, out| fetch::flags(n, &mut rng, out)),
            Kind::Envbs => load.rows(size, Asked::Fetch, |n, out| fetch::envelope(n, &mut rng, out)),
            Kind::Lit20k => load.rows(size, Asked::Fetch, |n, out| literal::message(n, &mut rng, out)),
            Kind::Lit64m => load.rows(1, Asked::Fetch, |n, out| literal::body(n, size, &mut rng, out)),
            Kind::Search => load.rows(1, Asked::Search, |_, out| search::growing(size, &mut rng, out)),
            Kind::Sort => load.rows(1, Asked::Search, |_, out| search::shuffled(size, &mut rng, out)),
            Kind::Widths => load.rows(1, Asked::Search, |_, out| search::mixed(size, &mut rng, out)),
            Kind::Esearch => {
                // Each line answers a command of its own.
                for n in 1..=size {
                    load.rows(1, Asked::Esearch, |_, out| search::extended(n, n == size, &mut rng, out));
                }
            }
            Kind::List => load.rows(size, Asked::List, |n, out| mailbox::list(n, &mut rng, out)),
            Kind::Status => load.rows(size, Asked::Status, |n, out| mailbox::status(n, &mut rng, out)),
            Kind::Mixed => mixed::session(size, &mut rng, &mut load),
        }
        load
    }

    /// `count` responses, numbered from 1, that answer `asked`.
    fn rows(&mut self, count: usize, asked: Asked, mut row: impl FnMut(usize, &mut Vec<u8>)) {
        for number in 1..=count {
            row(number, &mut self.octets);
        }
        self.responses += count;
        self.steps.push((asked, self.octets.len()));
    }
}

/// `write!` into octets, which cannot fail.
macro_rules! put {
    ($out:expr, $($what:tt)*) => {
        std::io::Write::write_fmt($out, format_args!($($what)*)).unwrap_or_default()
    };
}
use put;
