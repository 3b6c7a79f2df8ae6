use alloc::vec::Vec;

use super::{Parsed, Parser};
use crate::error::ParseError;
use crate::frame::Frame;
use crate::limits::{Leniency, Limits};
use crate::response::{Data, FetchRow, Response, Status, Violation};

mod body;
mod forms;
mod peers;
mod plain;
mod prop;
mod quirks;
mod rfc;
mod security;

pub(crate) fn data(wire: &[u8]) -> Result<Data, ParseError> {
    super::from_wire(wire, "data", Some)
}

/// A parsed line, its violations, and how much was forgiven.
fn parse(wire: &[u8]) -> (Parsed, Vec<Violation>, u64) {
    let mut parser = Parser::new(&Limits::default(), &Leniency::default());
    let parsed = parser.parse(Frame::from_wire(wire));
    let violations = core::iter::from_fn(|| parser.next_violation()).collect();
    (parsed, violations, parser.tolerated())
}

/// The status of a line, tagged or not, and the number of violations.
pub(crate) fn status(wire: &[u8]) -> (Status, usize) {
    match parse(wire) {
        (Parsed::Response(Response::Tagged(tagged)), violations, _) => (tagged.status, violations.len()),
        (Parsed::Response(Response::Data(Data::Status(status))), violations, _) => (status, violations.len()),
        (other, ..) => panic!("no status: {other:?}"),
    }
}

fn row(wire: &[u8]) -> FetchRow {
    match data(wire) {
        Ok(Data::Fetch(row)) => row,
        other => panic!("no row: {other:?} of {}", wire.escape_ascii()),
    }
}

fn malformed(wire: &[u8]) -> bool {
    matches!(parse(wire).0, Parsed::Malformed(_))
}

fn tolerated(wire: &[u8]) -> u64 {
    parse(wire).2
}
