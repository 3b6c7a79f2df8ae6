//! A row of the tables: one position of one command, and what a server has to read there.

use imap_proto_core::EncodeError;
use imap_proto_core::command::Param;
use imap_proto_core::types::{Atom, Capability, MailboxName, NameForm, SeqSet, UidSet};

use super::fits;
use super::hostile::{OCTETS, TEXTS};
use super::peer::{Cmd, Peer, Section, Stage, Want, matches};

/// What reaches the wire: the command as the server read it.
pub(crate) type Outcome = Result<Cmd, EncodeError>;

/// What stands in the position.
pub(crate) struct Subject<'a> {
    pub(crate) octets: &'a [u8],
    /// A mailbox name as a server listed it.
    pub(crate) listed: bool,
    /// UTF8=ACCEPT is on.
    pub(crate) utf8: bool,
    /// The server has BINARY.
    pub(crate) binary: bool,
}

impl Subject<'_> {
    pub(crate) fn has(&self, some: &[u8]) -> bool {
        self.octets.iter().any(|octet| some.contains(octet))
    }

    pub(crate) fn is_made_of(&self, fine: impl Fn(u8) -> bool) -> bool {
        !self.octets.is_empty() && self.octets.iter().all(|octet| fine(*octet))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(self.octets).into_owned()
    }
}

enum Fill {
    Text(fn(&mut Peer, &str) -> Outcome),
    Octets(fn(&mut Peer, &[u8]) -> Outcome),
    Name(fn(&mut Peer, MailboxName) -> Outcome),
}

/// One position of one command.
pub(crate) struct Row {
    wire: &'static str,
    fill: Fill,
    fits: fn(&Subject<'_>) -> bool,
    coded: fn(&[u8]) -> Vec<u8>,
    stage: Stage,
    needs_binary: bool,
    /// Capabilities that the server has for this row alone.
    has: &'static str,
}

/// What became of a row's subjects.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) sent: usize,
    pub(crate) refused: usize,
}

/// Everything is offered, so nothing hides behind a missing capability.
const ALL: &str = "IMAP4rev1 IMAP4 ACL ANNOTATE-EXPERIMENT-1 ANNOTATEMORE APPENDLIMIT AUTH=PLAIN AUTH=X CATENATE \
    COMPRESS=DEFLATE CONDSTORE CONTEXT=SEARCH CONTEXT=SORT CONVERT CREATE-SPECIAL-USE ENABLE ESEARCH ESORT FILTERS \
    I18NLEVEL=2 ID IDLE JMAPACCESS LANGUAGE LIST-EXTENDED LIST-METADATA LIST-MYRIGHTS LIST-STATUS MAILBOX-REFERRALS \
    METADATA METADATA-SERVER MOVE MULTIAPPEND MULTISEARCH NAMESPACE NOTIFY OBJECTID PARTIAL PREVIEW QRESYNC QUOTA \
    REPLACE SASL-IR SAVEDATE SEARCH=FUZZY SEARCHRES SORT SORT=DISPLAY SPECIAL-USE STATUS=SIZE THREAD=REFS UIDBATCHES \
    UIDPLUS UNAUTHENTICATE UNSELECT URLAUTH URLAUTH=BINARY UTF8=ACCEPT WITHIN X-GM-EXT-1 XLIST";

/// How servers differ: the capabilities of literals, and whether UTF8=ACCEPT is on.
const SERVERS: [(&str, bool); 4] =
    [("", false), ("LITERAL- BINARY", false), ("LITERAL+", false), ("LITERAL- BINARY", true)];

impl Row {
    fn new(wire: &'static str, fill: Fill, fits: fn(&Subject<'_>) -> bool) -> Self {
        Self { wire, fill, fits, coded: <[u8]>::to_vec, stage: Stage::Selected, needs_binary: false, has: "" }
    }

    /// A mailbox name: also one that a server listed.
    pub(crate) fn name(wire: &'static str, fill: fn(&mut Peer, MailboxName) -> Outcome) -> Self {
        Self::new(wire, Fill::Name(fill), fits::name)
    }

    /// Text.
    pub(crate) fn text(
        wire: &'static str,
        fits: fn(&Subject<'_>) -> bool,
        fill: fn(&mut Peer, &str) -> Outcome,
    ) -> Self {
        Self::new(wire, Fill::Text(fill), fits)
    }

    /// Octets, which need not be UTF-8.
    pub(crate) fn octets(
        wire: &'static str,
        fits: fn(&Subject<'_>) -> bool,
        fill: fn(&mut Peer, &[u8]) -> Outcome,
    ) -> Self {
        Self::new(wire, Fill::Octets(fill), fits)
    }

    pub(crate) fn fits(self, fits: fn(&Subject<'_>) -> bool) -> Self {
        Self { fits, ..self }
    }

    /// How the text is to be read, where that is not as it is.
    pub(crate) fn coded(self, coded: fn(&[u8]) -> Vec<u8>) -> Self {
        Self { coded, ..self }
    }

    pub(crate) fn at(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }

    /// Only a server with BINARY is asked for it.
    pub(crate) fn of_binary(self) -> Self {
        Self { needs_binary: true, ..self }
    }

    /// The server announces this too.
    pub(crate) fn having(self, has: &'static str) -> Self {
        Self { has, ..self }
    }

    pub(crate) fn wire(&self) -> &'static str {
        self.wire
    }

    /// It goes as base64, which carries anything.
    pub(crate) fn takes_all(&self) -> bool {
        SERVERS.iter().all(|(more, utf8)| {
            let mut subjects = self.subjects(more.contains("BINARY"), *utf8).into_iter();
            subjects.all(|subject| (self.fits)(&subject))
        })
    }

    /// Tries everything, on all servers.
    pub(crate) fn run(&self) -> Counts {
        let mut counts = Counts::default();
        for (more, utf8) in SERVERS {
            let lacks_binary = self.needs_binary && !more.contains("BINARY");
            if lacks_binary || (utf8 && self.stage == Stage::Greeted) {
                continue;
            }
            let mut peer = self.server(more, utf8);
            for subject in self.subjects(more.contains("BINARY"), utf8) {
                if self.stage == Stage::Greeted {
                    peer = self.server(more, utf8);
                }
                if self.check(&mut peer, &subject) {
                    counts.sent += 1;
                } else {
                    counts.refused += 1;
                }
            }
        }
        counts
    }

    /// The types of the commands that this row sends.
    pub(crate) fn reached(&self) -> Vec<&'static str> {
        let (more, utf8) = SERVERS[1];
        let mut peer = self.server(more, utf8);
        self.subjects(true, utf8).iter().find(|subject| self.check(&mut peer, subject));
        peer.reached
    }

    /// An argument that no line holds: a literal brings it whole, and what cannot be one is refused.
    pub(crate) fn run_long(&self) {
        if self.wire.starts_with("AUTHENTICATE") {
            // A long response waits for the server's `+`, and has a limit of its own.
            return;
        }
        let long = "x".repeat(10_000);
        let subject = Subject { octets: long.as_bytes(), listed: false, utf8: false, binary: true };
        let mut peer = self.server("LITERAL+ BINARY", false);
        match self.filled(&mut peer, &subject) {
            Ok(cmd) => {
                assert!(matches(&cmd.args, &self.wants(&subject), false), "{}", self.wire);
                assert!(!matches!(self.fill, Fill::Name(_)), "{}", self.wire);
            }
            Err(EncodeError::TooLong(_)) => peer.is_clean(),
            Err(error) => {
                assert!(!(self.fits)(&subject), "{} is no matter of length: {error}", self.wire);
                peer.is_clean();
            }
        }
    }

    fn server(&self, more: &str, utf8: bool) -> Peer {
        server(self.stage, &format!("{more} {}", self.has), utf8)
    }

    fn subjects(&self, binary: bool, utf8: bool) -> Vec<Subject<'static>> {
        let of = |octets, listed| Subject { octets, listed, utf8, binary };
        let texts = || TEXTS.iter().map(|text| text.as_bytes());
        let octets = || texts().chain(OCTETS);
        match self.fill {
            Fill::Text(_) => texts().map(|octets| of(octets, false)).collect(),
            Fill::Octets(_) => octets().map(|octets| of(octets, false)).collect(),
            Fill::Name(_) => {
                let names = texts().map(|octets| of(octets, false));
                names.chain(octets().map(|octets| of(octets, true))).collect()
            }
        }
    }

    /// Whether it was sent; anything but the two allowed ends is a failure.
    fn check(&self, peer: &mut Peer, subject: &Subject<'_>) -> bool {
        let shown = subject.octets.escape_ascii();
        match self.filled(peer, subject) {
            Ok(cmd) => {
                assert!((self.fits)(subject), "{} took \"{shown}\": {cmd:?}", self.wire);
                let wants = self.wants(subject);
                let fine = matches(&cmd.args, &wants, subject.utf8);
                assert!(fine, "{} of \"{shown}\": {cmd:?} is not {wants:?}", self.wire);
                true
            }
            Err(error) => {
                assert!(!(self.fits)(subject), "{} of \"{shown}\" could be sent: {error}", self.wire);
                peer.is_clean();
                false
            }
        }
    }

    fn filled(&self, peer: &mut Peer, subject: &Subject<'_>) -> Outcome {
        match self.fill {
            Fill::Text(fill) => fill(peer, std::str::from_utf8(subject.octets).unwrap()),
            Fill::Octets(fill) => fill(peer, subject.octets),
            Fill::Name(fill) if subject.listed => {
                let form = if subject.utf8 { NameForm::Utf8 } else { NameForm::ModifiedUtf7 };
                fill(peer, MailboxName::from_octets(subject.octets, form))
            }
            Fill::Name(fill) => fill(peer, MailboxName::new(subject.text())),
        }
    }

    fn wants(&self, subject: &Subject<'_>) -> Vec<Want> {
        let coded = (self.coded)(subject.octets);
        let coded = Subject { octets: &coded, ..*subject };
        let mut rest = self.wire;
        let wants = members(&mut rest, &coded);
        assert!(rest.is_empty(), "the row is not well-formed: {}", self.wire);
        wants
    }
}

pub(crate) fn server(stage: Stage, more: &str, utf8: bool) -> Peer {
    let capabilities = format!("{ALL} {more}");
    if stage == Stage::Greeted {
        return Peer::new(&capabilities, stage);
    }
    let mut enabled = Vec::from([Capability::ext("QRESYNC").unwrap()]);
    if utf8 {
        enabled.push(Capability::Utf8Accept);
    }
    Peer::enabled(&capabilities, &enabled, stage)
}

/// The members of a list, or of the line, up to its end.
fn members(rest: &mut &str, subject: &Subject<'_>) -> Vec<Want> {
    let mut wants = Vec::new();
    loop {
        *rest = rest.trim_start_matches(' ');
        if let Some(inside) = rest.strip_prefix('(') {
            *rest = inside;
            wants.push(Want::List(members(rest, subject)));
        } else if let Some(behind) = rest.strip_prefix(')') {
            *rest = behind;
            return wants;
        } else if rest.is_empty() {
            return wants;
        } else {
            let end = rest.find([' ', '(', ')']).unwrap_or(rest.len());
            let (token, behind) = rest.split_at(end);
            *rest = behind;
            wants.extend(token_wants(token, subject));
        }
    }
}

/// `$M` is a mailbox name, `$P` a pattern, `$T` an astring, `$S` a string, `$L` a literal, `$W` bare (also within a
/// word), `$G` a label of Gmail, `$A` the octets of APPEND, `$E` those of
/// a message's first part in CATENATE, `$C` and `$U` the charset that the text calls for, and
/// `$H:BODY` a section with it as a header field. `"x"` and `{x}` are a string and a literal of the row's own.
fn token_wants(token: &str, subject: &Subject<'_>) -> Vec<Want> {
    let octets = || subject.octets.to_vec();
    let word = |word: &str| Want::Word(word.to_owned());
    let ascii = subject.octets.is_ascii();
    Vec::from([match token {
        "$M" if subject.listed => Want::Text(octets()),
        "$M" => Want::Name(subject.text()),
        "$G" if is_label_word(subject) => Want::Word(subject.text()),
        "$G" => return token_wants("$M", subject),
        "$P" => Want::Pattern(subject.text()),
        "$T" => Want::Text(octets()),
        "$S" => Want::Str(octets()),
        "$L" => Want::Literal(octets()),
        "$C" if ascii || subject.utf8 => return Vec::new(),
        "$C" => return Vec::from([word("CHARSET"), word("UTF-8")]),
        "$U" => word(if ascii { "US-ASCII" } else { "UTF-8" }),
        // RFC 6855 section 4: 8-bit headers, which all these texts have.
        "$A" if subject.utf8 && !ascii => {
            return Vec::from([word("UTF8"), Want::List(Vec::from([Want::Literal(octets())]))]);
        }
        "$A" => Want::Literal(octets()),
        "$E" if subject.utf8 && !ascii => return token_wants("$A", subject),
        "$E" => return Vec::from([word("TEXT"), Want::Literal(octets())]),
        other => match (other.strip_prefix("$H:"), other.strip_prefix('"'), other.strip_prefix('{')) {
            (Some(item), ..) => Want::Section(section(item, octets())),
            (_, Some(text), _) => Want::Str(text.strip_suffix('"').unwrap().into()),
            (.., Some(text)) => Want::Literal(text.strip_suffix('}').unwrap().into()),
            _ => Want::Word(other.replace("$W", &subject.text())),
        },
    }])
}

fn section(item: &str, field: Vec<u8>) -> Section {
    let (item, part, what, fields) =
        (item.to_owned(), Vec::new(), "HEADER.FIELDS".to_owned(), Vec::from([field]));
    Section { item, part, what, fields, partial: None }
}

/// A label with a backslash is one of Gmail's own, and goes bare.
fn is_label_word(subject: &Subject<'_>) -> bool {
    let word = subject.octets.strip_prefix(b"\\");
    word.is_some_and(|octets| fits::atom(&Subject { octets, ..*subject }))
}

pub(crate) fn seq() -> SeqSet {
    SeqSet::one(1).unwrap()
}

pub(crate) fn uid() -> UidSet {
    UidSet::one(1).unwrap()
}

/// An argument of an extension that nobody knows.
pub(crate) fn x() -> Param {
    Param::new(Atom::from_static("X"))
}
