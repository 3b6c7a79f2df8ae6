//! Arguments: a command, flags and values.

use crate::load::{Kind, Sized};

/// What a load is handed over in, at most; `usize::MAX` is the whole of it.
pub(crate) const CHUNKS: [usize; 3] = [1460, 16_384, usize::MAX];

/// The arguments of a process.
#[derive(Debug)]
pub(crate) struct Args(Vec<String>);

impl Args {
    pub(crate) fn new(args: impl Iterator<Item = String>) -> Self {
        Self(args.collect())
    }

    /// The first word that is no flag.
    pub(crate) fn command(&self) -> Option<&str> {
        self.0.first().map(String::as_str).filter(|word| !word.starts_with('-'))
    }

    pub(crate) fn has(&self, flag: &str) -> bool {
        self.0.iter().any(|arg| arg == flag)
    }

    /// What follows the flag.
    pub(crate) fn value(&self, flag: &str) -> Option<&str> {
        let at = self.0.iter().position(|arg| arg == flag)?;
        self.0.get(at + 1).map(String::as_str)
    }

    /// The flags that none of these is.
    pub(crate) fn unknown(&self, known: &[&str]) -> Option<&str> {
        self.0.iter().map(String::as_str).find(|arg| arg.starts_with('-') && !known.contains(arg))
    }

    /// `--load flags100k`, or `--load flags100k@1000` for 1,000 of it.
    pub(crate) fn load(&self) -> Result<Sized, String> {
        self.value("--load")
            .and_then(Sized::named)
            .ok_or_else(|| "--load takes the name of a load".to_owned())
    }

    /// `--chunk 1460`, or `whole`, which it is without.
    pub(crate) fn chunk(&self) -> Result<usize, String> {
        match self.value("--chunk") {
            None | Some("whole") => Ok(usize::MAX),
            Some(text) => text.parse::<usize>().map(|n| n.max(1)).map_err(|e| format!("--chunk {text}: {e}")),
        }
    }

    /// Loads are this many times smaller; 1 without.
    pub(crate) fn scale(&self) -> Result<usize, String> {
        let text = self.value("--scale").unwrap_or("1");
        text.parse::<usize>().map(|n| n.max(1)).map_err(|e| format!("--scale {text}: {e}"))
    }

    /// The loads of `--loads a,b`, or all, at the scale that is asked for.
    pub(crate) fn loads(&self) -> Result<Vec<Sized>, String> {
        let scale = self.scale()?;
        match self.value("--loads") {
            None => Ok(Kind::all().map(|kind| Sized::scaled(kind, scale)).collect()),
            Some(names) => names
                .split(',')
                .map(|name| Kind::named(name).map(|kind| Sized::scaled(kind, scale)))
                .collect::<Option<_>>()
                .ok_or_else(|| format!("--loads {names}: no such load")),
        }
    }
}

/// `1460`, or `whole`.
pub(crate) fn spell(chunk: usize) -> String {
    if chunk == usize::MAX { "whole".to_owned() } else { chunk.to_string() }
}
