//! Reads scripts.

use std::time::Duration;

use super::{Action, Piece, Script, ScriptError, Step};
use crate::escape::unescape;

impl Script {
    /// Reads a script; lines may be indented, empty lines are skipped.
    ///
    /// # Errors
    /// At the first line that makes no sense.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let mut steps = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line_number = at + 1;
            let action = action(line.trim_start()).map_err(|why| ScriptError { line: line_number, why })?;
            steps.extend(action.map(|action| Step { line: line_number, action }));
        }
        Ok(Self { steps })
    }
}

fn action(line: &str) -> Result<Option<Action>, String> {
    let Some((kind, text)) = line.split_at_checked(2) else {
        return if line.is_empty() || line == "#" { Ok(None) } else { Err(format!("cannot read `{line}`")) };
    };
    if kind.starts_with('#') {
        return Ok(None);
    }
    let text = text.strip_prefix(' ').unwrap_or(text);
    Ok(Some(match kind {
        "S:" => Action::Send(with_crlf(pieces(text)?)),
        "S~" => Action::Send(pieces(text)?),
        "C:" => Action::ExpectLine(pieces(text)?),
        "C~" => Action::ExpectOctets(unescape(text)?),
        _ => directive(line)?,
    }))
}

fn directive(line: &str) -> Result<Action, String> {
    let unknown = || format!("cannot read `{line}`");
    let mut words = line.split_ascii_whitespace();
    let name = words.next().unwrap_or_default();
    let number = words.next().map(str::parse::<usize>);
    if words.next().is_some() {
        return Err(unknown());
    }
    match (name, number) {
        ("!any", None) => Ok(Action::AnyLine),
        ("!skip", Some(Ok(octets))) => Ok(Action::Skip(octets)),
        ("!eof", None) => Ok(Action::Eof),
        ("!close", None) => Ok(Action::Close),
        ("!pause", Some(Ok(ms))) => {
            Ok(Action::Pause(Duration::from_millis(ms.try_into().map_err(|_| unknown())?)))
        }
        ("!split", Some(Ok(octets))) => Ok(Action::Split(octets)),
        ("!octets", Some(Ok(octets))) => Ok(Action::Octets(octets as u64)),
        ("!repeat", Some(Ok(times))) => Ok(Action::Repeat(times)),
        _ => Err(unknown()),
    }
}

fn with_crlf(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.push(Piece::Octets(b"\r\n".to_vec()));
    pieces
}

/// `text $1 text ...`
fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let (text, anything) = match text.strip_suffix("...") {
        Some(text) => (text, true),
        None => (text, false),
    };
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '$' && chars.peek().is_some_and(char::is_ascii_digit) {
            let digits: String = std::iter::from_fn(|| chars.next_if(char::is_ascii_digit)).collect();
            flush(&mut plain, &mut pieces)?;
            pieces.push(Piece::Variable(digits.parse().map_err(|_| "number of a variable too large")?));
            continue;
        }
        plain.push(c);
        if c == '\\' {
            plain.extend(chars.next());
        }
    }
    flush(&mut plain, &mut pieces)?;
    if anything {
        pieces.push(Piece::Anything);
    }
    Ok(pieces)
}

fn flush(plain: &mut String, pieces: &mut Vec<Piece>) -> Result<(), String> {
    if !plain.is_empty() {
        pieces.push(Piece::Octets(unescape(plain)?));
        plain.clear();
    }
    Ok(())
}
