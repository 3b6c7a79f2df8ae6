//! Sets and search keys of imap-codec as text.

use imap_codec::imap_types::search::SearchKey;
use imap_codec::imap_types::sequence::{SeqOrUid, Sequence, SequenceSet};

use crate::meaning::text;

/// `1,3:*`, as it came.
pub(crate) fn set(set: &SequenceSet) -> String {
    let number = |one: &SeqOrUid| match one {
        SeqOrUid::Value(number) => number.to_string(),
        SeqOrUid::Asterisk => "*".to_owned(),
    };
    let ranges = set.0.as_ref().iter().map(|range| match range {
        Sequence::Single(one) => number(one),
        Sequence::Range(first, last) => format!("{}:{}", number(first), number(last)),
    });
    ranges.collect::<Vec<_>>().join(",")
}

/// The key in prefix form, one word an entry; `(` and `)` around lists.
pub(crate) fn render(key: &SearchKey<'_>, out: &mut Vec<String>) {
    use SearchKey as K;
    match key {
        K::And(keys) => {
            out.push("(".to_owned());
            keys.as_ref().iter().for_each(|key| render(key, out));
            out.push(")".to_owned());
        }
        K::Not(key) => {
            out.push("NOT".to_owned());
            render(key, out);
        }
        K::Or(one, other) => {
            out.push("OR".to_owned());
            render(one, out);
            render(other, out);
        }
        K::SequenceSet(numbers) => out.push(set(numbers)),
        K::Header(field, value) => out.extend(["HEADER".to_owned(), text(field), text(value)]),
        // ALL, SEEN and the like.
        word => match with_value(word) {
            Some((name, value)) => out.extend([name.to_owned(), value]),
            None => out.push(format!("{word:?}").to_ascii_uppercase()),
        },
    }
}

/// A key with one argument.
fn with_value(key: &SearchKey<'_>) -> Option<(&'static str, String)> {
    use SearchKey as K;
    Some(match key {
        K::Uid(numbers) => ("UID", set(numbers)),
        K::Bcc(value) => ("BCC", text(value)),
        K::Body(value) => ("BODY", text(value)),
        K::Cc(value) => ("CC", text(value)),
        K::From(value) => ("FROM", text(value)),
        K::Subject(value) => ("SUBJECT", text(value)),
        K::Text(value) => ("TEXT", text(value)),
        K::To(value) => ("TO", text(value)),
        K::Keyword(word) => ("KEYWORD", word.to_string()),
        K::Unkeyword(word) => ("UNKEYWORD", word.to_string()),
        K::Larger(size) => ("LARGER", size.to_string()),
        K::Smaller(size) => ("SMALLER", size.to_string()),
        K::Before(date) => ("BEFORE", date.as_ref().to_string()),
        K::On(date) => ("ON", date.as_ref().to_string()),
        K::Since(date) => ("SINCE", date.as_ref().to_string()),
        K::SentBefore(date) => ("SENTBEFORE", date.as_ref().to_string()),
        K::SentOn(date) => ("SENTON", date.as_ref().to_string()),
        K::SentSince(date) => ("SENTSINCE", date.as_ref().to_string()),
        K::Older(seconds) => ("OLDER", seconds.to_string()),
        K::Younger(seconds) => ("YOUNGER", seconds.to_string()),
        _ => return None,
    })
}
