//! A session on a stream: one thread reads, and one more shows news while the client idles.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use super::secure::Secure;
use super::session::Session;
use super::store::Shared;

/// How soon a thread that waits for news notices that its connection is gone.
const LOOK: Duration = Duration::from_millis(250);

/// A session, its TLS, and where its output goes.
struct Connection<W> {
    session: Session,
    secure: Secure,
    out: W,
    over: bool,
}

impl<W: Write> Connection<W> {
    /// Takes octets from the wire and answers them.
    fn receive(&mut self, wire: &[u8]) -> io::Result<()> {
        let opened = self.secure.open(wire);
        let control = self.secure.wire()?;
        self.out.write_all(&control)?;
        let opened = opened?;
        self.session.receive(&opened.plain);
        self.flush()?;
        if opened.ended {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    /// Writes all there is to say; the client is told before the connection ends.
    fn flush(&mut self) -> io::Result<()> {
        loop {
            let plain = self.session.take_output();
            if plain.is_empty() {
                break;
            }
            let wire = self.secure.seal(plain)?;
            self.out.write_all(&wire)?;
        }
        self.out.flush()?;
        #[cfg(feature = "tls")]
        self.start_tls()?;
        if self.session.is_closed() {
            self.over = true;
            self.secure.close();
            let farewell = self.secure.wire()?;
            self.out.write_all(&farewell)?;
            self.out.flush()?;
        }
        Ok(())
    }

    /// Octets that came behind STARTTLS are taken for TLS, never for commands (response injection).
    #[cfg(feature = "tls")]
    fn start_tls(&mut self) -> io::Result<()> {
        if !self.session.wants_tls() {
            return Ok(());
        }
        self.secure = Secure::tls(self.session.tls_config().ok_or(io::ErrorKind::NotFound)?)?;
        let behind = self.session.tls_is_on();
        self.receive(&behind)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves one client until it or the server ends the session.
pub(crate) fn serve<R, W>(
    shared: &Arc<Shared>,
    session: Session,
    secure: Secure,
    mut input: R,
    out: W,
) -> io::Result<()>
where
    R: Read,
    W: Write + Send + 'static,
{
    let connection = Arc::new(Mutex::new(Connection { session, secure, out, over: false }));
    let mut shows_news = false;
    let mut buffer = vec![0; 16 * 1024];
    lock(&connection).flush()?;
    loop {
        let count = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        let mut guard = lock(&connection);
        guard.receive(buffer.get(..count).unwrap_or_default())?;
        if guard.over {
            break;
        }
        if guard.session.is_idling() && !shows_news {
            shows_news = true;
            let (watched, shared) = (Arc::downgrade(&connection), Arc::clone(shared));
            thread::Builder::new()
                .name("imap-testkit news".into())
                .spawn(move || show_news(&watched, &shared))?;
        }
    }
    lock(&connection).over = true;
    Ok(())
}

/// Shows news to an idling client, until the connection is over.
fn show_news<W: Write>(watched: &Weak<Mutex<Connection<W>>>, shared: &Shared) {
    let mut seen = 0;
    loop {
        let Some(connection) = watched.upgrade() else { return };
        let mut guard = lock(&connection);
        if guard.over {
            return;
        }
        // Taken before looking: what happens in between is looked for again.
        let before = seen;
        seen = shared.wait(before, Duration::ZERO);
        guard.session.poll_news();
        if guard.flush().is_err() {
            guard.over = true;
            return;
        }
        drop(guard);
        drop(connection);
        shared.wait(seen, LOOK);
    }
}
