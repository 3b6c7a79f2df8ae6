//! Cyrus IMAP: starting it, and what it is told.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::keeper::{self, Keeper};
use crate::state::Account;
use crate::{certs, ports};

const MASTER: &str = "/usr/lib/cyrus/bin/master";

/// Where `imapd` and `idled` may be. Debian's package of them refuses to live beside another IMAP server's, so
/// `cargo xtask test` unpacks it to the second place.
const PLACES: [&str; 2] = ["/usr/lib/cyrus/bin", "/opt/imap-harness/cyrus/usr/lib/cyrus/bin"];

/// It waits for the disk after every change and cannot be told not to: ten seconds of tests become one here.
const MEMORY: &str = "/dev/shm";

/// A private Cyrus 3.6 on loopback. It ends as [`Dovecot`](crate::Dovecot) does.
///
/// The administrator sees the mailboxes of others as `user/alice`, and may set quotas and the server's annotations.
#[non_exhaustive]
pub struct Cyrus {
    /// Plain text, logins too, and STARTTLS.
    pub imap_port: u16,
    /// TLS from the first octet.
    pub imaps_port: u16,
    /// The CA that issued the server's certificate.
    pub ca_pem: PathBuf,
    /// What the server calls itself, in its greeting and in URLs.
    pub name: String,
    _keeper: Keeper,
}

impl Cyrus {
    /// The only address.
    pub const HOST: &'static str = "127.0.0.1";
    /// The main user ...
    pub const USER: &'static str = "alice";
    /// ... and the password.
    pub const PASSWORD: &'static str = "alicepw";
    /// Names and passwords; the last is the administrator.
    pub const USERS: [(&'static str, &'static str); 3] =
        [(Self::USER, Self::PASSWORD), ("bob", "bobpw"), ("admin", "adminpw")];

    /// Starts a server, or says loudly why it cannot and returns `None`.
    ///
    /// # Panics
    /// If Cyrus is there and does not work; if it is absent and `IMAP_TEST_CYRUS=require` is set.
    pub fn start() -> Option<Self> {
        let account = keeper::usable("Cyrus", "IMAP_TEST_CYRUS", found())?;
        Some(keeper::attempts("Cyrus", Path::new(MEMORY), |dir| Self::launch(&account, dir)))
    }

    fn launch(account: &Account, dir: &Path) -> Result<Self, String> {
        let imap_port = ports::free_port(&[Self::HOST]);
        let imaps_port = ports::free_port(&[Self::HOST]);
        // Told apart by its name from another one that was faster at the port.
        let name = format!("imap-{:016x}.example.test", ports::nonce());
        configure(account, dir, &name, [imap_port, imaps_port]).map_err(|e| format!("configuration: {e}"))?;
        certs::write(&dir.join("tls")).map_err(|e| format!("certificates: {e}"))?;
        for (user, password) in Self::USERS {
            register(dir, &name, user, password).map_err(|e| format!("saslpasswd2: {e}"))?;
        }
        account.own(dir).map_err(|e| format!("ownership: {e}"))?;
        let of = |file: &str| dir.join(file).display().to_string();
        let [imapd, cyrus, pid, log] = ["imapd.conf", "cyrus.conf", "master.pid", "master.log"].map(of);
        let master = [MASTER, "-C", &imapd, "-M", &cyrus, "-p", &pid, "-L", &log];
        let mut keeper = Keeper::start(account, dir, &master).map_err(|e| format!("start: {e}"))?;
        let texts = || {
            ["master.log", "stderr.txt"]
                .map(|file| fs::read_to_string(dir.join(file)))
                .map(Result::unwrap_or_default)
                .concat()
        };
        keeper.wait_for((Self::HOST, imap_port), &name, texts)?;
        let ca_pem = dir.join("tls/ca.pem");
        Ok(Self { imap_port, imaps_port, ca_pem, name, _keeper: keeper })
    }
}

impl fmt::Debug for Cyrus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Cyrus");
        text.field("imap_port", &self.imap_port).field("imaps_port", &self.imaps_port);
        text.field("name", &self.name).finish_non_exhaustive()
    }
}

/// The account to use, or what is missing.
fn found() -> Result<Account, String> {
    if !Path::new(MASTER).exists() {
        return Err(format!("no {MASTER}"));
    }
    programs()?;
    let help = Command::new("saslpasswd2").arg("-v").env("PATH", keeper::search_path()).output();
    help.map_err(|error| format!("saslpasswd2: {error}"))?;
    Account::find("cyrus")
}

/// The directory with `imapd` and `idled`.
fn programs() -> Result<&'static str, String> {
    let there = |place: &&str| ["imapd", "idled"].iter().all(|name| Path::new(place).join(name).exists());
    PLACES.into_iter().find(there).ok_or_else(|| format!("no imapd in {PLACES:?}"))
}

fn configure(account: &Account, dir: &Path, name: &str, ports: [u16; 2]) -> io::Result<()> {
    for sub in ["config", "spool", "run/proc", "run/lock", "run/socket"] {
        fs::create_dir_all(dir.join(sub))?;
    }
    let fill = |text: &str| {
        let text = text.replace("@DIR@", &dir.display().to_string()).replace("@NAME@", name);
        let text = text.replace("@USER@", &account.user).replace("@GROUP@", &account.group);
        let text = text.replace("@BIN@", programs().unwrap_or_default());
        text.replace("@IMAP@", &ports[0].to_string()).replace("@IMAPS@", &ports[1].to_string())
    };
    fs::write(dir.join("imapd.conf"), fill(include_str!("imapd.conf.in")))?;
    fs::write(dir.join("cyrus.conf"), fill(include_str!("cyrus.conf.in")))
}

/// Writes a user into the server's password database.
fn register(dir: &Path, realm: &str, user: &str, password: &str) -> io::Result<()> {
    let mut command = Command::new("saslpasswd2");
    command.args(["-p", "-c", "-u", realm, "-f"]).arg(dir.join("sasldb2")).arg(user);
    command.env("PATH", keeper::search_path()).stdin(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?.write_all(password.as_bytes())?;
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{user}: {status}"))) }
}
