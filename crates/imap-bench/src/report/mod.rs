//! What the bench says: tables on standard output, or `docs/performance.md` with plots.

use std::fs;
use std::path::{Path, PathBuf};

use crate::args::{Args, CHUNKS};
use crate::figures::Figures;
use crate::load::{Kind, Sized};
use crate::subject::{OURS, PEERS, SUBJECTS};
use crate::{guard, instructions, memory, scaling, time};

mod document;
mod grown;
mod plots;
mod tables;

pub(crate) use grown::steps;

/// The chunks of most tables.
pub(crate) const USUAL: usize = 16_384;

const FLAGS: [&str; 11] = [
    "--instructions",
    "--memory",
    "--scaling",
    "--report",
    "--check",
    "--record",
    "--from",
    "--loads",
    "--scale",
    "--all-chunks",
    "--help",
];

pub(crate) const HELP: &str = "\
cargo xtask bench [FLAGS]

Without flags: how long each load takes, ours beside the peers.

--instructions   instructions an octet instead, by callgrind (valgrind must be installed)
--memory         allocations, peak and kept values instead, by a counting allocator
--scaling        how cost grows with one line and one literal
--report         all of that, into docs/performance.md and its plots; --from FILE renders figures
                 that an earlier report left in target/imap-bench/figures.txt
--check          counts against crates/imap-bench/recorded.txt, as CI does
--record         writes that file anew
--loads A,B      only these loads
--scale N        loads N times smaller
--all-chunks     the peers' instructions and memory in all chunks, not only in 16 KiB
";

pub(crate) fn run(args: &Args) -> Result<(), String> {
    if let Some(flag) = args.unknown(&FLAGS) {
        return Err(format!("no such flag: {flag}\n{HELP}"));
    }
    if args.has("--help") {
        print!("{HELP}");
        return Ok(());
    }
    if args.has("--check") || args.has("--record") {
        return guard::run(args.has("--record"));
    }
    let loads = args.loads()?;
    if args.has("--report") {
        return report(args, &loads);
    }
    let all = args.has("--all-chunks");
    if args.has("--instructions") {
        let figures = count_instructions(&loads, all)?;
        print!("{}", tables::instructions(&figures, &loads));
    }
    if args.has("--memory") {
        print!("{}", tables::memory(&count_memory(&loads, all)?, &loads));
    }
    if args.has("--scaling") {
        print!("{}", grown::tables(&measure_growth()?));
    }
    if !["--instructions", "--memory", "--scaling"].iter().any(|flag| args.has(flag)) {
        print!("{}", tables::time(&time::measure(&loads, &CHUNKS, &SUBJECTS)?, &loads));
    }
    Ok(())
}

/// Ours in all chunks, the peers in the usual ones.
fn count_instructions(loads: &[Sized], all: bool) -> Result<Figures, String> {
    if !instructions::available() {
        return Err("instructions are counted by valgrind, which is not installed".to_owned());
    }
    let mut figures = instructions::measure(loads, &CHUNKS, &OURS)?;
    let chunks = if all { &CHUNKS[..] } else { &[USUAL] };
    figures.extend(instructions::measure(loads, chunks, &PEERS)?);
    Ok(figures)
}

fn count_memory(loads: &[Sized], all: bool) -> Result<Figures, String> {
    let chunks = if all { &CHUNKS[..] } else { &[USUAL] };
    let mut figures = memory::measure(loads, chunks, &SUBJECTS)?;
    // What one literal costs is its peak.
    let rows: Vec<Sized> = loads.iter().copied().filter(|load| load.kind != Kind::Lit64m).collect();
    figures.extend(memory::measure_kept(&rows, USUAL, &SUBJECTS)?);
    Ok(figures)
}

fn measure_growth() -> Result<Figures, String> {
    let (lines, literals) = (scaling::lines(&scaling::NUMBERS), scaling::literals(&scaling::MEBIBYTES));
    let chunks = [1460, USUAL];
    let mut figures = time::measure(&lines, &chunks, &SUBJECTS)?;
    figures.extend(time::measure(&literals, &chunks, &SUBJECTS)?);
    figures.extend(memory::measure(&literals, &[USUAL], &SUBJECTS)?);
    if instructions::available() {
        figures.extend(guard::growth(&scaling::NUMBERS, &scaling::MEBIBYTES)?);
    }
    Ok(figures)
}

fn report(args: &Args, loads: &[Sized]) -> Result<(), String> {
    let figures = match args.value("--from") {
        Some(path) => Figures::from_text(&fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?)?,
        None => {
            let mut figures = time::measure(loads, &CHUNKS, &SUBJECTS)?;
            figures.extend(count_instructions(loads, false)?);
            figures.extend(count_memory(loads, false)?);
            figures.extend(measure_growth()?);
            let path = root().join("target/imap-bench/figures.txt");
            write(&path, &figures.to_text(7))?;
            figures
        }
    };
    let docs = root().join("docs");
    for (name, svg) in plots::all(&figures, loads)? {
        write(&docs.join("performance").join(name), &svg)?;
    }
    let path = docs.join("performance.md");
    write(&path, &document::text(&figures, loads))?;
    println!("wrote {} and its plots", path.display());
    Ok(())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let dir = path.parent().map_or(Ok(()), fs::create_dir_all);
    dir.and_then(|()| fs::write(path, text)).map_err(|e| format!("{}: {e}", path.display()))
}
