//! The scripted peer: says what a script says, checks what the client says.

mod error;
mod parse;
mod player;
mod run;

pub use error::{Mismatch, ScriptError};
pub use player::{Next, Player};
pub(crate) use run::hang_up;
pub use run::{Listener, Running};

use std::time::Duration;

/// What a server says and what it expects to hear, line by line.
///
/// | line | meaning |
/// |---|---|
/// | `S: text` | the server says this line; CRLF is added |
/// | `S~ text` | the server says these octets, no CRLF |
/// | `C: text` | the client says this line, CRLF at its end |
/// | `C~ text` | the client says these octets: a literal |
/// | `!any` | the client says a line, whatever it is |
/// | `!skip N` | the client says N octets, whatever they are |
/// | `!eof` | the client hangs up, having said nothing more |
/// | `!close` | the server hangs up |
/// | `!pause MS` | the server waits |
/// | `!split N` | what the server says from here on goes out N octets at a time; 0: whole |
/// | `!octets N` | the server says N octets of text, made as they go: `xxx..` in lines of 78 octets |
/// | `!repeat N` | the next `S` line is said N times |
/// | `# text` | a remark |
///
/// In a `C:` line `$1` stands for the client's tag, or any word: where it is first met it is what the client says,
/// afterwards, in `C:` and `S:` lines, the same again. `...` at the end of a `C:` line stands for anything. Escapes are `\r`, `\n`, `\t`,
/// `\0`, `\\`, `\$`, `\xHH`. What the client says after the end of the script is not looked at; end with `!eof` to have that checked.
///
/// ```
/// use std::io::{BufRead, BufReader, Write};
/// use imap_testkit::Script;
///
/// let script = Script::parse(r"
///     S: * OK hello
///     C: $1 LOGIN alice ...
///     S: $1 NO [UNAVAILABLE] not today
///     !eof
/// ")?;
/// let (mut client, running) = script.connect()?;
/// client.write_all(b"a7 LOGIN alice secret\r\n")?;
/// let said: Vec<String> = BufReader::new(client).lines().take(2).collect::<Result<_, _>>()?;
/// assert_eq!(said, ["* OK hello", "a7 NO [UNAVAILABLE] not today"]);
/// running.join()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Script {
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
struct Step {
    /// Where in the script, from 1.
    line: usize,
    action: Action,
}

#[derive(Clone, Debug)]
enum Action {
    Send(Vec<Piece>),
    ExpectLine(Vec<Piece>),
    ExpectOctets(Vec<u8>),
    AnyLine,
    Skip(usize),
    Eof,
    Close,
    Pause(Duration),
    Split(usize),
    Repeat(usize),
    Octets(u64),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Octets(Vec<u8>),
    /// `$1`
    Variable(u32),
    /// `...`
    Anything,
}
