//! From frames to facts: tagged replies, continuations, the greeting, and untagged data on its way to `route`.

use alloc::boxed::Box;
use alloc::string::{String, ToString};

use super::flight::Flight;
use super::inflight::Stage;
use super::view::State;
use super::{CommandId, Connection, Event, Unsolicited, tap};
use crate::command::{CommandWriter, Continue, Effect, Flow, Interrupt};
use crate::conn::Path;
use crate::conn::hazard::Crowd;
use crate::conn::inflight::RowContext;
use crate::error::{CloseReason, CommandError, ProtocolError};
use crate::frame::{Behind, Frame, Framed};
use crate::layer::LayerKind;
use crate::parse::{BLANK, Parsed, read_ahead};
use crate::response::{Data, Malformed, Response, Status, StatusKind, Tagged};
use crate::types::Text;
use bytes::Bytes;

/// Octets of untagged responses before authentication. Nothing honest comes near.
const UNTAGGED_OCTETS: usize = 64 << 10;

/// So many responses in a row that answer nothing are no sign of progress any more (SECURITY P27).
const WITHOUT_PROGRESS: u32 = 100_000;

/// A command that brought fewer octets was a quiet one.
const QUIET: u64 = 1 << 10;

impl Connection {
    /// Octets came in.
    pub(super) fn arrived(&mut self) {
        if self.framer.in_literal() && self.unclaimed < WITHOUT_PROGRESS {
            // A long literal is no silence; whether it comes fast enough is the stall timer's matter.
            self.something_arrived();
        }
        if self.more_of_literal() {
            return;
        }
        match self.paused {
            Some((id, LayerKind::Tls)) if self.framer.buffered() > 0 => self.injected(id),
            _ => self.advance(),
        }
    }

    /// Works off what has arrived, as far as it may.
    pub(super) fn advance(&mut self) {
        while self.wants_input() {
            self.choose_phase();
            if self.read_line() {
                continue;
            }
            match self.pass_on() {
                Some(Behind::Nothing) => break,
                Some(Behind::More | Behind::End) => continue,
                None => {}
            }
            if self.read_row() {
                continue;
            }
            match self.next_framed() {
                Ok(Some(Framed::Frame(frame))) => self.on_frame(frame),
                // A literal begins that is passed on.
                Ok(Some(_)) => {}
                Ok(None) => {
                    if !self.tap.listens() {
                        read_ahead(&mut self.framer);
                    }
                    break;
                }
                Err(error) => self.fatal(error),
            }
        }
        if self.ended && !self.blocked() {
            self.input_ended();
        }
        self.release();
        self.give_back();
    }

    /// Gives the read buffer back after a quiet command, or in IDLE.
    fn give_back(&mut self) {
        let busy = self.flying.iter().any(|entry| entry.stage != Stage::Holding);
        if !busy {
            let received = self.framer.received();
            if received - core::mem::replace(&mut self.quiet_since, received) < QUIET {
                self.framer.rest();
            }
        }
    }

    /// Reads the response at the front where it lies, if it is a plain line, as nearly all of them are.
    fn read_line(&mut self) -> bool {
        let Some(line) = self.framer.plain_line() else { return false };
        let octets = line.text().len();
        if self.tap.listens() {
            let hidden = tap::hidden(line.text(), self.view.state, &self.flying);
            self.tap.received_text(line.text(), hidden);
        }
        let mut parsed = BLANK;
        self.parser.parse_line(line, &mut parsed);
        if self.on_parsed(&mut parsed, octets) {
            // There is nothing left to drop, and finding that out takes its time.
            core::mem::forget(parsed);
        }
        true
    }

    /// The same for a row that ends with a large literal.
    #[inline(never)]
    fn read_row(&mut self) -> bool {
        if self.tap.listens() {
            return false;
        }
        let Some(row) = self.framer.ended_row() else { return false };
        let octets = row.kept();
        let mut parsed = BLANK;
        self.parser.parse_row(row, &mut parsed);
        if self.on_parsed(&mut parsed, octets) {
            core::mem::forget(parsed);
        }
        self.streaming = None;
        true
    }

    fn on_frame(&mut self, mut frame: Frame) {
        if self.tap.listens() {
            if let Some(ahead) = frame.take_ahead() {
                frame.put_back(&ahead);
            }
            let hidden = tap::hidden(frame.text(), self.view.state, &self.flying);
            self.tap.received(&frame, hidden);
        }
        let octets = frame.kept();
        let mut parsed = self.parser.parse(frame);
        let _ = self.on_parsed(&mut parsed, octets);
        self.streaming = None;
    }

    /// True when nothing is left in `parsed` that has to be dropped. That is handed on by reference, for what was just
    /// written is slow to copy.
    #[inline]
    fn on_parsed(&mut self, parsed: &mut Parsed, octets: usize) -> bool {
        if self.unclaimed < WITHOUT_PROGRESS {
            self.something_arrived();
        }
        while let Some(violation) = self.parser.next_violation() {
            self.violation(violation);
        }
        if let Parsed::Response(Response::Data(data)) = parsed
            && self.view.state != State::Greeting
        {
            return self.on_data(data, octets);
        }
        self.on_other(core::mem::replace(parsed, BLANK), octets);
        true
    }

    /// The greeting, and whatever is no data.
    #[inline(never)]
    fn on_other(&mut self, parsed: Parsed, octets: usize) {
        let greeted = self.view.state != State::Greeting;
        match parsed {
            Parsed::Response(Response::Tagged(tagged)) if greeted => self.on_tagged(*tagged),
            Parsed::Response(Response::Continue(text)) if greeted => self.on_continue(&text),
            Parsed::Response(response) => self.on_greeting(response),
            Parsed::Malformed(malformed) => self.on_malformed(malformed, octets),
        }
    }

    pub(super) fn authenticating(&self) -> bool {
        authenticating(self.view.state, &self.flying)
    }

    fn on_greeting(&mut self, response: Response) {
        let Response::Data(Data::Status(status)) = response else {
            return self.no_greeting(match &response {
                Response::Continue(text) => ("+ ", text.as_bytes()),
                Response::Tagged(tagged) => ("", &tagged.tag),
                Response::Data(_) => ("* ", b"data"),
            });
        };
        self.view.note_code(&status);
        match status.kind {
            StatusKind::Ok => self.view.state = State::NotAuthenticated,
            StatusKind::PreAuth => match self.preauth_allowed() {
                Ok(()) => self.view.state = State::Authenticated,
                Err(error) => return self.fatal(error),
            },
            StatusKind::Bye => return self.end(CloseReason::Bye(Box::new(status))),
            StatusKind::No => return self.no_greeting(("* NO ", status.text.as_bytes())),
            StatusKind::Bad => return self.no_greeting(("* BAD ", status.text.as_bytes())),
        }
        self.alert(status.code.as_ref(), &status.text, 0);
        self.events.push(Event::Greeting(status));
    }

    fn no_greeting(&mut self, (start, rest): (&'static str, &[u8])) {
        self.fatal(ProtocolError::NoGreeting([start, &excerpt(rest)].concat()));
    }

    fn preauth_allowed(&self) -> Result<(), ProtocolError> {
        if self.config.demand_tls && !self.view.secure {
            return Err(ProtocolError::PreauthBeforeTls);
        }
        if self.config.path == Path::Pipe || self.config.allow_preauth {
            return Ok(());
        }
        Err(ProtocolError::PreauthNotAllowed)
    }

    fn on_malformed(&mut self, mut malformed: Malformed, octets: usize) {
        if self.view.state == State::Greeting {
            return self.no_greeting(("", &malformed.raw));
        }
        match malformed.tag.as_deref() {
            Some(tag) if tag.eq_ignore_ascii_case(b"NO") || tag.eq_ignore_ascii_case(b"BAD") => {
                return self.on_tagless(&malformed, octets);
            }
            Some(tag) if self.flying.iter().any(|entry| entry.is_tagged(tag)) => {
                return self.fatal(ProtocolError::TaggedUnreadable);
            }
            Some(_) | None => {}
        }
        if is_no_response(&malformed.raw) && self.is_noise() {
            return;
        }
        if tap::is_secret_answer(&malformed.raw, &self.flying) {
            malformed.raw.clear();
            malformed.error.snippet.clear();
        }
        self.count_untagged(octets);
        self.unclaimed = self.unclaimed.saturating_add(1);
        self.events.push_data(Event::Malformed(malformed), octets, &self.config.limits);
    }

    /// A line that is no response at all: Exchange says `Server Unavailable.` (QUIRKS 1). Many of them, or one
    /// before authentication, mean that framing is lost.
    fn is_noise(&mut self) -> bool {
        self.strange += 1;
        let most = if self.view.state == State::NotAuthenticated { 0 } else { self.config.limits.noise };
        let noise = self.strange > most;
        if noise {
            self.fatal(ProtocolError::Noise("lines that are no responses"));
        }
        noise
    }

    /// True if a command took the data.
    #[inline]
    fn on_data(&mut self, data: &mut Data, octets: usize) -> bool {
        if self.view.state == State::NotAuthenticated {
            self.count_untagged(octets);
        }
        match data {
            _ if self.closed.is_some() => false,
            Data::Status(status) if status.kind == StatusKind::Bye => {
                self.on_bye(status.clone());
                false
            }
            data => self.route(data, octets),
        }
    }

    /// Before authentication anybody may speak: what is untagged is bounded.
    fn count_untagged(&mut self, octets: usize) {
        if self.view.state != State::NotAuthenticated {
            return;
        }
        self.untagged += 1;
        self.untagged_octets = self.untagged_octets.saturating_add(octets);
        if self.untagged > self.config.limits.untagged_before_auth || self.untagged_octets > UNTAGGED_OCTETS {
            self.fatal(ProtocolError::FloodBeforeAuth);
        }
    }

    /// The first BYE ends the session, whatever the server goes on to say (Yandex repeats it, QUIRKS 16).
    fn on_bye(&mut self, status: Status) {
        self.alert(status.code.as_ref(), &status.text, 0);
        if self.flying.iter().any(|entry| entry.traits.effect == Effect::LogsOut) {
            self.bye = Some(status);
            return;
        }
        self.events.push(Event::Unsolicited(Unsolicited::Bye(status.clone())));
        self.end(CloseReason::Bye(Box::new(status)));
    }

    /// `NO ...` or `BAD ...` without tag and star fails the only command in flight (QUIRKS 1, 2).
    fn on_tagless(&mut self, malformed: &Malformed, octets: usize) {
        let line = malformed.raw.clone();
        let kind = if line.first().is_some_and(|b| b.eq_ignore_ascii_case(&b'N')) {
            StatusKind::No
        } else {
            StatusKind::Bad
        };
        let text = line.splitn(2, |b| *b == b' ').nth(1).unwrap_or_default();
        let status = Status::new(kind, None, Text::from_wire(line.slice_ref(text)));
        self.count_untagged(octets);
        let event = Event::Unsolicited(Unsolicited::Status(status.clone()));
        self.events.push_data(event, octets, &self.config.limits);
        let written = self.out.written();
        let tag = match self.flying.front() {
            Some(entry) if self.flying.len() == 1 && entry.line_end <= written => entry.tag,
            _ => None,
        };
        if let Some(tag) = tag {
            self.on_tagged(Tagged::new(Bytes::copy_from_slice(tag.as_bytes()), status));
        }
    }

    fn on_tagged(&mut self, tagged: Tagged) {
        let found = self.flying.iter().position(|entry| entry.is_tagged(&tagged.tag));
        let Some(index) = found else { return self.unknown_tag(&tagged) };
        let written = self.out.written();
        let Some(entry) = self.flying.get_mut(index) else { return };
        if entry.line_end > written {
            return self.unknown_tag(&tagged);
        }
        let ok = tagged.status.kind == StatusKind::Ok;
        let unsent =
            entry.end > written || matches!(entry.stage, Stage::AwaitSync | Stage::AwaitOctets { .. });
        if ok && unsent {
            // Its literal is not out, so nothing can have been stored (SECURITY A05).
            return self.fatal(ProtocolError::CompletedEarly);
        }
        if let Stage::AwaitOctets { left: 1.. } = entry.stage {
            // The octets announced still have to follow.
            entry.early = Some(Box::new(tagged));
            return;
        }
        entry.rest.clear();
        self.complete(index, tagged);
    }

    fn unknown_tag(&mut self, tagged: &Tagged) {
        self.fatal(ProtocolError::UnknownTag(excerpt(&tagged.tag)));
    }

    /// A command is answered: the view learns, the command builds its result, the switch begins.
    pub(super) fn complete(&mut self, index: usize, tagged: Tagged) {
        let crowd = Crowd::of(&self.flying);
        let Some(mut entry) = self.flying.remove(index) else { return };
        let alone = crowd.alone(&entry.traits.answers);
        let context = RowContext { exists: self.view.exists(), alone, streamed: false };
        self.unclaimed = 0;
        let status = tagged.status.clone();
        let ok = status.kind == StatusKind::Ok;
        self.alert(status.code.as_ref(), &status.text, 0);
        self.remark(entry.id, &status);
        self.view.note_code(&status);
        if entry.slot.on_tagged(tagged, context) {
            entry.stage = Stage::Held;
            return self.send_again(entry);
        }
        self.note_completed(&entry.traits.effect, &status);
        if matches!(entry.traits.effect, Effect::Selects { .. }) {
            self.rebind(entry.id, ok);
        }
        let logs_out = ok && entry.traits.effect == Effect::LogsOut;
        let switch = match entry.traits.flow {
            Flow::Push(kind) if ok => Some((entry.id, kind)),
            _ => None,
        };
        // An OK to an exchange that we gave up: nothing proves who answered (SECURITY U07).
        let unproven = ok && entry.traits.effect == Effect::Authenticates && entry.slot.has_failed();
        let overflow = entry.overflow.take().map(CommandError::Limit);
        self.finish(entry, overflow);
        if let Some((id, push)) = switch {
            self.pause(id, push);
        }
        if unproven {
            self.fatal(ProtocolError::UnprovenAuthentication);
        }
        if logs_out {
            self.end(CloseReason::LoggedOut);
        }
    }

    fn note_completed(&mut self, effect: &Effect, status: &Status) {
        self.view.completed(effect, status);
        if *effect == Effect::Unauthenticates && status.kind == StatusKind::Ok {
            // What is counted before a login is counted anew.
            (self.untagged, self.untagged_octets) = (0, 0);
        }
    }

    /// Nothing moves until the driver has pushed the layer.
    fn pause(&mut self, id: u64, push: LayerKind) {
        if push == LayerKind::Tls {
            if self.framer.buffered() > 0 {
                return self.injected(id);
            }
            self.events.drop_news();
        }
        self.paused = Some((id, push));
        let id = CommandId { connection: self.nonce, serial: id };
        self.events.push(Event::SwitchLayer { id, push });
    }

    /// Octets behind the OK of STARTTLS came in clear text: no switch any more, and no success (RFC 9051 6.2.1).
    fn injected(&mut self, id: u64) {
        let error = ProtocolError::InjectedPlaintext;
        if let Some(slot) = self.done.get_mut(&id) {
            slot.fail(CommandError::Closed(CloseReason::Protocol(error.clone())));
        }
        self.events.drop_switch();
        self.fatal(error);
    }

    fn on_continue(&mut self, text: &Text) {
        let written = self.out.written();
        let waiting = self.flying.iter().position(|entry| {
            entry.end <= written
                && (entry.stage == Stage::AwaitSync
                    || (entry.stage == Stage::Sent && entry.traits.flow == Flow::Exclusive))
        });
        let Some(index) = waiting else { return self.stray_continuation() };
        let Some(entry) = self.flying.get_mut(index) else { return };
        if entry.stage == Stage::AwaitSync {
            return self.continue_sending(index);
        }
        if core::mem::take(&mut entry.interrupt_wanted) && self.send_interrupt(index, Interrupt::Caller) {
            return;
        }
        self.ask_command(index, text);
    }

    fn ask_command(&mut self, index: usize, text: &Text) {
        let Some(entry) = self.flying.get_mut(index) else { return };
        let Some(tag) = entry.tag else { return };
        let mut writer = CommandWriter::for_response(&self.view.dialect, tag);
        let answer = entry.slot.on_continue(text, &mut writer);
        let failed = writer.finish().is_err();
        match answer {
            Continue::Unexpected => self.stray_continuation(),
            Continue::Hold => {
                entry.stage = Stage::Holding;
                let id = CommandId { connection: self.nonce, serial: entry.id };
                self.events.push(Event::Idling(id));
            }
            Continue::Respond => {
                if failed {
                    // What the mechanism made cannot be sent: the command cancels (RFC 9051 6.2.2).
                    self.send_interrupt(index, Interrupt::Caller);
                    return;
                }
                entry.rest = writer.into_line();
                self.continue_sending(index);
            }
        }
    }

    /// A `+` that nobody waits for never releases anything later (SECURITY A08, P29).
    fn stray_continuation(&mut self) {
        if self.view.state == State::NotAuthenticated {
            return self.fatal(ProtocolError::UnexpectedContinuation);
        }
        self.stray += 1;
        if self.stray > self.config.limits.noise {
            self.fatal(ProtocolError::Noise("continuations that nothing waits for"));
        }
    }
}

/// The start of what a peer said, fit to be shown.
fn excerpt(octets: &[u8]) -> String {
    octets.get(..64).unwrap_or(octets).escape_ascii().to_string()
}

pub(super) fn authenticating(state: State, flying: &Flight) -> bool {
    let early = state == State::NotAuthenticated;
    early && flying.iter().any(|entry| entry.traits.effect == Effect::Authenticates)
}

/// True for a line that begins like none that a server may send. NULs and spaces in front are forgiven here, the
/// line is malformed all the same (QUIRKS 4).
fn is_no_response(line: &[u8]) -> bool {
    line.first().is_some_and(|first| first.is_ascii_graphic() && !matches!(first, b'*' | b'+' | b'['))
}
