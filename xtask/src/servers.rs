//! Installing Dovecot for the tests.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use crate::shell;

const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Whether we are root.
pub(crate) fn root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Installs Dovecot where that can be done without asking anybody: missing, root, Debian. Says what it does.
pub(crate) fn install() {
    if Path::new("/usr/sbin/dovecot").exists() && Path::new("/usr/lib/dovecot/imap").exists() {
        return;
    }
    if !root() || !Path::new("/usr/bin/apt-get").exists() {
        println!(
            "Dovecot is missing and cannot be installed (that takes root on Debian): its tests will be SKIPPED"
        );
        return;
    }
    println!("Dovecot is missing: installing dovecot-core and dovecot-imapd; no daemon is started");
    if let Err(why) = with_policy(|| apt(&["update"]).and_then(|()| apt(&PACKAGES))) {
        println!("Dovecot could not be installed: {why}");
    }
}

const PACKAGES: [&str; 5] = ["install", "-y", "--no-install-recommends", "dovecot-core", "dovecot-imapd"];

fn apt(args: &[&str]) -> Result<(), String> {
    let mut command = shell::command("apt-get", &["-q"]);
    command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
    shell::run(command)
}

/// Runs `action` while Debian's policy file forbids packages to start their daemons; one that is there is kept.
fn with_policy(action: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    if Path::new(POLICY).exists() {
        return action();
    }
    fs::write(POLICY, "#!/bin/sh\nexit 101\n")
        .and_then(|()| fs::set_permissions(POLICY, fs::Permissions::from_mode(0o755)))
        .map_err(|e| format!("{POLICY}: {e}"))?;
    let done = action();
    fs::remove_file(POLICY).map_err(|e| format!("{POLICY}: {e}"))?;
    done
}
