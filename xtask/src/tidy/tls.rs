//! One file knows the TLS library.

use super::Problem;
use super::source::{Source, line_of, occurrences};

const LAYER: &str = "crates/imap-tls/src/layer.rs";

/// `rustls` is named in `imap-tls/src/layer.rs`, which hands on what the other files of the crate need.
pub(super) fn check(source: &Source) -> Vec<Problem> {
    let shipped = source.path.contains("/src/") && source.path.starts_with("crates/imap-");
    // The scripted peer is a TLS server, and the bench gives TLS to other clients: no part of ours.
    let others = ["crates/imap-testkit/", "crates/imap-bench-clients/"];
    if !shipped || source.path == LAYER || others.iter().any(|dir| source.path.starts_with(dir)) {
        return Vec::new();
    }
    let found = occurrences(&source.shipped, "rustls").into_iter();
    let lines = found.map(|at| line_of(&source.shipped, at));
    lines.map(|line| Problem::new(&source.path, line, format!("only {LAYER} names rustls"))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::{LAYER, check};

    #[test]
    fn catches_rustls_elsewhere() {
        let text = "use rustls::ClientConfig;";
        assert_eq!(check(&sample("crates/imap-tls/src/config.rs", text)).len(), 1);
        assert_eq!(check(&sample("crates/imap-blocking/src/connect_tls.rs", text)).len(), 1);
        assert!(check(&sample(LAYER, text)).is_empty());
        assert!(
            check(&sample("crates/imap-tls/src/config.rs", "use rustls_pki_types::A; // rustls::B"))
                .is_empty()
        );
    }
}
