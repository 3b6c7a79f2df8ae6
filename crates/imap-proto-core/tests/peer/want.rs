//! What an argument has to be, and whether it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::Arg;

/// What is expected of one argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// This word, bare.
    Word(String),
    /// These octets, as atom, quoted string or literal.
    Text(Vec<u8>),
    /// These octets, as quoted string or literal.
    Str(Vec<u8>),
    /// These octets, as literal.
    Literal(Vec<u8>),
    /// A mailbox of this name.
    Name(String),
    /// The same, where `*` and `%` may stand bare.
    Pattern(String),
    /// These numbers, however the set is written: `(first, last)`, where no last is `*`.
    Set(Vec<(u32, Option<u32>)>),
    /// A section, see [`Section`].
    Section(Section),
    List(Vec<Self>),
}

/// A FETCH item with brackets, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) item: String,
    pub(crate) part: Vec<u32>,
    pub(crate) what: String,
    pub(crate) fields: Vec<Vec<u8>>,
    pub(crate) partial: Option<(u64, u64)>,
}

/// Bare words.
pub(crate) fn words(text: &str) -> Vec<Want> {
    text.split(' ').map(|word| Want::Word(word.to_owned())).collect()
}

/// Whether the arguments are what is wanted.
pub(crate) fn matches(args: &[Arg], wants: &[Want], utf8: bool) -> bool {
    args.len() == wants.len() && args.iter().zip(wants).all(|(arg, want)| matches_one(arg, want, utf8))
}

fn matches_one(arg: &Arg, want: &Want, utf8: bool) -> bool {
    match (arg, want) {
        (Arg::List(args), Want::List(wants)) => matches(args, wants, utf8),
        (Arg::List(_), _) | (_, Want::List(_)) => false,
        (Arg::Word(word), Want::Word(wanted)) => word == wanted.as_bytes(),
        (_, Want::Word(_)) => false,
        (_, Want::Text(text)) => is_astring(arg) && arg.octets() == text,
        (_, Want::Str(text)) => !matches!(arg, Arg::Word(_)) && arg.octets() == text,
        (_, Want::Literal(text)) => matches!(arg, Arg::Literal(octets) if octets == text),
        (Arg::Word(word), Want::Pattern(name)) if word.iter().any(|octet| b"%*".contains(octet)) => {
            let plain: Vec<u8> = word.iter().filter(|octet| !b"%*".contains(octet)).copied().collect();
            (plain.is_empty() || is_astring(&Arg::Word(plain))) && named(word, utf8) == *name
        }
        (_, Want::Pattern(name)) => is_astring(arg) && named(arg.octets(), utf8) == *name,
        (_, Want::Name(name)) if utf8 => is_astring(arg) && arg.octets() == name.as_bytes(),
        (_, Want::Name(name)) => is_astring(arg) && utf7(arg.octets()) == *name,
        (Arg::Word(word), Want::Set(ranges)) => same_numbers(&set(word), ranges),
        (Arg::Word(word), Want::Section(wanted)) => section(word) == *wanted,
        (_, Want::Set(_) | Want::Section(_)) => false,
    }
}

fn named(octets: &[u8], utf8: bool) -> String {
    if utf8 { String::from_utf8(octets.to_vec()).unwrap() } else { utf7(octets) }
}

/// A bare word is `1*ASTRING-CHAR` (RFC 9051 section 9), and not NIL.
fn is_astring(arg: &Arg) -> bool {
    let Arg::Word(word) = arg else { return true };
    let fine = |octet: &u8| octet.is_ascii_graphic() && !b"(){%*\"\\".contains(octet);
    word.iter().all(fine) && !word.eq_ignore_ascii_case(b"NIL")
}

/// Modified UTF-7 (RFC 3501 5.1.3).
pub(crate) fn utf7(octets: &[u8]) -> String {
    let text = std::str::from_utf8(octets).expect("modified UTF-7 is ASCII");
    assert!(text.bytes().all(|octet| matches!(octet, 0x20..=0x7e)), "{text:?}");
    let mut out = String::new();
    let mut rest = text;
    while let Some((plain, coded)) = rest.split_once('&') {
        out.push_str(plain);
        let (coded, behind) = coded.split_once('-').expect("a shift ends");
        if coded.is_empty() {
            out.push('&');
        } else {
            let units = STANDARD_NO_PAD.decode(coded.replace(',', "/")).expect("base64");
            let units = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            out.extend(char::decode_utf16(units).map(|c| c.expect("a whole character")));
        }
        rest = behind;
    }
    out + rest
}

/// Reads a sequence-set.
pub(crate) fn set(word: &[u8]) -> Vec<(u32, Option<u32>)> {
    let number = |text: &str| if text == "*" { None } else { Some(text.parse::<u32>().unwrap()) };
    let range = |text: &str| match text.split_once(':') {
        None => (number(text).unwrap_or(u32::MAX), number(text)),
        Some((a, b)) => match (number(a), number(b)) {
            (Some(a), Some(b)) => (a.min(b), Some(a.max(b))),
            (Some(a), None) | (None, Some(a)) => (a, None),
            (None, None) => (u32::MAX, None),
        },
    };
    std::str::from_utf8(word).unwrap().split(',').map(range).collect()
}

/// The same numbers: two unions of ranges agree if they agree at and beside every end.
fn same_numbers(one: &[(u32, Option<u32>)], other: &[(u32, Option<u32>)]) -> bool {
    let holds = |ranges: &[(u32, Option<u32>)], n: u32| {
        ranges.iter().any(|(first, last)| (*first..=last.unwrap_or(u32::MAX)).contains(&n))
    };
    let ends = one.iter().chain(other).flat_map(|(first, last)| [*first, last.unwrap_or(u32::MAX)]);
    ends.flat_map(|n| [n.saturating_sub(1), n, n.saturating_add(1)]).all(|n| holds(one, n) == holds(other, n))
        && one.iter().any(|range| range.1.is_none()) == other.iter().any(|range| range.1.is_none())
}

/// Reads `BODY.PEEK[1.HEADER.FIELDS ("a b")]<0.5>`.
pub(crate) fn section(word: &[u8]) -> Section {
    let text = std::str::from_utf8(word).unwrap();
    let (item, rest) = text.split_once('[').unwrap();
    let (inside, behind) = rest.rsplit_once(']').unwrap();
    let (path, list) = inside.split_once(' ').map_or((inside, None), |(path, list)| (path, Some(list)));
    let mut part = Vec::new();
    let mut what = path;
    while what.starts_with(|c: char| c.is_ascii_digit()) {
        let (number, more) = what.split_once('.').unwrap_or((what, ""));
        part.push(number.parse().unwrap());
        what = more;
    }
    let fields = list.map_or_else(Vec::new, fields);
    let partial = behind.strip_prefix('<').map(|behind| {
        let (offset, len) = behind.strip_suffix('>').unwrap().split_once('.').unwrap();
        (offset.parse().unwrap(), len.parse().unwrap())
    });
    Section { item: item.to_owned(), part, what: what.to_owned(), fields, partial }
}

/// The astrings of `(From "a(b")`.
fn fields(list: &str) -> Vec<Vec<u8>> {
    let list = list.strip_prefix('(').unwrap().strip_suffix(')').unwrap();
    let (mut all, mut one, mut quoted) = (Vec::new(), Vec::new(), false);
    let mut octets = list.bytes();
    while let Some(octet) = octets.next() {
        match octet {
            b'"' => quoted = !quoted,
            b'\\' if quoted => one.push(octets.next().unwrap()),
            b' ' if !quoted => all.push(std::mem::take(&mut one)),
            b'(' | b')' | b'{' | b'%' | b'*' | b']' | b'\\' if !quoted => {
                panic!("bare in a field list: {list}")
            }
            octet => one.push(octet),
        }
    }
    all.push(one);
    all
}
