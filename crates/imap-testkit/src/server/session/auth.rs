//! CAPABILITY, ID, ENABLE, STARTTLS, LOGIN and AUTHENTICATE (RFC 3501 6.1, 6.2).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::args::Args;
use super::reply::{Answer, Refusal, Reply};
use super::{Mode, Session};

impl Session {
    pub(super) fn capability(&mut self) -> Answer {
        let list = self.capabilities();
        self.line(&format!("* CAPABILITY {list}"));
        Reply::ok("CAPABILITY completed")
    }

    /// RFC 2971: the client's list is read and forgotten.
    pub(super) fn id(&mut self, args: &mut Args<'_>) -> Answer {
        if !args.eat_word("NIL") {
            args.expect(b'(', "List expected")?;
            let mut fields = 0;
            while !args.eat(b')') {
                if fields > 0 {
                    args.sp()?;
                }
                args.string()?;
                args.sp()?;
                args.nstring()?;
                fields += 1;
                if fields > 30 {
                    return Err("Too many fields".into());
                }
            }
        }
        args.end()?;
        self.line(concat!(
            "* ID (\"name\" \"imap-testkit\" \"version\" \"",
            env!("CARGO_PKG_VERSION"),
            "\")"
        ));
        Reply::ok("ID completed")
    }

    /// RFC 5161: there is nothing here that can be enabled, so the list is empty.
    pub(super) fn enable(&mut self, args: &mut Args<'_>) -> Answer {
        args.atom()?;
        while !args.is_end() {
            args.sp()?;
            args.atom()?;
        }
        self.line("* ENABLED");
        Reply::ok("ENABLE completed")
    }

    pub(super) fn starttls(&mut self, tag: &str) -> Answer {
        if !self.shared.config.may_start_tls(self.secure, self.account.is_some()) {
            return Err("STARTTLS is not offered".into());
        }
        self.line(&format!("{tag} OK Begin TLS negotiation now"));
        self.mode = Mode::StartTls;
        Ok(Reply::Later)
    }

    pub(super) fn login(&mut self, args: &mut Args<'_>) -> Answer {
        let user = args.astring()?;
        args.sp()?;
        let password = args.astring()?;
        args.end()?;
        self.log_in(&user, &password)
    }

    fn log_in(&mut self, user: &[u8], password: &[u8]) -> Answer {
        if !self.shared.config.may_login(self.secure) {
            return Err(Refusal::no("[PRIVACYREQUIRED] TLS is required"));
        }
        let account = self.shared.with(|store| store.login(user, password));
        if account.is_none() {
            return Err(Refusal::no("[AUTHENTICATIONFAILED] Wrong user or password"));
        }
        self.account = account;
        Reply::ok(format!("[CAPABILITY {}] Logged in", self.capabilities()))
    }

    pub(super) fn authenticate(&mut self, tag: &str, args: &mut Args<'_>) -> Answer {
        let mechanism = args.word()?;
        if mechanism != "PLAIN" {
            return Err(Refusal::no("[CANNOT] Unknown mechanism"));
        }
        if args.is_end() {
            self.line("+ ");
            self.mode = Mode::SaslResponse { tag: tag.to_owned() };
            return Ok(Reply::Later);
        }
        args.sp()?;
        if !self.shared.config.has("SASL-IR") {
            return Err("SASL-IR is not offered".into());
        }
        // `=` is an initial response of no octets (RFC 4959 3).
        let response = args.atom()?;
        args.end()?;
        self.plain(if response == b"=" { b"" } else { response })
    }

    pub(super) fn sasl_response(&mut self, tag: String, line: &[u8]) {
        let answer = if line == b"*" { Err("Authentication cancelled".into()) } else { self.plain(line) };
        self.answer(&tag, answer);
    }

    /// RFC 4616: authzid NUL authcid NUL password; nobody may act for somebody else.
    fn plain(&mut self, response: &[u8]) -> Answer {
        let message = STANDARD.decode(response).map_err(|_| "Invalid base64")?;
        let mut fields = message.splitn(3, |&b| b == 0);
        let fields = (fields.next(), fields.next(), fields.next());
        let (Some(acts_as), Some(user), Some(password)) = fields else {
            return Err("Invalid PLAIN message".into());
        };
        if !acts_as.is_empty() && acts_as != user {
            return Err(Refusal::no("[AUTHORIZATIONFAILED] Not allowed to act for others"));
        }
        self.log_in(user, password)
    }
}
