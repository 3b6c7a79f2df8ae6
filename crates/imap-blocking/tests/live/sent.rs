//! URLAUTH, and what is not sent.

use imap_blocking::Error;
use imap_blocking::core::CommandError;
use imap_blocking::core::command::Fetch;
use imap_blocking::core::ext::urlauth::{FetchedUrl, UrlItem};
use imap_blocking::core::ext::{Compress, GenUrlAuth, ResetKey, UrlFetch};
use imap_blocking::core::layer::LayerKind;
use imap_blocking::core::response::Payload;
use imap_blocking::core::types::SectionPath;
use imap_blocking::prelude::*;

use super::deflate::Deflate;
use super::{done, filled, message, numbers};
use crate::server;

#[test]
pub(crate) fn urls() {
    let Some(mut s) = filled("Linked") else { return };
    let validity = s.selected().and_then(|mailbox| mailbox.uid_validity).unwrap();
    let host = server::url_host();
    let rump = |uid: u32| {
        format!("imap://alice@{host}/Linked;UIDVALIDITY={validity}/;UID={uid}/;SECTION=1;URLAUTH=user+alice")
    };
    let made = s.run(GenUrlAuth::internal([rump(1), rump(4)])).unwrap();
    assert!(made[0].as_bytes().starts_with(format!("{}:internal:", rump(1)).as_bytes()));
    // Cyrus 3.6.1 crashes over a URL of the mailbox that is selected.
    s.unselect().unwrap();
    let fetch = || UrlFetch::new(made.clone());
    let bodies = |rows: Vec<FetchedUrl>| -> Vec<_> {
        rows.into_iter().map(|mut row| row.body.take().unwrap()).collect()
    };
    let text = |text: &'static str| Payload::Data(text.into());
    assert_eq!(bodies(s.run(fetch()).unwrap()), [text("longer than the others\r\n"), text("d\r\n")]);
    let items = UrlFetch::new([]).items(made[0].clone(), [UrlItem::Structure, UrlItem::Binary]);
    let rows = s.run(items).unwrap();
    assert_eq!((rows.len(), &rows[0].url), (1, &made[0]));
    assert_eq!(rows[0].binary, Some(text("longer than the others\r\n")));
    assert!(rows[0].structure.as_ref().unwrap().root().unwrap().is("text", "plain"));
    // A new key makes them worthless.
    let mechanisms = s.run(ResetKey::mailbox("Linked")).unwrap();
    assert_eq!(mechanisms.unwrap().mechanisms[0].0.as_str(), Some("INTERNAL"));
    assert_eq!(bodies(s.run(fetch()).unwrap()), [Payload::Nil, Payload::Nil]);
    server::refuse_url(&mut s, GenUrlAuth::internal(["imap://elsewhere/"]));
    done(s);
}

/// With a layer of the program's own. All that follows is deflated, literals too.
#[test]
pub(crate) fn compressed() {
    let Some(mut s) = filled("Squeezed") else { return };
    s.expect_layer(Some(Box::new(Deflate::new())));
    s.run(Compress::new()).unwrap();
    let large = format!("Subject: large\r\n\r\n{}", "all work and no play\r\n".repeat(10_000));
    s.append("Squeezed", large.clone()).unwrap();
    s.noop().unwrap();
    let rows = s.run(Fetch::new(numbers("1:*")).body_peek(SectionPath::all())).unwrap();
    let bodies: Vec<_> =
        rows.iter().map(|row| String::from_utf8(row.body().unwrap().to_vec()).unwrap()).collect();
    assert_eq!(bodies, [message(1), message(2), message(3), message(4), large]);
    s.expect_layer(Some(Box::new(Deflate::new())));
    let error = s.run(Compress::new()).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::State(_))), "{error}");
    done(s);
}

#[test]
pub(crate) fn compress_without_a_layer_is_not_sent() {
    let Some(mut s) = filled("Unsent") else { return };
    let error = s.run(Compress::new()).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::NoLayer(LayerKind::Deflate))), "{error}");
    done(s);
}
