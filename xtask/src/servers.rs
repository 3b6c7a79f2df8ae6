//! Installing the servers that the tests talk to.

use std::env;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use crate::shell;

const POLICY: &str = "/usr/sbin/policy-rc.d";

/// A server that tests talk to, and how it comes onto a Debian machine.
pub(crate) struct Server {
    name: &'static str,
    /// Files that are there when it is installed; of each row any.
    files: &'static [&'static [&'static str]],
    packages: &'static [&'static str],
    /// A package that refuses to be installed beside another IMAP server's, and the directory it is unpacked to.
    unpacked: Option<(&'static str, &'static str)>,
}

pub(crate) const DOVECOT: Server = Server {
    name: "Dovecot",
    files: &[&["/usr/sbin/dovecot"], &["/usr/lib/dovecot/imap"]],
    packages: &["dovecot-core", "dovecot-imapd"],
    unpacked: None,
};

pub(crate) const CYRUS: Server = Server {
    name: "Cyrus",
    files: &[
        &["/usr/lib/cyrus/bin/master"],
        &["/usr/sbin/saslpasswd2"],
        &["/usr/lib/cyrus/bin/imapd", "/opt/imap-harness/cyrus/usr/lib/cyrus/bin/imapd"],
    ],
    // cyrus-common wants a mail-transport-agent: this is the smallest.
    packages: &["msmtp-mta", "cyrus-common", "sasl2-bin", "libsasl2-modules", "libsasl2-modules-db"],
    // imap-harness looks there.
    unpacked: Some(("cyrus-imapd", "/opt/imap-harness/cyrus")),
};

/// Whether we are root.
pub(crate) fn root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Installs the servers where that can be done without asking anybody: missing, root, Debian. Says what it does.
pub(crate) fn install(wanted: &[Server]) {
    let missing: Vec<_> = wanted.iter().filter(|server| !server.is_there()).collect();
    let possible = root() && Path::new("/usr/bin/apt-get").exists();
    for server in &missing {
        let name = server.name;
        if possible {
            println!("{name} is missing: installing {}; no daemon is started", server.packages.join(", "));
        } else {
            println!(
                "{name} is missing and cannot be installed (that takes root on Debian): its tests will be SKIPPED"
            );
        }
    }
    if missing.is_empty() || !possible {
        return;
    }
    let done = with_policy(|| {
        apt(&["update"])?;
        missing.iter().try_for_each(|server| server.install())
    });
    if let Err(why) = done {
        println!("The servers could not be installed: {why}");
    }
}

impl Server {
    fn is_there(&self) -> bool {
        self.files.iter().all(|row| row.iter().any(|file| Path::new(file).exists()))
    }

    fn install(&self) -> Result<(), String> {
        apt(&[&["install", "-y", "--no-install-recommends"], self.packages].concat())?;
        self.unpacked.map_or(Ok(()), |(package, to)| unpack(package, Path::new(to)))
    }
}

fn apt(args: &[&str]) -> Result<(), String> {
    let mut command = shell::command("apt-get", &["-q"]);
    command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
    shell::run(command)
}

/// Downloads a package and unpacks its files below `to`, unknown to Debian's package database.
fn unpack(package: &str, to: &Path) -> Result<(), String> {
    let dir = env::temp_dir().join(format!("imap-xtask-{}", std::process::id()));
    let made = fs::create_dir_all(&dir).and_then(|()| fs::create_dir_all(to));
    made.map_err(|e| format!("{}: {e}", dir.display()))?;
    let mut download = shell::command("apt-get", &["-q", "download", package]);
    download.current_dir(&dir);
    let done = shell::run(download).and_then(|()| {
        let mut files = fs::read_dir(&dir).map_err(|e| e.to_string())?.flatten();
        let file = files.next().ok_or("apt-get download brought no file")?.path();
        let mut extract = shell::command("dpkg-deb", &["-x"]);
        extract.arg(file).arg(to);
        shell::run(extract)
    });
    fs::remove_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    done
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
