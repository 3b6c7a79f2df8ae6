//! `cargo xtask test`: every test, and one line at the end that says how it went.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{servers, shell};

const CORE: &str = "imap-proto-core";

/// Targets without std, which a slip in the core would break unseen on a developer's machine.
const TARGETS: [&str; 2] = ["thumbv7em-none-eabihf", "wasm32-unknown-unknown"];

/// Core features that must build without std, as far as the core has them.
const BARE_FEATURES: [&str; 3] = ["compress", "scram", "cram-md5"];

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// `quick` leaves out the install, the core without std and the bare targets.
pub(crate) fn run(quick: bool) -> Result<(), String> {
    let mut total = Counts::default();
    if !quick {
        servers::install(&[servers::DOVECOT, servers::CYRUS]);
    }
    step(&["test", "--workspace", "--no-fail-fast"], &mut total);
    if !quick {
        step(&["test", "-p", CORE, "--no-default-features", "--no-fail-fast"], &mut total);
        for target in TARGETS {
            check_target(target, &mut total);
        }
    }
    println!("\n{}", total.line());
    if total.failed == 0 && total.passed > 0 { Ok(()) } else { Err("tests failed, or none ran".to_owned()) }
}

impl Counts {
    fn line(&self) -> String {
        let skipped = if self.ignored > 0 { format!(", {} skipped", self.ignored) } else { String::new() };
        format!("{} passed, {} failed{skipped}", self.passed, self.failed)
    }

    /// Adds a line such as `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; ...`.
    fn add(&mut self, line: &str) {
        let Some((_, numbers)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for part in numbers.split("; ") {
            match part.split_once(' ').map(|(number, word)| (number.parse::<u64>(), word)) {
                Some((Ok(number), "passed")) => self.passed += number,
                Some((Ok(number), "failed")) => self.failed += number,
                Some((Ok(number), "ignored")) => self.ignored += number,
                _ => {}
            }
        }
    }
}

/// One run of cargo. A bad end without a failed test, such as a compile error, counts as one failure.
fn step(args: &[&str], total: &mut Counts) {
    let mut command = shell::cargo_command(args);
    if servers::root() && env::var_os("CI").is_some() {
        // Here they can always be installed, so a skipped test would hide a broken install.
        command.env("IMAP_TEST_DOVECOT", "require").env("IMAP_TEST_CYRUS", "require");
    }
    let failed_before = total.failed;
    println!("\n$ {}", shell::spell(&command));
    if let Err(why) = count(&mut command, total) {
        println!("{why}");
        total.failed += u64::from(total.failed == failed_before);
    }
}

/// Passes standard output on and counts.
fn count(command: &mut Command, total: &mut Counts) -> Result<(), String> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|e| e.to_string())?;
    let stdout = child.stdout.take().ok_or("no standard output")?;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.map_err(|e| e.to_string())?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        total.add(&line);
    }
    let status = child.wait().map_err(|e| e.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("cargo: {status}")) }
}

fn check_target(target: &str, total: &mut Counts) {
    if !installed(target) && shell::run(shell::command("rustup", &["target", "add", target])).is_err() {
        println!("NOT CHECKED: {target}: its standard library is not installed and cannot be fetched");
        return;
    }
    let bare = ["check", "-p", CORE, "--no-default-features", "--target", target];
    step(&bare, total);
    let manifest =
        fs::read_to_string(shell::root().join("crates").join(CORE).join("Cargo.toml")).unwrap_or_default();
    let features = declared(&manifest).join(",");
    if !features.is_empty() {
        step(&[&bare[..], &["--features", &features]].concat(), total);
    }
}

fn installed(target: &str) -> bool {
    let dir = shell::output("rustc", &["--print", "target-libdir", "--target", target]);
    dir.is_some_and(|dir| Path::new(dir.trim()).exists())
}

/// Those of [`BARE_FEATURES`] that the manifest declares.
fn declared(manifest: &str) -> Vec<&'static str> {
    let section = manifest.lines().skip_while(|line| line.trim() != "[features]").skip(1);
    let names: Vec<&str> = section
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().trim_matches('"')))
        .collect();
    BARE_FEATURES.into_iter().filter(|feature| names.contains(feature)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Counts, declared};

    #[test]
    fn sums_cargo_lines() {
        let mut total = Counts::default();
        total.add(
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.00s",
        );
        total.add("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out");
        total.add("test result_of_something ... ok");
        total.add("warning: 9 passed; 9 failed");
        assert_eq!(total, Counts { passed: 7, failed: 3, ignored: 1 });
        assert_eq!(total.line(), "7 passed, 3 failed, 1 skipped");
        assert_eq!(Counts { passed: 1, ..Counts::default() }.line(), "1 passed, 0 failed");
    }

    #[test]
    fn finds_declared_features() {
        let manifest =
            "[package]\nscram = 1\n[features]\ndefault = []\ncompress = [\"x\"]\n[dependencies]\nscram = 1\n";
        assert_eq!(declared(manifest), ["compress"]);
    }
}
