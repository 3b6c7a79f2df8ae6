//! The THREAD response (RFC 5256 section 5 `thread-data`), read without a call for every list.

use alloc::vec::Vec;

use super::tree::{Node, ThreadData};
use crate::ext::Extension;
use crate::parse::{Cursor, Fail};

/// Lists within lists. RFC 5256 sets no limit, and a branch in every message of a long thread is a list in a list; this
/// bounds what a line of parentheses costs.
const DEEPEST: usize = 65_536;

const RULE: Fail = Fail::Rule("thread-list");

/// A list that is not closed yet.
#[derive(Default)]
struct Open {
    /// Where its first message stands.
    start: usize,
    /// Its messages, each the reply to the one before.
    members: usize,
    /// Lists have begun in it: nothing else may follow.
    nested: bool,
}

impl Extension for ThreadData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let (mut nodes, mut lists) = (Vec::new(), Vec::<Open>::new());
        while !c.at_end() {
            if c.eat(b'(') {
                open(&mut lists, &mut nodes)?;
            } else if c.eat(b')') {
                let list = lists.pop().ok_or(RULE)?;
                close(list, &mut nodes, c);
            } else if let spaces @ 1.. = c.spaces() {
                let due = lists.last().is_some_and(|list| list.members > 0 && !list.nested);
                if spaces > 1 || !due || c.at_list_end() {
                    c.tolerate();
                }
            } else {
                let list = lists.last_mut().filter(|list| !list.nested).ok_or(RULE)?;
                let number = c.number()?;
                if number == 0 {
                    c.violation("THREAD 0", Some(0));
                }
                list.members += 1;
                nodes.push(Node { number, size: 1 });
            }
        }
        if lists.is_empty() { Ok(Self { nodes }) } else { Err(RULE) }
    }
}

/// A list begins. One in front of which its list has no message hangs under a missing one.
fn open(lists: &mut Vec<Open>, nodes: &mut Vec<Node>) -> Result<(), Fail> {
    if lists.len() >= DEEPEST {
        return Err(Fail::Rule("threads nested within the limit"));
    }
    if let Some(list) = lists.last_mut() {
        if list.members == 0 {
            list.members = 1;
            nodes.push(Node { number: 0, size: 1 });
        }
        list.nested = true;
    }
    lists.push(Open { start: nodes.len(), ..Open::default() });
    Ok(())
}

/// A list ends, and with it the subtree of each of its messages. A missing message without replies is none.
fn close(mut list: Open, nodes: &mut Vec<Node>, c: &mut Cursor<'_>) {
    let empty = list.members == 0;
    while list.start + list.members == nodes.len()
        && nodes.last().is_some_and(|node| node.number == 0)
        && list.members > 0
    {
        nodes.pop();
        list.members -= 1;
    }
    if empty {
        c.tolerate();
    }
    let end = nodes.len();
    for (index, node) in nodes.iter_mut().enumerate().skip(list.start).take(list.members) {
        node.size = u32::try_from(end - index).unwrap_or(u32::MAX);
    }
}
