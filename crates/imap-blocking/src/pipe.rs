//! A server on a pipe. Pipes have no timeouts, so a thread reads and another one writes: a deadline bounds the wait for
//! the thread, and a child that neither reads nor writes blocks nobody.

use std::fmt;
use std::io::{self, Cursor, ErrorKind, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use imap_proto_core::{conn::Path, drive::UPLOAD_CHUNK as CHUNK};
use zeroize::Zeroizing;

use crate::Transport;
use crate::transport::TURN;

/// How long a child may take to end by itself once its input has ended, and again once it was killed.
const GRACE: Duration = Duration::from_secs(2);

/// A child process as a transport. It is killed, if need be, and reaped when this is dropped.
pub struct Pipe {
    child: Child,
    from_child: Receiver<io::Result<Vec<u8>>>,
    chunk: Cursor<Vec<u8>>,
    /// `None` once the child's input has ended.
    to_child: Option<SyncSender<Zeroizing<Vec<u8>>>>,
    /// The writing thread says here that it wants a chunk, or why it never will.
    wanted: Receiver<io::Result<()>>,
    deadline: Option<Duration>,
}

impl Pipe {
    /// Starts a program with these arguments. No shell sees them. Its standard error is ours.
    pub fn spawn(program: &str, args: &[&str]) -> io::Result<Self> {
        Self::from_command(Command::new(program).args(args))
    }

    /// Starts a command whose environment, directory and standard error the caller has set.
    pub fn from_command(command: &mut Command) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (sender, from_child) = sync_channel(1);
        let (to_child, chunks) = sync_channel(1);
        let (wants, wanted) = sync_channel(1);
        let (to_child, chunk) = (Some(to_child), Cursor::default());
        // From here on an error drops it, which ends the child.
        let pipe = Self { child, from_child, chunk, to_child, wanted, deadline: None };
        let (input, output) = (input.ok_or(ErrorKind::BrokenPipe)?, output.ok_or(ErrorKind::BrokenPipe)?);
        let named = |name: &str| thread::Builder::new().name(name.to_owned());
        named("imap-pipe-read").spawn(move || read_all(output, &sender))?;
        named("imap-pipe-write").spawn(move || write_all(input, &chunks, &wants))?;
        Ok(pipe)
    }

    /// Waits for a child that is to end. True when it has, and is reaped.
    fn has_ended(&mut self) -> bool {
        let end = Instant::now() + GRACE;
        loop {
            match self.child.try_wait() {
                Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(2)),
                ended => return !matches!(ended, Ok(None)),
            }
        }
    }

    /// Waits for one item, for as long as the deadline says; `None` when the thread has ended.
    fn receive<I>(&self, from: &Receiver<I>, most: Duration) -> io::Result<Option<I>> {
        match from.recv_timeout(self.deadline.unwrap_or(most).min(most)) {
            Err(RecvTimeoutError::Timeout) => Err(ErrorKind::TimedOut.into()),
            received => Ok(received.ok()),
        }
    }
}

fn read_all(mut output: impl Read, to: &SyncSender<io::Result<Vec<u8>>>) {
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = match output.read(&mut chunk) {
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            read => read.map(|n| chunk[..n].to_vec()),
        };
        let last = !matches!(&read, Ok(octets) if !octets.is_empty());
        if to.send(read).is_err() || last {
            return;
        }
    }
}

fn write_all(mut input: impl Write, from: &Receiver<Zeroizing<Vec<u8>>>, wants: &SyncSender<io::Result<()>>) {
    let mut written = Ok(());
    loop {
        let last = written.is_err();
        if wants.send(written).is_err() || last {
            return;
        }
        let Ok(chunk) = from.recv() else { return };
        written = input.write_all(&chunk);
    }
}

impl Read for Pipe {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.chunk.position() == self.chunk.get_ref().len() as u64 {
            let chunk = self.receive(&self.from_child, Duration::MAX)?.unwrap_or_else(|| Ok(Vec::new()));
            self.chunk = Cursor::new(chunk?);
        }
        self.chunk.read(out)
    }
}

impl Write for Pipe {
    /// Takes a chunk as soon as the one before it has reached the child.
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.receive(&self.wanted, TURN)?.ok_or(ErrorKind::BrokenPipe)??;
        let chunk = &octets[..octets.len().min(CHUNK)];
        let sent = self.to_child.as_ref().map(|to| to.send(chunk.to_vec().into()));
        if let Some(Ok(())) = sent { Ok(chunk.len()) } else { Err(ErrorKind::BrokenPipe.into()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Transport for Pipe {
    fn set_deadline(&mut self, after: Option<Duration>) -> io::Result<()> {
        self.deadline = after;
        Ok(())
    }

    fn path(&self) -> Path {
        Path::Pipe
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        // The end of its input ends a server that still listens.
        self.to_child = None;
        if !self.has_ended() && self.child.kill().is_ok() {
            self.has_ended();
        }
    }
}

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipe").field("id", &self.child.id()).finish_non_exhaustive()
    }
}
