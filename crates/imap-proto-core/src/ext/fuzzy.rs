//! SEARCH=FUZZY (RFC 6203): searches that match roughly, and how well each message fits.

use alloc::vec::Vec;

use super::esearch::{EsearchData, ReturnOptions};
use super::{ExtFound, Extension, SortKey};
use crate::command::{Param, SearchKey};
use crate::parse::{Cursor, Fail};

const NEEDS: &[&str] = &["SEARCH=FUZZY"];

/// `FUZZY` (RFC 6203 section 3): what this key matches roughly, in whatever way the server sees fit. The same search
/// may find other messages another time. Needs `SEARCH=FUZZY`.
///
/// ```
/// use imap_proto_core::{Search, SearchKey, ext::fuzzy::fuzzy};
/// let search = Search::new(fuzzy(SearchKey::subject("IMAP break")).and(SearchKey::from("user@example.com")));
/// # let _ = search;
/// ```
pub fn fuzzy(key: impl Into<SearchKey>) -> SearchKey {
    Param::of("FUZZY", NEEDS).key(key.into()).into()
}

/// The sort key `RELEVANCY` (RFC 6203 section 6): the best first, for [`Sort`](crate::ext::Sort) and its like. Needs
/// `SEARCH=FUZZY`, beside what SORT needs.
///
/// ```
/// use imap_proto_core::{SearchKey, ext::{UidSort, fuzzy}};
/// let sort = UidSort::new([fuzzy::by_relevancy()], fuzzy::fuzzy(SearchKey::subject("IMAP")));
/// # let _ = sort;
/// ```
#[must_use]
pub fn by_relevancy() -> SortKey {
    SortKey::ext(Param::of("RELEVANCY", NEEDS))
}

impl ReturnOptions {
    /// `RELEVANCY` (RFC 6203 section 4): a score for each message; needs `SEARCH=FUZZY`. Servers refuse it without a
    /// [`fuzzy`] key.
    #[must_use]
    pub fn relevancy(self) -> Self {
        self.option(Param::of("RELEVANCY", NEEDS))
    }
}

/// `RELEVANCY` (RFC 6203 section 4): scores from 1 to 100, the best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relevancy(Vec<u8>);

impl Relevancy {
    /// One score a message, in the order of ALL.
    pub fn scores(&self) -> &[u8] {
        &self.0
    }
}

impl Extension for Relevancy {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let (mut scores, mut odd) = (Vec::new(), None);
        // There are as many as messages, so no limit for lists holds. Without a match some say NIL.
        if !c.nil() {
            c.open("score-list")?;
            while !c.close() {
                let number = c.number()?;
                match u8::try_from(number) {
                    Ok(score @ 1..=100) => scores.push(score),
                    _ => odd = Some(u64::from(number)),
                }
            }
        }
        match odd {
            None => Ok(Self(scores)),
            odd => Err(c.impossible("RELEVANCY outside 1 to 100", odd)),
        }
    }
}

impl EsearchData {
    /// RELEVANCY: one score a message, from 1 to 100, in the order of ALL (RFC 6203 section 4).
    pub fn relevancy(&self) -> Option<&[u8]> {
        self.ext().iter().find_map(|found| match found {
            ExtFound::Relevancy(found) => Some(found.scores()),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{by_relevancy, fuzzy};
    use crate::command::testing::wire;
    use crate::command::{Command, Need, Search, SearchKey};
    use crate::ext::esearch::{EsearchData, ReturnOptions, SearchReturn};
    use crate::ext::{Sort, SortKey};

    fn read(wire: &str) -> EsearchData {
        EsearchData::from_wire(wire.as_bytes()).unwrap_or_else(|error| panic!("{wire}: {error}"))
    }

    #[test]
    fn the_examples_of_rfc_6203() {
        let work = fuzzy(SearchKey::subject("work")).and(SearchKey::from("user@example.com"));
        assert_eq!(wire(Search::new(work)), r#"SEARCH FUZZY SUBJECT "work" FROM "user@example.com""#);
        let about = SearchKey::larger(900_000_u64).and(SearchKey::smaller(1_100_000_u64));
        assert_eq!(wire(Search::new(fuzzy(about))), "SEARCH FUZZY (LARGER 900000 SMALLER 1100000)");
        let helo = SearchReturn::new(fuzzy(SearchKey::text("Helo")), ReturnOptions::new().relevancy().all());
        assert_eq!(helo.traits().needs, [Need::named(&["SEARCH=FUZZY"]), Need::named(&["ESEARCH"])]);
        assert_eq!(wire(helo), r#"SEARCH RETURN (RELEVANCY ALL) FUZZY TEXT "Helo""#);
        let found = read("* ESEARCH (TAG \"B1\") ALL 1,5,10 RELEVANCY (4 99 42)");
        assert_eq!(found.relevancy(), Some(&[4, 99, 42][..]));
        assert_eq!(found.numbers().and_then(|set| set.len_numbers()), Some(3));
    }

    #[test]
    fn sorts_by_it() {
        let sort = || Sort::new([by_relevancy(), SortKey::date()], fuzzy(SearchKey::text("x")));
        assert_eq!(wire(sort()), r#"SORT (RELEVANCY DATE) US-ASCII FUZZY TEXT "x""#);
        assert_eq!(sort().traits().needs, [Need::named(&["SEARCH=FUZZY"]), Need::named(&["SORT"])]);
    }

    #[test]
    fn texts_in_it_need_a_charset() {
        let key = fuzzy(SearchKey::subject("ü").not());
        assert_eq!(wire(Search::new(key)), "SEARCH CHARSET UTF-8 FUZZY NOT SUBJECT {2}\r\n<sync>ü");
    }

    #[test]
    fn odd_forms() {
        assert_eq!(read("* ESEARCH (TAG \"a\") RELEVANCY ()").relevancy(), Some(&[][..]));
        assert_eq!(read("* ESEARCH (TAG \"a\") RELEVANCY NIL").relevancy(), Some(&[][..]));
        assert_eq!(read("* ESEARCH (TAG \"a\") RELEVANCY ( 4 99 ) COUNT 2").count(), Some(2));
        for score in ["0", "101", "4294967295"] {
            let found = read(&alloc::format!("* ESEARCH (TAG \"a\") RELEVANCY (5 {score} 7) ALL 3"));
            assert_eq!(found.relevancy(), None, "{score}");
            assert!(found.numbers().is_some(), "the rest stays");
        }
        for damage in ["RELEVANCY 4", "RELEVANCY (4", "RELEVANCY (-1)", "RELEVANCY (4 x)"] {
            let wire = alloc::format!("* ESEARCH (TAG \"a\") {damage}");
            assert!(EsearchData::from_wire(wire.as_bytes()).is_err(), "{damage}");
        }
    }

    #[test]
    fn as_many_scores_as_messages() {
        let scores = "7 ".repeat(20_000);
        let found = read(&alloc::format!("* ESEARCH (TAG \"a\") ALL 1:20000 RELEVANCY ({})", scores.trim()));
        assert_eq!(found.relevancy().map(<[u8]>::len), Some(20_000));
    }
}
