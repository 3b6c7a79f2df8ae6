//! Threads as one flat row of messages: nothing in it calls itself, however deep a server nests.

use alloc::vec::Vec;
use core::fmt;

/// THREAD: a forest of messages (RFC 5256 section 4), message numbers or UIDs as the command asked.
///
/// A message may be missing: its replies are there, and it does not match the key or is not in the mailbox. All walks
/// take linear time and no stack. Its `Display` is the wire form.
///
/// ```
/// use imap_proto_core::ext::thread::ThreadData;
/// let threads = ThreadData::from_wire(b"* THREAD (2)(3 6 (4 23)(44 7 96))").unwrap();
/// let second = threads.roots().nth(1).unwrap();
/// let six = second.children().next().unwrap();
/// assert_eq!((second.number(), six.number(), six.children().count()), (Some(3), Some(6), 2));
/// for (depth, message) in threads.walk() {
///     println!("{:indent$}{:?}", "", message.number(), indent = 2 * depth);
/// }
/// assert_eq!(threads.numbers().collect::<Vec<_>>(), [2, 3, 6, 4, 23, 44, 7, 96]);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ThreadData {
    /// Each message in front of its replies.
    pub(super) nodes: Vec<Node>,
}

/// A message, and how many stand in its row from it to its last descendant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    /// 0 if the message is missing.
    pub(super) number: u32,
    pub(super) size: u32,
}

impl ThreadData {
    /// The first message of each thread, in the server's order.
    pub fn roots(&self) -> Siblings<'_> {
        Siblings(&self.nodes)
    }

    /// Every message in front of its replies, with the number of messages above it. Missing ones come too.
    pub fn walk(&self) -> Walk<'_> {
        Walk::new(&self.nodes)
    }

    /// The numbers of all messages, each in front of its replies.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.nodes.iter().map(|node| node.number).filter(|number| *number > 0)
    }

    /// True when nothing was found.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Reads one THREAD response, for tests.
    ///
    /// # Errors
    /// [`ParseError`](crate::ParseError) when it is none.
    pub fn from_wire(octets: &[u8]) -> Result<Self, crate::ParseError> {
        crate::parse::from_wire(octets, "THREAD response", |data| match data {
            crate::response::Data::Ext(crate::ext::ExtData::Thread(found)) => Some(found),
            _ => None,
        })
    }

    /// Adds the threads of another response.
    pub(super) fn append(&mut self, more: &Self) {
        self.nodes.extend_from_slice(&more.nodes);
    }

    /// The same with all descendants of a root as its children (RFC 5256 section 3, ORDEREDSUBJECT).
    pub(super) fn flat(&self) -> Self {
        let mut nodes = Vec::with_capacity(self.nodes.len());
        for root in self.roots() {
            let Some((first, rest)) = root.0.split_first() else { continue };
            let replies = rest.iter().filter(|node| node.number > 0);
            let size = u32::try_from(replies.clone().count()).unwrap_or(u32::MAX).saturating_add(1);
            nodes.push(Node { number: first.number, size });
            nodes.extend(replies.map(|node| Node { number: node.number, size: 1 }));
        }
        Self { nodes }
    }
}

/// A message in its thread.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ThreadNode<'a>(&'a [Node]);

impl<'a> ThreadNode<'a> {
    /// The message number or UID; None for a missing message.
    pub fn number(self) -> Option<u32> {
        self.0.first().map(|node| node.number).filter(|number| *number > 0)
    }

    /// The replies to it.
    pub fn children(self) -> Siblings<'a> {
        Siblings(self.0.get(1..).unwrap_or_default())
    }

    /// This message, at depth 0, and everything below it.
    pub fn walk(self) -> Walk<'a> {
        Walk::new(self.0)
    }
}

/// Messages with the same parent.
#[derive(Clone)]
pub struct Siblings<'a>(&'a [Node]);

impl<'a> Iterator for Siblings<'a> {
    type Item = ThreadNode<'a>;

    fn next(&mut self) -> Option<ThreadNode<'a>> {
        let size = usize::try_from(self.0.first()?.size).ok()?;
        let (node, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(ThreadNode(node))
    }
}

/// Messages in front of their replies, with their depth.
#[derive(Clone)]
pub struct Walk<'a> {
    rest: &'a [Node],
    /// How many messages are left when the subtree of each one above ends.
    above: Vec<usize>,
}

impl<'a> Walk<'a> {
    fn new(nodes: &'a [Node]) -> Self {
        Self { rest: nodes, above: Vec::new() }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = (usize, ThreadNode<'a>);

    fn next(&mut self) -> Option<(usize, ThreadNode<'a>)> {
        let (first, rest) = self.rest.split_first()?;
        while self.above.last().is_some_and(|end| *end >= self.rest.len()) {
            self.above.pop();
        }
        let depth = self.above.len();
        let size = usize::try_from(first.size).ok()?;
        let node = self.rest.get(..size)?;
        self.above.push(self.rest.len() - size);
        self.rest = rest;
        Some((depth, ThreadNode(node)))
    }
}

impl fmt::Display for ThreadData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The messages above, and whether a list was opened for each.
        let mut above: Vec<(ThreadNode<'_>, bool)> = Vec::new();
        for (depth, node) in self.walk() {
            close(f, &mut above, depth)?;
            let parent = above.last().map(|(parent, _)| *parent);
            let only = parent.is_some_and(|parent| parent.0.len() == node.0.len() + 1);
            let opens = !only || node.number().is_none() || parent.is_none_or(|up| up.number().is_none());
            let first = parent.is_some_and(|up| {
                up.number().is_some() && up.0.get(1..).is_some_and(|below| below.as_ptr() == node.0.as_ptr())
            });
            if first {
                f.write_str(" ")?;
            }
            if opens {
                f.write_str("(")?;
            }
            if let Some(number) = node.number() {
                write!(f, "{number}")?;
            }
            above.push((node, opens));
        }
        close(f, &mut above, 0)
    }
}

/// Ends the lists below `depth`.
fn close(f: &mut fmt::Formatter<'_>, above: &mut Vec<(ThreadNode<'_>, bool)>, depth: usize) -> fmt::Result {
    while above.len() > depth {
        if let Some((_, true)) = above.pop() {
            f.write_str(")")?;
        }
    }
    Ok(())
}

impl fmt::Debug for ThreadData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ThreadData({self})")
    }
}

impl fmt::Debug for ThreadNode<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadNode")
            .field("number", &self.number())
            .field("below", &self.0.len().saturating_sub(1))
            .finish()
    }
}

impl fmt::Debug for Siblings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl fmt::Debug for Walk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk").field("left", &self.rest.len()).finish_non_exhaustive()
    }
}
