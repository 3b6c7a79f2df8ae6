//! What is wrong with a script, and how a client departed from one.

use std::error::Error;
use std::fmt;

use crate::escape::escape;

/// A script that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    pub(crate) line: usize,
    pub(crate) why: String,
}

impl ScriptError {
    /// The line of the script, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl Error for ScriptError {}

/// The client did not do what the script says; shows both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pub(super) line: usize,
    pub(super) why: String,
    pub(super) expected: Vec<u8>,
    pub(super) received: Vec<u8>,
}

impl Mismatch {
    /// The line of the script, counted from 1; 0 where no client came.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// What the script expected, its variables filled in where they are known.
    #[must_use]
    pub fn expected(&self) -> &[u8] {
        &self.expected
    }

    /// What the client had said instead.
    #[must_use]
    pub fn received(&self) -> &[u8] {
        &self.received
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (expected, received) = (escape(&self.expected), escape(&self.received));
        write!(f, "script line {}: {}\n  expected: {expected}\n  received: {received}", self.line, self.why)
    }
}

impl Error for Mismatch {}
