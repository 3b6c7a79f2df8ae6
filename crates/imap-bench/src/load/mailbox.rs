//! LIST and STATUS.

use super::put;
use crate::rng::Rng;

const ATTRIBUTES: [&str; 8] = [
    "\\HasNoChildren",
    "\\HasNoChildren \\UnMarked",
    "\\HasChildren",
    "\\HasNoChildren \\UnMarked",
    "\\Noselect \\HasChildren",
    "\\HasNoChildren \\Marked",
    "\\HasNoChildren \\Subscribed",
    "\\HasNoChildren \\Sent",
];
const FOLDERS: [&str; 10] = [
    "Archive",
    "Projects",
    "Lists/rust-users",
    "Customers",
    "2024",
    "Family and friends/photos",
    "INBOX/Receipts",
    "Team/planning",
    "Old stuff/to be sorted",
    "Public/announcements/of the board",
];
/// In modified UTF-7 (RFC 3501 5.1.3).
const CODED: [&str; 5] =
    ["Entw&APw-rfe", "&ZeVnLIqe-/&U,BTFw-", "Gel&APY-schte Elemente", "R&AOk-ception", "Q&-A"];

/// `* LIST (..) "/" ..`, about 62 octets. Some names are atoms, most quoted, some modified UTF-7, few literals.
pub(super) fn list(number: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    put!(out, "* LIST ({}) \"/\" ", rng.pick(&ATTRIBUTES));
    if rng.one_in(50) {
        let name = format!("{}/with \"quotes\" {number}", rng.pick(&FOLDERS));
        put!(out, "{{{}}}\r\n{name}\r\n", name.len());
    } else if rng.one_in(5) {
        put!(out, "box.{number}\r\n");
    } else {
        name(number, rng, out);
        out.extend_from_slice(b"\r\n");
    }
}

/// `* STATUS .. (..)` with 6 items, about 144 octets.
pub(super) fn status(number: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    out.extend_from_slice(b"* STATUS ");
    name(number, rng, out);
    let (messages, uidvalidity) = (rng.below(200_000), 1_300_000_000 + rng.below(400_000_000));
    let (recent, unseen) = (rng.below(20), messages / (1 + rng.below(50)));
    let (uidnext, modseq) = (messages * 3 + 1, 100_000_000 + rng.next() / 2);
    put!(out, " (MESSAGES {messages} RECENT {recent} UIDNEXT {uidnext} UIDVALIDITY {uidvalidity} ");
    put!(out, "UNSEEN {unseen} HIGHESTMODSEQ {modseq})\r\n");
}

/// A quoted name.
fn name(number: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    let parent = rng.pick(&FOLDERS);
    if rng.one_in(6) {
        put!(out, "\"{parent}/{}/{number}\"", rng.pick(&CODED));
    } else {
        put!(out, "\"{parent}/{} {number}\"", rng.pick(&["Topic", "box", "Case", "year"]));
    }
}
