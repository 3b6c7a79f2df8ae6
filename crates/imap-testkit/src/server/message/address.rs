//! Address lists (RFC 5322 3.4) as ENVELOPE wants them.

/// One `address` of an ENVELOPE (RFC 3501 7.4.2); groups are marked by addresses without a host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) name: Option<Vec<u8>>,
    pub(crate) mailbox: Option<Vec<u8>>,
    pub(crate) host: Option<Vec<u8>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(Vec<u8>),
    Comment(Vec<u8>),
    Special(u8),
}

/// Reads as much of an address list as makes sense.
pub(crate) fn parse(text: &[u8]) -> Vec<Address> {
    let mut found = Vec::new();
    let mut pending: Vec<Token> = Vec::new();
    let mut in_group = false;
    for token in tokens(text) {
        match token {
            Token::Special(b',') => flush(&mut pending, &mut found),
            Token::Special(b':') if !in_group && !in_angle(&pending) => {
                in_group = true;
                found.push(Address { mailbox: Some(words(&pending, b" ")), ..Address::default() });
                pending.clear();
            }
            Token::Special(b';') => {
                flush(&mut pending, &mut found);
                if std::mem::take(&mut in_group) {
                    found.push(Address::default());
                }
            }
            other => pending.push(other),
        }
    }
    flush(&mut pending, &mut found);
    if in_group {
        found.push(Address::default());
    }
    found
}

fn in_angle(pending: &[Token]) -> bool {
    pending.contains(&Token::Special(b'<'))
}

/// Makes an address of the tokens up to a comma.
fn flush(pending: &mut Vec<Token>, found: &mut Vec<Address>) {
    let tokens = std::mem::take(pending);
    let (phrase, spec) = match tokens.iter().position(|t| *t == Token::Special(b'<')) {
        Some(at) => (tokens.get(..at).unwrap_or_default(), tokens.get(at + 1..).unwrap_or_default()),
        None => (&[][..], tokens.as_slice()),
    };
    let spec = match spec.iter().rposition(|t| *t == Token::Special(b':')) {
        Some(at) => spec.get(at + 1..).unwrap_or_default(), // behind an obsolete route
        None => spec,
    };
    let at_sign = spec.iter().position(|t| *t == Token::Special(b'@')).unwrap_or(spec.len());
    let (local, host) = spec.split_at(at_sign);
    let (local, host) = (words(local, b""), words(host, b""));
    if local.is_empty() && host.is_empty() {
        return;
    }
    let comment = tokens.iter().find_map(|t| if let Token::Comment(c) = t { Some(c.clone()) } else { None });
    let name = Some(words(phrase, b" ")).filter(|n| !n.is_empty()).or(comment);
    found.push(Address { name, mailbox: Some(local), host: Some(host) });
}

fn words(tokens: &[Token], gap: &[u8]) -> Vec<u8> {
    let words = tokens.iter().filter_map(|t| if let Token::Word(w) = t { Some(w.as_slice()) } else { None });
    words.collect::<Vec<_>>().join(gap)
}

fn tokens(text: &[u8]) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((&first, tail)) = rest.split_first() {
        rest = match first {
            b' ' | b'\t' | b'\r' | b'\n' => tail,
            b'"' => {
                let (inside, left) = delimited(tail, b'"', None);
                out.push(Token::Word(inside));
                left
            }
            b'(' => {
                let (inside, left) = delimited(tail, b')', Some(b'('));
                out.push(Token::Comment(inside));
                left
            }
            b'<' | b'>' | b',' | b':' | b';' | b'@' => {
                out.push(Token::Special(first));
                tail
            }
            _ => {
                let end = rest.iter().position(|b| b" \t\r\n\"(<>,:;@".contains(b)).unwrap_or(rest.len());
                let (word, left) = rest.split_at(end.max(1));
                out.push(Token::Word(word.to_vec()));
                left
            }
        };
    }
    out
}

/// The text up to `close`, escapes removed, nested pairs counted.
fn delimited(text: &[u8], close: u8, open: Option<u8>) -> (Vec<u8>, &[u8]) {
    let mut out = Vec::new();
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, &octet) in text.iter().enumerate() {
        if escaped {
            escaped = false;
        } else if octet == b'\\' {
            escaped = true;
            continue;
        } else if octet == close && depth == 0 {
            return (out, text.get(at + 1..).unwrap_or_default());
        } else if octet == close {
            depth -= 1;
        } else if Some(octet) == open {
            depth += 1;
        }
        out.push(octet);
    }
    (out, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let text_of = |v: &Option<Vec<u8>>| {
            v.as_ref().map_or_else(|| "-".into(), |v| String::from_utf8_lossy(v).into_owned())
        };
        let line = |a: &Address| format!("{}|{}|{}", text_of(&a.name), text_of(&a.mailbox), text_of(&a.host));
        parse(text.as_bytes()).iter().map(line).collect()
    }

    #[test]
    fn the_usual_forms() {
        assert_eq!(shown("a@b.example"), ["-|a|b.example"]);
        assert_eq!(
            shown("Ann Lee <ann@b>, \"Lee, \\\"Bo\\\"\" <bo@c>"),
            ["Ann Lee|ann|b", "Lee, \"Bo\"|bo|c"]
        );
        assert_eq!(shown("ann@b (Ann (the) Lee)"), ["Ann (the) Lee|ann|b"]);
        assert_eq!(shown("<@relay:ann@b>"), ["-|ann|b"]);
    }

    #[test]
    fn groups() {
        assert_eq!(shown("Friends: a@b, c@d;, e@f"), ["-|Friends|-", "-|a|b", "-|c|d", "-|-|-", "-|e|f"]);
        assert_eq!(shown("Undisclosed recipients:;"), ["-|Undisclosed recipients|-", "-|-|-"]);
    }

    #[test]
    fn odd_input() {
        assert!(shown("").is_empty() && shown(" , ,").is_empty());
        assert_eq!(shown("nobody"), ["-|nobody|"]);
        assert_eq!(shown("\"open <a@b"), ["-|open <a@b|"]);
    }
}
