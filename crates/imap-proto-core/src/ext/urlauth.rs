//! URLAUTH (RFC 4467) and URLAUTH=BINARY (RFC 5524): URLs that let others fetch a part of a message.
//!
//! Such a URL is a secret: whoever has it may fetch. It is sent and received where a password may be, hence inside TLS or
//! on a local path, and neither a tap nor a `Debug` shows it.

use alloc::string::String;
use alloc::vec::Vec;

use super::{ExtData, Extension};
use crate::command::common::{self, Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Never, Outcome, States, Traits};
use crate::error::{CommandError, EncodeError};
use crate::parse::{Cursor, Fail};
use crate::response::{Data, Tagged};
use crate::types::{Atom, Capability};

mod fetch;
mod key;
mod url;

pub use fetch::{FetchedUrl, UrlFetch, UrlFetchData, UrlItem};
pub use key::{ResetKey, UrlMech};
pub use url::AuthUrl;

/// GENURLAUTH: the URLs with their tokens (RFC 4467 section 7), in the order in which they were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GenUrlAuthData {
    /// The URLs.
    pub urls: Vec<AuthUrl>,
}

impl Extension for GenUrlAuthData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut urls = Vec::from([AuthUrl::new(c.astring()?)]);
        while !c.at_list_end() {
            c.space();
            urls.push(AuthUrl::new(c.astring()?));
        }
        Ok(Self { urls })
    }
}

/// GENURLAUTH (RFC 4467 section 7): makes URLs with which others may fetch a part of a message. Valid when authenticated,
/// where the server announces `URLAUTH`, inside TLS or on a local path: elsewhere it is
/// [`CommandError::Cleartext`], for the answer is a secret.
///
/// The output has one URL for each that was asked for, in order. [`CommandError::Incomplete`] if the server says OK and
/// sent fewer. To ask for nothing is an [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::ext::GenUrlAuth;
/// let rump = "imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred";
/// let command = GenUrlAuth::internal([rump]);
/// # let _ = command;
/// ```
#[derive(Clone, Debug)]
pub struct GenUrlAuth {
    urls: Vec<(String, Atom)>,
    unchecked: Unchecked,
    found: Vec<AuthUrl>,
}

impl GenUrlAuth {
    /// Asks for tokens of the mechanism INTERNAL. Each URL names the message and ends in `;URLAUTH=` and who may use it.
    pub fn internal<U: Into<String>>(urls: impl IntoIterator<Item = U>) -> Self {
        let internal = Atom::from_wire(bytes::Bytes::from_static(b"INTERNAL"));
        let urls = urls.into_iter().map(|url| (url.into(), internal.clone())).collect();
        Self { urls, unchecked: Unchecked::default(), found: Vec::new() }
    }

    /// Asks for a token of another mechanism as well; [`UrlMech`] says which there are.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>, mechanism: Atom) -> Self {
        self.urls.push((url.into(), mechanism));
        self
    }
}

unchecked!(GenUrlAuth);

impl Command for GenUrlAuth {
    type Item = Never;
    type Output = Vec<AuthUrl>;
    const NAME: &'static str = "GENURLAUTH";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Authenticated).with(|t| {
            t.answers = Answers::Sole("GENURLAUTH");
            t.reveals_secret = true;
        });
        self.unchecked.needs(traits, Capability::of("URLAUTH"))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if self.urls.is_empty() {
            return Err(EncodeError::Invalid { what: "list of URLs", why: "there is none" });
        }
        w.word("GENURLAUTH");
        for (url, mechanism) in &self.urls {
            w.sp().string(url.as_bytes(), "URL");
            w.sp().atom(common::sendable(mechanism, "mechanism")?);
        }
        w.finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Ext(ExtData::GenUrlAuth(more)) => {
                self.found.extend(more.urls);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Vec<AuthUrl>> {
        let found = core::mem::take(&mut self.found);
        let enough = found.len() == self.urls.len();
        let found = || if enough { Ok(found) } else { Err(CommandError::Incomplete("GENURLAUTH")) };
        Outcome::Done(tagged.refusal().and_then(|_| found()))
    }
}

#[cfg(test)]
mod tests;
