//! Instructions an octet, counted by callgrind.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs, process};

use crate::args::spell;
use crate::child::{self, Ended, Pass};
use crate::figures::{Figures, Key, Value};
use crate::load::Sized;
use crate::subject::reads;

/// Callgrind makes a program about fifty times slower; what takes longer is quadratic.
const STOP: Duration = Duration::from_secs(60);

/// The functions at which collecting is turned on and off. Of two patterns that begin with a wildcard callgrind
/// heeds one.
const TOGGLE: [&str; 3] = [
    "imap_bench::subject::measured",
    "imap_bench::subject::uncounted",
    "imap_proto_core::frame::copies::received",
];

/// What callgrind collected in one pass.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Collected {
    all: f64,
    /// In `memcpy` and `memmove`, which count up to 1 an octet where the processor repeats one instruction.
    copies: f64,
    /// In `memset`.
    zeroing: f64,
}

/// Whether valgrind can be started.
pub(crate) fn available() -> bool {
    let mut version = Command::new("valgrind");
    version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

/// Fills in `instructions` an octet, the copy of the received octets as 1; `copies` and `zeroing`, which are part
/// of it; and for a connection `commands`, a part too: what the same commands cost when they are answered by their
/// tagged lines alone.
pub(crate) fn measure(loads: &[Sized], chunks: &[usize], subjects: &[&str]) -> Result<Figures, String> {
    let mut figures = Figures::default();
    for load in loads {
        for chunk in chunks {
            for subject in subjects.iter().filter(|subject| reads(subject, load.kind)) {
                eprintln!("instructions: {load}, {subject}, chunks of {}", spell(*chunk));
                once(Pass { load: *load, subject, chunk: *chunk }, &mut figures)?;
                if *subject == "connection" {
                    commands(*load, *chunk, &mut figures)?;
                }
            }
        }
    }
    Ok(figures)
}

fn once(pass: Pass<'_>, figures: &mut Figures) -> Result<(), String> {
    let (load, chunk) = (pass.load.to_string(), spell(pass.chunk));
    let mut put = |what: &str, value| figures.put(Key::new(what, &load, pass.subject, &chunk), value);
    let (collected, octets) = match collect(pass)? {
        Ok(collected) => collected,
        Err(value) => {
            put("instructions", value);
            return Ok(());
        }
    };
    put("instructions", Value::Number(collected.all / octets + 1.0));
    put("copies", Value::Number(collected.copies / octets));
    put("zeroing", Value::Number(collected.zeroing / octets));
    figures.put(Key::new("octets", &load, "-", "-"), Value::Number(octets));
    Ok(())
}

/// The rows are left out here, so no copy of received octets is added.
fn commands(load: Sized, chunk: usize, figures: &mut Figures) -> Result<(), String> {
    let value = match collect(Pass { load, subject: "commands", chunk })? {
        Ok((collected, octets)) => Value::Number(collected.all / octets),
        Err(value) => value,
    };
    figures.put(Key::new("commands", &load.to_string(), "connection", &spell(chunk)), value);
    Ok(())
}

/// What callgrind collected and how many octets the load has, or why there is nothing.
fn collect(pass: Pass<'_>) -> Result<Result<(Collected, f64), Value>, String> {
    let out = env::temp_dir().join(format!("imap-bench-{}.callgrind", process::id()));
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--collect-atstart=no", "--dump-line=no"]);
    command.args(TOGGLE.map(|function| format!("--toggle-collect={function}")));
    command.arg(format!("--callgrind-out-file={}", out.display()));
    command.arg(child::program(None)?).args(pass.arguments("feed"));
    let ended = child::run(command, STOP);
    let text = fs::read_to_string(&out).unwrap_or_default();
    let _ = fs::remove_file(&out);
    let lines = match ended {
        Ended::Done(lines) => lines,
        Ended::Stopped => return Ok(Err(Value::Stopped)),
        Ended::Failed(why) => return Err(format!("valgrind, {}, {}: {why}", pass.load, pass.subject)),
    };
    if child::number(&lines, "refused") != Some(0.0) {
        return Ok(Err(Value::Refused));
    }
    let octets = child::number(&lines, "octets").unwrap_or(f64::NAN);
    Ok(Ok((read(&text).ok_or("callgrind wrote no profile")?, octets)))
}

/// Reads a profile: <https://valgrind.org/docs/manual/cl-format.html>.
fn read(profile: &str) -> Option<Collected> {
    let mut names: HashMap<&str, &str> = HashMap::new();
    let mut collected = Collected::default();
    let (mut current, mut inclusive, mut any) = ("", false, false);
    for line in profile.lines() {
        if let Some(name) = line.strip_prefix("fn=").or_else(|| line.strip_prefix("cfn=")) {
            let (id, name) = name.split_once(' ').unwrap_or((name, ""));
            if !name.is_empty() {
                names.insert(id, name);
            }
            if line.starts_with("fn=") {
                current = names.get(id).copied().unwrap_or_default();
            }
        } else if line.starts_with("calls=") {
            inclusive = true;
        } else if line.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '*')) {
            let cost: f64 = line.split(' ').nth(1)?.parse().ok()?;
            if !std::mem::take(&mut inclusive) {
                any = true;
                collected.add(current, cost);
            }
        }
    }
    any.then_some(collected)
}

impl Collected {
    fn add(&mut self, function: &str, cost: f64) {
        self.all += cost;
        if function.contains("memcpy") || function.contains("memmove") {
            self.copies += cost;
        } else if function.contains("memset") {
            self.zeroing += cost;
        }
    }
}

/// A note on what was counted with: other versions give other figures.
pub(crate) fn versions() -> String {
    let first = |program: &str, arg: &str| {
        let output = Command::new(program).arg(arg).stdin(Stdio::null()).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).lines().next()?.to_owned())
    };
    let of = |program: &str| first(program, "--version").unwrap_or_else(|| format!("no {program}"));
    format!("{}, {}", of("rustc"), if Path::new("/proc").exists() { of("valgrind") } else { String::new() })
}

#[cfg(test)]
mod tests {
    use super::{Collected, read};

    #[test]
    fn sums_self_costs() {
        let profile = "version: 1\nevents: Ir\nfl=(1) a.rs\nfn=(1) imap_bench::subject::measured\n0 5\n\
            cfn=(2) __memcpy_avx_unaligned_erms\ncalls=3 0\n0 300\n\nfn=(2)\n0 300\n\n\
            fn=(3) __memset_avx2\n+1 20\n* 1\ntotals: 326\n";
        assert_eq!(read(profile), Some(Collected { all: 326.0, copies: 300.0, zeroing: 21.0 }));
        assert_eq!(read("version: 1\n"), None);
    }
}
