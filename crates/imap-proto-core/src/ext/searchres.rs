//! SEARCHRES (RFC 5182, RFC 9051 6.4.4.1): a search whose result the server keeps, as `$`, for later commands.
//!
//! `$` is written with [`SeqSet::saved`](crate::types::SeqSet::saved) and
//! [`UidSet::saved`](crate::types::UidSet::saved); which kind of search saved it does not matter.

use super::esearch::ReturnOptions;
use crate::command::Param;

impl ReturnOptions {
    /// `SAVE` (RFC 5182): keeps what is found as `$`. Needs `SEARCHRES` or IMAP4rev2.
    ///
    /// With nothing else there is no response, and the output is empty. With MIN or MAX, or both, and neither ALL nor
    /// COUNT, only these messages are kept (RFC 5182 2.4). `NO [NOTSAVED]` means that the server would not; `$` is
    /// then empty, as after any NO, and after a SELECT.
    ///
    /// A command with `$` may be submitted at once: it goes out behind the search, and the server runs the two in
    /// this order (RFC 5182 2.3). If the search ends in BAD, or is never sent, `$` is what it was before. So STORE,
    /// MOVE, UID EXPUNGE and the like, and a search that saves a part of `$`, wait for the OK; if there is none they
    /// end in [`CommandError::State`](crate::CommandError::State), unless the failure was taken before they were
    /// submitted. `$` itself needs `SEARCHRES` or IMAP4rev2 in any command.
    ///
    /// ```
    /// use imap_proto_core::command::{SearchKey, UidStore};
    /// use imap_proto_core::ext::{ReturnOptions, UidSearchReturn};
    /// use imap_proto_core::{Flag, UidSet};
    /// let search = UidSearchReturn::new(SearchKey::from("smith"), ReturnOptions::new().save().count());
    /// let store = UidStore::add(UidSet::saved(), [Flag::Flagged]);
    /// # let _ = (search, store);
    /// ```
    #[must_use]
    pub fn save(self) -> Self {
        self.option(Param::of("SAVE", &["SEARCHRES"]))
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::{Running, tagged, wire};
    use crate::command::{Command, Copy, Need, SearchKey, Store};
    use crate::error::CommandError;
    use crate::ext::esearch::{EsearchData, ReturnOptions, SearchReturn, UidSearchReturn};
    use crate::response::{Code, StatusKind};
    use crate::types::{Flag, SeqSet, UidSet};

    #[test]
    fn the_commands_of_rfc_5182() {
        let junk = || SearchKey::keyword(Flag::keyword("$Junk").unwrap());
        let save = || ReturnOptions::new().save();
        assert_eq!(wire(SearchReturn::new(junk(), save())), "SEARCH RETURN (SAVE) KEYWORD $Junk");
        assert_eq!(wire(Copy::new(SeqSet::saved(), "Junk")), "COPY $ Junk");
        let store = Store::add(SeqSet::saved(), [Flag::Deleted]).silent();
        assert_eq!(wire(store), "STORE $ +FLAGS.SILENT (\\Deleted)");
        let key = SearchKey::seq(SeqSet::saved()).and(SearchKey::smaller(4096_u64));
        let command = UidSearchReturn::new(key, ReturnOptions::new().max().save().min());
        assert_eq!(wire(command), "UID SEARCH RETURN (MAX SAVE MIN) $ SMALLER 4096");
        let key = SearchKey::uid(UidSet::saved()).or(SearchKey::seq(SeqSet::range(3000..=3021).unwrap()));
        assert_eq!(wire(SearchReturn::new(key, save())), "SEARCH RETURN (SAVE) OR UID $ 3000:3021");
    }

    #[test]
    fn it_needs_both_capabilities() {
        let needs = SearchReturn::new(SearchKey::all(), ReturnOptions::new().save()).traits().needs;
        assert_eq!(needs, [Need::named(&["SEARCHRES"]), Need::named(&["ESEARCH"])]);
    }

    #[test]
    fn alone_it_brings_nothing() {
        let search = |options| Running::new(SearchReturn::new(SearchKey::all(), options));
        assert_eq!(search(ReturnOptions::new().save()).output(), EsearchData::default());
        let mut counted = search(ReturnOptions::new().save().count());
        assert!(matches!(
            counted.answer(tagged(StatusKind::Ok, None)),
            Some(Err(CommandError::Incomplete("ESEARCH")))
        ));
        let mut refused = search(ReturnOptions::new().save());
        match refused.answer(tagged(StatusKind::No, Some(Code::NotSaved))) {
            Some(Err(CommandError::No(no))) => assert_eq!(no.status.code, Some(Code::NotSaved)),
            other => panic!("{other:?}"),
        }
    }
}
