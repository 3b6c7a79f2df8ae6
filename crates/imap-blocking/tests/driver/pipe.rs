//! Child processes. The servers are a few lines of sh, which the driver never sees as such.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use imap_blocking::core::CloseReason;
use imap_blocking::core::conn::{Config, Deadline};
use imap_blocking::prelude::*;
use imap_blocking::{ErrorKind, Pipe, Transport};

/// Says OK to everything.
const POLITE: &str = r#"
printf '* PREAUTH hi\r\n'
while read -r tag rest; do
    case "$rest" in LOGOUT*) printf '* BYE see you\r\n%s OK done\r\n' "$tag"; exit;; esac
    printf '%s OK done\r\n' "$tag"
done
"#;

/// Greets, and then neither reads nor writes nor minds that its input ends.
const STUCK: &str = "printf '* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi\\r\\n'; exec sleep 1000";

fn connect_pipe(program: &str, args: &[&str]) -> Result<Session<Pipe>, Error> {
    Session::open(Pipe::spawn(program, args)?, Config::default())
}

fn short(which: Deadline) -> Config {
    Config::default().deadline(which, Some(Duration::from_millis(50)))
}

#[test]
fn a_server_on_a_pipe() {
    let mut s = connect_pipe("sh", &["-c", POLITE]).unwrap();
    for _ in 0..100 {
        s.noop().unwrap();
    }
    s.close().unwrap();
}

#[test]
fn no_shell_sees_the_arguments() {
    let arguments = ["$HOME", "a b", "'; exit 1; '", "*"];
    let script = r#"printf '%s\n' "$@"; cat >/dev/null"#;
    let mut pipe = Pipe::spawn("sh", &[&["-c", script, "sh"], &arguments[..]].concat()).unwrap();
    pipe.set_deadline(Some(Duration::from_secs(10))).unwrap();
    let mut said = vec![0; arguments.join("\n").len() + 1];
    pipe.read_exact(&mut said).unwrap();
    assert_eq!(String::from_utf8(said).unwrap(), arguments.join("\n") + "\n");
}

#[test]
fn the_callers_environment() {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", "printf '* PREAUTH %s\\r\\n' \"$NAME\"; cat >/dev/null"])
        .env_clear()
        .env("NAME", "ann");
    let mut s = Session::open(Pipe::from_command(&mut command).unwrap(), Config::default()).unwrap();
    assert_eq!(s.greeting().unwrap().text.as_bytes(), b"ann");
}

#[test]
fn a_program_that_is_not_there() {
    let error = connect_pipe("/no/such/program", &[]).unwrap_err();
    assert!(matches!(&error, Error::Io(e) if e.kind() == std::io::ErrorKind::NotFound), "{error}");
}

#[test]
fn a_program_that_ends_at_once() {
    let error = connect_pipe("true", &[]).unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::Eof(false))), "{error}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_stuck_child_is_killed_and_reaped() {
    let script = r"printf '* PREAUTH %s\r\n' $$; exec sleep 1000";
    let listed = |pid: &str| std::path::Path::new("/proc").join(pid).exists();
    let mut s = connect_pipe("sh", &["-c", script]).unwrap();
    let pid = s.greeting().unwrap().text.to_string();
    assert!(listed(&pid));
    drop(s);
    // A zombie would still be listed.
    assert!(!listed(&pid));
}

#[test]
fn a_child_may_end_by_itself() {
    let note = note("ended");
    let script = format!("{POLITE}\necho done > '{}'", note.display());
    let s = connect_pipe("sh", &["-c", script.as_str()]).unwrap();
    drop(s);
    assert_eq!(std::fs::read_to_string(&note).unwrap(), "done\n");
    std::fs::remove_file(note).unwrap();
}

fn note(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("imap-blocking-{name}-{}", std::process::id()))
}

#[test]
fn deadlines_hold_with_a_stuck_child() {
    let pipe = Pipe::spawn("sh", &["-c", STUCK]).unwrap();
    let mut s = Session::open(pipe, short(Deadline::Silence)).unwrap();
    assert_eq!(s.noop().unwrap_err().kind(), ErrorKind::TimedOut);

    let silent = Pipe::spawn("sleep", &["1000"]).unwrap();
    let error = Session::open(silent, short(Deadline::Greeting)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
}

#[test]
fn deadlines_hold_for_writes_to_a_stuck_child() {
    // More than the pipe and the thread's chunk hold.
    let config = short(Deadline::Silence);
    let pipe = Pipe::spawn("sh", &["-c", STUCK]).unwrap();
    let mut s = Session::open(pipe, config).unwrap();
    let tickets: Vec<_> = (0..20)
        .map(|_| s.submit(imap_blocking::core::command::Append::new("INBOX", vec![b'x'; 60_000])))
        .collect();
    for ticket in tickets {
        assert_eq!(s.wait(ticket).unwrap_err().kind(), ErrorKind::TimedOut);
    }

    let mut pipe = Pipe::spawn("sleep", &["1000"]).unwrap();
    pipe.set_deadline(Some(Duration::from_millis(20))).unwrap();
    // No pipe holds this much.
    let error = pipe.write_all(&vec![b'x'; 64 << 20]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
}

#[test]
fn much_in_both_directions_at_once() {
    // `cat` stops reading when nobody takes what it says.
    let mut pipe = Pipe::spawn("cat", &[]).unwrap();
    pipe.set_deadline(Some(Duration::from_secs(20))).unwrap();
    let sent: Vec<u8> = (0..3_000_000_u32).map(|i| i.to_le_bytes()[0]).collect();
    let (mut rest, mut back, mut chunk) = (sent.as_slice(), Vec::new(), vec![0; 100_000]);
    while back.len() < sent.len() {
        if !rest.is_empty() {
            let n = pipe.write(&rest[..rest.len().min(100_000)]).unwrap();
            rest = &rest[n..];
        }
        let n = pipe.read(&mut chunk).unwrap();
        back.extend_from_slice(&chunk[..n]);
    }
    assert!(back == sent);
}
