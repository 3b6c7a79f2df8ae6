//! WEBALERT, Gmail's response code: a page that the user has to see before the server goes on.

use super::Extension;
use crate::parse::{Cursor, Fail};
use crate::types::Text;

/// `[WEBALERT url]`: where the user is asked to log in with a browser, mostly in an untagged NO before a login fails.
///
/// No RFC says more than the name, which IANA lists. The URL comes from whoever speaks for the server: show it, and
/// leave to the user whether to open it.
///
/// ```
/// use imap_proto_core::ext::ExtCode;
/// use imap_proto_core::response::Code;
/// # fn report(code: Option<Code>) {
/// if let Some(Code::Ext(ExtCode::WebAlert(alert))) = code {
///     println!("the server asks to see {}", alert.url);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebAlert {
    /// The URL as the server wrote it; nothing is checked.
    pub url: Text,
}

impl Extension for WebAlert {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        c.until_space().map(|url| Self { url: Text::from_wire(url) })
    }
}

#[cfg(test)]
mod tests {
    use crate::ext::ExtCode;
    use crate::parse::status;
    use crate::response::Code;

    fn code(code: &str) -> Option<Code> {
        status(alloc::format!("* NO [{code}] see the page").as_bytes()).0.code
    }

    #[test]
    fn the_url_is_kept_as_it_came() {
        for url in ["https://accounts.google.com/signin/continue?sarp=1&scc=1&plt=x-y", "x", "ü"] {
            let Some(Code::Ext(ExtCode::WebAlert(alert))) = code(&alloc::format!("WEBALERT {url}")) else {
                panic!("{url}");
            };
            assert_eq!(alert.url.as_bytes(), url.as_bytes());
        }
    }

    #[test]
    fn another_form_is_a_code_that_nobody_knows() {
        for other in ["WEBALERT", "WEBALERT a b"] {
            assert!(matches!(code(other), Some(Code::Other { .. })), "{other}");
        }
    }
}
