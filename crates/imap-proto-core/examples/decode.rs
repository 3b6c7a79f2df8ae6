//! Decodes raw server octets into typed responses, one a line.
//!
//! ```text
//! cargo run -p imap-proto-core --example decode -- [--summary] [--quiet] [--chunk N] [FILE]
//! ```

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::process::ExitCode;

use imap_proto_core::frame::Phase;
use imap_proto_core::parse::{Decoder, Parsed};
use imap_proto_core::response::{Data, Response};
use imap_proto_core::{Leniency, Limits};

const HELP: &str = "\
Decodes what an IMAP server sent and prints one response a line.

usage: decode [--summary] [--quiet] [--chunk N] [FILE]

FILE        the octets as the server sent them; stdin without it, or for `-`
--summary   ends with a line that counts: responses=N malformed=N unknown=N tolerated=N octets=N
--quiet     leaves the responses out
--chunk N   reads at most N octets at a time
--help      prints this

The file may begin at any response; the limits are those behind a login.
Exit status: 0; 1 if the output fails; 2 if the input or an argument does; 3 if framing is lost.
";

const OUTPUT_FAILED: u8 = 1;
const INPUT_FAILED: u8 = 2;
const FRAMING_LOST: u8 = 3;

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    let mut output = BufWriter::new(io::stdout().lock());
    ExitCode::from(run(arguments, &mut io::stdin().lock(), &mut output, &mut io::stderr().lock()))
}

/// The whole tool; the answer is its exit status.
pub(crate) fn run(
    arguments: impl Iterator<Item = OsString>,
    stdin: &mut dyn Read,
    output: &mut dyn Write,
    complaints: &mut dyn Write,
) -> u8 {
    let outcome = Options::read(arguments).and_then(|options| {
        let Some(options) = options else {
            return output.write_all(HELP.as_bytes()).map(|()| 0).map_err(Failure::Output);
        };
        match &options.file {
            None => decode(&options, stdin, output, complaints),
            Some(path) => match File::open(path) {
                Ok(mut file) => decode(&options, &mut file, output, complaints),
                Err(error) => Err(Failure::Input(format!("{}: {error}", path.to_string_lossy()))),
            },
        }
    });
    let outcome = outcome.and_then(|status| output.flush().map(|()| status).map_err(Failure::Output));
    // Where complaints cannot be written, nothing can be done about it.
    match outcome {
        Ok(status) => status,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(Failure::Output(error)) => {
            let _ = writeln!(complaints, "decode: output: {error}");
            OUTPUT_FAILED
        }
        Err(Failure::Input(why)) => {
            let _ = writeln!(complaints, "decode: {why}");
            INPUT_FAILED
        }
    }
}

enum Failure {
    Input(String),
    Output(io::Error),
}

struct Options {
    summary: bool,
    quiet: bool,
    chunk: usize,
    file: Option<OsString>,
}

impl Options {
    /// `None` when help is asked for.
    fn read(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<Self>, Failure> {
        let mut options = Self { summary: false, quiet: false, chunk: usize::MAX, file: None };
        let mut named = false;
        let mut literal = false;
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--help" | "-h") if !literal => return Ok(None),
                Some("--summary") if !literal => options.summary = true,
                Some("--quiet" | "-q") if !literal => options.quiet = true,
                Some("--chunk") if !literal => options.chunk = chunk(arguments.next())?,
                Some("--") if !literal => literal = true,
                Some(unknown) if !literal && unknown.len() > 1 && unknown.starts_with('-') => {
                    return Err(Failure::Input(format!("unknown option {unknown}; try --help")));
                }
                _ if named => return Err(Failure::Input("more than one file; try --help".into())),
                name => {
                    named = true;
                    options.file = (literal || name != Some("-")).then_some(argument);
                }
            }
        }
        Ok(Some(options))
    }
}

fn chunk(argument: Option<OsString>) -> Result<usize, Failure> {
    let number = argument.and_then(|text| text.to_str().and_then(|text| text.parse().ok()));
    number.filter(|n| *n > 0).ok_or_else(|| Failure::Input("--chunk needs a number above 0".into()))
}

#[derive(Default)]
struct Counts {
    responses: u64,
    malformed: u64,
    unknown: u64,
}

fn decode(
    options: &Options,
    input: &mut dyn Read,
    output: &mut dyn Write,
    complaints: &mut dyn Write,
) -> Result<u8, Failure> {
    let mut decoder = Decoder::new(&Limits::default(), &Leniency::default());
    decoder.set_phase(Phase::Authenticated);
    let mut counts = Counts::default();
    let mut status = 0;
    loop {
        let slot = decoder.slot();
        let most = slot.len().min(options.chunk);
        let n = match input.read(slot.get_mut(..most).unwrap_or_default()) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failure::Input(format!("input: {error}"))),
        };
        decoder.filled(n);
        if let Err(lost) = drain(&mut decoder, &mut counts, options.quiet, output)? {
            let _ = writeln!(complaints, "decode: framing is lost: {lost}");
            status = FRAMING_LOST;
            break;
        }
    }
    if status == 0 && !decoder.framer().at_boundary() {
        let left = decoder.framer().buffered();
        let _ =
            writeln!(complaints, "decode: the input ends in the middle of a response, {left} octets into it");
    }
    if options.summary {
        summarize(&counts, &decoder, output).map_err(Failure::Output)?;
    }
    Ok(status)
}

/// The one line that scripts read.
fn summarize(counts: &Counts, decoder: &Decoder, output: &mut dyn Write) -> io::Result<()> {
    let Counts { responses, malformed, unknown } = counts;
    let (tolerated, octets) = (decoder.tolerated(), decoder.framer().received());
    writeln!(
        output,
        "responses={responses} malformed={malformed} unknown={unknown} tolerated={tolerated} octets={octets}"
    )
}

/// Prints what is complete; the inner error is the loss of framing.
fn drain(
    decoder: &mut Decoder,
    counts: &mut Counts,
    quiet: bool,
    output: &mut dyn Write,
) -> Result<Result<(), imap_proto_core::ProtocolError>, Failure> {
    loop {
        let parsed = match decoder.next() {
            Ok(Some(parsed)) => parsed,
            Ok(None) => return Ok(Ok(())),
            Err(lost) => return Ok(Err(lost)),
        };
        counts.responses += 1;
        let printed = match &parsed {
            Parsed::Response(response) => {
                counts.unknown += u64::from(matches!(response, Response::Data(Data::Unknown { .. })));
                show(quiet, output, response)
            }
            Parsed::Malformed(malformed) => {
                counts.malformed += 1;
                show(quiet, output, malformed)
            }
            _ => Ok(()),
        };
        printed.map_err(Failure::Output)?;
        while let Some(violation) = decoder.next_violation() {
            show(quiet, output, &violation).map_err(Failure::Output)?;
        }
    }
}

fn show(quiet: bool, output: &mut dyn Write, what: &dyn std::fmt::Debug) -> io::Result<()> {
    if quiet { Ok(()) } else { writeln!(output, "{what:?}") }
}
