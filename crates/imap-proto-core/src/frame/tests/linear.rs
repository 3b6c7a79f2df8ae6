//! Work is linear in what was received, counted and not timed.

use super::*;

/// Feeds by way of the slot, as a driver does, in reads of at most `read` octets (0: as many as fit).
fn drive(wire: &[u8], read: usize) -> (Framer, Vec<Frame>) {
    let mut framer = Framer::new(&Limits::default(), &Leniency::default());
    framer.set_phase(Phase::Authenticated);
    let mut frames = Vec::new();
    let mut rest = wire;
    while !rest.is_empty() {
        let slot = framer.slot();
        assert!((1..=256 << 10).contains(&slot.len()));
        let n = slot.len().min(rest.len()).min(if read == 0 { usize::MAX } else { read });
        slot[..n].copy_from_slice(&rest[..n]);
        framer.filled(n);
        rest = &rest[n..];
        while let Some(frame) = framer.next_frame(&mut |_, _| LiteralPlan::Buffer).unwrap() {
            frames.push(frame);
        }
    }
    (framer, frames)
}

/// 2 MiB of wire: a 1 MiB literal that is all LF, and about a MiB of line.
fn two_mib(literal: &[u8]) -> Vec<u8> {
    let mut wire = format!("* 1 FETCH (BODY[] {{{}}}\r\n", literal.len()).into_bytes();
    wire.extend_from_slice(literal);
    wire.extend_from_slice(b" X \"");
    wire.resize((2 << 20) - 4, b'x');
    wire.extend_from_slice(b"\")\r\n");
    wire
}

#[test]
fn octets_searched_are_wire_less_literals() {
    let literal = [b'\n'; 1 << 20];
    let wire = two_mib(&literal);
    assert_eq!(wire.len(), 2 << 20);
    for read in [1, 2, 7, 1460, 16_384, 0] {
        let (framer, frames) = drive(&wire, read);
        assert_eq!(framer.searched(), (wire.len() - literal.len()) as u64, "reads of {read}");
        assert_eq!(frames.len(), 1);
        assert_eq!(frames[0].octets(), wire.len() as u64);
        assert_eq!(frames[0].large(), [Large::Data(Bytes::copy_from_slice(&literal))]);
        assert_eq!(frames[0].text().len(), wire.len() - literal.len() - 2);
    }
    let mut framer = Framer::new(&Limits::default(), &Leniency::default());
    framer.set_phase(Phase::Authenticated);
    framer.feed(&wire);
    assert!(framer.next_frame(&mut |_, _| LiteralPlan::Buffer).unwrap().is_some());
    assert_eq!(framer.searched(), (wire.len() - literal.len()) as u64, "fed whole");
}

#[test]
fn discarded_literals_are_not_searched() {
    let wire = two_mib(&[b'\n'; 1 << 20]);
    let setup = Setup { plan: LiteralPlan::Discard, ..Setup::default() };
    for chunk in [1, 7, 1460, 0] {
        let (run, searched) = setup.run_in(&wire, chunk);
        assert_eq!(run.frames[0].large, [Large::Omitted { len: 1 << 20 }]);
        assert_eq!(searched, 1 << 20);
    }
}

#[test]
fn a_search_line_of_a_million_numbers() {
    let mut wire = b"* SEARCH".to_vec();
    for number in 1..1_100_000 {
        wire.extend_from_slice(format!(" {number}").as_bytes());
    }
    wire.extend_from_slice(b"\r\n");
    assert!(wire.len() > 7_600_000);
    let (framer, frames) = drive(&wire, 1460);
    assert_eq!(framer.searched(), wire.len() as u64);
    assert_eq!(frames[0].text(), &wire[..wire.len() - 2]);
}

#[test]
fn many_literals_in_place() {
    let one = "{9}\r\n\n\n\n\n\n\n\n\n\n ";
    let wire = format!("* X ({})\r\n", one.repeat(10_000));
    for read in [1, 1460, 0] {
        let (framer, frames) = drive(wire.as_bytes(), read);
        assert_eq!(framer.searched(), (wire.len() - 90_000) as u64);
        assert_eq!(frames[0].text(), &wire.as_bytes()[..wire.len() - 2]);
    }
}

#[test]
fn many_large_literals() {
    let body = "\n".repeat(16_385);
    let one = format!("BODY[1] {{{}}}\r\n{body} ", body.len());
    let wire = format!("* 1 FETCH (X {} {})\r\n", "h".repeat(900_000), one.repeat(1_000));
    for read in [1460, 0] {
        let (framer, frames) = drive(wire.as_bytes(), read);
        assert_eq!(framer.searched(), (wire.len() - 1_000 * body.len()) as u64);
        assert_eq!(frames[0].large().len(), 1_000);
    }
}

#[test]
fn small_frames_share_their_memory() {
    let wire = "* 1 FETCH (FLAGS (\\Seen))\r\n".repeat(10_000);
    for read in [1, 64, 1460, 0] {
        let (framer, frames) = drive(wire.as_bytes(), read);
        assert_eq!(framer.searched(), wire.len() as u64);
        assert_eq!(frames.len(), 10_000);
        assert!(framer.at_boundary());
    }
}

/// Bodies of 18,000 to 24,000 octets, each with its number at both ends, and other news behind each.
fn bodies(news: &str) -> (Vec<u8>, Vec<Vec<u8>>) {
    let bodies: Vec<Vec<u8>> = (0..100_usize)
        .map(|n| {
            let mark = format!("{n:03}");
            let filler = "\r\n) ".repeat(n.wrapping_mul(7919) % 1_500 + 4_500);
            [mark.as_bytes(), filler.as_bytes(), mark.as_bytes()].concat()
        })
        .collect();
    let row = |body: &Vec<u8>| {
        let head = format!("* 1 FETCH (UID 7 BODY[] {{{}}}\r\n", body.len());
        [head.as_bytes(), body, b" FLAGS ())\r\n", news.as_bytes()].concat()
    };
    (bodies.iter().flat_map(row).collect(), bodies)
}

#[test]
fn bodies_that_are_kept_stay_as_they_are() {
    let (wire, bodies) = bodies("* 1 EXISTS\r\n");
    for read in [1, 700, 1460, 16_384, 50_000, 0] {
        let (framer, frames) = drive(&wire, read);
        assert!(framer.at_boundary());
        assert_eq!(frames.len(), 2 * bodies.len());
        for (body, row) in bodies.iter().zip(frames.chunks(2)) {
            assert_eq!(row[0].large(), [Large::Data(Bytes::copy_from_slice(body))], "reads of {read}");
            assert!(row[0].text().ends_with(b" FLAGS ())"));
            assert_eq!(row[1].text(), b"* 1 EXISTS");
        }
    }
}

#[test]
fn bodies_that_are_dropped_or_kept_by_turns_stay_as_they_are() {
    let news = ["", "* 1 FETCH (UID 7)\r\n", "* 1 EXISTS\r\n"].into_iter().cycle();
    for (news, (read, turns)) in
        news.zip([(700, 2), (1460, 3), (16_384, 2), (16_384, 5), (50_000, 3), (50_000, 2), (0, 2), (0, 3)])
    {
        let (wire, bodies) = bodies(news);
        let mut framer = Framer::new(&Limits::default(), &Leniency::default());
        framer.set_phase(Phase::Authenticated);
        let (mut rest, mut seen, mut kept) = (&wire[..], 0, Vec::new());
        while !rest.is_empty() {
            let slot = framer.slot();
            let n = slot.len().min(rest.len()).min(if read == 0 { usize::MAX } else { read });
            slot[..n].copy_from_slice(&rest[..n]);
            framer.filled(n);
            rest = &rest[n..];
            while let Some(frame) = framer.next_frame(&mut |_, _| LiteralPlan::Buffer).unwrap() {
                let [Large::Data(body)] = frame.large() else { continue };
                assert_eq!(body, &bodies[seen]);
                if seen % turns != 0 {
                    kept.push((seen, body.clone()));
                }
                seen += 1;
            }
        }
        assert_eq!(seen, bodies.len());
        assert!(kept.iter().all(|(n, body)| *body == bodies[*n]), "reads of {read}, one in {turns} dropped");
    }
}

#[test]
fn bodies_that_came_whole_are_not_copied() {
    let (wire, bodies) = bodies("* 1 EXISTS\r\n");
    let (_, frames) = drive(&wire, 0);
    let places: Vec<usize> = frames
        .iter()
        .filter_map(|frame| match frame.large() {
            [Large::Data(octets)] => Some(octets.as_ptr() as usize),
            _ => None,
        })
        .collect();
    let wire_place =
        |n: usize| wire.windows(5).position(|at| at == [b"\r\n", &bodies[n][..3]].concat()).unwrap();
    let distance = |n: usize| wire_place(n + 1) - wire_place(n);
    let neighbours = (60..99).filter(|n| places[n + 1].wrapping_sub(places[*n]) == distance(*n)).count();
    assert!(neighbours > 26, "{neighbours} of 39 lie where they were received");
}
