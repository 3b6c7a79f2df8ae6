//! What is kept of a body pins at most 16 times its size, however much was fed before anybody asked.

use super::*;

const BODY: usize = 20_000;

/// Octets of the whole allocation behind the only handle that is left.
fn pinned(octets: Bytes) -> usize {
    let mut memory = octets.try_into_mut().unwrap();
    memory.clear();
    let (mut low, mut high) = (0_usize, 1 << 30);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if memory.try_reclaim(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

fn rows(count: usize) -> Vec<u8> {
    let row = format!("* 1 FETCH (BODY[] {{{BODY}}}\r\n{})\r\n", "b".repeat(BODY));
    row.repeat(count).into_bytes()
}

/// The last body.
fn pull(framer: &mut Framer) -> Option<Bytes> {
    let mut last = None;
    while let Some(frame) = framer.next_frame(&mut |_, _| LiteralPlan::Buffer).unwrap() {
        if let [Large::Data(body)] = frame.large() {
            last = Some(body.clone());
        }
    }
    last
}

fn framer() -> Framer {
    let mut framer = Framer::new(&Limits::default(), &Leniency::default());
    framer.set_phase(Phase::Authenticated);
    framer
}

#[test]
fn behind_many_rows_that_are_done_with() {
    for count in (20..250).step_by(7) {
        let mut framer = framer();
        framer.feed(&rows(1));
        assert!(pull(&mut framer).is_some());
        framer.feed(&[&rows(count), &b"* 1 FE"[..]].concat());
        framer.feed(b"TCH (");
        assert!(pull(&mut framer).is_some());
        framer.feed(&rows(1)[b"* 1 FETCH (".len()..]);
        framer.feed(b"* 1 EXISTS\r\n");
        let body = pull(&mut framer).unwrap();
        drop(framer);
        let pinned = pinned(body);
        assert!(pinned <= 17 * BODY, "{pinned} behind {count} rows");
    }
}

#[test]
fn before_many_rows_that_were_fed_without_asking() {
    let mut framer = framer();
    for _ in 0..3 {
        framer.feed(&rows(1));
        assert!(pull(&mut framer).is_some());
    }
    let (begun, rest) = (&rows(1)[..100], &rows(101)[100..]);
    framer.feed(begun);
    assert!(pull(&mut framer).is_none());
    framer.feed(rest);
    let first = framer.next_frame(&mut |_, _| LiteralPlan::Buffer).unwrap().unwrap();
    let [Large::Data(body)] = first.large() else { panic!("{first:?}") };
    let body = body.clone();
    drop((first, framer));
    let pinned = pinned(body);
    assert!(pinned <= 17 * BODY, "{pinned}");
}
