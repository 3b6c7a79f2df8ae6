//! The steps of a transcript, from its text.

/// One line of a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Settings of the connection.
    Config(String),
    /// Octets that the server sends.
    Server(Vec<u8>),
    /// A line that the client must have written, without CRLF.
    Client(Vec<u8>),
    /// A command that the application submits.
    Submit {
        /// The name for later lines.
        name: String,
        /// The command and its arguments.
        words: Vec<String>,
    },
    /// A command that the application submits, spelled as a Rust expression.
    Typed {
        /// The name for later lines.
        name: String,
        /// The expression, perhaps behind `upload`.
        source: String,
    },
    /// SELECT of a name that the LIST `from` brought.
    Reselect {
        /// The LIST.
        from: String,
        /// Which of its rows.
        index: usize,
    },
    /// Something that must hold.
    Expect {
        /// Its kind.
        what: String,
        /// Its arguments.
        rest: String,
    },
    /// The transport ends.
    Eof,
    /// The time, in seconds.
    At(u64),
    /// The application ends a held command.
    Interrupt(String),
    /// The application gives a command up.
    Abandon(String),
    /// The layer asked for is in place.
    LayerReady,
    /// Octets for an upload.
    Supply {
        /// The upload.
        name: String,
        /// The octets.
        octets: Vec<u8>,
    },
    /// The transport takes so many octets more; `None`: all.
    Clog(Option<usize>),
}

/// Reads a transcript into its steps, each with its line number.
///
/// # Errors
/// The first line that is no step.
pub fn parse(text: &str) -> Result<Vec<(usize, Step)>, String> {
    text.lines()
        .enumerate()
        // What `?` says of arguments is tried by those who compile it, not here.
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with(['#', '?']))
        .map(|(i, line)| {
            let number = i + 1;
            step(line).map(|step| (number, step)).ok_or_else(|| format!("line {number} is no step: {line}"))
        })
        .collect()
}

fn step(line: &str) -> Option<Step> {
    let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
    Some(match head {
        "S:" => Step::Server([unescape(rest)?.as_slice(), b"\r\n"].concat()),
        "S~" => Step::Server(unescape(rest)?),
        "C:" => Step::Client(unescape(rest)?),
        "config" => Step::Config(rest.to_owned()),
        ">" if typed(rest).is_some() => typed(rest)?,
        ">" => {
            let mut words = rest.split(' ').map(|word| String::from_utf8(unescape(word)?).ok());
            Step::Submit { name: words.next()??, words: words.collect::<Option<_>>()? }
        }
        "!" => expectation(rest)?,
        "eof" => Step::Eof,
        "at" => Step::At(rest.parse().ok()?),
        "interrupt" => Step::Interrupt(rest.to_owned()),
        "abandon" => Step::Abandon(rest.to_owned()),
        "layer" => Step::LayerReady,
        "supply" => {
            let (name, octets) = rest.split_once(' ').unwrap_or((rest, ""));
            Step::Supply { name: name.to_owned(), octets: unescape(octets)? }
        }
        "clog" => Step::Clog(Some(rest.parse().ok()?)),
        "unclog" => Step::Clog(None),
        _ => return None,
    })
}

/// `name Expression::new()`, or `name upload Expression::new()`.
fn typed(rest: &str) -> Option<Step> {
    let (name, source) = rest.split_once(' ')?;
    let expression = source.strip_prefix("upload ").unwrap_or(source);
    let typed = expression.starts_with(|c: char| c.is_ascii_alphabetic()) && expression.contains("::");
    typed.then(|| Step::Typed { name: name.to_owned(), source: source.to_owned() })
}

fn expectation(rest: &str) -> Option<Step> {
    let (what, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    if what != "reselect" {
        return Some(Step::Expect { what: what.to_owned(), rest: rest.to_owned() });
    }
    let (from, index) = rest.split_once(' ')?;
    Some(Step::Reselect { from: from.to_owned(), index: index.parse().ok()? })
}

/// `\r`, `\n`, `\t`, `\0`, `\\` and `\xHH`; any other backslash stands for itself, as flags begin with one.
fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&octet, tail)) = rest.split_first() {
        rest = tail;
        let next = tail.first().copied();
        let value = match (octet, next) {
            (b'\\', Some(b'r')) if !is_word(tail) => b'\r',
            (b'\\', Some(b'n')) if !is_word(tail) => b'\n',
            (b'\\', Some(b't')) if !is_word(tail) => b'\t',
            (b'\\', Some(b'0')) => 0,
            (b'\\', Some(b'\\')) => b'\\',
            (b'\\', Some(b'x')) => {
                let hex = std::str::from_utf8(tail.get(1..3)?).ok()?;
                out.push(u8::from_str_radix(hex, 16).ok()?);
                rest = tail.get(3..)?;
                continue;
            }
            _ => {
                out.push(octet);
                continue;
            }
        };
        out.push(value);
        rest = tail.get(1..)?;
    }
    Some(out)
}

/// A flag such as `\recent` in lower case is a word, not an escape.
fn is_word(tail: &[u8]) -> bool {
    tail.get(1).is_some_and(u8::is_ascii_lowercase)
}
