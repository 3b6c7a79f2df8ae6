//! What an identifier may do, as letters.

use core::fmt;
use core::ops::BitOr;

use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::types::CapabilitySet;

/// A set of rights (RFC 4314 section 2): a letter or a digit each.
///
/// Letters that nobody here knows are kept, as a client must that writes a list back (RFC 4314 5.1.2).
///
/// ```
/// use imap_proto_core::ext::acl::Rights;
/// let rights = Rights::new("lrswi")?;
/// assert!(rights.contains(Rights::READ | Rights::SEEN) && !rights.contains(Rights::ADMIN));
/// assert_eq!((rights - Rights::INSERT).to_string(), "lrsw");
/// # Ok::<(), imap_proto_core::EncodeError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Rights(u64);

/// The order in which rights are written.
const ORDER: &[u8] = b"lrswipkxtecda";

const NO_RIGHT: EncodeError =
    EncodeError::Invalid { what: "rights", why: "a right is a lower case letter or a digit" };

impl Rights {
    /// No right at all.
    pub const NONE: Self = Self(0);
    /// `l`: the mailbox is visible to LIST, and can be subscribed to.
    pub const LOOKUP: Self = Self::of(b'l');
    /// `r`: SELECT, STATUS.
    pub const READ: Self = Self::of(b'r');
    /// `s`: the flag `\Seen`.
    pub const SEEN: Self = Self::of(b's');
    /// `w`: flags other than `\Seen` and `\Deleted`.
    pub const WRITE: Self = Self::of(b'w');
    /// `i`: APPEND, COPY into it.
    pub const INSERT: Self = Self::of(b'i');
    /// `p`: mail to its submission address.
    pub const POST: Self = Self::of(b'p');
    /// `k`: mailboxes below it.
    pub const CREATE: Self = Self::of(b'k');
    /// `x`: DELETE of the mailbox.
    pub const DELETE_MAILBOX: Self = Self::of(b'x');
    /// `t`: the flag `\Deleted`.
    pub const DELETE_MESSAGES: Self = Self::of(b't');
    /// `e`: EXPUNGE.
    pub const EXPUNGE: Self = Self::of(b'e');
    /// `a`: the list itself.
    pub const ADMIN: Self = Self::of(b'a');
    /// `n`: annotations that all users share (RFC 5257 3.4).
    pub const ANNOTATE: Self = Self::of(b'n');
    /// `c`, obsolete (RFC 2086): create, on some servers also delete, mailboxes.
    pub const CREATE_2086: Self = Self::of(b'c');
    /// `d`, obsolete (RFC 2086): delete and expunge messages, on some servers also delete the mailbox.
    pub const DELETE_2086: Self = Self::of(b'd');
    /// `c` and `d`.
    pub const OBSOLETE: Self = Self(Self::CREATE_2086.0 | Self::DELETE_2086.0);

    /// One right; nothing for what is neither letter nor digit.
    const fn of(letter: u8) -> Self {
        Self(match letter {
            b'0'..=b'9' => 1 << (letter - b'0'),
            b'a'..=b'z' => 1 << (letter - b'a' + 10),
            b'A'..=b'Z' => 1 << (letter - b'A' + 36),
            _ => 0,
        })
    }

    /// Rights by their letters, lower case, or digits.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] for any other character.
    pub fn new(letters: &str) -> Result<Self, EncodeError> {
        Self::from_octets(letters.as_bytes()).ok_or(NO_RIGHT)?.sendable()
    }

    /// What the server's `RIGHTS=` capability adds to RFC 2086 (RFC 4314 5.1.1).
    ///
    /// None from a server of RFC 2086, which knows `c` and `d` and refuses `k`, `x`, `t` and `e` in
    /// [`SetAcl`](super::SetAcl). Any other server understands both.
    pub fn announced(capabilities: &CapabilitySet) -> Option<Self> {
        Self::from_octets(capabilities.value_of("RIGHTS=")?.as_bytes())
    }

    /// True when all of these are in it.
    pub fn contains(self, rights: Self) -> bool {
        self.0 & rights.0 == rights.0
    }

    /// True when any of these is in it.
    pub fn intersects(self, rights: Self) -> bool {
        self.0 & rights.0 != 0
    }

    /// True when there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The rights of RFC 4314 that these stand for, without `c` and `d`.
    ///
    /// Where there is one of the newer rights in it, a server of RFC 4314 added `c` and `d` for older clients, and
    /// they mean nothing (RFC 4314 2.1.1). Else `c` is `k`, and `d` is `t` and `e`. Which of the two `x` belongs to
    /// differs from server to server: it is in the result only if both are there.
    #[must_use]
    pub fn modern(self) -> Self {
        let (k, x) = (Self::CREATE, Self::DELETE_MAILBOX);
        let te = Self::DELETE_MESSAGES | Self::EXPUNGE;
        let mut rights = self - Self::OBSOLETE;
        if rights.intersects(k | x | te) {
            return rights;
        }
        if self.contains(Self::CREATE_2086) {
            rights = rights | k;
        }
        if self.contains(Self::DELETE_2086) {
            rights = rights | te;
        }
        if self.contains(Self::OBSOLETE) { rights | x } else { rights }
    }

    /// The letters, in the order of RFC 4314, digits and letters of others behind them.
    pub fn letters(self) -> impl Iterator<Item = char> {
        let others = (b'0'..=b'z').filter(|letter| !ORDER.contains(letter));
        let all = ORDER.iter().copied().chain(others);
        all.filter(move |letter| self.intersects(Self::of(*letter))).map(char::from)
    }

    /// None if there is an octet that is neither letter nor digit.
    fn from_octets(octets: &[u8]) -> Option<Self> {
        octets.iter().try_fold(Self::NONE, |rights, octet| match Self::of(*octet) {
            Self::NONE => None,
            right => Some(rights | right),
        })
    }

    pub(super) fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        Self::from_octets(&c.astring()?).ok_or(Fail::Rule("rights"))
    }

    /// The same, if a client may send them: upper case is reserved (RFC 4314 section 2).
    pub(super) fn sendable(self) -> Result<Self, EncodeError> {
        let known = self.letters().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit());
        if known { Ok(self) } else { Err(NO_RIGHT) }
    }
}

impl BitOr for Rights {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl core::ops::Sub for Rights {
    type Output = Self;

    /// All but the others.
    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl fmt::Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.letters().try_for_each(|letter| fmt::Write::write_char(f, letter))
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rights(")?;
        fmt::Display::fmt(self, f)?;
        f.write_str(")")
    }
}
