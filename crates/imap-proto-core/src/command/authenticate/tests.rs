use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Authenticate, CHALLENGE};
use crate::command::testing::{Running, dialect, no, ok, refused, show, tag, wire_with};
use crate::command::{Command, CommandWriter, Continue, Interrupt};
use crate::error::{CommandError, EncodeError, SaslError};
use crate::sasl::{Mechanism, Plain, Step};
use crate::types::{Capability, NameForm, Secret, Text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

/// Plays steps, and notes what it was asked.
struct Script {
    name: &'static str,
    steps: VecDeque<Result<Step, SaslError>>,
    seen: Vec<Option<Vec<u8>>>,
}

impl Mechanism for Script {
    fn name(&self) -> &str {
        self.name
    }

    fn reveals_secret(&self) -> bool {
        false
    }

    fn step(&mut self, challenge: Option<&[u8]>) -> Result<Step, SaslError> {
        self.seen.push(challenge.map(<[u8]>::to_vec));
        self.steps.pop_front().expect("no more steps were due")
    }
}

fn send(text: &str) -> Result<Step, SaslError> {
    Ok(Step::Send(Secret::from(text)))
}

fn script(steps: impl IntoIterator<Item = Result<Step, SaslError>>) -> Authenticate<Script> {
    Authenticate::new(Script { name: "X-SCRIPT", steps: steps.into_iter().collect(), seen: Vec::new() })
}

const IR: [Capability; 1] = [Capability::SaslIr];

fn start(
    command: Authenticate<Script>,
    capabilities: &[Capability],
) -> (Running<Authenticate<Script>>, String) {
    let mut running = Running::new(command);
    let dialect = dialect(capabilities, NameForm::ModifiedUtf7);
    let wire = show(crate::command::testing::segments(&mut running.command, &dialect).unwrap());
    (running, wire)
}

fn challenge<M: Mechanism + 'static>(
    running: &mut Running<Authenticate<M>>,
    text: &str,
) -> (Continue, String) {
    let dialect = dialect(&[], NameForm::ModifiedUtf7);
    let mut writer = CommandWriter::for_response(&dialect, tag());
    let text = Text::from_wire(Bytes::copy_from_slice(text.as_bytes()));
    let answer = running.command.on_continue(&text, &mut writer);
    writer.finish().unwrap();
    (answer, show(writer.into_segments()))
}

fn responds(text: &str) -> (Continue, String) {
    (Continue::Respond, text.into())
}

#[test]
fn the_initial_response_goes_along_where_the_server_can() {
    let plain = || Authenticate::new(Plain::new("tim", "tanstaaftanstaaf"));
    let sent = wire_with(plain(), &IR, NameForm::ModifiedUtf7);
    assert_eq!(sent, "AUTHENTICATE PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
    let sent = wire_with(plain(), &[], NameForm::ModifiedUtf7);
    assert_eq!(sent, "AUTHENTICATE PLAIN");
    let (_, sent) = start(script([send("")]), &IR);
    assert_eq!(sent, "AUTHENTICATE X-SCRIPT =", "RFC 4959 3");
}

#[test]
fn else_it_answers_the_first_challenge() {
    let (mut running, _) = start(script([send("first"), send("second")]), &[]);
    assert_eq!(challenge(&mut running, ""), responds("Zmlyc3Q="));
    assert_eq!(challenge(&mut running, "Y2hhbA=="), responds("c2Vjb25k"));
    assert_eq!(running.command.mechanism.seen, [None, Some(b"chal".to_vec())]);
    assert!(running.answer(ok()).unwrap().is_ok());
}

#[test]
fn a_server_may_speak_first() {
    for capabilities in [&[][..], &IR] {
        let (mut running, sent) = start(script([Ok(Step::Nothing), send("r")]), capabilities);
        assert_eq!(sent, "AUTHENTICATE X-SCRIPT");
        assert_eq!(challenge(&mut running, "Y2hhbA=="), responds("cg=="));
        assert_eq!(running.command.mechanism.seen, [None, Some(b"chal".to_vec())]);
    }
}

#[test]
fn an_empty_answer_is_an_empty_line() {
    let (mut running, _) = start(script([send("a"), send("")]), &IR);
    assert_eq!(challenge(&mut running, " "), responds(""));
    assert_eq!(running.command.mechanism.seen, [None, Some(Vec::new())]);
}

#[test]
fn a_long_initial_response_waits_for_the_continuation() {
    let token = "t".repeat(20_000);
    let (mut running, sent) = start(script([send(&token)]), &IR);
    assert_eq!(sent, "AUTHENTICATE X-SCRIPT");
    assert_eq!(challenge(&mut running, ""), responds(&STANDARD.encode(&token)));
}

#[test]
fn what_is_not_base64_cancels() {
    for text in ["!!!", "a", "YQ", "YQ==YQ==", "Y Q=="] {
        let (mut running, _) = start(script([send("a"), send("never")]), &IR);
        assert_eq!(challenge(&mut running, text), responds("*"), "{text}");
        assert_eq!(running.command.mechanism.seen.len(), 1, "the mechanism never sees it");
        assert!(matches!(running.answer(no()), Some(Err(CommandError::Sasl(SaslError::Base64)))));
    }
}

#[test]
fn ok_after_we_cancelled_is_no_success() {
    let failed = || Err(SaslError::Challenge("nonce"));
    for step in [Ok(Step::Cancel), failed(), Ok(Step::Nothing)] {
        let (mut running, _) = start(script([send("a"), step]), &IR);
        assert_eq!(challenge(&mut running, ""), responds("*"));
        assert_eq!(challenge(&mut running, "").0, Continue::Unexpected, "we are out of it");
        assert!(matches!(running.answer(ok()), Some(Err(CommandError::Sasl(_)))));
    }
}

#[test]
fn challenges_have_limits() {
    let (mut running, _) = start(script((0..9).map(|_| send("r"))), &IR);
    for _ in 0..8 {
        assert_eq!(challenge(&mut running, ""), responds("cg=="));
    }
    assert_eq!(challenge(&mut running, ""), responds("*"), "the ninth is one too many");
    match running.answer(no()) {
        Some(Err(CommandError::Sasl(SaslError::Limit(limit)))) => assert_eq!(limit.which, "sasl_challenges"),
        _ => panic!("no limit"),
    }
    for (octets, fits) in [(CHALLENGE, true), (CHALLENGE + 3, false)] {
        let (mut running, _) = start(script([send("a"), send("r")]), &IR);
        let answer = challenge(&mut running, &STANDARD.encode("c".repeat(octets)));
        assert_eq!(answer, responds(if fits { "cg==" } else { "*" }), "{octets}");
    }
}

#[test]
fn an_interrupt_cancels_once() {
    let (mut running, _) = start(script([send("a")]), &IR);
    let dialect = dialect(&[], NameForm::ModifiedUtf7);
    for expected in ["*", ""] {
        let mut writer = CommandWriter::for_response(&dialect, tag());
        running.command.on_interrupt(Interrupt::Caller, &mut writer);
        assert_eq!(show(writer.into_segments()), expected);
    }
    assert!(matches!(running.answer(no()), Some(Err(CommandError::Sasl(SaslError::Cancelled)))));
}

#[test]
fn a_mechanism_that_fails_at_once_sends_nothing() {
    let dialect = dialect(&IR, NameForm::ModifiedUtf7);
    let mut command = script([Err(SaslError::Credentials("NUL"))]);
    let error = crate::command::testing::segments(&mut command, &dialect).err().unwrap();
    assert_eq!(error, EncodeError::Sasl(SaslError::Credentials("NUL")));
    let mut odd = script([]);
    odd.mechanism.name = "A\r\nB";
    assert!(matches!(refused(odd), EncodeError::Invalid { .. } | EncodeError::BadOctet { .. }));
}

#[test]
fn a_refusal_without_fault_of_ours_is_no() {
    let (mut running, _) = start(script([send("a")]), &IR);
    assert!(matches!(running.answer(no()), Some(Err(CommandError::No(_)))));
}

#[test]
fn traits_and_debug() {
    let plain = Authenticate::new(Plain::new("ann", "wonderland"));
    let traits = plain.traits();
    assert!(traits.reveals_secret && traits.asks_capabilities);
    assert_eq!(traits.needs, [Capability::ext("AUTH=PLAIN").unwrap().into()]);
    let shown = format!("{plain:?}");
    assert!(!shown.contains("ann") && !shown.contains("wonder") && shown.contains("PLAIN"), "{shown}");
    assert!(plain.unchecked().traits().needs.is_empty());
    assert!(!script([]).traits().reveals_secret);
}
