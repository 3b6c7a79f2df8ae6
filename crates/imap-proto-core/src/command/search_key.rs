//! What SEARCH looks for.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use time::Date;

use super::{Need, Param};
use crate::types::{Atom, Flag, SeqSet, UidSet};

mod write;

/// A search key (RFC 9051 6.4.4). Texts are Unicode and may hold anything but NUL.
///
/// ```
/// use imap_proto_core::command::SearchKey;
/// use imap_proto_core::types::UidSet;
/// let key = SearchKey::unseen()
///     .and(SearchKey::from("smith").or(SearchKey::header("X-Spam", "yes")))
///     .and(SearchKey::uid(UidSet::all()).not());
/// # let _ = key;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(
    missing_docs,
    reason = "the variants are the words of RFC 9051 6.4.4; the constructors say what they do"
)]
pub enum SearchKey {
    All,
    Answered,
    Deleted,
    Draft,
    Flagged,
    New,
    Old,
    Recent,
    Seen,
    Unanswered,
    Undeleted,
    Undraft,
    Unflagged,
    Unseen,
    Keyword(Flag),
    Unkeyword(Flag),
    Bcc(String),
    Body(String),
    Cc(String),
    From(String),
    Subject(String),
    Text(String),
    To(String),
    Header(String, String),
    Before(Date),
    On(Date),
    Since(Date),
    SentBefore(Date),
    SentOn(Date),
    SentSince(Date),
    Larger(u64),
    Smaller(u64),
    Seq(SeqSet),
    Uid(UidSet),
    Not(Box<Self>),
    Or(Box<Self>, Box<Self>),
    And(Vec<Self>),
    /// A key of an extension.
    Ext(Param),
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident => $variant:ident $( ( $($arg:ident : $type:ty),* ) )?;)*) => {
        #[allow(clippy::new_without_default, reason = "`NEW` is a search key")]
        impl SearchKey {
            $($(#[$doc])* pub fn $name($($($arg: $type),*)?) -> Self {
                Self::$variant $( ( $($arg.into()),* ) )?
            })*
        }
    };
}

keys! {
    /// Every message.
    all => All;
    /// With `\Answered`.
    answered => Answered;
    /// With `\Deleted`.
    deleted => Deleted;
    /// With `\Draft`.
    draft => Draft;
    /// With `\Flagged`.
    flagged => Flagged;
    /// Recent and unseen (RFC 3501 alone).
    new => New;
    /// Not recent (RFC 3501 alone).
    old => Old;
    /// With `\Recent` (RFC 3501 alone).
    recent => Recent;
    /// With `\Seen`.
    seen => Seen;
    /// Without `\Answered`.
    unanswered => Unanswered;
    /// Without `\Deleted`.
    undeleted => Undeleted;
    /// Without `\Draft`.
    undraft => Undraft;
    /// Without `\Flagged`.
    unflagged => Unflagged;
    /// Without `\Seen`.
    unseen => Unseen;
    /// With this keyword; a system flag is put as the key of its own.
    keyword => Keyword(flag: Flag);
    /// Without this keyword; a system flag is put as the key of its own.
    unkeyword => Unkeyword(flag: Flag);
    /// This text in the Bcc field.
    bcc => Bcc(text: impl Into<String>);
    /// This text in the body.
    body => Body(text: impl Into<String>);
    /// This text in the Cc field.
    cc => Cc(text: impl Into<String>);
    /// This text in the From field.
    from => From(text: impl Into<String>);
    /// This text in the Subject field.
    subject => Subject(text: impl Into<String>);
    /// This text in header or body.
    text => Text(text: impl Into<String>);
    /// This text in the To field.
    to => To(text: impl Into<String>);
    /// This text in that header field; the empty text asks only for the field.
    header => Header(field: impl Into<String>, text: impl Into<String>);
    /// Arrived before this day; time and zone do not count.
    before => Before(day: Date);
    /// Arrived on this day.
    on => On(day: Date);
    /// Arrived on this day or later.
    since => Since(day: Date);
    /// The Date field says an earlier day.
    sent_before => SentBefore(day: Date);
    /// The Date field says this day.
    sent_on => SentOn(day: Date);
    /// The Date field says this day or a later one.
    sent_since => SentSince(day: Date);
    /// More octets than this.
    larger => Larger(octets: u64);
    /// Fewer octets than this.
    smaller => Smaller(octets: u64);
    /// These message numbers, or the saved result `$`.
    seq => Seq(set: impl Into<SeqSet>);
    /// These UIDs.
    uid => Uid(set: impl Into<UidSet>);
}

#[allow(clippy::should_implement_trait, reason = "`not` is IMAP's word, and it builds a key")]
impl SearchKey {
    /// Messages that this key does not match.
    #[must_use]
    pub fn not(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// Messages that either key matches.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::Or(Box::new(self), Box::new(other))
    }

    /// Messages that both keys match.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::And(mut keys) => {
                keys.push(other);
                Self::And(keys)
            }
            one => Self::And(Vec::from([one, other])),
        }
    }

    /// Messages that any of these keys matches; of none, no message. `OR` takes two, so the keys are put in a
    /// tree that is as flat as can be.
    #[must_use]
    pub fn any_of(keys: impl IntoIterator<Item = Self>) -> Self {
        let mut keys: Vec<Self> = keys.into_iter().collect();
        while keys.len() > 1 {
            let mut pairs = Vec::with_capacity(keys.len().div_ceil(2));
            let mut rest = keys.into_iter();
            while let Some(one) = rest.next() {
                pairs.push(match rest.next() {
                    Some(other) => one.or(other),
                    None => one,
                });
            }
            keys = pairs;
        }
        keys.pop().unwrap_or_else(|| Self::All.not())
    }

    /// A key of an extension, by its name.
    pub fn ext(name: Atom) -> Param {
        Param::new(name)
    }

    /// The keys that this one is made of.
    fn inner(&self) -> Vec<&Self> {
        match self {
            Self::Not(key) => Vec::from([&**key]),
            Self::Or(one, other) => Vec::from([&**one, &**other]),
            Self::And(keys) => keys.iter().collect(),
            Self::Ext(param) => param.keys().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether any key satisfies `test`, without recursion.
    fn any(&self, mut test: impl FnMut(&Self) -> bool) -> bool {
        let mut todo = Vec::from([self]);
        while let Some(key) = todo.pop() {
            if test(key) {
                return true;
            }
            todo.extend(key.inner());
        }
        false
    }

    /// True when it holds message numbers that an EXPUNGE would change.
    pub(crate) fn carries_numbers(&self) -> bool {
        self.any(|key| match key {
            Self::Seq(set) => super::copy::carries(set),
            Self::Ext(param) => param.carries_numbers(),
            _ => false,
        })
    }

    /// True when `$` is in it.
    pub(crate) fn uses_saved(&self) -> bool {
        self.any(|key| match key {
            Self::Seq(set) => set.is_saved(),
            Self::Uid(set) => set.is_saved(),
            Self::Ext(param) => param.uses_saved(),
            _ => false,
        })
    }

    /// What the server must announce for the keys of extensions in it.
    pub(crate) fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        self.any(|key| {
            if let Self::Ext(param) = key {
                super::common::push_new(&mut needs, param.need().clone());
            }
            false
        });
        needs
    }

    /// True when a text is more than ASCII, so that the server has to know the charset.
    pub(super) fn needs_charset(&self) -> bool {
        self.any(|key| match key {
            Self::Bcc(text)
            | Self::Body(text)
            | Self::Cc(text)
            | Self::From(text)
            | Self::Subject(text)
            | Self::Text(text)
            | Self::To(text)
            | Self::Header(_, text) => !text.is_ascii(),
            Self::Ext(key) => key.needs_charset(),
            _ => false,
        })
    }
}

impl From<Param> for SearchKey {
    fn from(key: Param) -> Self {
        Self::Ext(key)
    }
}

#[cfg(test)]
mod tests;
