//! SAVEDATE (RFC 8514): when a message came into its mailbox.

use time::OffsetDateTime;

use super::{ExtItem, Extension};
use crate::command::{FetchItem, Param};
use crate::parse::{Cursor, Fail};
use crate::response::FetchRow;
use crate::types::parse_internal_date;

/// `SAVEDATE`: None where the mailbox keeps none (RFC 8514 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaveDate(Option<OffsetDateTime>);

impl Extension for SaveDate {
    const NEEDS: &'static [&'static str] = &["SAVEDATE"];

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let Some(text) = c.nstring()? else { return Ok(Self(None)) };
        parse_internal_date(&text).map(|date| Self(Some(date))).ok_or(Fail::Rule("date-time"))
    }
}

/// The FETCH item `SAVEDATE` (RFC 8514 4.2); the row has it as [`FetchRow::save_date`].
///
/// ```
/// use imap_proto_core::{UidFetch, UidSet, ext::savedate};
/// let fetch = UidFetch::new(UidSet::all()).item(savedate::save_date());
/// # let _ = fetch;
/// ```
pub fn save_date() -> FetchItem {
    Param::of("SAVEDATE", SaveDate::NEEDS).into()
}

impl FetchRow {
    /// SAVEDATE (RFC 8514 4.2): when the message came into this mailbox. None also where the mailbox keeps none.
    pub fn save_date(&self) -> Option<OffsetDateTime> {
        self.ext()
            .iter()
            .find_map(|item| if let ExtItem::SaveDate(SaveDate(date)) = item { *date } else { None })
    }
}

#[cfg(test)]
mod tests {
    use crate::response::FetchRow;

    #[test]
    fn the_examples_of_rfc_8514() {
        let row = FetchRow::from_wire(b"* 7 FETCH (SAVEDATE \"01-Jan-2015 11:50:24 +0000\")").unwrap();
        assert_eq!(row.save_date().unwrap().unix_timestamp(), 1_420_113_024);
        let row = FetchRow::from_wire(b"* 7 FETCH (SAVEDATE NIL UID 3)").unwrap();
        assert!(row.save_date().is_none() && row.damaged().is_empty());
    }

    #[test]
    fn what_is_no_date_costs_itself_alone() {
        let row = FetchRow::from_wire(b"* 7 FETCH (SAVEDATE \"yesterday\" UID 3)").unwrap();
        assert_eq!((row.save_date(), row.uid(), row.damaged().len()), (None, Some(3), 1));
    }
}
