//! The flags of a message (RFC 3501 2.3.2).

use std::collections::BTreeSet;
use std::fmt;

const SYSTEM: [&str; 5] = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];

/// A set of flags; system flags compare without case and are shown in RFC 3501's spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(BTreeSet<String>);

impl Flags {
    /// `None` where a client names a flag it cannot set: `\Recent`, or a system flag unknown here.
    pub(crate) fn from_client(names: &[String]) -> Option<Self> {
        names.iter().map(|name| canonical(name)).collect::<Option<BTreeSet<_>>>().map(Self)
    }

    /// Unknown names are left out.
    pub(crate) fn from_names(names: &[&str]) -> Self {
        Self(names.iter().filter_map(|name| canonical(name)).collect())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains(name) || self.0.iter().any(|flag| flag.eq_ignore_ascii_case(name))
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    pub(crate) fn remove(&mut self, other: &Self) {
        self.0.retain(|flag| !other.has(flag));
    }

    pub(crate) fn insert(&mut self, name: &str) -> bool {
        canonical(name).is_some_and(|flag| self.0.insert(flag))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub(crate) fn keywords(&self) -> impl Iterator<Item = &str> {
        self.iter().filter(|flag| !flag.starts_with('\\'))
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, flag) in self.0.iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            write!(f, "{gap}{flag}")?;
        }
        Ok(())
    }
}

fn canonical(name: &str) -> Option<String> {
    if name.starts_with('\\') {
        return SYSTEM.iter().find(|s| s.eq_ignore_ascii_case(name)).map(|s| (*s).to_owned());
    }
    let atom = |b: u8| b.is_ascii_graphic() && !b"(){%*\"\\]".contains(&b);
    (!name.is_empty() && name.bytes().all(atom)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_flags_are_spelled_as_in_the_rfc() {
        let flags = Flags::from_client(&["\\sEEN".into(), "$Junk".into()]).unwrap();
        assert_eq!(flags.to_string(), "$Junk \\Seen");
        assert!(flags.has("\\seen") && flags.has("$junk") && !flags.has("\\Draft"));
    }

    #[test]
    fn flags_a_client_cannot_set() {
        for name in ["\\Recent", "\\Foo", "", "a b", "\\*"] {
            assert_eq!(Flags::from_client(&[name.into()]), None, "{name}");
        }
    }

    #[test]
    fn removal_disregards_case() {
        let mut flags = Flags::from_names(&["$Junk", "\\Seen"]);
        flags.remove(&Flags::from_names(&["$JUNK"]));
        assert_eq!(flags.to_string(), "\\Seen");
    }
}
