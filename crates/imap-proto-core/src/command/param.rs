//! Arguments that extensions add to the commands of the base protocol (RFC 4466).

use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

use super::{CommandWriter, Need, SearchKey, Traits, common, copy};
use crate::error::EncodeError;
use crate::types::{Atom, MailboxName, SeqSet, UidSet};

/// An argument of an extension: a name and what follows it. It stands for `select-param`, `fetch-modifier`,
/// `store-modifier`, `create-param`, search keys and options, and items of FETCH (RFC 4466 section 3).
///
/// The extensions here have functions that make theirs; one that is not here is put together like this.
///
/// ```
/// use imap_proto_core::command::{Param, SearchKey};
/// use imap_proto_core::types::Atom;
/// let last_hour: SearchKey = Param::new(Atom::new("YOUNGER")?).number(3600).into();
/// # let _ = last_hour;
/// # Ok::<(), imap_proto_core::EncodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    name: Atom,
    args: Vec<Arg>,
    need: Need,
    /// Nothing is needed, whatever is known of the name.
    unchecked: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Arg {
    Number(u64),
    Atom(Atom),
    Text(String),
    Word(Bytes),
    Value(Option<Bytes>),
    Numbers(SeqSet),
    Uids(UidSet),
    Mailbox(MailboxName),
    Pattern(String),
    Attribute(Atom),
    Key(SearchKey),
    Fail(EncodeError),
    Open,
    Close,
}

impl Param {
    /// An argument with nothing behind its name yet.
    pub fn new(name: Atom) -> Self {
        Self { name, args: Vec::new(), need: Need::default(), unchecked: false }
    }

    /// One of ours, and the capabilities of which the server must announce one.
    pub(crate) fn of(name: &'static str, needs: &'static [&'static str]) -> Self {
        Self::new(Atom::from_static(name)).needs(Need::named(needs))
    }

    /// Says what the server must announce: [`CommandError::Unsupported`](crate::CommandError::Unsupported) otherwise,
    /// and nothing is sent.
    #[must_use]
    pub fn needs(mut self, need: impl Into<Need>) -> Self {
        self.need = need.into();
        self
    }

    /// Sends it whatever the server announces.
    #[must_use]
    pub fn unchecked(self) -> Self {
        Self { unchecked: true, ..self.needs(Need::default()) }
    }

    /// Its name.
    pub fn name(&self) -> &Atom {
        &self.name
    }

    /// Adds a number.
    #[must_use]
    pub fn number(self, number: u64) -> Self {
        self.arg(Arg::Number(number))
    }

    /// Adds an atom.
    #[must_use]
    pub fn atom(self, atom: Atom) -> Self {
        self.arg(Arg::Atom(atom))
    }

    /// Adds a text: a quoted string or a literal, never an atom.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.arg(Arg::Text(text.into()))
    }

    /// Adds octets, as an atom where they can be one (RFC 9051 `astring`).
    #[must_use]
    pub fn astring(self, octets: impl Into<Bytes>) -> Self {
        self.arg(Arg::Word(octets.into()))
    }

    /// Adds a value of any octets: NIL, a string, or where it holds a NUL a literal8 (RFC 4466 `literal8`), which is an
    /// [`EncodeError::NeedsBinary`] where the server has no BINARY.
    #[must_use]
    pub fn value(self, value: Option<Bytes>) -> Self {
        self.arg(Arg::Value(value))
    }

    /// Adds a set of message numbers.
    #[must_use]
    pub fn numbers(self, set: impl Into<SeqSet>) -> Self {
        self.arg(Arg::Numbers(set.into()))
    }

    /// Adds a set of UIDs.
    #[must_use]
    pub fn uids(self, set: impl Into<UidSet>) -> Self {
        self.arg(Arg::Uids(set.into()))
    }

    /// Adds a mailbox name.
    #[must_use]
    pub fn mailbox(self, name: impl Into<MailboxName>) -> Self {
        self.arg(Arg::Mailbox(name.into()))
    }

    /// Adds a pattern of mailbox names, with `*` and `%` as wildcards.
    #[must_use]
    pub fn pattern(self, pattern: impl Into<String>) -> Self {
        self.arg(Arg::Pattern(pattern.into()))
    }

    /// Adds an attribute; its backslash is put in front.
    #[must_use]
    pub fn attribute(self, name: Atom) -> Self {
        self.arg(Arg::Attribute(name))
    }

    /// Adds a search key, as FUZZY takes one (RFC 6203).
    #[must_use]
    pub fn key(self, key: SearchKey) -> Self {
        self.arg(Arg::Key(key))
    }

    /// Says that it was given what it cannot hold: the command ends in this error, and nothing is sent.
    #[must_use]
    pub fn fail(self, error: EncodeError) -> Self {
        self.arg(Arg::Fail(error))
    }

    /// Adds a list in parentheses; `members` adds what is in it.
    ///
    /// ```
    /// use imap_proto_core::{command::{Create, Param}, types::Atom};
    /// let drafts = Param::new(Atom::from_static("USE")).list(|list| list.attribute(Atom::from_static("Drafts")));
    /// let create = Create::new("Entwürfe").param(drafts);
    /// # let _ = create;
    /// ```
    #[must_use]
    pub fn list(self, members: impl FnOnce(Self) -> Self) -> Self {
        members(self.arg(Arg::Open)).arg(Arg::Close)
    }

    /// Makes the command end in [`EncodeError::Invalid`].
    #[must_use]
    pub(crate) fn invalid(self, what: &'static str, why: &'static str) -> Self {
        self.fail(EncodeError::Invalid { what, why })
    }

    fn arg(mut self, arg: Arg) -> Self {
        self.args.push(arg);
        self
    }

    /// The search keys in it.
    pub(super) fn keys(&self) -> impl Iterator<Item = &SearchKey> {
        self.args.iter().filter_map(|arg| if let Arg::Key(key) = arg { Some(key) } else { None })
    }

    pub(super) fn needs_charset(&self) -> bool {
        self.args.iter().any(|arg| matches!(arg, Arg::Text(text) if !text.is_ascii()))
    }

    /// True when it holds message numbers that an EXPUNGE would change.
    pub(super) fn carries_numbers(&self) -> bool {
        self.args.iter().any(|arg| matches!(arg, Arg::Numbers(set) if copy::carries(set)))
    }

    /// True when `$` is in it.
    pub(super) fn uses_saved(&self) -> bool {
        self.args.iter().any(|arg| match arg {
            Arg::Numbers(set) => set.is_saved(),
            Arg::Uids(set) => set.is_saved(),
            _ => false,
        })
    }

    pub(crate) fn is_unchecked(&self) -> bool {
        self.unchecked
    }

    pub(crate) fn need(&self) -> &Need {
        &self.need
    }

    /// Writes the name and what follows it. `key` writes a search key.
    pub(crate) fn write(
        &self,
        w: &mut CommandWriter<'_>,
        key: impl Fn(&SearchKey, &mut CommandWriter<'_>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        w.atom(common::sendable(&self.name, "argument")?);
        let mut spaced = true;
        for arg in &self.args {
            if spaced && *arg != Arg::Close {
                w.sp();
            }
            spaced = *arg != Arg::Open;
            match arg {
                Arg::Number(number) => _ = w.number(*number),
                Arg::Atom(atom) => _ = w.atom(common::sendable(atom, "argument")?),
                Arg::Text(text) => _ = w.string(text.as_bytes(), "argument"),
                Arg::Word(octets) => _ = w.astring(octets, "argument"),
                Arg::Value(value) => common::nstring8(value.as_ref(), w),
                Arg::Numbers(set) => _ = w.display(set),
                Arg::Uids(set) => _ = w.display(set),
                Arg::Mailbox(name) => _ = w.mailbox(name),
                Arg::Pattern(pattern) => _ = w.list_pattern(pattern),
                Arg::Attribute(name) => _ = w.word("\\").atom(common::sendable(name, "attribute")?),
                Arg::Key(one) => key(one, w)?,
                Arg::Fail(error) => return Err(error.clone()),
                Arg::Open => _ = w.word("("),
                Arg::Close => _ = w.word(")"),
            }
        }
        Ok(())
    }
}

impl From<Atom> for Param {
    fn from(name: Atom) -> Self {
        Self::new(name)
    }
}

/// ` (CONDSTORE)`, or nothing.
pub(super) fn list(params: &[Param], w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    if params.is_empty() {
        return Ok(());
    }
    w.sp();
    bare_list(params, w)
}

/// `(MIN COUNT)`, or `()`.
pub(crate) fn bare_list(params: &[Param], w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    w.list(params, |w, param| param.write(w, SearchKey::encode)).map(drop)
}

/// `ANNOTATION (..) ` (RFC 4466 `append-ext`): each with a space behind it.
pub(super) fn in_front(params: &[Param], w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    params.iter().try_for_each(|param| {
        param.write(w, SearchKey::encode)?;
        w.sp();
        Ok(())
    })
}

impl Traits {
    /// The same with what these arguments need.
    pub(crate) fn with_params<'a>(mut self, params: impl IntoIterator<Item = &'a Param>) -> Self {
        self.add_params(params);
        self
    }

    /// The same in place.
    pub(crate) fn add_params<'a>(&mut self, params: impl IntoIterator<Item = &'a Param>) {
        for param in params {
            self.add_need(param.need().clone());
            self.add_saved(param.uses_saved());
        }
    }

    /// The same with what this key needs.
    pub(crate) fn with_key(mut self, key: &SearchKey) -> Self {
        key.needs().into_iter().for_each(|need| self.add_need(need));
        self.with_saved(key.uses_saved())
    }

    /// The same, and if `uses` it works on `$`, which needs `SEARCHRES` or IMAP4rev2.
    ///
    /// One that is [`destructive`](Self::destructive), or saves what it finds in `$`, then waits for a search before
    /// it that [`saves`](Self::saves), and is not sent if that failed: it would hit what an older search left.
    #[must_use]
    pub fn with_saved(mut self, uses: bool) -> Self {
        self.add_saved(uses);
        self
    }

    fn add_saved(&mut self, uses: bool) {
        if uses {
            self.uses_saved = true;
            self.add_need(Need::named(&["SEARCHRES"]));
        }
    }

    /// It must not run on another `$` than the one it was submitted for.
    pub(crate) fn trusts_saved(&self) -> bool {
        self.uses_saved && (self.destructive || self.saves)
    }

    /// Adds what the server must announce; capabilities are then asked for when they are unknown.
    pub(crate) fn add_need(&mut self, need: Need) {
        if !need.is_none() && !self.needs.contains(&need) {
            self.needs.push(need);
            self.asks_capabilities = true;
        }
    }
}

#[cfg(test)]
mod tests;
