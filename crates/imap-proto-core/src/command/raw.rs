//! Any command, from tokens.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use super::{Claim, Command, CommandWriter, Items, Numbering, Outcome, States, Traits, copy};
use crate::error::EncodeError;
use crate::response::{Data, Status, Tagged};
use crate::types::{Atom, MailboxName, Secret, SeqSet, UidSet};

mod token;

use token::Token;

/// A command that this library has no type for, made of tokens that cannot inject another.
///
/// It takes the untagged responses that [`answer`](Raw::answer) names; others go where they always go. It has
/// the connection to itself and is valid in any state, unless [`with_traits`](Raw::with_traits) says
/// otherwise. Commands that change what the connection has to know (SELECT, STARTTLS, IDLE ...) are refused:
/// they have types of their own. Names and numbers are written by kind, so `NO` and `BAD` are errors here as
/// everywhere.
///
/// ```
/// use imap_proto_core::{Execute, Raw};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// let quota = Raw::new("GETQUOTAROOT")?.mailbox("INBOX").answer("QUOTA").answer("QUOTAROOT");
/// if let Err(error) = session.run(quota) {
///     println!("{error}"); // this server has no quotas, and says BAD
/// }
/// let done = session.run(Raw::new("STATUS")?.mailbox("INBOX").list(|l| l.atom("MESSAGES")).answer("STATUS"))?;
/// println!("{:?}", done.responses);
/// # assert_eq!(done.responses.len(), 1);
/// assert!(Raw::new("X\r\nY").is_err()); // nothing can be injected
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Raw {
    name: Atom,
    tokens: Vec<Token>,
    answers: Vec<&'static str>,
    traits: Traits,
}

/// What a [`Raw`] command brought.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RawDone {
    /// The responses that it was told to take and that nobody pulled, in order.
    pub responses: Vec<Data>,
    /// The tagged OK.
    pub status: Status,
}

/// Commands that would leave the connection with a wrong idea of where it is.
const REFUSED: [&str; 13] = [
    "AUTHENTICATE",
    "CLOSE",
    "COMPRESS",
    "ENABLE",
    "EXAMINE",
    "IDLE",
    "LOGIN",
    "LOGOUT",
    "NOTIFY",
    "SELECT",
    "STARTTLS",
    "UNAUTHENTICATE",
    "UNSELECT",
];

impl Raw {
    /// Names the command.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] when it is no atom, or a command that has to have a type of its own.
    pub fn new(name: &str) -> Result<Self, EncodeError> {
        if REFUSED.iter().any(|refused| refused.eq_ignore_ascii_case(name)) {
            let why = "the connection has to know of it; use the command's own type";
            return Err(EncodeError::Invalid { what: "command name", why });
        }
        let name = Atom::new(name)?;
        Ok(Self { name, tokens: Vec::new(), answers: Vec::new(), traits: Traits::exclusive(States::Any) })
    }

    /// Adds an atom; [`EncodeError::Invalid`] when it is sent, if it is none.
    #[must_use]
    pub fn atom(self, atom: &str) -> Self {
        self.token(Token::atom(atom))
    }

    /// Adds a string, in the form its content asks for; NUL is an [`EncodeError`].
    #[must_use]
    pub fn astring(self, octets: impl Into<Bytes>) -> Self {
        self.token(Token::Astring(octets.into()))
    }

    /// Adds a string that is never an atom.
    #[must_use]
    pub fn string(self, octets: impl Into<Bytes>) -> Self {
        self.token(Token::String(octets.into()))
    }

    /// Adds NIL.
    #[must_use]
    pub fn nil(self) -> Self {
        self.token(Token::Nil)
    }

    /// Adds a number.
    #[must_use]
    pub fn number(self, number: u64) -> Self {
        self.token(Token::Number(number))
    }

    /// Adds a mailbox name.
    #[must_use]
    pub fn mailbox(self, name: impl Into<MailboxName>) -> Self {
        self.token(Token::Mailbox(name.into()))
    }

    /// Adds message numbers, and binds the command to the numbering of now: if an EXPUNGE comes before it is
    /// sent, it ends in [`CommandError::Renumbered`](crate::CommandError::Renumbered).
    #[must_use]
    pub fn seq_set(mut self, set: impl Into<SeqSet>) -> Self {
        let set = set.into();
        if copy::carries(&set) {
            self.traits.numbering = Numbering::Free { carries: true };
        }
        self.token(Token::Seq(set))
    }

    /// Adds UIDs.
    #[must_use]
    pub fn uid_set(self, set: impl Into<UidSet>) -> Self {
        self.token(Token::Uid(set.into()))
    }

    /// Adds a secret string, which no wire tap shows. In clear over a network the command is refused.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.traits.reveals_secret = true;
        self.token(Token::Secret(secret.into()))
    }

    /// Adds a literal.
    #[must_use]
    pub fn literal(self, octets: impl Into<Bytes>) -> Self {
        self.token(Token::Literal(octets.into()))
    }

    /// Adds a list: `.list(|list| list.atom("A").number(1))` is `(A 1)`.
    #[must_use]
    pub fn list(self, inside: impl FnOnce(Self) -> Self) -> Self {
        inside(self.token(Token::Open)).token(Token::Close)
    }

    /// Adds an argument in wire form.
    ///
    /// Sent only if it cannot run over into anything else: no CR, LF or NUL, quotes and parentheses in pairs,
    /// nothing at its end that announces a literal, ASCII unless UTF8=ACCEPT is on. It is an
    /// [`EncodeError::Invalid`] otherwise.
    #[must_use]
    pub fn arg(self, wire: impl Into<Bytes>) -> Self {
        self.token(Token::Arg(wire.into()))
    }

    /// Takes untagged responses with this keyword, in any case of letters.
    #[must_use]
    pub fn answer(mut self, keyword: &'static str) -> Self {
        self.answers.push(keyword);
        self
    }

    /// Changes what the connection knows of the command.
    #[must_use]
    pub fn with_traits(mut self, change: impl FnOnce(&mut Traits)) -> Self {
        change(&mut self.traits);
        self
    }

    fn token(mut self, token: Token) -> Self {
        self.tokens.push(token);
        self
    }

    fn asked_for(&self, data: &Data) -> bool {
        let Some(keyword) = keyword(data) else { return false };
        self.answers.iter().any(|answer| keyword.eq_ignore_ascii_case(answer.as_bytes()))
    }
}

/// The keyword of a response; statuses and what is nobody's alone have none.
fn keyword(data: &Data) -> Option<&[u8]> {
    Some(match data {
        Data::Capability(_) => b"CAPABILITY",
        Data::Enabled(_) => b"ENABLED",
        Data::Exists(_) => b"EXISTS",
        Data::Recent(_) => b"RECENT",
        Data::Expunge(_) => b"EXPUNGE",
        Data::Vanished { .. } => b"VANISHED",
        Data::Flags(_) => b"FLAGS",
        Data::Fetch(_) => b"FETCH",
        Data::List(_) => b"LIST",
        Data::Lsub(_) => b"LSUB",
        Data::MailboxStatus(_) => b"STATUS",
        Data::Search(_) => b"SEARCH",
        Data::Ext(data) => data.keyword().as_bytes(),
        Data::Unknown { keyword, .. } => keyword.as_bytes(),
        Data::Status(_) => return None,
    })
}

/// News of the mailbox or the session, which everybody has to hear.
fn is_news(data: &Data) -> bool {
    matches!(
        data,
        Data::Capability(_)
            | Data::Enabled(_)
            | Data::Exists(_)
            | Data::Recent(_)
            | Data::Expunge(_)
            | Data::Vanished { .. }
            | Data::Flags(_)
    )
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Arguments may be private, whatever the caller said of them.
        f.debug_struct("Raw")
            .field("name", &self.name)
            .field("tokens", &self.tokens.len())
            .finish_non_exhaustive()
    }
}

impl Command for Raw {
    type Item = Data;
    type Output = RawDone;
    const NAME: &'static str = "(any)";

    fn traits(&self) -> Traits {
        self.traits.clone()
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.atom(&self.name);
        token::write(&self.tokens, w)?;
        w.finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, Data>) -> Claim {
        if !self.asked_for(&data) {
            return Claim::Pass(data);
        }
        if is_news(&data) {
            items.push(data.clone());
            return Claim::Observe(data);
        }
        items.push(data);
        Claim::Take
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Data>) -> Outcome<RawDone> {
        Outcome::Done(tagged.refusal().map(|tagged| RawDone { responses: Vec::new(), status: tagged.status }))
    }

    fn collect(output: &mut RawDone, rows: VecDeque<Data>) {
        output.responses.extend(rows);
    }
}

#[cfg(test)]
mod tests;
