//! Starting and ending the server.

use std::env;
use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::config::{self, Settings};
use crate::state::{self, Account};
use crate::{PipeCommand, certs, ports, preauth};

/// Runs the server, and ends all of its process group and removes the directory when the pipe on standard input
/// closes, whatever ended the test process. A background job of `sh` has no standard input, hence descriptor 3.
const KEEPER: &str = "\
dir=$1; exec 3<&0
{ trap '' TERM; read -r _ <&3; kill -TERM 0; sleep 1; rm -rf -- \"$dir\"; kill -KILL 0; } &
dovecot -F -c \"$dir/dovecot.conf\" </dev/null 3<&- & server=$!
exec 3<&-
wait \"$server\"
";

/// Seconds after which the server ends by itself, should everything else fail. `IMAP_TEST_TTL` overrides.
const TTL: &str = "1800";

/// Ports are chosen before the server binds them, so another process may be faster.
const ATTEMPTS: usize = 5;

const START: Duration = Duration::from_secs(20);

/// A private Dovecot 2.3 on loopback. It ends, and its directory goes, when this is dropped, when the process
/// that started it ends, and at the latest after half an hour.
///
/// A value in a `static` is never dropped; that is fine, the end of the process does it.
#[non_exhaustive]
pub struct Dovecot {
    /// Plain text and STARTTLS, on all the addresses.
    pub imap_port: u16,
    /// TLS from the first octet.
    pub imaps_port: u16,
    /// The CA that issued the server's certificates, as a file ...
    pub ca_pem: PathBuf,
    /// ... and as DER.
    pub ca_der: Vec<u8>,
    /// A client certificate for `alice` (SASL EXTERNAL) ...
    pub client_pem: PathBuf,
    /// ... and its PKCS #8 key.
    pub client_key: PathBuf,
    dir: PathBuf,
    keeper: Child,
}

impl Dovecot {
    /// Plain-text logins are allowed. The certificate is good for this address, `localhost` and `imap.example.test`.
    pub const HOST: &'static str = "127.0.0.1";
    /// LOGINDISABLED until STARTTLS. The certificate is good for this address too.
    pub const HOST_NOT_SECURED: &'static str = "127.0.0.2";
    /// Its certificate ended in 2021.
    pub const HOST_EXPIRED: &'static str = "127.0.0.3";
    /// Its certificate is for `other.example.test`.
    pub const HOST_WRONG_NAME: &'static str = "127.0.0.4";
    /// The main user ...
    pub const USER: &'static str = "alice";
    /// ... and the password.
    pub const PASSWORD: &'static str = "alicepw";

    /// Starts a server, or says loudly why it cannot and returns `None`.
    ///
    /// # Panics
    /// If Dovecot is there and does not work; if it is absent and `IMAP_TEST_DOVECOT=require` is set.
    pub fn start() -> Option<Self> {
        Self::start_with("")
    }

    /// The same with lines appended to the configuration, for example `imap_capability = +X-TEST`.
    ///
    /// # Panics
    /// As [`Dovecot::start`].
    pub fn start_with(extra: &str) -> Option<Self> {
        let account = usable()?;
        let mut failures = String::new();
        for _ in 0..ATTEMPTS {
            match Self::attempt(&account, extra) {
                Ok(server) => return Some(server),
                Err(why) => failures = format!("{failures}\n{why}"),
            }
        }
        panic!("Dovecot did not start:{failures}");
    }

    /// A server on standard input and output whose first words are `* PREAUTH`; `dir` holds its mail and is
    /// given away to the account `dovecot` when the caller is root. It needs no running server.
    ///
    /// # Panics
    /// As [`Dovecot::start`], and if `dir` cannot be made.
    pub fn preauth_command(dir: &Path) -> Option<PipeCommand> {
        let account = usable()?;
        Some(preauth::command(&account, dir).expect("the directory of the preauthenticated server"))
    }

    /// What the server logged so far.
    pub fn log(&self) -> String {
        log(&self.dir)
    }

    fn attempt(account: &Account, extra: &str) -> Result<Self, String> {
        let dir = state::new_dir().map_err(|e| format!("directory: {e}"))?;
        let started = Self::launch(account, extra, &dir);
        if started.is_err() {
            let _ = fs::remove_dir_all(&dir);
        }
        started
    }

    fn launch(account: &Account, extra: &str, dir: &Path) -> Result<Self, String> {
        let hosts = [Self::HOST, Self::HOST_NOT_SECURED, Self::HOST_EXPIRED, Self::HOST_WRONG_NAME];
        let (imap_port, imaps_port) = (ports::free_port(&hosts), ports::free_port(&hosts));
        // Told apart by its greeting from another one that was faster at the port.
        let greeting = format!("Dovecot ready. {:016x}", ports::nonce());
        let settings = Settings { dir, account, greeting: &greeting, imap_port, imaps_port, extra };
        config::write(&settings).map_err(|e| format!("configuration: {e}"))?;
        let ca_der = certs::write(&dir.join("tls")).map_err(|e| format!("certificates: {e}"))?;
        account.own(dir).map_err(|e| format!("ownership: {e}"))?;
        let keeper = spawn(account, dir).map_err(|e| format!("start: {e}"))?;
        let tls = dir.join("tls");
        let mut server = Self {
            imap_port,
            imaps_port,
            ca_pem: tls.join("ca.pem"),
            ca_der,
            client_pem: tls.join("client.pem"),
            client_key: tls.join("client.key"),
            dir: dir.to_owned(),
            keeper,
        };
        server.wait_for(&greeting)?;
        Ok(server)
    }

    fn wait_for(&mut self, greeting: &str) -> Result<(), String> {
        let end = Instant::now() + START;
        while Instant::now() < end {
            if first_line(self.imap_port).is_ok_and(|line| line.contains(greeting)) {
                return Ok(());
            }
            if let Ok(Some(status)) = self.keeper.try_wait() {
                return Err(format!("it ended: {status}\n{}", self.log()));
            }
            pause();
        }
        Err(format!("no greeting\n{}", self.log()))
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // The keeper leads a process group of its own and is not reaped yet, so this reaches the server and nothing
        // else. Nothing is lost by force: the mail goes too.
        let group = format!("-{}", self.keeper.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.keeper.wait();
        // A process that is being killed may still finish a last write.
        let gone = |dir: &Path| fs::remove_dir_all(dir).is_ok() || !dir.exists();
        let _ = (0..100).any(|_| gone(&self.dir) || pause());
    }
}

impl fmt::Debug for Dovecot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Dovecot");
        text.field("imap_port", &self.imap_port).field("imaps_port", &self.imaps_port);
        text.field("ca_pem", &self.ca_pem).finish_non_exhaustive()
    }
}

/// Always false, after a moment.
fn pause() -> bool {
    sleep(Duration::from_millis(10));
    false
}

fn spawn(account: &Account, dir: &Path) -> io::Result<Child> {
    let ttl = env::var("IMAP_TEST_TTL");
    let errors = fs::File::create(dir.join("stderr.txt"))?;
    let mut command = Command::new("timeout");
    command.args(["-k", "5", ttl.as_deref().unwrap_or(TTL), "sh", "-c", KEEPER, "sh"]).arg(dir);
    command.env("PATH", search_path()).current_dir("/").process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(errors);
    account.apply(&mut command);
    command.spawn()
}

/// Debian keeps the server where ordinary users do not look.
fn search_path() -> String {
    format!("{}:/usr/local/sbin:/usr/sbin:/sbin", env::var("PATH").unwrap_or_default())
}

fn first_line(port: u16) -> io::Result<String> {
    let mut stream = TcpStream::connect((Dovecot::HOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(3)))?;
    let mut line = Vec::new();
    let mut octet = [0];
    while line.len() < 4096 && stream.read(&mut octet)? == 1 && octet != *b"\n" {
        line.extend(octet);
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}

fn log(dir: &Path) -> String {
    ["dovecot.log", "stderr.txt"].map(|file| fs::read_to_string(dir.join(file)).unwrap_or_default()).concat()
}

/// The account to use, or `None` after saying what is missing.
fn usable() -> Option<Account> {
    let version = Command::new("dovecot").arg("--version").env("PATH", search_path()).output();
    let found = match version {
        Ok(output) if output.stdout.starts_with(b"2.3.") && preauth::present() => Account::find(),
        Ok(output) => Err(format!("2.3 is wanted, found {}", String::from_utf8_lossy(&output.stdout).trim())),
        Err(error) => Err(error.to_string()),
    };
    let why = match found {
        Ok(account) => return Some(account),
        Err(why) => why,
    };
    let required = env::var("IMAP_TEST_DOVECOT").is_ok_and(|value| value == "require");
    assert!(!required, "IMAP_TEST_DOVECOT=require, but no Dovecot: {why}");
    // Not eprintln!, which the test runner hides for tests that pass.
    let _ = writeln!(
        io::stderr(),
        "SKIPPED: no Dovecot ({why}); `cargo xtask test` installs it as root on Debian"
    );
    None
}
