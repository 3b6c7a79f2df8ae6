//! The checks of a change, fastest first.

use crate::{shell, test, tidy};

/// Everything: what `.ci/run` does.
pub(crate) fn run() -> Result<(), String> {
    check()?;
    test::run(false)
}

/// All but the tests. Stops at the first failure.
pub(crate) fn check() -> Result<(), String> {
    shell::cargo(&["fmt", "--all", "--check"], &[])?;
    tidy::run()?;
    shell::cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"], &[])?;
    shell::cargo(&["doc", "--workspace", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")])?;
    fuzz_build()
}

/// Fuzz targets need nightly and cargo-fuzz, which a contributor need not have.
fn fuzz_build() -> Result<(), String> {
    let nightly =
        shell::output("rustup", &["toolchain", "list"]).is_some_and(|list| list.contains("nightly"));
    let present = shell::root().join("fuzz/Cargo.toml").exists();
    if !present || !nightly || shell::output("cargo", &["fuzz", "--version"]).is_none() {
        println!("\nNOT CHECKED: the fuzz build (it needs fuzz/, a nightly toolchain and cargo-fuzz)");
        return Ok(());
    }
    let args = ["run", "nightly", "cargo", "fuzz", "build", "--dev"];
    let mut command = shell::command("rustup", &args);
    // Set by the cargo that started us, they would send the nightly one to the stable compiler.
    for variable in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
        command.env_remove(variable);
    }
    shell::run(command)
}
