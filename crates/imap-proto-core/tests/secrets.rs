//! A password that went through a connection is in nothing that can be printed (SECURITY U22, U23).
//!
//! That the core overwrites it (U21) is not shown here: to look into freed memory takes an allocator of one's own,
//! hence `unsafe`, which the workspace forbids.

mod peer;

use std::fmt::{Debug, Display};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imap_proto_core::command::{
    Authenticate, Command, CommandWriter, Items, Login, Never, Outcome, Raw, States, Traits,
};
use imap_proto_core::conn::{Config, Connection, Event, Path, TapLine, Ticket};
use imap_proto_core::layer::Wire;
use imap_proto_core::response::Tagged;
use imap_proto_core::sasl::{FromFn, Mechanism, Plain, Step};
use imap_proto_core::types::Secret;
use imap_proto_core::{CommandError, EncodeError, Limits};
use peer::written;

const MARKER: &str = "Gr3enEgg-Marker-7731";
const FULL: &str = "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=X LITERAL- ENABLE UTF8=ACCEPT";
const PLAIN: &str = "IMAP4rev1 AUTH=PLAIN AUTH=X";

/// Everything printed, to be searched in the end.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<String>>);

impl Seen {
    fn debug(&self, value: &dyn Debug) {
        self.0.lock().unwrap().push_str(&format!("{value:?}\n{value:#?}\n"));
    }

    fn display(&self, value: &dyn Display) {
        self.0.lock().unwrap().push_str(&format!("{value}\n"));
    }

    fn error(&self, error: &CommandError) {
        self.debug(error);
        self.display(error);
        if let Some(refused) = error.refused() {
            self.debug(refused);
            self.display(refused);
        }
    }

    fn connection(&self, conn: &mut Connection) {
        self.debug(&conn);
        self.debug(&conn.state());
        self.debug(&conn.capabilities());
        while let Some(event) = conn.poll_event() {
            self.debug(&event);
            if let Event::Closed(reason) = event {
                self.display(&reason);
            }
        }
    }

    /// Neither the password nor a part of it, plain or as any base64 of it.
    fn is_clean_of(&self, secret: &[u8]) {
        let seen = self.0.lock().unwrap();
        assert!(seen.len() > 100, "nothing was looked at");
        let mut forms = vec![secret.to_vec()];
        for shift in 0..3 {
            let shifted = [vec![0; shift], secret.to_vec()].concat();
            let coded = STANDARD.encode(shifted).into_bytes();
            forms.push(coded[4..coded.len() - 4].to_vec());
        }
        let without_space: String = seen.split_whitespace().collect();
        for part in forms.iter().flat_map(|form| form.windows(8)) {
            let found = seen.as_bytes().windows(8).any(|window| window == part);
            let numbers = format!("{part:?}").replace(['[', ']', ' '], "");
            let found = found || without_space.contains(&numbers);
            assert!(!found, "{} was printed", part.escape_ascii());
        }
    }
}

fn tapped(capabilities: &str) -> (Connection, Seen) {
    let mut conn = Connection::new(Config::default().path(Path::Loopback));
    let seen = Seen::default();
    let tap = seen.clone();
    conn.set_tap(Some(Box::new(move |line: TapLine<'_>| {
        tap.debug(&line);
        tap.display(&line);
        if let TapLine::Sent(octets) | TapLine::Received(octets) = line {
            tap.display(&String::from_utf8_lossy(octets));
        }
    })));
    conn.handle_input(format!("* OK [CAPABILITY {capabilities}] hi\r\n").as_bytes());
    seen.connection(&mut conn);
    (conn, seen)
}

/// Submits, printing all that can be printed at every turn; gives the octets sent and the result.
fn run<C: Command>(
    conn: &mut Connection,
    seen: &Seen,
    command: C,
    answer: &str,
) -> (Vec<u8>, Result<C::Output, CommandError>) {
    let ticket = conn.submit(command);
    seen.debug(&ticket);
    seen.connection(conn);
    let mut sent = written(conn);
    let tag = String::from_utf8_lossy(&sent).split(' ').next().unwrap().to_owned();
    if let Some(done) = conn.take(&ticket) {
        return (sent, done);
    }
    while sent.ends_with(b"}\r\n") {
        conn.handle_input(b"+ go\r\n");
        seen.connection(conn);
        sent.extend(written(conn));
    }
    conn.handle_input(format!("{tag} {answer}\r\n").as_bytes());
    seen.connection(conn);
    (sent, conn.take(&ticket).expect("it was answered"))
}

fn contains(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}

fn base64() -> Vec<u8> {
    STANDARD.encode(format!("\0anna\0{MARKER}")).into_bytes()
}

#[test]
fn login_by_quoted_string_and_by_literal() {
    for capabilities in [FULL, PLAIN] {
        for password in [MARKER.to_owned(), format!("{MARKER}\r\n{MARKER}")] {
            for answer in ["OK in", "NO [AUTHENTICATIONFAILED] no", "BAD what"] {
                let (mut conn, seen) = tapped(capabilities);
                let command = Login::new("anna", password.as_str());
                seen.debug(&command);
                let (sent, result) = run(&mut conn, &seen, command, answer);
                assert!(contains(&sent, MARKER.as_bytes()), "it does go over the wire");
                assert_eq!(result.is_ok(), answer.starts_with("OK"));
                if let Err(error) = result {
                    seen.error(&error);
                }
                conn.handle_eof();
                seen.connection(&mut conn);
                seen.is_clean_of(MARKER.as_bytes());
            }
        }
    }
}

#[test]
fn authenticate_with_and_without_an_initial_response() {
    for capabilities in [FULL, PLAIN] {
        for answer in ["OK in", "NO [AUTHENTICATIONFAILED] no"] {
            let (mut conn, seen) = tapped(capabilities);
            let mechanism = Plain::new("anna", MARKER);
            seen.debug(&mechanism);
            let command = Authenticate::new(mechanism);
            seen.debug(&command);
            // Without SASL-IR the `+` asks for the response; with it nobody waits for one.
            let ticket = conn.submit(command);
            seen.connection(&mut conn);
            let mut sent = written(&mut conn);
            let tag = String::from_utf8_lossy(&sent).split(' ').next().unwrap().to_owned();
            if capabilities == PLAIN {
                assert!(!contains(&sent, &base64()));
                conn.handle_input(b"+ \r\n");
                seen.connection(&mut conn);
                sent.extend(written(&mut conn));
            }
            assert!(contains(&sent, &base64()), "it does go over the wire");
            conn.handle_input(format!("{tag} {answer}\r\n").as_bytes());
            seen.connection(&mut conn);
            if let Some(Err(error)) = conn.take(&ticket) {
                seen.error(&error);
            }
            seen.is_clean_of(MARKER.as_bytes());
            seen.is_clean_of(&base64());
        }
    }
}

#[test]
fn challenges_and_their_answers() {
    let (mut conn, seen) = tapped(PLAIN);
    let mechanism = FromFn::new("X", |challenge: &[u8]| Some([challenge, MARKER.as_bytes()].concat()));
    seen.debug(&mechanism);
    let command = Authenticate::new(mechanism);
    seen.debug(&command);
    let ticket = conn.submit(command);
    let tag = String::from_utf8(written(&mut conn)).unwrap().split(' ').next().unwrap().to_owned();
    for _ in 0..3 {
        conn.handle_input(format!("+ {}\r\n", STANDARD.encode(MARKER)).as_bytes());
        seen.connection(&mut conn);
        assert!(contains(&written(&mut conn), &STANDARD.encode(MARKER.repeat(2)).into_bytes()));
    }
    conn.handle_input(format!("{tag} OK in\r\n").as_bytes());
    seen.connection(&mut conn);
    assert!(conn.take(&ticket).unwrap().is_ok());
    seen.is_clean_of(MARKER.as_bytes());
}

#[test]
fn a_raw_secret() {
    let (mut conn, seen) = tapped(FULL);
    let command = Raw::new("XPASS").unwrap().secret(MARKER);
    seen.debug(&command);
    let (sent, result) = run(&mut conn, &seen, command, "OK done");
    assert!(contains(&sent, MARKER.as_bytes()) && result.is_ok());
    seen.is_clean_of(MARKER.as_bytes());
}

#[test]
fn refusals_on_our_side_do_not_quote() {
    let bad = [format!("{MARKER}\0{MARKER}"), MARKER.repeat(2_000)];
    for password in &bad {
        let (mut conn, seen) = tapped(FULL);
        for result in [
            run(&mut conn, &seen, Login::new("anna", password.as_str()), "OK").1.map(drop),
            run(&mut conn, &seen, Raw::new("XPASS").unwrap().secret(password.as_str()), "OK").1.map(drop),
        ] {
            if let Err(error) = result {
                seen.error(&error);
            }
        }
        seen.is_clean_of(MARKER.as_bytes());
    }
    let (mut conn, seen) = tapped(FULL);
    let result = run(&mut conn, &seen, Authenticate::new(Plain::new("anna", bad[0].as_str())), "OK").1;
    seen.error(&result.unwrap_err());
    // In clear over a network nothing is sent at all (SECURITY S25).
    let mut conn = Connection::new(Config::default());
    conn.handle_input(format!("* OK [CAPABILITY {FULL}] hi\r\n").as_bytes());
    for _ in 0..2 {
        let ticket = conn.submit(Login::new("anna", MARKER));
        assert!(conn.output().is_empty());
        let error = conn.take(&ticket).unwrap().unwrap_err();
        assert!(matches!(error, CommandError::Cleartext));
        seen.error(&error);
        seen.connection(&mut conn);
    }
    seen.is_clean_of(MARKER.as_bytes());
}

#[test]
fn secrets_that_wait_or_are_given_up() {
    let (mut conn, seen) = (Connection::new(Config::default().path(Path::Loopback)), Seen::default());
    let first = conn.submit(Login::new("anna", MARKER));
    let second = conn.submit(Authenticate::new(Plain::new("anna", MARKER)));
    seen.connection(&mut conn);
    conn.handle_input(format!("* OK [CAPABILITY {FULL}] hi\r\n").as_bytes());
    seen.connection(&mut conn);
    conn.abandon(second.id());
    conn.handle_input(b"ZZZ9 OK nobody asked\r\n");
    seen.connection(&mut conn);
    seen.error(&conn.take(&first).unwrap().unwrap_err());
    assert!(conn.output().is_empty(), "after the end nothing waits to be written");
    seen.is_clean_of(MARKER.as_bytes());
}

/// Prints what only a command can see.
struct Spy(Seen);

impl Command for Spy {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "XSPY";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Any)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("XSPY").sp().secret(&Secret::from(MARKER), "password");
        self.0.debug(w);
        self.0.debug(w.dialect());
        self.0.debug(w.tag());
        w.finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, items: &mut Items<'_, Never>) -> Outcome<()> {
        self.0.debug(&tagged);
        self.0.debug(items);
        Outcome::Done(Ok(()))
    }
}

#[test]
fn what_only_a_command_sees() {
    let (mut conn, seen) = tapped(FULL);
    let (sent, result) = run(&mut conn, &seen, Spy(seen.clone()), "OK done");
    assert!(contains(&sent, MARKER.as_bytes()) && result.is_ok());
    seen.is_clean_of(MARKER.as_bytes());
}

#[test]
fn the_wire_and_its_settings() {
    let seen = Seen::default();
    let config = Config::default().path(Path::Loopback).seed([0x47; 32]).limits(Limits::strict());
    seen.debug(&config);
    let mut wire = Wire::new(config);
    wire.handle_input(format!("* OK [CAPABILITY {FULL}] hi\r\n").as_bytes());
    let ticket: Ticket<Login> = wire.submit(Login::new("anna", MARKER));
    seen.debug(&wire);
    seen.debug(&ticket);
    assert!(contains(wire.output(), MARKER.as_bytes()));
    let n = wire.output().len();
    wire.output_written(n);
    seen.debug(&wire);
    wire.handle_eof();
    seen.error(&wire.take(&ticket).unwrap().unwrap_err());
    seen.debug(&wire);
    let mut mechanism = Plain::new("anna", MARKER);
    let step: Step = mechanism.step(None).unwrap();
    seen.debug(&step);
    seen.debug(&mechanism.step(Some(b"again")));
    seen.is_clean_of(MARKER.as_bytes());
    // The seed makes tags and nonces.
    seen.is_clean_of(&[71; 12]);
}
