//! What must hold for any octets a server may send. The fuzz targets and the replay of their seeds share it.

#![allow(dead_code, reason = "each of the targets uses its part")]

use imap_proto_core::command::LiteralPlan;
use imap_proto_core::frame::{Framed, Framer, Large, Phase};
use imap_proto_core::parse::{Decoder, Parsed};
use imap_proto_core::response::{Malformed, Response, Violation};
use imap_proto_core::{Leniency, Limits, ProtocolError};

/// One thing a decoder says.
#[derive(Debug, PartialEq)]
pub(crate) enum Event {
    Response(Box<Response>),
    Malformed(Malformed),
    Violation(Violation),
}

/// All that a decoder says about some octets.
#[derive(Debug, PartialEq)]
pub(crate) struct Run {
    pub(crate) events: Vec<Event>,
    pub(crate) error: Option<ProtocolError>,
    pub(crate) tolerated: u64,
    pub(crate) unfinished: bool,
}

/// All that a framer says about some octets.
#[derive(Debug, PartialEq)]
pub(crate) struct Frames {
    pub(crate) frames: Vec<(Vec<u8>, Vec<Large>, bool, u64)>,
    pub(crate) error: Option<ProtocolError>,
    pub(crate) plans: Vec<(Vec<u8>, u64)>,
    /// Literals that were passed on, as far as they came, and whether they came to their end.
    pub(crate) streamed: Vec<(u64, Vec<u8>, bool)>,
}

/// The set-up that the first octet of an input chooses: limits, phase, and a row of read sizes.
#[derive(Clone)]
pub(crate) struct Setup {
    pub(crate) limits: Limits,
    pub(crate) leniency: Leniency,
    pub(crate) phase: Phase,
    sizes: u32,
}

impl Setup {
    /// Printable octets from `0` on give default limits behind a login, which is what seeds begin with.
    pub(crate) fn from_seed(seed: u8) -> Self {
        let limits = match seed >> 6 {
            0 => Limits::default(),
            1 => Limits::strict(),
            _ => tiny(),
        };
        let phase = match seed >> 4 {
            8 => Phase::Greeting,
            9 => Phase::BeforeAuth,
            10 => Phase::Sasl,
            _ => Phase::Authenticated,
        };
        let lenient = seed & 0b1111 == 0b1111;
        let leniency = Leniency::default().with(|l| (l.bare_lf_literal, l.nul) = (lenient, lenient));
        Self { limits, leniency, phase, sizes: u32::from(seed).wrapping_mul(0x9E37_79B9) | 1 }
    }

    /// The sizes of the reads, mostly small.
    fn sizes(&self) -> impl Iterator<Item = usize> + use<> {
        let mut state = self.sizes;
        std::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            if state & 0b111 == 0 { 1 + (state >> 20) as usize } else { 1 + (state >> 28) as usize }
        })
    }

    /// Decodes in pieces of the given sizes.
    pub(crate) fn decode(&self, wire: &[u8], mut sizes: impl Iterator<Item = usize>) -> Run {
        let mut decoder = Decoder::new(&self.limits, &self.leniency);
        decoder.set_phase(self.phase);
        let mut run = Run { events: Vec::new(), error: None, tolerated: 0, unfinished: false };
        let mut rest = wire;
        while !rest.is_empty() {
            let n = sizes.next().map_or(rest.len(), |n| n.clamp(1, rest.len()));
            decoder.feed(&rest[..n]);
            rest = &rest[n..];
            self.drain(&mut decoder, &mut run);
        }
        let framer = decoder.framer();
        assert_eq!(framer.received(), wire.len() as u64);
        assert!(framer.searched() <= framer.received(), "octets were searched twice");
        run.tolerated = decoder.tolerated();
        run.unfinished = run.error.is_none() && !framer.at_boundary();
        run
    }

    fn drain(&self, decoder: &mut Decoder, run: &mut Run) {
        while run.error.is_none() {
            match decoder.next() {
                Ok(Some(Parsed::Response(response))) => run.events.push(Event::Response(Box::new(response))),
                Ok(Some(Parsed::Malformed(malformed))) => run.events.push(Event::Malformed(malformed)),
                Ok(Some(_)) => unreachable!("the parser says nothing else"),
                Ok(None) => break,
                Err(error) => run.error = Some(error),
            }
            while let Some(violation) = decoder.next_violation() {
                run.events.push(Event::Violation(violation));
            }
        }
        let held = decoder.framer().buffered() as u64;
        assert!(held <= self.bound(), "{held} octets are held");
        assert!((1..=self.limits.slot).contains(&decoder.slot().len()));
    }

    /// Octets that an unfinished response may hold: its limit, or what it takes to know its class.
    fn bound(&self) -> u64 {
        self.limits.response.max(32) + 2
    }

    /// Frames in pieces of the given sizes; a third of the large literals is not wanted, and a third is streamed.
    pub(crate) fn frame(&self, wire: &[u8], mut sizes: impl Iterator<Item = usize>) -> Frames {
        let mut framer = Framer::new(&self.limits, &self.leniency);
        framer.set_phase(self.phase);
        let mut run = Frames { frames: Vec::new(), error: None, plans: Vec::new(), streamed: Vec::new() };
        let mut rest = wire;
        while !rest.is_empty() {
            let slot = framer.slot();
            let n = sizes.next().unwrap_or(usize::MAX).clamp(1, rest.len()).min(slot.len());
            slot[..n].copy_from_slice(&rest[..n]);
            framer.filled(n);
            rest = &rest[n..];
            while run.error.is_none() {
                let mut plan = |prefix: &[u8], len| {
                    run.plans.push((prefix.to_vec(), len));
                    match len % 3 {
                        0 => LiteralPlan::Discard,
                        1 => LiteralPlan::Stream,
                        _ => LiteralPlan::Buffer,
                    }
                };
                match framer.next_framed(&mut plan) {
                    Ok(Some(Framed::Begin { len })) => run.streamed.push((len, Vec::new(), false)),
                    Ok(Some(Framed::Chunk(octets))) => {
                        run.streamed.last_mut().expect("it has begun").1.extend_from_slice(&octets);
                    }
                    Ok(Some(Framed::End)) => {
                        let (len, octets, whole) = run.streamed.last_mut().expect("it has begun");
                        assert_eq!(octets.len() as u64, *len);
                        *whole = true;
                    }
                    Ok(Some(Framed::Frame(frame))) => {
                        let text = frame.text().to_vec();
                        run.frames.push((text, frame.large().to_vec(), frame.bare_lf(), frame.octets()));
                    }
                    Ok(Some(_)) => unreachable!("the framer gives nothing else"),
                    Ok(None) => break,
                    Err(error) => run.error = Some(error),
                }
            }
            assert!(framer.buffered() as u64 <= self.bound());
        }
        assert_eq!(framer.received(), wire.len() as u64);
        assert!(framer.searched() <= framer.received());
        run
    }
}

/// Limits that a small input reaches.
fn tiny() -> Limits {
    Limits::default().with(|l| {
        (l.line_before_auth, l.line_sasl, l.line, l.line_status, l.line_numeric) = (256, 300, 400, 500, 600);
        (l.inline_literal, l.literal_other, l.literal_before_auth, l.literal) = (16, 32, 24, 64);
        (l.discard, l.response, l.literals, l.noise, l.slot) = (128, 700, 8, 4, 64);
        (l.nesting, l.body_nodes, l.list, l.capabilities) = (8, 16, 16, 16);
    })
}

/// Decodes `data`, whose first octet is the seed, whole and in pieces, and demands the same.
pub(crate) fn check_decoder(data: &[u8]) -> Option<Run> {
    let (seed, wire) = data.split_first()?;
    let setup = Setup::from_seed(*seed);
    let whole = setup.decode(wire, std::iter::empty());
    let pieces = setup.decode(wire, setup.sizes());
    assert_eq!(pieces, whole, "pieces on the left, the whole on the right");
    // Whoever prints what came must not panic either.
    let _ = format!("{whole:?}");
    Some(whole)
}

/// As [`check_decoder`], with the framer alone.
pub(crate) fn check_framer(data: &[u8]) -> Option<Frames> {
    let (seed, wire) = data.split_first()?;
    let setup = Setup::from_seed(*seed);
    let whole = setup.frame(wire, std::iter::empty());
    let pieces = setup.frame(wire, setup.sizes());
    assert_eq!(pieces, whole, "pieces on the left, the whole on the right");
    let framed: u64 = whole.frames.iter().map(|frame| frame.3).sum();
    assert!(framed <= wire.len() as u64);
    Some(whole)
}
