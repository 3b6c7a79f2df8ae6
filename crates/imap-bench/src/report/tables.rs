//! Tables of one load a row.

use super::USUAL;
use crate::args::{CHUNKS, spell};
use crate::figures::{Figures, Value};
use crate::goals::{self, Faster};
use crate::load::{Kind, Sized};
use crate::subject::{PEERS, SUBJECTS};
use crate::time::STOP;

/// A Markdown table; all columns but the first are numbers.
pub(super) fn markdown(header: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = format!("|---|{}\n", "--:|".repeat(header.len().saturating_sub(1)));
    let body: String = rows.iter().map(|row| line(row)).collect();
    line(header) + &rule + &body
}

pub(super) fn header(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A number with about three digits that say something.
pub(super) fn digits(number: f64) -> String {
    match number.abs() {
        n if n >= 100.0 => format!("{number:.0}"),
        n if n >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

pub(super) fn cell(value: Option<Value>, show: impl FnOnce(f64) -> String) -> String {
    match value {
        None => "-".to_owned(),
        Some(Value::Number(number)) => show(number),
        Some(Value::Stopped) => "stopped".to_owned(),
        Some(Value::Refused) => "refuses".to_owned(),
    }
}

/// The peer that takes least; one whose time was stopped counts as that, one that refuses the load does not count.
pub(super) fn best(figures: &Figures, what: &str, load: &str, chunk: &str) -> Option<(&'static str, f64)> {
    let values = PEERS.iter().filter_map(|peer| match figures.get(what, load, peer, chunk)? {
        Value::Number(number) => Some((*peer, number)),
        Value::Stopped if what == "time" => Some((*peer, STOP.as_secs_f64())),
        Value::Stopped | Value::Refused => None,
    });
    values.min_by(|one, two| one.1.total_cmp(&two.1))
}

/// The goal, and whether it is missed.
fn goal(goal: Option<f64>, measured: Option<f64>, at_least: bool) -> String {
    let (Some(goal), Some(measured)) = (goal, measured) else {
        return goal.map_or_else(|| "-".to_owned(), digits);
    };
    let met = if at_least { measured >= goal } else { measured <= goal };
    format!("{}{}", digits(goal), if met { "" } else { " (missed)" })
}

/// MB/s in each chunking.
pub(super) fn time(figures: &Figures, loads: &[Sized]) -> String {
    CHUNKS.iter().map(|chunk| time_in(figures, loads, *chunk)).collect()
}

fn time_in(figures: &Figures, loads: &[Sized], chunk: usize) -> String {
    let spelled = spell(chunk);
    let mut head = header(&["load", "MB"]);
    head.extend(SUBJECTS.map(str::to_owned));
    head.extend(header(&["ours against the best peer", "goal"]));
    let rows: Vec<Vec<String>> = loads
        .iter()
        .map(|sized| {
            let load = sized.to_string();
            let octets = figures.number("octets", &load, "-", "-").unwrap_or(f64::NAN);
            let rate = |seconds: f64| digits(octets / 1e6 / seconds);
            let mut row = vec![load.clone(), format!("{:.1}", octets / 1e6)];
            row.extend(
                SUBJECTS.iter().map(|subject| cell(figures.get("time", &load, subject, &spelled), rate)),
            );
            let ours = figures.number("time", &load, "ours", &spelled);
            let best = best(figures, "time", &load, &spelled);
            let ratio = ours.zip(best).map(|(ours, (_, best))| best / ours);
            let slower = |ratio: f64| if ratio < 1.0 { ", slower" } else { "" };
            let ratio = ratio.map(|ratio| format!("{}x{}", digits(ratio), slower(ratio)));
            row.extend([ratio.unwrap_or_else(|| "-".to_owned()), faster(figures, *sized, chunk)]);
            row
        })
        .collect();
    format!("\n### MB/s, chunks: {spelled}\n\n{}", markdown(&head, &rows))
}

/// The goal for the time of a load in these chunks.
fn faster(figures: &Figures, sized: Sized, chunk: usize) -> String {
    let Some(Race { wanted, is, against }) = race(figures, sized, chunk) else { return "-".to_owned() };
    let goal = goal(Some(wanted), is, true);
    let Some(against) = against else { return goal };
    format!("{goal}, is {} times {against}", is.map_or_else(|| "-".to_owned(), digits))
}

/// How fast ours is to be, and is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Race {
    pub(super) wanted: f64,
    pub(super) is: Option<f64>,
    /// What it is compared with, if not the best peer.
    pub(super) against: Option<String>,
}

/// None where there is no goal.
pub(super) fn race(figures: &Figures, sized: Sized, chunk: usize) -> Option<Race> {
    let (spelled, load) = (spell(chunk), sized.to_string());
    let rate = |load: &str| {
        let octets = figures.number("octets", load, "-", "-")?;
        Some(octets / figures.number("time", load, "ours", &spelled)?)
    };
    let time = |subject| figures.number("time", &load, subject, &spelled);
    match goals::of(sized.kind).faster? {
        Faster::Best(wanted) if chunk == USUAL => {
            let best = best(figures, "time", &load, &spelled).map(|(_, best)| best);
            let is = time("ours").zip(best).map(|(ours, best)| best / ours);
            Some(Race { wanted, is, against: None })
        }
        Faster::ImapNext(wanted) => {
            let is = time("imap-next").zip(time("ours")).map(|(next, ours)| next / ours);
            Some(Race { wanted, is, against: Some("imap-next".to_owned()) })
        }
        Faster::OurList(wanted) if chunk == USUAL => {
            let list = Sized { kind: Kind::List, size: Kind::List.size() / (sized.kind.size() / sized.size) };
            let is = rate(&load).zip(rate(&list.to_string())).map(|(own, list)| own / list);
            Some(Race { wanted, is, against: Some(format!("our {list}")) })
        }
        Faster::Best(_) | Faster::OurList(_) => None,
    }
}

/// Instructions an octet: ours in all chunks, the peers in the usual ones.
pub(super) fn instructions(figures: &Figures, loads: &[Sized]) -> String {
    let usual = spell(USUAL);
    let get = |load: &str, subject: &str, chunk: &str| figures.get("instructions", load, subject, chunk);
    let show = |value| cell(value, digits);
    let mut head = header(&["load", "ours, 1460", "ours, 16 KiB", "ours, whole", "goal", "dearest chunks"]);
    head.extend(PEERS.map(str::to_owned));
    let rows: Vec<Vec<String>> = loads
        .iter()
        .map(|sized| {
            let load = sized.to_string();
            let mut row = vec![load.clone()];
            row.extend(CHUNKS.iter().map(|chunk| show(get(&load, "ours", &spell(*chunk)))));
            let ours = get(&load, "ours", &usual).and_then(Value::number);
            row.push(goal(goals::of(sized.kind).instructions, ours, false));
            row.push(dearest(figures, &load).map_or_else(
                || "-".to_owned(),
                |ratio| format!("{ratio:.2}x{}", if ratio > goals::CHUNKING { ", missed" } else { "" }),
            ));
            row.extend(PEERS.iter().map(|peer| show(get(&load, peer, &usual))));
            row
        })
        .collect();
    let title = "\n### Instructions an octet, peers in chunks of 16 KiB\n\n";
    let table = markdown(&head, &rows);
    format!("{title}{table}{}{}", connection(figures, loads), parts(figures, loads))
}

/// What a connection costs, and of that its commands.
fn connection(figures: &Figures, loads: &[Sized]) -> String {
    let usual = spell(USUAL);
    let head = header(&[
        "load",
        "ours",
        "connection",
        "against ours",
        "its commands",
        "its rows",
        "against ours",
        "goal",
        "streamed",
    ]);
    let rows: Vec<Vec<String>> = loads
        .iter()
        .map(|sized| {
            let load = sized.to_string();
            let number = |what: &str, subject: &str| figures.number(what, &load, subject, &usual);
            let show = |number: Option<f64>| number.map_or_else(|| "-".to_owned(), digits);
            let (ours, all) = (number("instructions", "ours"), number("instructions", "connection"));
            let (commands, rows) = (number("commands", "connection"), waited_for(figures, &load));
            let against = |cost: Option<f64>| cost.zip(ours).map(|(cost, ours)| cost / ours);
            let ratio = |cost| against(cost).map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}x"));
            let goal = goal(Some(goals::CONNECTION), against(rows), false);
            let mut row = vec![load.clone(), show(ours), show(all), ratio(all), show(commands)];
            row.extend([show(rows), ratio(rows), goal, show(number("instructions", "streamed"))]);
            row
        })
        .collect();
    format!(
        "\n### Instructions an octet through a connection, chunks of 16 KiB\n\n{}",
        markdown(&head, &rows)
    )
}

/// Instructions an octet of rows that a command waits for: the connection's, without what the commands cost.
pub(super) fn waited_for(figures: &Figures, load: &str) -> Option<f64> {
    let number = |what: &str| figures.number(what, load, "connection", &spell(USUAL));
    Some(number("instructions")? - number("commands")?)
}

/// Instructions an octet of ours, without copies. The copy of the received octets is 1.
pub(super) fn copies_apart(figures: &Figures, load: &str) -> Option<f64> {
    let number = |what: &str| figures.number(what, load, "ours", &spell(USUAL));
    Some(number("instructions")? - 1.0 - number("copies")?)
}

/// What the dearest of our chunkings costs against the cheapest.
pub(super) fn dearest(figures: &Figures, load: &str) -> Option<f64> {
    let costs =
        CHUNKS.iter().filter_map(|chunk| figures.number("instructions", load, "ours", &spell(*chunk)));
    let (least, most) = costs.fold((f64::INFINITY, 0.0), |(least, most), n| (n.min(least), n.max(most)));
    (most > 0.0).then_some(most / least)
}

/// What of ours is copying and zeroing.
fn parts(figures: &Figures, loads: &[Sized]) -> String {
    let usual = spell(USUAL);
    let head = header(&["load", "ours", "copies in it", "zeroing in it", "copies apart", "goal"]);
    let rows: Vec<Vec<String>> = loads
        .iter()
        .filter_map(|sized| {
            let load = sized.to_string();
            let number = |what: &str| figures.number(what, &load, "ours", &usual);
            let (all, copies, zeroing) = (number("instructions")?, number("copies")?, number("zeroing")?);
            let apart = copies_apart(figures, &load)?;
            let goal = goal(goals::of(sized.kind).without_copies, Some(apart), false);
            Some(vec![load, digits(all), digits(copies + 1.0), digits(zeroing), digits(apart), goal])
        })
        .collect();
    format!("\n### Instructions an octet, copies apart\n\n{}", markdown(&head, &rows))
}

/// Allocations, octets allocated, peak, and kept values.
pub(super) fn memory(figures: &Figures, loads: &[Sized]) -> String {
    let table = |title: &str, what: &str, show: fn(f64) -> String, wanted: fn(Sized) -> Option<f64>| {
        let usual = spell(USUAL);
        let mut head = header(&["load", "goal"]);
        head.extend(SUBJECTS.map(str::to_owned));
        let rows: Vec<Vec<String>> = loads
            .iter()
            .map(|sized| {
                let load = sized.to_string();
                let ours = figures.number(what, &load, "ours", &usual);
                let mut row = vec![load.clone(), goal(wanted(*sized), ours, false)];
                row.extend(
                    SUBJECTS.iter().map(|subject| cell(figures.get(what, &load, subject, &usual), show)),
                );
                row
            })
            .collect();
        format!("\n### {title}\n\n{}", markdown(&head, &rows))
    };
    table(
        "Allocations a response",
        "allocations",
        |n| format!("{n:.3}"),
        |load| goals::of(load.kind).allocations,
    ) + &table("Octets allocated for an octet of input", "allocated", digits, goals::allocated)
        + &table("Peak, MB", "peak", |octets| format!("{:.2}", octets / 1e6), |_| None)
        + &table("Octets that a kept value costs, for an octet of its input", "kept", digits, goals::kept)
}
