//! Figures on disk, a file a piece, so that a document can be measured piece by piece.

use std::path::Path;
use std::{env, fs};

use super::write as write_file;
use crate::figures::Figures;
use crate::load::Sized;

/// What is measured at one go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Time,
    Instructions,
    Memory,
    Scaling,
}

impl Piece {
    pub(super) const ALL: [Self; 4] = [Self::Time, Self::Instructions, Self::Memory, Self::Scaling];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Instructions => "instructions",
            Self::Memory => "memory",
            Self::Scaling => "scaling",
        }
    }

    /// What it says of every load.
    fn measure(self) -> Option<&'static str> {
        match self {
            Self::Time => Some("time"),
            Self::Instructions => Some("instructions"),
            Self::Memory => Some("allocations"),
            // It is about sizes, not about loads.
            Self::Scaling => None,
        }
    }
}

/// What is measured, and on what machine. xtask says it.
fn stamp() -> String {
    env::var("IMAP_BENCH_STAMP").unwrap_or_else(|_| "unknown sources".to_owned())
}

/// Writes figures. Part of the loads is put to what is there, if that is of the same sources and machine.
pub(super) fn write(dir: &Path, piece: Piece, figures: &Figures, part: bool) -> Result<(), String> {
    let path = dir.join(format!("{}.txt", piece.name()));
    let before = fs::read_to_string(&path).ok().filter(|_| part);
    write_file(&path, &together(&stamp(), before.as_deref(), figures)?)
}

fn together(stamp: &str, before: Option<&str>, figures: &Figures) -> Result<String, String> {
    let head = format!("# {stamp}");
    let mut all = match before.filter(|text| text.lines().next() == Some(&head)) {
        Some(text) => Figures::from_text(text)?,
        None => Figures::default(),
    };
    all.extend(figures.clone());
    Ok(format!("{head}\n{}", all.to_text(7)))
}

/// Figures that were saved.
#[derive(Debug, Default)]
pub(super) struct Saved {
    pub(super) figures: Figures,
    /// Of each piece that was found, what it was made with.
    pub(super) stamps: Vec<(&'static str, String)>,
}

impl Saved {
    /// Of a file, or of the pieces in a directory.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let mut saved = Self::default();
        if path.is_file() {
            saved.add("all", &text(path)?)?;
            return Ok(saved);
        }
        // What is in two pieces is taken from the tables' own, which come last.
        for piece in Piece::ALL.into_iter().rev() {
            let path = path.join(format!("{}.txt", piece.name()));
            if path.exists() {
                saved.add(piece.name(), &text(&path)?)?;
            }
        }
        if saved.stamps.is_empty() { Err(format!("{}: no figures", path.display())) } else { Ok(saved) }
    }

    fn add(&mut self, name: &'static str, text: &str) -> Result<(), String> {
        self.figures.extend(Figures::from_text(text)?);
        let stamp = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or("unknown sources");
        self.stamps.push((name, stamp.to_owned()));
        Ok(())
    }

    /// The pieces that are not there, and of those that are the loads without a figure.
    pub(super) fn missing(&self, loads: &[Sized]) -> Vec<String> {
        let found = |name: &str| self.stamps.iter().any(|(known, _)| *known == name);
        let of = |piece: Piece| {
            if !found(piece.name()) && !found("all") {
                return Some(piece.name().to_owned());
            }
            let what = piece.measure()?;
            let unknown =
                |load: &&Sized| self.figures.get(what, &load.to_string(), "ours", "16384").is_none();
            let loads: Vec<_> = loads.iter().filter(unknown).map(ToString::to_string).collect();
            (!loads.is_empty()).then(|| format!("{} of {}", piece.name(), loads.join(", ")))
        };
        Piece::ALL.into_iter().filter_map(of).collect()
    }
}

fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{Saved, together};
    use crate::figures::Figures;
    use crate::load::Sized;

    #[test]
    fn figures_of_one_source_come_together() {
        let figures = |text: &str| Figures::from_text(text).unwrap();
        let one = together("a", None, &figures("time x ours 1 1\ntime y ours 1 1\n")).unwrap();
        let more = |stamp: &str| together(stamp, Some(&one), &figures("time x ours 1 2\n")).unwrap();
        assert_eq!(more("a"), "# a\ntime x ours 1 2\ntime y ours 1 1\n");
        assert_eq!(more("b"), "# b\ntime x ours 1 2\n");
    }

    #[test]
    fn says_what_is_missing() {
        let mut saved = Saved::default();
        saved.add("time", "# a\ntime x ours 1 1\n").unwrap();
        assert_eq!(saved.missing(&[]), ["instructions", "memory", "scaling"]);
        assert_eq!(saved.stamps, [("time", "a".to_owned())]);
        saved.add("all", "").unwrap();
        assert!(saved.missing(&[]).is_empty());
    }

    #[test]
    fn says_which_loads_are_missing() {
        let loads = ["flags100k", "list50k"].map(|name| Sized::named(name).unwrap());
        let mut saved = Saved::default();
        saved.add("all", "# a\ntime flags100k ours 16384 1\ntime list50k ours 16384 stopped\n").unwrap();
        assert_eq!(
            saved.missing(&loads),
            ["instructions of flags100k, list50k", "memory of flags100k, list50k"]
        );
        saved.add("instructions", "# a\ninstructions flags100k ours 16384 1\n").unwrap();
        assert_eq!(saved.missing(&loads), ["instructions of list50k", "memory of flags100k, list50k"]);
    }
}
