//! What the server speaks, as far as it decides how commands are written.

use crate::limits::Limits;
use crate::types::{Capability, CapabilitySet, NameForm};

/// What the server is known to speak, as it shapes the octets we send (RFC 7888, 6855, 3516, 4959).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Dialect {
    pub(crate) capabilities: CapabilitySet,
    pub(crate) assumed: CapabilitySet,
    pub(crate) form: NameForm,
    /// UTF8=ACCEPT is enabled.
    pub(crate) utf8_messages: bool,
    /// IMAP4rev2 is enabled, or all that the server speaks.
    pub(crate) rev2: bool,
    pub(crate) window: usize,
    pub(crate) command_line: usize,
    pub(crate) sasl_response: usize,
    pub(crate) sasl_challenges: u32,
}

/// The largest literal sent without waiting under LITERAL- and IMAP4rev2 (RFC 7888 section 5).
const LITERAL_MINUS: u64 = 4096;
/// The largest literal we send without waiting under LITERAL+.
const LITERAL_PLUS: u64 = 64 << 10;

impl Dialect {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            capabilities: CapabilitySet::default(),
            assumed: CapabilitySet::default(),
            form: NameForm::ModifiedUtf7,
            utf8_messages: false,
            rev2: false,
            window: limits.unacknowledged,
            command_line: limits.command_line,
            sasl_response: limits.sasl_response,
            sasl_challenges: limits.sasl_challenges,
        }
    }

    /// True when the server announced the capability, or the caller assumed it, or IMAP4rev2 includes it and is in force
    /// (RFC 9051 6.1.1, appendix A).
    pub fn has(&self, capability: &Capability) -> bool {
        let announced = |one: &Capability| self.capabilities.has(one) || self.assumed.has(one);
        announced(capability)
            || (self.rev2 && is_in_rev2(capability))
            || (*capability == Capability::Enable && announced(&Capability::Imap4Rev2))
    }

    /// IMAP4rev2 is in force: enabled, or all that the server speaks.
    pub(crate) fn is_rev2(&self) -> bool {
        self.rev2
    }

    /// True when one whose name begins so is announced or assumed.
    pub(crate) fn has_family(&self, start: &str) -> bool {
        [&self.capabilities, &self.assumed].into_iter().any(|set| set.value_of(start).is_some())
    }

    /// Messages with 8-bit header fields may be sent (RFC 6855 section 4). IMAP4rev2 alone has no form for them.
    pub(crate) fn takes_utf8_messages(&self) -> bool {
        self.utf8_messages
    }

    /// A literal8 may be sent (RFC 3516 section 4; in APPEND also RFC 6855 section 4).
    pub(super) fn takes_literal8(&self) -> bool {
        self.utf8_messages || self.has(&Capability::Binary)
    }

    /// The form of mailbox names now in force.
    pub fn name_form(&self) -> NameForm {
        self.form
    }

    /// True after `ENABLE UTF8=ACCEPT` or `IMAP4rev2` (RFC 6855 section 3), and where IMAP4rev2 is all that the server
    /// speaks.
    pub fn utf8(&self) -> bool {
        self.form == NameForm::Utf8
    }

    /// True when a literal of `len` octets may go out without waiting for a continuation.
    pub(super) fn may_skip_sync(&self, len: u64, binary: bool) -> bool {
        if len > self.window as u64 || (binary && !self.has(&Capability::Binary)) {
            return false;
        }
        let minus = self.has(&Capability::LiteralMinus);
        (self.has(&Capability::LiteralPlus) && len <= LITERAL_PLUS) || (minus && len <= LITERAL_MINUS)
    }
}

/// What a server that announces IMAP4rev2 need not announce again (RFC 9051 appendix E). Of BINARY it includes the FETCH
/// side alone, of LIST-EXTENDED all but several patterns (appendix C), and of SPECIAL-USE the attributes alone.
fn is_in_rev2(capability: &Capability) -> bool {
    const NAMES: [&str; 5] = ["CHILDREN", "ESEARCH", "LIST-STATUS", "SEARCHRES", "STATUS=SIZE"];
    match capability {
        Capability::Enable
        | Capability::Idle
        | Capability::LiteralMinus
        | Capability::Move
        | Capability::Namespace
        | Capability::SaslIr
        | Capability::UidPlus
        | Capability::Unselect => true,
        Capability::Ext(name) => NAMES.iter().any(|one| name.eq_ignore_ascii_case(one)),
        _ => false,
    }
}
