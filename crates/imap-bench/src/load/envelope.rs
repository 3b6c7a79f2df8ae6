//! ENVELOPE (RFC 9051 7.5.2), as Dovecot writes it: quoted strings, NIL for what is absent.

use super::put;
use crate::rng::Rng;

const WORDS: [&str; 32] = [
    "Re:",
    "quarterly",
    "report",
    "meeting",
    "notes",
    "for",
    "the",
    "new",
    "release",
    "build",
    "failed",
    "on",
    "main",
    "invoice",
    "4711",
    "your",
    "order",
    "has",
    "shipped",
    "question",
    "about",
    "patch",
    "review",
    "draft",
    "minutes",
    "agenda",
    "reminder",
    "holiday",
    "plan",
    "budget",
    "update",
    "urgent",
];
const NAMES: [&str; 12] = [
    "Alice Example",
    "Bob Builder",
    "Dr. Carol Q. Danvers",
    "=?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?=",
    "The \\\"Real\\\" Dave",
    "=?utf-8?B?5bGx55Sw5aSq6YOO?=",
    "Erika Mustermann",
    "GitHub Notifications",
    "Customer Service (no reply)",
    "Grace M. Hopper",
    "Heidi Klein",
    "Issue Tracker",
];
const BOXES: [&str; 8] =
    ["alice", "bob.builder", "carol+lists", "no-reply", "support", "erika.mustermann", "dev-list", "ghopper"];
const HOSTS: [&str; 6] = [
    "example.org",
    "mail.example.com",
    "lists.example.net",
    "corp.example",
    "notifications.example.com",
    "uni.example.edu",
];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The parenthesised ten fields.
pub(super) fn put(rng: &mut Rng, out: &mut Vec<u8>) {
    out.push(b'(');
    date(rng, out);
    out.push(b' ');
    subject(rng, out);
    let mut from = Vec::new();
    addresses(1, rng, &mut from);
    // Servers repeat From where Sender and Reply-To are absent.
    for _ in 0..2 {
        out.push(b' ');
        out.extend_from_slice(&from);
    }
    out.push(b' ');
    if rng.one_in(4) {
        addresses(1, rng, out)
    } else {
        out.extend_from_slice(&from)
    }
    out.push(b' ');
    let to = 1 + rng.below(4);
    addresses(to, rng, out);
    out.push(b' ');
    let cc = if rng.one_in(2) { 1 + rng.below(3) } else { 0 };
    addresses(cc, rng, out);
    out.extend_from_slice(b" NIL ");
    if rng.one_in(2) {
        message_id(rng, out)
    } else {
        out.extend_from_slice(b"NIL")
    }
    out.push(b' ');
    message_id(rng, out);
    out.push(b')');
}

fn date(rng: &mut Rng, out: &mut Vec<u8>) {
    let (day, month) = (rng.pick(&DAYS), rng.pick(&MONTHS));
    let (hour, minute, second) = (rng.below(24), rng.below(60), rng.below(60));
    let zone = rng.pick(&["+0000", "+0200 (CEST)", "-0800 (PST)", "+0530"]);
    put!(
        out,
        "\"{day}, {} {month} {} {hour:02}:{minute:02}:{second:02} {zone}\"",
        1 + rng.below(28),
        2015 + rng.below(11)
    );
}

/// Words; some have escapes, some are encoded, few are absent.
fn subject(rng: &mut Rng, out: &mut Vec<u8>) {
    if rng.one_in(50) {
        return out.extend_from_slice(b"NIL");
    }
    out.push(b'"');
    if rng.one_in(6) {
        out.extend_from_slice(b"=?UTF-8?B?");
        for _ in 0..8 + rng.below(12) {
            put!(out, "{}", rng.pick(&["w7xi", "ZXIg", "ZGll", "IEVu", "dHfD", "vHJm", "ZSBk", "ZXMg"]));
        }
        out.extend_from_slice(b"?=");
    } else {
        let escaped = rng.one_in(12);
        for n in 0..4 + rng.below(7) {
            let word = rng.pick(&WORDS);
            let sep = if n == 0 { "" } else { " " };
            if escaped && n == 2 { put!(out, "{sep}\\\"{word}\\\"") } else { put!(out, "{sep}{word}") }
        }
    }
    out.push(b'"');
}

/// NIL for none.
fn addresses(count: u32, rng: &mut Rng, out: &mut Vec<u8>) {
    if count == 0 {
        return out.extend_from_slice(b"NIL");
    }
    out.push(b'(');
    for _ in 0..count {
        if rng.one_in(5) {
            out.extend_from_slice(b"(NIL")
        } else {
            put!(out, "(\"{}\"", rng.pick(&NAMES))
        }
        put!(out, " NIL \"{}\" \"{}\")", rng.pick(&BOXES), rng.pick(&HOSTS));
    }
    out.push(b')');
}

fn message_id(rng: &mut Rng, out: &mut Vec<u8>) {
    let (one, two) = (rng.next(), rng.next());
    put!(out, "\"<{one:08x}.{two:08X}.{}@{}>\"", rng.below(100_000), rng.pick(&HOSTS));
}
