//! A reader of command lines that shares no code with the library: what a strict server makes of the octets.

/// One argument as the server sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Arg {
    /// Anything bare: an atom, a number, a set, a flag, a section.
    Word(Vec<u8>),
    /// A quoted string, without quotes and escapes.
    Quoted(Vec<u8>),
    /// The octets of a literal.
    Literal(Vec<u8>),
    /// What stands in parentheses.
    List(Vec<Self>),
}

impl Arg {
    /// The octets of a string or word.
    pub(crate) fn octets(&self) -> &[u8] {
        match self {
            Self::Word(octets) | Self::Quoted(octets) | Self::Literal(octets) => octets,
            Self::List(_) => panic!("a list where a string is due: {self:?}"),
        }
    }
}

/// One command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cmd {
    pub(crate) tag: String,
    /// The name first; that of a UID command is two words.
    pub(crate) args: Vec<Arg>,
    /// Lengths of the literals that did not wait.
    pub(crate) at_once: Vec<usize>,
    /// Literals that waited for a `+`.
    pub(crate) waited: usize,
}

impl Cmd {
    pub(crate) fn name(&self) -> String {
        String::from_utf8(self.args[0].octets().to_vec()).unwrap()
    }
}

/// Commands in which a word may hold a section in brackets.
const WITH_SECTIONS: [&[u8]; 4] = [b"FETCH", b"CONVERT", b"NOTIFY", b"PARTIAL"];

/// What the octets so far are.
pub(crate) enum Seen {
    /// A command whose literal waits for a `+`.
    Wait,
    Whole(Cmd),
}

/// What the server takes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Rules {
    /// UTF-8 in quoted strings (RFC 6855).
    pub(crate) utf8: bool,
}

struct Reader<'a> {
    wire: &'a [u8],
    at: usize,
    rules: Rules,
    /// Continuations that were sent.
    granted: usize,
    waited: usize,
    at_once: Vec<usize>,
    /// The line without its literals.
    flat: Vec<u8>,
    sections: bool,
}

/// Reads exactly one command. Panics where a server could see another, or none.
pub(crate) fn read(wire: &[u8], granted: usize, rules: Rules) -> Seen {
    let (at_once, flat) = (Vec::new(), Vec::new());
    let mut reader = Reader { wire, at: 0, rules, granted, waited: 0, at_once, flat, sections: false };
    match reader.command() {
        None => Seen::Wait,
        Some((tag, args)) => {
            let flat = &reader.flat;
            let count = |octet| flat.iter().filter(|o| **o == octet).count();
            assert!(flat.ends_with(b"\r\n") && (count(b'\r'), count(b'\n'), count(0)) == (1, 1, 0));
            assert_eq!(reader.waited, granted, "a `+` that nobody waited for");
            Seen::Whole(Cmd { tag, args, at_once: reader.at_once, waited: reader.waited })
        }
    }
}

impl Reader<'_> {
    fn command(&mut self) -> Option<(String, Vec<Arg>)> {
        let mut tag = String::new();
        while self.peek().is_ascii_alphanumeric() {
            tag.push(char::from(self.next()));
        }
        assert!(!tag.is_empty(), "no tag: {}", self.show());
        let mut args = Vec::new();
        while self.peek() != b'\r' {
            self.expect(b' ');
            args.push(self.arg()?);
            let brackets = |arg: &Arg| matches!(arg, Arg::Word(word) if WITH_SECTIONS.contains(&&**word));
            self.sections = args.iter().take(2).any(brackets);
        }
        self.expect(b'\r');
        self.expect(b'\n');
        assert_eq!(self.at, self.wire.len(), "something follows the command: {}", self.show());
        assert!(matches!(args.first(), Some(Arg::Word(_))), "a command has a name: {}", self.show());
        Some((tag, args))
    }

    fn show(&self) -> String {
        self.wire.escape_ascii().to_string()
    }

    fn peek(&self) -> u8 {
        *self.wire.get(self.at).unwrap_or_else(|| panic!("the command stops half way: {}", self.show()))
    }

    fn next(&mut self) -> u8 {
        let octet = self.peek();
        self.at += 1;
        self.flat.push(octet);
        octet
    }

    fn expect(&mut self, octet: u8) {
        let found = self.next();
        assert_eq!(found, octet, "octet {} of {}", self.at - 1, self.show());
    }

    fn arg(&mut self) -> Option<Arg> {
        match self.peek() {
            b'(' => self.list(),
            b'"' => Some(Arg::Quoted(self.quoted())),
            b'{' | b'~' if self.announces() => self.literal().map(Arg::Literal),
            _ => Some(Arg::Word(self.word())),
        }
    }

    fn list(&mut self) -> Option<Arg> {
        self.expect(b'(');
        let mut members = Vec::new();
        while self.peek() != b')' {
            if !members.is_empty() {
                self.expect(b' ');
            }
            members.push(self.arg()?);
        }
        self.expect(b')');
        Some(Arg::List(members))
    }

    fn quoted(&mut self) -> Vec<u8> {
        self.expect(b'"');
        let mut text = Vec::new();
        loop {
            match self.next() {
                b'"' => break,
                b'\\' => {
                    let escaped = self.next();
                    assert!(matches!(escaped, b'"' | b'\\'), "RFC 9051 quoted-specials: {}", self.show());
                    text.push(escaped);
                }
                octet => {
                    assert!(!matches!(octet, 0 | b'\r' | b'\n'), "in a quoted string: {}", self.show());
                    text.push(octet);
                }
            }
        }
        let eight_bit = self.rules.utf8 && std::str::from_utf8(&text).is_ok();
        assert!(text.is_ascii() || eight_bit, "8 bits in a quoted string: {}", self.show());
        text
    }

    /// `{12}`, `{12+}` or either with `~`, and a line end.
    fn announces(&self) -> bool {
        let rest = &self.wire[self.at..];
        let rest = rest.strip_prefix(b"~").unwrap_or(rest);
        let Some(rest) = rest.strip_prefix(b"{") else { return false };
        let digits = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
        let rest = &rest[digits..];
        digits > 0 && rest.strip_prefix(b"+").unwrap_or(rest).starts_with(b"}\r\n")
    }

    fn literal(&mut self) -> Option<Vec<u8>> {
        let rest = &self.wire[self.at..];
        let end = rest.iter().position(|octet| *octet == b'\n').unwrap() + 1;
        let announced = std::str::from_utf8(&rest[..end]).unwrap();
        let number: String = announced.chars().filter(char::is_ascii_digit).collect();
        let (len, waits) = (number.parse().unwrap(), !announced.contains('+'));
        self.at += end;
        if waits {
            self.waited += 1;
            if self.waited > self.granted {
                assert_eq!(self.at, self.wire.len(), "octets before the `+`: {}", self.show());
                return None;
            }
        } else {
            self.at_once.push(len);
        }
        let octets = self.wire.get(self.at..self.at + len).expect("the literal is shorter than announced");
        self.at += len;
        let binary = announced.starts_with('~');
        assert!(binary || !octets.contains(&0), "NUL in a literal: {}", self.show());
        Some(octets.to_vec())
    }

    fn word(&mut self) -> Vec<u8> {
        let start = self.at;
        loop {
            match self.peek() {
                b' ' | b')' | b'(' | b'\r' => break,
                b'[' if self.sections && takes_section(&self.wire[start..self.at]) => self.section(),
                octet => {
                    let fine = octet.is_ascii_graphic() && !matches!(octet, b'"' | b'{');
                    let fine = fine && (octet != b'\\' || self.at == start);
                    assert!(fine, "octet {} of {}", self.at, self.show());
                    self.next();
                }
            }
        }
        assert!(self.at > start, "an argument is empty: {}", self.show());
        self.wire[start..self.at].to_vec()
    }

    /// `[1.HEADER.FIELDS ("x" y)]`: brackets in quoted names do not count.
    fn section(&mut self) {
        self.expect(b'[');
        loop {
            match self.peek() {
                b'"' => drop(self.quoted()),
                b']' => break,
                octet => {
                    assert!(matches!(octet, 0x20..=0x7e), "in a section: {}", self.show());
                    self.next();
                }
            }
        }
        self.expect(b']');
    }
}

fn takes_section(word: &[u8]) -> bool {
    word.starts_with(b"B") || word == b"AVAILABLECONVERSIONS"
}
