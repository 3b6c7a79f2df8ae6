//! What the tests of extensions share.

use crate::command::testing::{HOSTILE, Running, dialect, ok, read, refused, segments};
use crate::command::{Command, Need};
use crate::error::{CommandError, EncodeError};
use crate::types::{Capability, NameForm};

/// Asserts that whatever stands in an argument is refused, or sent as that one argument (SECURITY C01 to C21).
#[track_caller]
pub(crate) fn is_one_argument<C: Command>(make: impl Fn(&str) -> C) {
    for form in [NameForm::ModifiedUtf7, NameForm::Utf8] {
        let tokens = |text| segments(&mut make(text), &dialect(&[Capability::LiteralMinus], form)).map(read);
        let harmless = tokens("x").unwrap().len();
        for text in HOSTILE {
            if let Ok(tokens) = tokens(text) {
                assert_eq!(tokens.len(), harmless, "{text:?}: {tokens:?}");
            }
        }
    }
}

/// Asserts that NUL is refused where no literal8 may stand.
#[track_caller]
pub(crate) fn takes_no_nul<C: Command>(make: impl Fn(&str) -> C) {
    assert!(matches!(refused(make("a\0b")), EncodeError::BadOctet { .. }));
}

/// Asserts that any of these capabilities is needed, and none when the caller vouches for it.
#[track_caller]
pub(crate) fn needs<C: Command>(checked: &C, unchecked: &C, capabilities: &'static [&'static str]) {
    assert_eq!(checked.traits().needs, [Need::named(capabilities)]);
    assert!(checked.traits().asks_capabilities);
    assert!(unchecked.traits().needs.is_empty());
}

/// Asserts that an OK without the row of this keyword is no success.
#[track_caller]
pub(crate) fn is_incomplete_without<C: Command>(command: C, keyword: &str) {
    match Running::new(command).answer(ok()) {
        Some(Err(CommandError::Incomplete(missing))) => assert_eq!(missing, keyword),
        _ => panic!("OK without {keyword} was a success"),
    }
}
