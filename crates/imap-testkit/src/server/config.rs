//! What a server announces and how much it takes.

/// Settings of a server, fixed when it is built.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) extra: Vec<String>,
    pub(crate) hidden: Vec<String>,
    pub(crate) line_limit: usize,
    pub(crate) literal_limit: u64,
    pub(crate) connections: usize,
    /// LOGIN and PLAIN only under TLS.
    pub(crate) login_needs_tls: bool,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<std::sync::Arc<rustls::ServerConfig>>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            extra: Vec::new(),
            hidden: Vec::new(),
            line_limit: 64 * 1024,
            literal_limit: 64 * 1024 * 1024,
            connections: 64,
            login_needs_tls: false,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}

const BASE: [&str; 13] = [
    "IMAP4rev1",
    "LITERAL+",
    "SASL-IR",
    "ID",
    "ENABLE",
    "IDLE",
    "NAMESPACE",
    "UNSELECT",
    "UIDPLUS",
    "MULTIAPPEND",
    "MOVE",
    "CHILDREN",
    "SPECIAL-USE",
];

impl Config {
    /// Does the server have this capability, apart from those that depend on the session?
    pub(crate) fn has(&self, name: &str) -> bool {
        let hidden = self.hidden.iter().any(|h| h.eq_ignore_ascii_case(name));
        !hidden && (BASE.contains(&name) || self.extra.iter().any(|e| e.eq_ignore_ascii_case(name)))
    }

    fn offers_tls(&self) -> bool {
        #[cfg(feature = "tls")]
        return self.tls.is_some();
        #[cfg(not(feature = "tls"))]
        false
    }

    pub(crate) fn may_start_tls(&self, secure: bool, authenticated: bool) -> bool {
        self.offers_tls() && !secure && !authenticated
    }

    pub(crate) fn may_login(&self, secure: bool) -> bool {
        secure || !self.login_needs_tls
    }

    /// The capability list of a session.
    pub(crate) fn capabilities(&self, secure: bool, authenticated: bool) -> String {
        let mut list: Vec<&str> = BASE.to_vec();
        if self.may_start_tls(secure, authenticated) {
            list.push("STARTTLS");
        }
        if !authenticated {
            list.push(if self.may_login(secure) { "AUTH=PLAIN" } else { "LOGINDISABLED" });
        }
        list.extend(self.extra.iter().map(String::as_str));
        list.retain(|name| !self.hidden.iter().any(|h| h.eq_ignore_ascii_case(name)));
        list.join(" ")
    }
}
