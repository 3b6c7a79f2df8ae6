//! What the connection knows of the session: state, capabilities, the selected mailbox, its numbering.

use alloc::boxed::Box;

use super::Config;
use crate::command::{Dialect, Effect, Numbering, States, Traits};
use crate::mirror::Mirror;
use crate::response::{Code, Data, Status, StatusKind, Violation};
use crate::types::{Capability, CapabilitySet, MailboxName, NameForm};

/// The states of RFC 9051 section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// The greeting has not come yet.
    Greeting,
    /// Not authenticated.
    NotAuthenticated,
    /// Authenticated, no mailbox selected.
    Authenticated,
    /// A mailbox is selected.
    Selected,
    /// LOGOUT was sent, or the connection has ended.
    Logout,
}

impl State {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Greeting => "before the greeting",
            Self::NotAuthenticated => "not authenticated",
            Self::Authenticated => "authenticated",
            Self::Selected => "selected",
            Self::Logout => "logout",
        }
    }

    pub(crate) fn allows(self, states: States) -> bool {
        match states {
            States::Any => true,
            States::NotAuthenticated => self == Self::NotAuthenticated,
            States::Authenticated => matches!(self, Self::Authenticated | Self::Selected),
            States::AuthenticatedOnly => self == Self::Authenticated,
            States::Selected => self == Self::Selected,
        }
    }
}

/// The selected mailbox, as the server's news left it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Mailbox {
    /// Its name.
    pub name: MailboxName,
    /// Opened with EXAMINE, or the server said READ-ONLY.
    pub read_only: bool,
    /// Messages in it.
    pub exists: u32,
    /// Recent messages (RFC 3501).
    pub recent: u32,
    /// Its UIDVALIDITY, if the server told.
    pub uid_validity: Option<u32>,
    /// Its UIDNEXT, if the server told.
    pub uid_next: Option<u32>,
    /// The last HIGHESTMODSEQ that the server told, in any OK (RFC 7162 section 5).
    pub highest_modseq: Option<u64>,
}

impl Mailbox {
    fn new(name: MailboxName, read_only: bool) -> Self {
        let (uid_validity, uid_next, highest_modseq) = (None, None, None);
        Self { name, read_only, exists: 0, recent: 0, uid_validity, uid_next, highest_modseq }
    }

    fn apply(&mut self, data: &Data) -> Option<Violation> {
        match data {
            Data::Exists(n) => self.exists = *n,
            Data::Recent(n) => self.recent = *n,
            Data::Expunge(n) if *n > self.exists => {
                return Some(Violation::new("EXPUNGE above EXISTS", Some(u64::from(*n))));
            }
            Data::Expunge(_) => self.exists = self.exists.saturating_sub(1),
            Data::Vanished { earlier: false, uids } => {
                let gone = uids.len_numbers().unwrap_or(u64::MAX);
                let left = u64::from(self.exists).checked_sub(gone).and_then(|n| u32::try_from(n).ok());
                match left {
                    Some(left) => self.exists = left,
                    None => return Some(Violation::new("VANISHED more than EXISTS", Some(gone))),
                }
            }
            Data::Status(status) => self.code(status.code.as_ref()),
            _ => {}
        }
        None
    }

    fn code(&mut self, code: Option<&Code>) {
        match code {
            Some(Code::UidValidity(n)) => self.uid_validity = Some(*n),
            Some(Code::UidNext(n)) => self.uid_next = Some(*n),
            Some(Code::HighestModSeq(n)) => self.highest_modseq = Some(*n),
            Some(Code::NoModSeq) => self.highest_modseq = None,
            Some(Code::ReadOnly) => self.read_only = true,
            Some(Code::ReadWrite) => self.read_only = false,
            _ => {}
        }
    }
}

/// Which numbering a message number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Numbers {
    /// Rises with each selection.
    epoch: u64,
    /// Rises with each EXPUNGE.
    generation: u64,
}

#[derive(Debug)]
pub(crate) struct View {
    pub(crate) state: State,
    known: bool,
    /// A CAPABILITY line came since the last command went out or ended: a further one adds to it (QUIRKS 31).
    listing: bool,
    /// Capabilities came since the last authentication began.
    fresh: bool,
    pub(crate) probed: bool,
    pub(crate) dialect: Dialect,
    enabled: CapabilitySet,
    pub(crate) selected: Option<Box<Mailbox>>,
    /// The mailbox that a SELECT in flight opens.
    opening: Option<Box<Mailbox>>,
    /// The mailbox being opened has told its EXISTS, or CLOSED came: data is about it and no other.
    opened: bool,
    pub(crate) numbers: Numbers,
    pub(crate) secure: bool,
    /// COMPRESS is on.
    pub(crate) compressed: bool,
    /// ENABLE is in flight: only then does ENABLED count (RFC 5161 3.2).
    enabling: bool,
    enable_unlisted: bool,
    enabled_listed: bool,
    most_capabilities: usize,
    /// The server speaks IMAP4rev2 and no other.
    rev2_alone: bool,
    /// NOTIFY makes EXPUNGE come at any time.
    unsteady: bool,
    /// Numbers, UIDs and flags of the selected mailbox, where they are wanted.
    pub(crate) mirror: Option<Box<Mirror>>,
}

impl View {
    pub(crate) fn new(config: &Config) -> Self {
        let mut dialect = Dialect::new(&config.limits);
        dialect.assumed = config.assume.iter().cloned().collect();
        Self {
            state: State::Greeting,
            known: false,
            listing: false,
            fresh: false,
            probed: false,
            dialect,
            enabled: CapabilitySet::default(),
            selected: None,
            opening: None,
            opened: false,
            numbers: Numbers::default(),
            secure: false,
            compressed: false,
            enabling: false,
            enable_unlisted: config.leniency.enable_unlisted,
            enabled_listed: false,
            most_capabilities: config.limits.capabilities,
            rev2_alone: false,
            unsteady: false,
            mirror: config
                .mirror
                .map(|most| Box::new(Mirror::new(usize::try_from(most.get()).unwrap_or(usize::MAX)))),
        }
    }

    pub(crate) fn capabilities(&self) -> Option<&CapabilitySet> {
        self.known.then_some(&self.dialect.capabilities)
    }

    pub(crate) fn learn(&mut self, capabilities: &CapabilitySet) {
        self.dialect.capabilities = capabilities.clone();
        self.known = true;
        self.fresh = true;
        self.settle_form();
    }

    /// Names are UTF-8 once UTF8=ACCEPT or IMAP4rev2 is enabled (RFC 6855 3), and of servers that speak nothing but
    /// IMAP4rev2: they know no other form (RFC 9051 7.2.2, A.1).
    fn settle_form(&mut self) {
        let known = &self.dialect.capabilities;
        if !known.is_empty() {
            // What revision a server speaks it does not forget when its list is.
            self.rev2_alone = known.has(&Capability::Imap4Rev2) && !known.has(&Capability::Imap4Rev1);
        }
        self.dialect.utf8_messages = self.enabled.has(&Capability::Utf8Accept);
        self.dialect.rev2 = self.rev2_alone || self.enabled.has(&Capability::Imap4Rev2);
        let utf8 = self.dialect.utf8_messages || self.dialect.rev2;
        self.dialect.form = if utf8 { NameForm::Utf8 } else { NameForm::ModifiedUtf7 };
    }

    /// A CAPABILITY line. Netscape sends several, and LOGINDISABLED may be on any of them.
    fn list(&mut self, capabilities: &CapabilitySet) {
        if !core::mem::replace(&mut self.listing, true) {
            return self.learn(capabilities);
        }
        let known = &mut self.dialect.capabilities;
        let room = self.most_capabilities.saturating_sub(known.len());
        known.extend(capabilities.iter().take(room));
        self.settle_form();
    }

    pub(crate) fn forget_capabilities(&mut self) {
        self.dialect.capabilities = CapabilitySet::default();
        self.known = false;
        self.probed = false;
    }

    pub(crate) fn exists(&self) -> Option<u32> {
        self.opening.as_deref().or(self.selected.as_deref()).map(|mailbox| mailbox.exists)
    }

    pub(crate) fn enabled(&self) -> &CapabilitySet {
        &self.enabled
    }

    /// Notes what untagged data means, whoever asked for it.
    pub(crate) fn apply(&mut self, data: &Data) -> Option<Violation> {
        self.reflect(data);
        match data {
            Data::Capability(set) => self.list(set),
            Data::Enabled(set) if self.enabling => {
                self.enabled_listed = true;
                self.enable(set);
            }
            Data::Status(status) => self.note_code(status),
            Data::Expunge(_) | Data::Vanished { earlier: false, .. } => self.numbers.generation += 1,
            // Fewer messages without an EXPUNGE: who knows which numbers still hold.
            Data::Exists(n) if self.opening.is_none() && self.exists().is_some_and(|old| *n < old) => {
                self.numbers.generation += 1;
            }
            Data::Exists(_) => self.opened = true,
            _ => {}
        }
        let gone = matches!(data, Data::Expunge(_) | Data::Vanished { .. });
        let old = gone && !self.opened && self.selected.is_some();
        let opening = self.opening.as_deref_mut().filter(|_| !old);
        opening.or(self.selected.as_deref_mut()).and_then(|mailbox| mailbox.apply(data))
    }

    /// Keeps the mirror in step. Until the mailbox being opened has told its EXISTS, news may be of the one before.
    pub(crate) fn reflect(&mut self, data: &Data) {
        let Some(mirror) = &mut self.mirror else { return };
        let about_it = match self.opening {
            None => self.selected.is_some(),
            // SELECT tells UIDVALIDITY of the mailbox that it opens, in any order.
            Some(_) => self.opened || matches!(data, Data::Exists(_) | Data::Status(_)),
        };
        if about_it {
            mirror.apply(data);
        }
    }

    /// Codes that change the view, in a tagged or an untagged status.
    pub(crate) fn note_code(&mut self, status: &Status) {
        match &status.code {
            Some(Code::Capability(set)) => self.learn(set),
            // The tagged OK of EXPUNGE and of others has it (RFC 7162 3.2.7, section 5).
            code @ Some(Code::HighestModSeq(_)) if self.opening.is_none() => {
                if let Some(mailbox) = &mut self.selected {
                    mailbox.code(code.as_ref());
                }
            }
            Some(Code::Closed) => match &mut self.opening {
                // Whatever came before belongs to the mailbox that is now closed (RFC 7162 3.2.11).
                Some(opening) => {
                    **opening = Mailbox::new(opening.name.clone(), opening.read_only);
                    self.opened = true;
                    self.selected = None;
                }
                None if self.selected.is_some() => self.deselect(),
                None => {}
            },
            _ => {}
        }
    }

    fn enable(&mut self, set: &CapabilitySet) {
        // First what decides how names are written.
        let first = [Capability::Utf8Accept, Capability::Imap4Rev2];
        let others = set.iter().filter(|one| !first.contains(one));
        let room = self.most_capabilities.saturating_sub(self.enabled.len());
        let named: CapabilitySet =
            first.iter().filter(|one| set.has(one)).cloned().chain(others.take(room)).collect();
        self.enabled.extend(named.iter());
        self.settle_form();
    }

    /// A command with this effect goes out.
    pub(crate) fn released(&mut self, effect: &Effect) {
        self.listing = false;
        match effect {
            Effect::Selects { mailbox, read_only } => {
                self.opening = Some(Box::new(Mailbox::new(mailbox.clone(), *read_only)));
                self.clear_mirror();
                self.opened = false;
            }
            Effect::LogsOut => self.state = State::Logout,
            Effect::Authenticates => self.fresh = false,
            Effect::Enables { .. } => (self.enabling, self.enabled_listed) = (true, false),
            Effect::None
            | Effect::Deselects
            | Effect::ForgetsCapabilities
            | Effect::Notifies { .. }
            | Effect::Unauthenticates => {}
        }
    }

    /// A command with this effect was answered.
    pub(crate) fn completed(&mut self, effect: &Effect, status: &Status) {
        let ok = status.kind == StatusKind::Ok;
        self.listing = false;
        if let Effect::Selects { .. } = effect {
            self.select_answered(ok, status);
        }
        if let Effect::Enables { .. } = effect {
            self.enabling = false;
        }
        if !ok {
            return;
        }
        match effect {
            Effect::Authenticates => {
                self.state = State::Authenticated;
                // Those from before may be an attacker's or outdated (RFC 9051 6.2.3).
                if !self.fresh {
                    self.forget_capabilities();
                }
            }
            Effect::Deselects => self.deselect(),
            Effect::LogsOut => self.state = State::Logout,
            Effect::Unauthenticates => self.unauthenticate(status),
            Effect::ForgetsCapabilities => self.forget_capabilities(),
            // iCloud says OK without an ENABLED response (QUIRKS 33).
            Effect::Enables { asked } if self.enable_unlisted && !self.enabled_listed => self.enable(asked),
            Effect::Notifies { any_time } => self.unsteady = *any_time,
            Effect::None | Effect::Selects { .. } | Effect::Enables { .. } => {}
        }
    }

    /// Why a command with message numbers, or for some, cannot be sent, if it cannot.
    pub(crate) fn refuses(&self, traits: &Traits) -> Option<&'static str> {
        let numbering = traits.numbering;
        let by_number = traits.by_number || matches!(numbering, Numbering::Frozen { .. });
        if (by_number || numbering.carries()) && self.enabled.has(&Capability::of("UIDONLY")) {
            return Some("that knows UIDs alone (UIDONLY)");
        }
        (numbering.carries() && self.unsteady)
            .then_some("in which message numbers change at any time (NOTIFY)")
    }

    /// All that a login brought about is undone (RFC 8437 sections 3 and 4.1).
    fn unauthenticate(&mut self, status: &Status) {
        self.deselect();
        // NOTIFY ends with it, and with that EXPUNGE at any time.
        self.unsteady = false;
        self.state = State::NotAuthenticated;
        self.enabled = CapabilitySet::default();
        self.settle_form();
        // Only what the OK itself lists is of the new state.
        if !matches!(status.code, Some(Code::Capability(_))) {
            self.forget_capabilities();
        }
    }

    fn select_answered(&mut self, ok: bool, status: &Status) {
        let opening = self.opening.take();
        self.numbers.epoch += 1;
        self.selected = opening.filter(|_| ok);
        if let Some(mailbox) = &mut self.selected {
            mailbox.code(status.code.as_ref());
        }
        if !ok {
            self.clear_mirror();
        }
        // A failed SELECT leaves nothing selected (RFC 9051 6.3.2).
        self.state = if ok { State::Selected } else { State::Authenticated };
    }

    fn clear_mirror(&mut self) {
        if let Some(mirror) = &mut self.mirror {
            mirror.clear();
        }
    }

    fn deselect(&mut self) {
        self.clear_mirror();
        self.numbers.epoch += 1;
        self.selected = None;
        if self.state == State::Selected {
            self.state = State::Authenticated;
        }
    }
}
