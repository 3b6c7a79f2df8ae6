//! WITHIN (RFC 5032): searches by the age of a message, in seconds.

use crate::command::{Param, SearchKey};
use crate::error::EncodeError;

/// `YOUNGER` (RFC 5032): arrived within this many seconds before now, by the server's clock. Needs `WITHIN`.
///
/// 0 is an [`EncodeError::Invalid`] of the command.
///
/// ```
/// use imap_proto_core::{Search, SearchKey, ext::within};
/// let search = Search::new(SearchKey::unseen().and(within::younger(3 * 24 * 60 * 60)));
/// # let _ = search;
/// ```
pub fn younger(seconds: u32) -> SearchKey {
    key("YOUNGER", seconds)
}

/// `OLDER` (RFC 5032): arrived this many seconds before now, or earlier. Needs `WITHIN`.
///
/// 0 is an [`EncodeError::Invalid`] of the command.
pub fn older(seconds: u32) -> SearchKey {
    key("OLDER", seconds)
}

fn key(name: &'static str, seconds: u32) -> SearchKey {
    let key = Param::of(name, &["WITHIN"]).number(u64::from(seconds));
    let key = match seconds {
        0 => key.fail(EncodeError::Invalid { what: "interval", why: "0 seconds (RFC 5032 3)" }),
        _ => key,
    };
    key.into()
}

#[cfg(test)]
mod tests {
    use super::{older, younger};
    use crate::command::testing::{refused, wire};
    use crate::command::{Command, Need, Search, SearchKey};
    use crate::error::EncodeError;

    #[test]
    fn the_example_of_rfc_5032() {
        let search = Search::new(SearchKey::unseen().and(younger(259_200)));
        assert_eq!(wire(search), "SEARCH UNSEEN YOUNGER 259200");
        assert_eq!(wire(Search::new(older(u32::MAX).not())), "SEARCH NOT OLDER 4294967295");
    }

    #[test]
    fn what_it_needs_and_what_it_cannot_say() {
        let nested = younger(1).or(older(2)).not();
        assert_eq!(Search::new(nested).traits().needs, [Need::named(&["WITHIN"])]);
        assert!(matches!(refused(Search::new(younger(0))), EncodeError::Invalid { .. }));
    }
}
