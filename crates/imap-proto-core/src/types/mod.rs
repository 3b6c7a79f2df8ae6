//! Leaf values of the protocol: pure, owned, without knowledge of commands or connections.

mod capability;
mod datetime;
mod flag;
mod mailbox;
mod message;
mod packed;
mod secret;
mod section;
mod sequence;
mod str;
pub(crate) mod swar;
mod tag;
mod utf7;

pub use self::capability::{Capability, CapabilitySet};
pub use self::datetime::{format_date, format_internal_date, parse_date, parse_internal_date};
pub(crate) use self::flag::{Bits, Members, Tokens};
pub use self::flag::{Flag, FlagSet};
pub use self::mailbox::{MailboxName, NameForm};
pub use self::message::{CrlfState, crlf};
pub(crate) use self::packed::{Packed, Words};
pub use self::secret::Secret;
pub use self::section::{FieldName, Partial, SectionPath, SectionText};
pub use self::sequence::{Numbers, SeqSet, SetError, UidSet};
pub use self::str::{Atom, Str, Text};
pub(crate) use self::str::{Span, compact, is_atom_char};
pub use self::tag::{Tag, TagPrefix, int_to_ap};
pub use self::utf7::{utf7_decode, utf7_encode};
