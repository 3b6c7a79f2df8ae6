//! A server process that ends with the test process.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::state::{self, Account};

/// Runs the server, and ends all of its process group and removes the directory when the pipe on standard input
/// closes, whatever ended the test process. A background job of `sh` has no standard input, hence descriptor 3.
const KEEPER: &str = "\
dir=$1; shift; exec 3<&0
{ trap '' TERM; read -r _ <&3; kill -TERM 0; sleep 1; rm -rf -- \"$dir\"; kill -KILL 0; } &
\"$@\" </dev/null 3<&- & server=$!
exec 3<&-
wait \"$server\"
";

/// Seconds after which the server ends by itself, should everything else fail. `IMAP_TEST_TTL` overrides.
const TTL: &str = "1800";

/// Ports are chosen before the server binds them, so another process may be faster.
const ATTEMPTS: usize = 5;

const START: Duration = Duration::from_secs(20);

/// The process, the leader of a group of its own, and the directory of its server. Both go when it is dropped.
pub(crate) struct Keeper {
    child: Child,
    dir: PathBuf,
}

impl Keeper {
    /// Starts `server`, a program and its arguments. What it writes to standard error goes to `stderr.txt` in `dir`.
    pub(crate) fn start<A: AsRef<OsStr>>(account: &Account, dir: &Path, server: &[A]) -> io::Result<Self> {
        let ttl = env::var("IMAP_TEST_TTL");
        let errors = fs::File::create(dir.join("stderr.txt"))?;
        let mut command = Command::new("timeout");
        command.args(["-k", "5", ttl.as_deref().unwrap_or(TTL), "sh", "-c", KEEPER, "sh"]);
        command.arg(dir).args(server);
        command.env("PATH", search_path()).current_dir("/").process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(errors);
        account.apply(&mut command);
        Ok(Self { child: command.spawn()?, dir: dir.to_owned() })
    }

    /// Waits for a first line at the port that holds `greeting`. `log` tells what went wrong.
    pub(crate) fn wait_for(
        &mut self,
        (host, port): (&str, u16),
        greeting: &str,
        log: impl Fn() -> String,
    ) -> Result<(), String> {
        let end = Instant::now() + START;
        while Instant::now() < end {
            if first_line(host, port).is_ok_and(|line| line.contains(greeting)) {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("it ended: {status}\n{}", log()));
            }
            pause();
        }
        Err(format!("no greeting\n{}", log()))
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        // The keeper leads a process group of its own and is not reaped yet, so this reaches the server and nothing
        // else. Nothing is lost by force: the mail goes too.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
        // A process that is being killed may still finish a last write.
        let gone = |dir: &Path| fs::remove_dir_all(dir).is_ok() || !dir.exists();
        let _ = (0..100).any(|_| gone(&self.dir) || pause());
    }
}

/// Calls `launch` with a new directory, below `wanted` if that can be, until it succeeds.
///
/// # Panics
/// If it does not, after [`ATTEMPTS`] times.
pub(crate) fn attempts<S>(
    name: &str,
    wanted: &Path,
    mut launch: impl FnMut(&Path) -> Result<S, String>,
) -> S {
    let mut failures = String::new();
    for _ in 0..ATTEMPTS {
        let dir = state::new_dir(wanted).unwrap_or_else(|why| panic!("{name} has no directory: {why}"));
        match launch(&dir) {
            Ok(server) => return server,
            Err(why) => failures = format!("{failures}\n{why}"),
        }
        let _ = fs::remove_dir_all(dir);
    }
    panic!("{name} did not start:{failures}");
}

/// The account to use, or `None` after saying what is missing.
///
/// # Panics
/// If it is missing and the environment variable `switch` is `require`.
pub(crate) fn usable(name: &str, switch: &str, found: Result<Account, String>) -> Option<Account> {
    let why = match found {
        Ok(account) => return Some(account),
        Err(why) => why,
    };
    let required = env::var(switch).is_ok_and(|value| value == "require");
    assert!(!required, "{switch}=require, but no {name}: {why}");
    // Not eprintln!, which the test runner hides for tests that pass.
    let _ = writeln!(
        io::stderr(),
        "SKIPPED: no {name} ({why}); `cargo xtask test` installs it as root on Debian"
    );
    None
}

/// Debian keeps servers where ordinary users do not look.
pub(crate) fn search_path() -> String {
    format!("{}:/usr/local/sbin:/usr/sbin:/sbin", env::var("PATH").unwrap_or_default())
}

/// Always false, after a moment.
fn pause() -> bool {
    sleep(Duration::from_millis(10));
    false
}

fn first_line(host: &str, port: u16) -> io::Result<String> {
    let mut stream = TcpStream::connect((host, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(3)))?;
    let mut line = Vec::new();
    let mut octet = [0];
    while line.len() < 4096 && stream.read(&mut octet)? == 1 && octet != *b"\n" {
        line.extend(octet);
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}
