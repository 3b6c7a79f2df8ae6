//! ENVELOPE (RFC 3501 7.4.2).

use super::super::quote;
use super::address::{self, Address};
use super::header;

/// Writes the envelope of the message with this header.
pub(crate) fn write(out: &mut Vec<u8>, header: &[u8]) {
    let text = |name| header::value(header, name);
    let list = |name| text(name).map(|value| address::parse(&value)).unwrap_or_default();
    let from = list("From");
    // An absent Sender or Reply-To is the same as From.
    let or_from = |found: Vec<Address>| if found.is_empty() { from.clone() } else { found };
    out.push(b'(');
    quote::nstring(out, text("Date").as_deref());
    out.push(b' ');
    quote::nstring(out, text("Subject").as_deref());
    let lists = [
        from.clone(),
        or_from(list("Sender")),
        or_from(list("Reply-To")),
        list("To"),
        list("Cc"),
        list("Bcc"),
    ];
    for addresses in &lists {
        out.push(b' ');
        write_addresses(out, addresses);
    }
    out.push(b' ');
    quote::nstring(out, text("In-Reply-To").as_deref());
    out.push(b' ');
    quote::nstring(out, text("Message-ID").as_deref());
    out.push(b')');
}

fn write_addresses(out: &mut Vec<u8>, addresses: &[Address]) {
    if addresses.is_empty() {
        out.extend_from_slice(b"NIL");
        return;
    }
    out.push(b'(');
    for address in addresses {
        out.push(b'(');
        quote::nstring(out, address.name.as_deref());
        out.extend_from_slice(b" NIL ");
        quote::nstring(out, address.mailbox.as_deref());
        out.push(b' ');
        quote::nstring(out, address.host.as_deref());
        out.push(b')');
    }
    out.push(b')');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(header: &[u8]) -> String {
        let mut out = Vec::new();
        write(&mut out, header);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_full_envelope() {
        let header = b"Date: Mon, 7 Feb 1994 21:52:25 -0800\r\nSubject: Hi\r\n there\r\nFrom: Ann <a@b>\r\n\
            To: c@d, E <e@f>\r\nIn-Reply-To: <1@x>\r\nMessage-Id: <2@x>\r\n\r\n";
        let ann = "((\"Ann\" NIL \"a\" \"b\"))";
        assert_eq!(
            envelope(header),
            format!(
                "(\"Mon, 7 Feb 1994 21:52:25 -0800\" \"Hi there\" {ann} {ann} {ann} \
                 ((NIL NIL \"c\" \"d\")(\"E\" NIL \"e\" \"f\")) NIL NIL \"<1@x>\" \"<2@x>\")"
            )
        );
    }

    #[test]
    fn an_empty_header() {
        assert_eq!(envelope(b"\r\n"), "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
    }
}
