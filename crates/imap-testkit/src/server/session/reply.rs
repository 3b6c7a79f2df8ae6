//! How a command ends.

use std::borrow::Cow;
use std::fmt;

/// A command's end: its reply, or why it was refused.
pub(super) type Answer = Result<Reply, Refusal>;

/// A command that was not refused.
#[derive(Debug)]
pub(super) enum Reply {
    /// The text behind the tagged OK, response code included.
    Ok(Cow<'static, str>),
    /// Nothing yet: the command goes on, or has written its own end.
    Later,
}

impl Reply {
    pub(super) fn ok(text: impl Into<Cow<'static, str>>) -> Answer {
        Ok(Self::Ok(text.into()))
    }
}

/// NO: it cannot be done. BAD: the client got it wrong.
#[derive(Debug)]
pub(super) enum Refusal {
    No(Cow<'static, str>),
    Bad(Cow<'static, str>),
}

impl Refusal {
    pub(super) fn no(text: impl Into<Cow<'static, str>>) -> Self {
        Self::No(text.into())
    }
}

/// A syntax error is BAD.
impl From<&'static str> for Refusal {
    fn from(why: &'static str) -> Self {
        Self::Bad(Cow::Borrowed(why))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::No(text) => write!(f, "NO {text}"),
            Self::Bad(text) => write!(f, "BAD {text}"),
        }
    }
}
