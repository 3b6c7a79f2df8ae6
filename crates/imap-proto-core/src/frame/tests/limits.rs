//! Each limit of framing at one below, at, and one above.

use super::*;

fn exceeded(setup: &Setup, wire: impl AsRef<[u8]>) -> Option<&'static str> {
    match setup.run(wire).error {
        None => None,
        Some(ProtocolError::Limit(limit)) => Some(limit.which),
        Some(other) => panic!("{other:?}"),
    }
}

/// A line of `octets` octets that begins with `start`, with and without its end.
fn line(start: &str, octets: usize, end: &str) -> String {
    format!("{start}{}{end}", "x".repeat(octets - start.len()))
}

#[test]
fn line_limits() {
    let limits = |l: &mut Limits| {
        (l.line_before_auth, l.line_sasl, l.line, l.line_status, l.line_numeric) = (100, 110, 120, 130, 140);
    };
    for (phase, start, limit, which) in [
        (Phase::Greeting, "* OK ", 100, "line_before_auth"),
        (Phase::BeforeAuth, "* SEARCH ", 100, "line_before_auth"),
        (Phase::BeforeAuth, "A1 OK ", 100, "line_before_auth"),
        (Phase::BeforeAuth, "+ ", 100, "line_before_auth"),
        (Phase::Sasl, "* OK ", 100, "line_before_auth"),
        (Phase::Sasl, "+ ", 110, "line_sasl"),
        (Phase::Authenticated, "* LIST ", 120, "line"),
        (Phase::Authenticated, "* 1 FETCH (", 120, "line"),
        (Phase::Authenticated, "+ ", 120, "line"),
        (Phase::Authenticated, "A1 OK ", 130, "line_status"),
        (Phase::Authenticated, "* NO ", 130, "line_status"),
        (Phase::Authenticated, "* SEARCH ", 140, "line_numeric"),
        (Phase::Authenticated, "* vanished ", 140, "line_numeric"),
    ] {
        let setup = Setup { phase, ..Setup::limits(limits) };
        for end in ["\r\n", "\r", ""] {
            assert_eq!(exceeded(&setup, line(start, limit - 1, end)), None, "{start}");
            assert_eq!(exceeded(&setup, line(start, limit, end)), None, "{start}");
            assert_eq!(exceeded(&setup, line(start, limit + 1, end)), Some(which), "{start}");
        }
        assert_eq!(setup.run(line(start, limit, "\r\n")).frames.len(), 1);
    }
}

#[test]
fn literals_are_no_part_of_the_line() {
    for inline in [4, 100] {
        let setup = Setup::limits(|l| (l.line, l.inline_literal) = (60, inline));
        let body = "y".repeat(50);
        for (line, expected) in [(59, None), (60, None), (61, Some("line"))] {
            let front = "* 1 FETCH (BODY[1] {50}\r\n";
            let middle = " BODY[12] {50}\r\n";
            let pad = "x".repeat(line - front.len() - middle.len());
            let wire = format!("{front}{body}{middle}{body}{pad}\r\n");
            assert_eq!(exceeded(&setup, wire), expected, "{line} {inline}");
        }
    }
}

#[test]
fn literal_limits() {
    let fetch = |n: usize| format!("* 1 FETCH (X {{{n}}}\r\n{})\r\n", "y".repeat(n));
    let body = |n: usize| format!("* 1 FETCH (BODY[] {{{n}}}\r\n{})\r\n", "y".repeat(n));
    let value = |n: usize| format!("* METADATA \"\" (/x {{{n}}}\r\n{})\r\n", "y".repeat(n));
    for inline_literal in [0, 49, 50, 51, 1000] {
        let setup =
            Setup::limits(|l| (l.inline_literal, l.literal_other, l.literal) = (inline_literal, 50, 60));
        for (n, expected) in [(49, None), (50, None), (51, Some("literal_other"))] {
            assert_eq!(exceeded(&setup, fetch(n)), expected);
        }
        for (n, expected) in [(799, None), (800, None), (801, Some("literal_other"))] {
            assert_eq!(exceeded(&setup, value(n)), expected);
        }
        for (n, omitted) in [(59, false), (60, false), (61, true)] {
            let run = setup.run(body(n) + "* 1 EXISTS\r\n");
            assert_eq!((run.frames.len(), run.error), (2, None));
            assert_eq!(run.frames[0].large.contains(&Large::Omitted { len: n as u64 }), omitted, "{n}");
        }
    }
    let setup = Setup::limits(|l| (l.inline_literal, l.literal, l.discard) = (10, 60, 70));
    for (n, expected) in [(69, None), (70, None), (71, Some("discard"))] {
        assert_eq!(exceeded(&setup, body(n)), expected);
    }
    for phase in [Phase::Greeting, Phase::BeforeAuth, Phase::Sasl] {
        let setup = Setup { phase, ..Setup::limits(|l| l.literal_before_auth = 50) };
        for (n, expected) in [(49, None), (50, None), (51, Some("literal_before_auth"))] {
            assert_eq!(exceeded(&setup, fetch(n)), expected);
            assert_eq!(exceeded(&setup, body(n)), expected);
        }
    }
}

#[test]
fn announcements_are_refused_at_once() {
    let setup = Setup::default();
    assert_eq!(exceeded(&setup, "* LIST () \"/\" {4294967295}\r\n"), Some("literal_other"));
    assert_eq!(exceeded(&setup, "* 1 FETCH (BODY[] {4294967297}\r\n"), Some("discard"));
    let error = setup.run("* X {65537}\r\n").error.unwrap().to_string();
    assert!(error.contains("literal_other") && error.contains("65536") && error.contains("65537"), "{error}");
}

#[test]
fn number_of_literals() {
    let setup = Setup::limits(|l| l.literals = 20);
    for (n, expected) in [(19, None), (20, None), (21, Some("literals"))] {
        assert_eq!(exceeded(&setup, format!("* X ({}\r\n", "{0}\r\n".repeat(n))), expected);
    }
}

#[test]
fn size_of_a_response() {
    // Announcement, literal and `)`; the final CRLF does not count.
    let front = "* 1 FETCH (BODY[12345] {50}\r\n";
    let wire = |name: &str| format!("* 1 FETCH ({name} {{50}}\r\n{})\r\n* 1 EXISTS\r\n", "y".repeat(50));
    let total = front.len() as u64 + 51;
    for inline_literal in [10, 100] {
        for (response, expected) in [(total + 1, None), (total, None), (total - 1, Some("response"))] {
            let setup = Setup::limits(|l| (l.response, l.inline_literal) = (response, inline_literal));
            assert_eq!(exceeded(&setup, wire("BODY[12345]")), expected, "{response} {inline_literal}");
            assert_eq!(exceeded(&setup, wire("X5678901234")), expected, "{response} {inline_literal}");
        }
    }
    // A body that does not fit is left out, since the session goes on.
    let setup = Setup::limits(|l| (l.response, l.inline_literal) = (total - 2, 10));
    let run = setup.run(wire("BODY[12345]"));
    assert_eq!((run.frames.len(), run.error), (2, None));
    assert_eq!(run.frames[0].large, [Large::Omitted { len: 50 }]);
    assert_eq!(exceeded(&setup, wire("X5678901234")), Some("response"));
    // Text alone counts as well.
    let setup = Setup::limits(|l| l.response = 100);
    assert_eq!(exceeded(&setup, line("* SEARCH ", 100, "\r\n")), None);
    assert_eq!(exceeded(&setup, line("* SEARCH ", 101, "")), Some("response"));
}

#[test]
fn memory_of_an_endless_line() {
    let mut framer = Framer::new(&Limits::default(), &Leniency::default());
    framer.set_phase(Phase::Authenticated);
    let mut fed = 0;
    while framer.next_frame(&mut |_, _| LiteralPlan::Buffer).is_ok() {
        let slot = framer.slot();
        slot.fill(b'q');
        let n = slot.len();
        framer.filled(n);
        fed += n;
    }
    assert!((1 << 20..(1 << 20) + (256 << 10) + 1).contains(&fed), "{fed}");
    assert_eq!(framer.buffered(), 0);
}
