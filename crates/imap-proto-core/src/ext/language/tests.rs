use alloc::vec::Vec;

use super::{Comparator, ComparatorData, Language, LanguageData};
use crate::command::testing::{Fate, Running, refused, wire};
use crate::command::{Command as _, States};
use crate::error::EncodeError;
use crate::ext::shared::testing::{is_incomplete_without, is_one_argument, needs, takes_no_nul};
use crate::ext::{Bare, ExtCode, ExtData};
use crate::parse::{data, status};
use crate::response::{Code, Data};

#[test]
fn responses_of_rfc_5255() {
    let tags = |wire: &str| LanguageData::from_wire(wire.as_bytes()).unwrap().tags;
    assert_eq!(tags("* LANGUAGE (EN DE IT i-default)").len(), 4);
    assert_eq!(tags("* language (\"DE-IT\" )")[0], "DE-IT");
    assert!(tags("* LANGUAGE ()").is_empty());
    let found = |wire: &str| ComparatorData::from_wire(wire.as_bytes()).unwrap();
    assert_eq!(found("* COMPARATOR i;basic").active(), Some("i;basic"));
    let several = found("* COMPARATOR \"i;unicode-casemap\" (i;ascii-casemap {7}\r\ni;octet )");
    assert_eq!(several.matching().collect::<Vec<_>>(), [b"i;ascii-casemap".as_slice(), b"i;octet"]);
}

#[test]
fn what_is_none_is_malformed() {
    for wire in [
        "* LANGUAGE",
        "* LANGUAGE EN",
        "* LANGUAGE (EN",
        "* LANGUAGE ((EN))",
        "* COMPARATOR",
        "* COMPARATOR a b",
    ] {
        assert!(data(wire.as_bytes()).is_err(), "{wire}");
    }
}

#[test]
fn the_code() {
    let (found, _) = status(b"a NO [BADCOMPARATOR] none of them");
    assert_eq!(found.code, Some(Code::Ext(ExtCode::BadComparator(Bare))));
    let (found, _) = status(b"a NO [BADCOMPARATOR x] none of them");
    assert!(matches!(found.code, Some(Code::Other { .. })));
}

#[test]
fn wire_forms() {
    assert_eq!(wire(Language::list()), "LANGUAGE");
    assert_eq!(
        wire(Language::choose(["FR-CA", "EN-CA", "*", "default"])),
        "LANGUAGE FR-CA EN-CA \"*\" default"
    );
    for wrong in ["", "de AT", "de-", "-de", "d*", "é", "x\r\nA NOOP"] {
        let error = refused(Language::choose([wrong]));
        assert!(matches!(error, EncodeError::Invalid { what: "language range", .. }), "{wrong}");
    }
    assert_eq!(wire(Comparator::active()), "COMPARATOR");
    assert_eq!(wire(Comparator::choose(["cz;*", "i;basic"])), "COMPARATOR \"cz;*\" i;basic");
    is_one_argument(|t| Language::choose([t]));
    is_one_argument(|t| Comparator::choose([t]));
    takes_no_nul(|t| Comparator::choose([t]));
}

#[test]
fn the_answers() {
    let language = Data::Ext(ExtData::Language(LanguageData::from_wire(b"* LANGUAGE (EN)").unwrap()));
    let comparator = ComparatorData::from_wire(b"* COMPARATOR i;octet").unwrap();
    let mut running = Running::new(Language::choose(["EN"]));
    assert_eq!(running.data(Data::Exists(1)), Fate::Passed);
    assert_eq!(running.data(language), Fate::Taken);
    assert_eq!(running.output().tags[0], "EN");
    let mut running = Running::new(Comparator::active());
    assert_eq!(running.data(Data::Ext(ExtData::Comparator(comparator))), Fate::Taken);
    assert_eq!(running.output().active(), Some("i;octet"));
    is_incomplete_without(Language::list(), "LANGUAGE");
    is_incomplete_without(Comparator::active(), "COMPARATOR");
    Running::new(Language::list()).cannot_be_refused_into_success();
    Running::new(Comparator::active()).cannot_be_refused_into_success();
}

#[test]
fn what_the_connection_has_to_know() {
    needs(&Language::list(), &Language::list().unchecked(), &["LANGUAGE"]);
    needs(&Comparator::active(), &Comparator::active().unchecked(), &["I18NLEVEL=2"]);
    assert_eq!(Language::list().traits().states, States::Any);
}
