//! Reads the arguments of a command (RFC 3501 9). The command is complete, so nothing waits here.

use std::borrow::Cow;

use super::sequence::SequenceSet;

/// Why a command is BAD.
pub(crate) type Parse<T> = Result<T, &'static str>;

/// What is left of a command.
#[derive(Clone, Debug)]
pub(crate) struct Args<'a> {
    rest: &'a [u8],
}

impl<'a> Args<'a> {
    pub(crate) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(crate) fn is_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Eats this octet if it is the next one.
    pub(crate) fn eat(&mut self, octet: u8) -> bool {
        match self.rest.split_first() {
            Some((&first, rest)) if first == octet => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    pub(crate) fn expect(&mut self, octet: u8, why: &'static str) -> Parse<()> {
        if self.eat(octet) { Ok(()) } else { Err(why) }
    }

    pub(crate) fn sp(&mut self) -> Parse<()> {
        self.expect(b' ', "Space expected")
    }

    pub(crate) fn end(&self) -> Parse<()> {
        if self.rest.is_empty() { Ok(()) } else { Err("Too many arguments") }
    }

    /// Eats this word if it is next, in any case.
    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        let Some((head, tail)) = self.rest.split_at_checked(word.len()) else { return false };
        let whole = tail.first().is_none_or(|&b| !is_atom(b));
        let same = whole && head.eq_ignore_ascii_case(word.as_bytes());
        if same {
            self.rest = tail;
        }
        same
    }

    fn take_while(&mut self, accept: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|&b| !accept(b)).unwrap_or(self.rest.len());
        let (head, tail) = self.rest.split_at(end);
        self.rest = tail;
        head
    }

    fn some(found: &'a [u8], why: &'static str) -> Parse<&'a [u8]> {
        if found.is_empty() { Err(why) } else { Ok(found) }
    }

    pub(crate) fn atom(&mut self) -> Parse<&'a [u8]> {
        Self::some(self.take_while(is_atom), "Atom expected")
    }

    /// An atom in upper case: a command, an item, a search key.
    pub(crate) fn word(&mut self) -> Parse<String> {
        self.atom().map(|atom| String::from_utf8_lossy(atom).to_ascii_uppercase())
    }

    /// The name of a FETCH item, up to a `[`, in upper case.
    pub(crate) fn item_name(&mut self) -> Parse<String> {
        let name = self.take_while(|b| b.is_ascii_alphanumeric() || b == b'.');
        Self::some(name, "Item expected").map(|n| String::from_utf8_lossy(n).to_ascii_uppercase())
    }

    pub(crate) fn tag(&mut self) -> Parse<&'a [u8]> {
        Self::some(self.take_while(|b| is_astring(b) && b != b'+'), "Tag expected")
    }

    pub(crate) fn number(&mut self) -> Parse<u32> {
        let digits = self.take_while(|b| b.is_ascii_digit());
        std::str::from_utf8(digits).ok().and_then(|d| d.parse().ok()).ok_or("Number expected")
    }

    /// A quoted string or a literal.
    pub(crate) fn string(&mut self) -> Parse<Cow<'a, [u8]>> {
        match self.peek() {
            Some(b'"') => self.quoted(),
            Some(b'{') => self.literal().map(Cow::Borrowed),
            _ => Err("String expected"),
        }
    }

    pub(crate) fn astring(&mut self) -> Parse<Cow<'a, [u8]>> {
        self.string_or(is_astring)
    }

    /// A name for LIST, in which `*` and `%` may stand bare.
    pub(crate) fn pattern(&mut self) -> Parse<Cow<'a, [u8]>> {
        self.string_or(|b| is_astring(b) || b == b'*' || b == b'%')
    }

    fn string_or(&mut self, bare: fn(u8) -> bool) -> Parse<Cow<'a, [u8]>> {
        match self.peek() {
            Some(b'"' | b'{') => self.string(),
            _ => Self::some(self.take_while(bare), "String expected").map(Cow::Borrowed),
        }
    }

    pub(crate) fn nstring(&mut self) -> Parse<Option<Cow<'a, [u8]>>> {
        if self.eat_word("NIL") { Ok(None) } else { self.string().map(Some) }
    }

    fn quoted(&mut self) -> Parse<Cow<'a, [u8]>> {
        self.expect(b'"', "Quoted string expected")?;
        let plain = self.take_while(|b| b != b'"' && b != b'\\');
        if self.eat(b'"') {
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_vec();
        while self.eat(b'\\') {
            let (&escaped, rest) = self.rest.split_first().ok_or("Unfinished quoted string")?;
            text.push(escaped);
            self.rest = rest;
            text.extend_from_slice(self.take_while(|b| b != b'"' && b != b'\\'));
        }
        self.expect(b'"', "Unfinished quoted string")?;
        Ok(Cow::Owned(text))
    }

    pub(crate) fn literal(&mut self) -> Parse<&'a [u8]> {
        self.expect(b'{', "Literal expected")?;
        let octets = usize::try_from(self.number()?).map_err(|_| "Literal too large")?;
        self.eat(b'+');
        self.expect(b'}', "Literal expected")?;
        self.eat(b'\r');
        self.expect(b'\n', "Literal expected")?;
        let (data, rest) = self.rest.split_at_checked(octets).ok_or("Literal too short")?;
        self.rest = rest;
        Ok(data)
    }

    pub(crate) fn sequence_set(&mut self) -> Parse<SequenceSet> {
        let text = self.take_while(|b| b.is_ascii_digit() || matches!(b, b':' | b',' | b'*'));
        SequenceSet::parse(text).ok_or("Invalid sequence set")
    }

    /// Is the next thing a sequence set?
    pub(crate) fn at_sequence_set(&self) -> bool {
        self.peek().is_some_and(|b| b.is_ascii_digit() || b == b'*')
    }

    /// `\Seen` or a keyword.
    pub(crate) fn flag(&mut self) -> Parse<String> {
        let system = self.eat(b'\\');
        let name = String::from_utf8_lossy(self.atom()?).into_owned();
        Ok(if system { format!("\\{name}") } else { name })
    }

    pub(crate) fn flag_list(&mut self) -> Parse<Vec<String>> {
        self.expect(b'(', "Flag list expected")?;
        let mut flags = Vec::new();
        while !self.eat(b')') {
            if !flags.is_empty() {
                self.sp()?;
            }
            flags.push(self.flag()?);
        }
        Ok(flags)
    }
}

fn is_atom(octet: u8) -> bool {
    octet.is_ascii_graphic() && !matches!(octet, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\' | b']')
}

fn is_astring(octet: u8) -> bool {
    is_atom(octet) || octet == b']'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_all_kinds() {
        let mut args = Args::new(b"INBOX \"a \\\"b\\\\\" {3}\r\nx\ny {1+}\r\nz NIL");
        assert_eq!(&*args.astring().unwrap(), b"INBOX");
        args.sp().unwrap();
        assert_eq!(&*args.astring().unwrap(), b"a \"b\\");
        args.sp().unwrap();
        assert_eq!(&*args.astring().unwrap(), b"x\ny");
        args.sp().unwrap();
        assert_eq!(&*args.string().unwrap(), b"z");
        args.sp().unwrap();
        assert_eq!(args.nstring().unwrap(), None);
        args.end().unwrap();
    }

    #[test]
    fn malformed_strings() {
        for text in ["\"abc", "\"abc\\", "{3}\r\nab", "{9999999999}\r\n", "{x}\r\n", "(", ""] {
            assert!(Args::new(text.as_bytes()).astring().is_err(), "{text:?}");
        }
    }

    #[test]
    fn flags_and_words() {
        let mut args = Args::new(b"(\\Seen $Junk) BODY");
        assert_eq!(args.flag_list().unwrap(), ["\\Seen", "$Junk"]);
        args.sp().unwrap();
        assert!(!args.eat_word("BOD"));
        assert!(args.eat_word("body"));
        assert!(Args::new(b"(\\Seen").flag_list().is_err());
    }
}
