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
mod missed;
mod plots;
mod saved;
mod tables;

pub(crate) use grown::steps;
use saved::{Piece, Saved};

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
--report         all of that, then docs/performance.md and its plots
--report --from PATH
                 the document without measuring: of saved figures, a file or the directory target/imap-bench.
                 The table of whole clients is the one that --clients left in target/bench
--clients        whole clients against Dovecot; [--rounds N] [--workload W1,W3-streamed] [--subject ours,floor]
--check          counts against crates/imap-bench/recorded.txt, as CI does
--record         writes that file anew
--loads A,B      only these loads; the saved figures of others stay
--scale N        loads N times smaller; figures and document go to target/imap-bench/scaled
--all-chunks     the peers' instructions and memory in all chunks, not only in 16 KiB

Each of time, instructions, memory and scaling leaves its figures in target/imap-bench, so that the document can be
measured piece by piece. Figures of other sources or another machine are replaced, not mixed in.
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
    let chosen = |piece: &Piece| args.has(&format!("--{}", piece.name()));
    let mut pieces: Vec<Piece> = Piece::ALL.into_iter().filter(chosen).collect();
    if pieces.is_empty() {
        pieces.push(Piece::Time);
    }
    for piece in pieces {
        let figures = measure(piece, args, &loads)?;
        print!("{}", table(piece, &figures, &loads));
    }
    Ok(())
}

/// Measures a piece and saves its figures.
fn measure(piece: Piece, args: &Args, loads: &[Sized]) -> Result<Figures, String> {
    let all = args.has("--all-chunks");
    let figures = match piece {
        Piece::Time => time::measure(loads, &CHUNKS, &SUBJECTS)?,
        Piece::Instructions => count_instructions(loads, all)?,
        Piece::Memory => count_memory(loads, all)?,
        Piece::Scaling => measure_growth()?,
    };
    saved::write(&directory(args)?, piece, &figures, args.value("--loads").is_some())?;
    Ok(figures)
}

fn table(piece: Piece, figures: &Figures, loads: &[Sized]) -> String {
    match piece {
        Piece::Time => tables::time(figures, loads),
        Piece::Instructions => tables::instructions(figures, loads),
        Piece::Memory => tables::memory(figures, loads),
        Piece::Scaling => grown::tables(figures),
    }
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
    let from = match args.value("--from") {
        Some(path) => PathBuf::from(path),
        None => {
            for piece in Piece::ALL {
                measure(piece, args, loads)?;
            }
            directory(args)?
        }
    };
    let saved = Saved::read(&from)?;
    let clients = fs::read_to_string(root().join("target/bench/clients.md")).ok();
    let clients_missing = clients.is_none().then(|| "clients".to_owned());
    for missing in saved.missing(loads).into_iter().chain(clients_missing) {
        println!("NOT MEASURED: {missing}; the document says so");
    }
    // Nobody shall take figures of small loads for the real ones.
    let docs = if args.scale()? == 1 { root().join("docs") } else { directory(args)? };
    for (name, svg) in plots::all(&saved.figures, loads)? {
        write(&docs.join("performance").join(name), &svg)?;
    }
    let path = docs.join("performance.md");
    write(&path, &document::text(&saved, clients.as_deref(), loads))?;
    println!("wrote {} and its plots", path.display());
    Ok(())
}

/// Where figures are saved.
fn directory(args: &Args) -> Result<PathBuf, String> {
    let dir = root().join("target/imap-bench");
    Ok(if args.scale()? == 1 { dir } else { dir.join("scaled") })
}

fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).to_owned()
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let dir = path.parent().map_or(Ok(()), fs::create_dir_all);
    dir.and_then(|()| fs::write(path, text)).map_err(|e| format!("{}: {e}", path.display()))
}
