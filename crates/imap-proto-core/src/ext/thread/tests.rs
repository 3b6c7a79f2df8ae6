use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::*;
use crate::command::testing::{Fate, Running, ok, refused, wire};
use crate::types::SeqSet;

fn read(wire: &str) -> ThreadData {
    ThreadData::from_wire(wire.as_bytes()).unwrap_or_else(|error| panic!("{wire}: {error}"))
}

fn row(wire: &str) -> Data {
    Data::Ext(ExtData::Thread(read(wire)))
}

/// `depth number`, `?` for a missing one.
fn shape(threads: &ThreadData) -> String {
    let show = |(depth, node): (usize, ThreadNode<'_>)| {
        let number = node.number().map_or_else(|| "?".to_string(), |number| number.to_string());
        alloc::format!("{depth}:{number} ")
    };
    threads.walk().map(show).collect()
}

#[test]
fn the_trees_of_the_rfc() {
    let threads = read("* THREAD (2)(3 6 (4 23)(44 7 96))");
    assert_eq!(shape(&threads), "0:2 0:3 1:6 2:4 3:23 2:44 3:7 4:96 ");
    let roots: Vec<_> = threads.roots().map(ThreadNode::number).collect();
    assert_eq!(roots, [Some(2), Some(3)]);
    let six = threads.roots().nth(1).unwrap().children().next().unwrap();
    assert_eq!(six.children().map(ThreadNode::number).collect::<Vec<_>>(), [Some(4), Some(44)]);
    assert_eq!(six.walk().count(), 6);
    // The parent is not there.
    let threads = read("* THREAD ((3)(5))");
    assert_eq!(shape(&threads), "0:? 1:3 1:5 ");
    assert_eq!(threads.numbers().collect::<Vec<_>>(), [3, 5]);
    assert!(read("* THREAD").is_empty());
}

#[test]
fn the_wire_form_comes_back() {
    for tree in [
        "(166)(167)(168)(169)(172)((170)(179))(171)(173)((174)(175)(176)(178)(181)(180))((177)(183)(182)(188 (184)(189))(185 186)(187))(190)((194)(195 196))(197 198)(205 206 207)(208)",
        "(166)(173)(174 (175)(176)(178)(181)(180))(179)(196 (197)(198))(200 202)",
        "(2)(3 6 (4 23)(44 7 96))",
        "((3)(5))",
        "(1 ((2)(3)))",
        "((1))",
        "",
    ] {
        let threads = read(&alloc::format!("* THREAD {tree}"));
        assert_eq!(threads.to_string(), tree);
        assert_eq!(read(&alloc::format!("* THREAD {threads}")), threads);
    }
}

#[test]
fn odd_forms() {
    for (wire, tree) in [
        ("* thread  (1  2 )  ( 3 ) ", "(1 2)(3)"),
        ("* THREAD (3 6(4)(5))", "(3 6 (4)(5))"),
        ("* THREAD (1 (2))", "(1 2)"),
        ("* THREAD ()", ""),
        ("* THREAD (1)(())", "(1)"),
        ("* THREAD (0)(1 0)", "(1)"),
        // There is no message 0, and its replies are there all the same.
        ("* THREAD (0 4)", "((4))"),
        ("* THREAD (1 (0 (2)(3))(4))", "(1 ((2)(3))(4))"),
    ] {
        assert_eq!(read(wire).to_string(), tree, "{wire}");
    }
}

#[test]
fn damage_is_malformed() {
    for wire in [
        "* THREAD 1",
        "* THREAD (1",
        "* THREAD (1))",
        "* THREAD (1 (2)(3) 4)",
        "* THREAD (x)",
        "* THREAD (1:2)",
        "* THREAD (4294967296)",
        "* THREAD \"(1)\"",
    ] {
        assert!(ThreadData::from_wire(wire.as_bytes()).is_err(), "{wire}");
    }
}

fn nested(depth: usize) -> String {
    let mut wire = String::from("* THREAD ");
    (0..depth).for_each(|number| wire += &alloc::format!("({} (7)", number + 10));
    wire + &")".repeat(depth)
}

#[test]
fn depth_is_no_matter() {
    let threads = read(&nested(60_000));
    assert_eq!(threads.walk().map(|(depth, _)| depth).max(), Some(60_000));
    assert_eq!(threads.numbers().count(), 120_000);
    assert!(alloc::format!("{threads:?}").len() > 400_000);
    assert_eq!(alloc::format!("{:?}", threads.roots()), "[ThreadNode { number: Some(10), below: 119999 }]");
    assert_eq!(threads.clone(), threads);
    assert_eq!(threads.flat().roots().next().unwrap().children().count(), 119_999);
    // A chain of replies is no nesting.
    let chain = (1..=200_000).map(|number: u32| number.to_string()).collect::<Vec<_>>().join(" ");
    let threads = read(&alloc::format!("* THREAD ({chain})"));
    assert_eq!(
        threads.walk().last().map(|(depth, node)| (depth, node.number())),
        Some((199_999, Some(200_000)))
    );
}

#[test]
fn a_line_of_parentheses_is_damage() {
    assert!(ThreadData::from_wire(nested(100_000).as_bytes()).is_err());
    let open = String::from("* THREAD ") + &"(".repeat(1_000_000);
    assert!(ThreadData::from_wire(open.as_bytes()).is_err());
}

#[test]
fn commands_of_the_rfc() {
    let gewp = Thread::new(ThreadAlgorithm::OrderedSubject, SearchKey::text("gewp"));
    assert_eq!(wire(gewp), "THREAD ORDEREDSUBJECT US-ASCII TEXT \"gewp\"");
    assert_eq!(
        wire(UidThread::new(ThreadAlgorithm::References, SearchKey::all())),
        "UID THREAD REFERENCES US-ASCII ALL"
    );
    assert_eq!(
        wire(Thread::new(ThreadAlgorithm::Refs, SearchKey::subject("ü"))),
        "THREAD REFS UTF-8 SUBJECT {2}\r\n<sync>ü"
    );
    let own = || ThreadAlgorithm::Ext(Atom::new("X-OWN").unwrap());
    assert_eq!(wire(Thread::new(own(), SearchKey::all())), "THREAD X-OWN US-ASCII ALL");
    let odd = ThreadAlgorithm::Ext(Atom::from_wire(bytes::Bytes::from_static(b"X EVIL")));
    assert!(matches!(refused(Thread::new(odd, SearchKey::all())), EncodeError::Invalid { .. }));
}

#[test]
fn traits() {
    let set = || SearchKey::seq(SeqSet::one(4).unwrap());
    let traits = Thread::new(ThreadAlgorithm::References, set()).traits();
    assert_eq!(traits.answers, Answers::Sole("THREAD"));
    assert_eq!(traits.numbering, Numbering::Frozen { carries: true });
    assert_eq!(traits.needs, [Capability::ext("thread=references").unwrap().into()]);
    let uid = UidThread::new(ThreadAlgorithm::Refs, set());
    assert_eq!(uid.traits().numbering, Numbering::Free { carries: true });
    assert!(uid.unchecked().traits().needs.is_empty());
    let all = Thread::new(ThreadAlgorithm::Refs, SearchKey::all()).unchecked().traits();
    assert!(all.needs.is_empty());
    assert_eq!(all.numbering, Numbering::Frozen { carries: false });
}

#[test]
fn rows_are_joined_and_ok_needs_one() {
    let new = || Thread::new(ThreadAlgorithm::References, SearchKey::all());
    let mut running = Running::new(new());
    assert_eq!(running.data(row("* THREAD (2 1)")), Fate::Taken);
    assert_eq!(running.data(Data::Exists(3)), Fate::Passed);
    assert_eq!(running.data(row("* THREAD ((3)(5))")), Fate::Taken);
    assert_eq!(running.output().to_string(), "(2 1)((3)(5))");
    assert!(matches!(Running::new(new()).answer(ok()), Some(Err(CommandError::Incomplete("THREAD")))));
    let mut running = Running::new(UidThread::new(ThreadAlgorithm::Refs, SearchKey::all()));
    assert_eq!(running.data(row("* THREAD (1)")), Fate::Taken);
    running.cannot_be_refused_into_success();
}

#[test]
fn ordered_subject_has_no_grandchildren() {
    let mut running = Running::new(UidThread::new(ThreadAlgorithm::OrderedSubject, SearchKey::all()));
    assert_eq!(running.data(row("* THREAD (1)(194 195 196)(200 (202 203)((204)(205)))")), Fate::Taken);
    let output = running.output();
    assert_eq!(output.to_string(), "(1)(194 (195)(196))(200 (202)(203)(204)(205))");
}
