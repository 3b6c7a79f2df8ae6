//! The search keys of SAVEDATE (RFC 8514 4.3): when a message came into this mailbox.
//!
//! A mailbox that keeps no save dates takes INTERNALDATE instead. Times and zones do not count.

use time::Date;

use crate::command::{Param, SearchKey};
use crate::types::{Atom, format_date};

const NEEDS: &[&str] = &["SAVEDATE"];

/// `SAVEDBEFORE` (RFC 8514 4.3): saved before this day. Needs `SAVEDATE`.
///
/// A year outside 0 to 9999 is an [`EncodeError::Invalid`](crate::EncodeError::Invalid) of the command.
///
/// ```
/// use imap_proto_core::{Search, ext::savedate_key::saved_before};
/// let search = Search::new(saved_before(time::Date::from_calendar_date(2014, time::Month::December, 28)?));
/// # let _ = search;
/// # Ok::<(), time::error::ComponentRange>(())
/// ```
pub fn saved_before(day: Date) -> SearchKey {
    key("SAVEDBEFORE", day)
}

/// `SAVEDON` (RFC 8514 4.3): saved on this day. As [`saved_before`] otherwise.
pub fn saved_on(day: Date) -> SearchKey {
    key("SAVEDON", day)
}

/// `SAVEDSINCE` (RFC 8514 4.3): saved on this day or later. As [`saved_before`] otherwise.
pub fn saved_since(day: Date) -> SearchKey {
    key("SAVEDSINCE", day)
}

/// `SAVEDATESUPPORTED` (RFC 8514 4.3): every message of a mailbox that keeps save dates, and none of another. Needs
/// `SAVEDATE`.
pub fn save_date_supported() -> SearchKey {
    Param::of("SAVEDATESUPPORTED", NEEDS).into()
}

fn key(name: &'static str, day: Date) -> SearchKey {
    let key = Param::of(name, NEEDS);
    let key = match format_date(day).and_then(|day| Atom::new(&day)) {
        Ok(day) => key.atom(day),
        Err(error) => key.fail(error),
    };
    key.into()
}

#[cfg(test)]
mod tests {
    use time::{Date, Month};

    use super::{save_date_supported, saved_before, saved_on, saved_since};
    use crate::command::testing::{refused, wire};
    use crate::command::{Command, Need, Search};

    #[test]
    fn the_examples_of_rfc_8514() {
        let day = Date::from_calendar_date(2014, Month::December, 28).unwrap();
        assert_eq!(wire(Search::new(saved_on(day))), "SEARCH SAVEDON 28-Dec-2014");
        let between = saved_since(day).and(saved_before(day.next_day().unwrap())).and(save_date_supported());
        assert_eq!(Search::new(between.clone()).traits().needs, [Need::named(&["SAVEDATE"])]);
        assert_eq!(
            wire(Search::new(between)),
            "SEARCH SAVEDSINCE 28-Dec-2014 SAVEDBEFORE 29-Dec-2014 SAVEDATESUPPORTED"
        );
    }

    #[test]
    fn a_year_that_imap_cannot_say() {
        refused(Search::new(saved_on(Date::from_calendar_date(-1, Month::May, 1).unwrap())));
    }
}
