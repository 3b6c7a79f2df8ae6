//! Measured figures, and their form as text: one a line, `what load subject chunk value`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a figure is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// The quantity, for example `time`.
    pub(crate) what: String,
    pub(crate) load: String,
    pub(crate) subject: String,
    pub(crate) chunk: String,
}

impl Key {
    pub(crate) fn new(what: &str, load: &str, subject: &str, chunk: &str) -> Self {
        let [what, load, subject, chunk] = [what, load, subject, chunk].map(str::to_owned);
        Self { what, load, subject, chunk }
    }
}

/// A figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    Number(f64),
    /// It took too long.
    Stopped,
    /// The subject does not read this load.
    Refused,
}

impl Value {
    pub(crate) fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Stopped | Self::Refused => None,
        }
    }
}

/// Figures by what they are about.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Figures(BTreeMap<Key, Value>);

impl Figures {
    pub(crate) fn put(&mut self, key: Key, value: Value) {
        self.0.insert(key, value);
    }

    pub(crate) fn get(&self, what: &str, load: &str, subject: &str, chunk: &str) -> Option<Value> {
        self.0.get(&Key::new(what, load, subject, chunk)).copied()
    }

    pub(crate) fn number(&self, what: &str, load: &str, subject: &str, chunk: &str) -> Option<f64> {
        self.get(what, load, subject, chunk)?.number()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Key, Value)> {
        self.0.iter().map(|(key, value)| (key, *value))
    }

    /// Takes over the figures of others.
    pub(crate) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub(crate) fn to_text(&self) -> String {
        let mut text = String::new();
        for (Key { what, load, subject, chunk }, value) in &self.0 {
            let value = match value {
                Value::Number(number) => format!("{number}"),
                Value::Stopped => "stopped".to_owned(),
                Value::Refused => "refused".to_owned(),
            };
            let _ = writeln!(text, "{what} {load} {subject} {chunk} {value}");
        }
        text
    }

    /// Lines that are empty or begin with `#` are none.
    pub(crate) fn from_text(text: &str) -> Result<Self, String> {
        let mut figures = Self::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<&str> = line.split(' ').collect();
            let [what, load, subject, chunk, value] = words[..] else {
                return Err(format!("no figure: {line}"));
            };
            let value = match value {
                "stopped" => Value::Stopped,
                "refused" => Value::Refused,
                number => Value::Number(number.parse().map_err(|e| format!("{line}: {e}"))?),
            };
            figures.put(Key::new(what, load, subject, chunk), value);
        }
        Ok(figures)
    }
}

#[cfg(test)]
mod tests {
    use super::{Figures, Key, Value};

    #[test]
    fn text_and_back() {
        let mut figures = Figures::default();
        figures.put(Key::new("time", "list50k", "ours", "whole"), Value::Number(0.25));
        figures.put(Key::new("time", "search1m", "imap-proto", "1460"), Value::Stopped);
        figures.put(Key::new("time", "esearch", "imap-next", "1460"), Value::Refused);
        let text = figures.to_text();
        assert_eq!(text.lines().count(), 3);
        assert_eq!(Figures::from_text(&format!("# a comment\n\n{text}")), Ok(figures));
        assert!(Figures::from_text("time list50k ours 0.25").is_err());
        assert!(Figures::from_text("time list50k ours whole fast").is_err());
    }
}
