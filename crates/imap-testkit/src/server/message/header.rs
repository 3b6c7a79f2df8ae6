//! Header fields (RFC 5322 2.2).

/// One field with its continuation lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    pub(crate) name: &'a [u8],
    value: &'a [u8],
    /// The whole field, line end included.
    pub(crate) raw: &'a [u8],
}

impl Field<'_> {
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// The value on one line.
    pub(crate) fn unfolded(&self) -> Vec<u8> {
        let value: Vec<u8> = self.value.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
        value.trim_ascii().to_vec()
    }
}

/// Splits an entity into its header, blank line included, and its body.
pub(crate) fn split(entity: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in entity.split_inclusive(|&b| b == b'\n') {
        at += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
    }
    entity.split_at(at)
}

/// The fields of a header; lines that are none are skipped.
pub(crate) fn fields(header: &[u8]) -> impl Iterator<Item = Field<'_>> {
    let mut rest = header;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (raw, tail) = rest.split_at(field_end(rest));
            rest = tail;
            let colon = raw.iter().position(|&b| b == b':');
            if let Some((name, value)) = colon.and_then(|at| raw.split_at_checked(at)) {
                return Some(Field {
                    name: name.trim_ascii_end(),
                    value: value.get(1..).unwrap_or_default(),
                    raw,
                });
            }
        }
        None
    })
}

/// A field ends before the first line that does not start with white space.
fn field_end(text: &[u8]) -> usize {
    let mut end = 0;
    for line in text.split_inclusive(|&b| b == b'\n') {
        if end > 0 && !matches!(line.first(), Some(b' ' | b'\t')) {
            break;
        }
        end += line.len();
    }
    end
}

/// The unfolded value of the first field of this name.
pub(crate) fn value(header: &[u8], name: &str) -> Option<Vec<u8>> {
    fields(header).find(|field| field.is(name)).map(|field| field.unfolded())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_fields() {
        let (header, body) =
            split(b"A: 1\r\nSubject: long\r\n  text\r\nnonsense\r\nb : 2\r\n\r\nbody\r\n\r\nx");
        assert_eq!(body, b"body\r\n\r\nx");
        assert_eq!(value(header, "subject").unwrap(), b"long  text");
        assert_eq!(value(header, "B").unwrap(), b"2");
        assert_eq!(fields(header).count(), 3);
        assert_eq!(fields(header).nth(1).unwrap().raw, b"Subject: long\r\n  text\r\n");
    }

    #[test]
    fn header_only_and_empty() {
        assert_eq!(split(b"A: 1"), (&b"A: 1"[..], &b""[..]));
        assert_eq!(split(b"\r\nbody"), (&b"\r\n"[..], &b"body"[..]));
        assert_eq!(value(b"", "A"), None);
    }
}
