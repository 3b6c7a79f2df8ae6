//! BINARY (RFC 3516, RFC 9051 6.4.5): parts without their transfer encoding, and their size.
//!
//! `BINARY[..]` and `BINARY.SIZE[..]` are items of [`FetchItem`], which need `BINARY` or IMAP4rev2; the sections come as
//! [`FetchRow::section`]. A part that the server cannot decode ends the command in NO `[UNKNOWN-CTE]`. A message with
//! NULs is stored by [`Append`](crate::Append), as `literal8`.

use crate::command::FetchItem;
use crate::response::FetchRow;
use crate::types::SectionPath;

const SIZE: &[u8] = b"BINARY.SIZE[";

/// The FETCH item `BINARY.SIZE[part]` (RFC 3516 4.3); the row has it as [`FetchRow::binary_size`].
///
/// ```
/// use imap_proto_core::{SectionPath, UidFetch, UidSet, ext::binary};
/// let part = SectionPath::part(&[2])?;
/// let fetch = UidFetch::new(UidSet::all()).item(binary::size(part));
/// # let _ = fetch;
/// # Ok::<(), imap_proto_core::EncodeError>(())
/// ```
pub fn size(part: SectionPath) -> FetchItem {
    FetchItem::BinarySize(part)
}

impl FetchRow {
    /// BINARY.SIZE of a part (RFC 3516 4.3): its octets without the transfer encoding.
    pub fn binary_size(&self, part: &SectionPath) -> Option<u64> {
        self.other().iter().find_map(|(name, value)| {
            let (word, section) = name.as_bytes().split_at_checked(SIZE.len())?;
            let path = SectionPath::parse(section.strip_suffix(b"]")?)?;
            (word.eq_ignore_ascii_case(SIZE) && path == *part).then(|| value.as_number()).flatten()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::wire;
    use crate::command::{Command as _, Fetch, Need};
    use crate::response::FetchRow;
    use crate::types::{SectionPath, SeqSet};

    #[test]
    fn sizes_are_found_by_their_part() {
        let part = |numbers: &[u32]| SectionPath::part(numbers).unwrap();
        let row = FetchRow::from_wire(b"* 1 FETCH (BINARY.SIZE[1.2] 900 binary.size[3] 4294967296)").unwrap();
        assert_eq!(row.binary_size(&part(&[1, 2])), Some(900));
        assert_eq!(row.binary_size(&part(&[3])), Some(1 << 32));
        assert_eq!(row.binary_size(&part(&[1])), None);
        let fetch = Fetch::new(SeqSet::all()).item(super::size(part(&[1, 2])));
        assert_eq!(fetch.traits().needs, [Need::named(&["BINARY", "IMAP4rev2"])]);
        assert_eq!(wire(fetch), "FETCH 1:* (BINARY.SIZE[1.2])");
    }
}
