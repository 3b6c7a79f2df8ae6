//! Header fields.

use super::{Dice, Kind};

const PEOPLE: [(&str, &str); 6] = [
    ("Alice Arnold", "alice@example.test"),
    ("Bob \\\"the \\\\ builder\\\"", "bob@example.test"),
    ("Carol (Ops)", "carol+lists@mail.example.test"),
    ("=?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?=", "juergen@example.test"),
    ("=?UTF-8?B?5bGx55Sw?=", "yamada@example.test"),
    ("", "no-name@example.test"),
];

const TOPICS: [&str; 8] = [
    "Minutes of Monday",
    "Re: Minutes of Monday",
    "[list] {42}",
    "A001 OK done)",
    "=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=",
    "Quarterly figures \"draft\" \\ final",
    "lunch?",
    "A subject that is folded because it goes on for longer than the seventy-eight\r\n octets which a line of a header should have",
];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// All fields but the content ones, which [`super::body`] writes.
pub(super) fn common(i: usize, seed: u64, kind: Kind, dice: &mut Dice) -> String {
    let mut text = format!("Return-Path: <sender{}@example.test>\r\n", dice.below(100));
    for hop in 0..1 + dice.below(4) {
        text.push_str(&format!(
            "Received: from relay{hop}.example.test (relay{hop}.example.test [192.0.2.{}])\r\n\tby mx.example.test with ESMTPS id {:016x}\r\n\tfor <alice@example.test>; {}\r\n",
            1 + dice.below(250),
            dice.next(),
            date(dice),
        ));
    }
    text.push_str(&format!("Date: {}\r\nFrom: {}\r\nTo: {}\r\n", date(dice), person(dice), people(dice)));
    if dice.below(4) == 0 {
        text.push_str(&format!("Cc: {}\r\n", people(dice)));
    }
    let topic = if kind == Kind::Utf8 {
        "Gr\u{fc}\u{df}e, \u{5c71}\u{7530}\u{3055}\u{3093}"
    } else {
        dice.pick(&TOPICS)
    };
    text.push_str(&format!("Subject: {topic}\r\nMessage-ID: <{seed:x}.{i}@example.test>\r\n"));
    if i > 0 && dice.below(3) == 0 {
        let parent = dice.below(i);
        text.push_str(&format!("In-Reply-To: <{seed:x}.{parent}@example.test>\r\n"));
        text.push_str(&format!("References: <{seed:x}.{parent}@example.test>\r\n"));
    }
    text + "MIME-Version: 1.0\r\n"
}

fn person(dice: &mut Dice) -> String {
    match dice.pick(&PEOPLE) {
        ("", address) => address.to_owned(),
        (name, address) if name.starts_with("=?") => format!("{name} <{address}>"),
        (name, address) => format!("\"{name}\" <{address}>"),
    }
}

fn people(dice: &mut Dice) -> String {
    let all: Vec<String> = (0..1 + dice.below(3)).map(|_| person(dice)).collect();
    all.join(",\r\n\t")
}

/// A date between 1998 and 2025. Its day of the week may be wrong, as in real mail.
fn date(dice: &mut Dice) -> String {
    let zone = dice.pick(&["+0000", "+0100", "-0730", "-0000"]);
    let (day, month, year) = (1 + dice.below(28), dice.pick(&MONTHS), 1998 + dice.below(28));
    format!(
        "Mon, {day} {month} {year} {:02}:{:02}:{:02} {zone}",
        dice.below(24),
        dice.below(60),
        dice.below(60)
    )
}
