//! Starting and ending the server.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::config::{self, Settings};
use crate::keeper::{self, Keeper};
use crate::state::Account;
use crate::{PipeCommand, certs, ports, preauth};

/// A private Dovecot 2.3 on loopback. It ends, and its directory goes, when this is dropped, when the process
/// that started it ends, and at the latest after half an hour.
///
/// A value in a `static` is never dropped; that is fine, the end of the process does it.
#[non_exhaustive]
pub struct Dovecot {
    /// Plain text and STARTTLS, on all the addresses.
    pub imap_port: u16,
    /// TLS from the first octet.
    pub imaps_port: u16,
    /// The CA that issued the server's certificates, as a file ...
    pub ca_pem: PathBuf,
    /// ... and as DER.
    pub ca_der: Vec<u8>,
    /// A client certificate for `alice` (SASL EXTERNAL) ...
    pub client_pem: PathBuf,
    /// ... and its PKCS #8 key.
    pub client_key: PathBuf,
    dir: PathBuf,
    _keeper: Keeper,
}

impl Dovecot {
    /// Plain-text logins are allowed. The certificate is good for this address, `localhost` and `imap.example.test`.
    pub const HOST: &'static str = "127.0.0.1";
    /// LOGINDISABLED until STARTTLS. The certificate is good for this address too.
    pub const HOST_NOT_SECURED: &'static str = "127.0.0.2";
    /// Its certificate ended in 2021.
    pub const HOST_EXPIRED: &'static str = "127.0.0.3";
    /// Its certificate is for `other.example.test`.
    pub const HOST_WRONG_NAME: &'static str = "127.0.0.4";
    /// The main user ...
    pub const USER: &'static str = "alice";
    /// ... and the password.
    pub const PASSWORD: &'static str = "alicepw";

    /// Starts a server, or says loudly why it cannot and returns `None`.
    ///
    /// # Panics
    /// If Dovecot is there and does not work; if it is absent and `IMAP_TEST_DOVECOT=require` is set.
    pub fn start() -> Option<Self> {
        Self::start_with("")
    }

    /// The same with lines appended to the configuration, for example `imap_capability = +X-TEST`.
    ///
    /// # Panics
    /// As [`Dovecot::start`].
    pub fn start_with(extra: &str) -> Option<Self> {
        let account = usable()?;
        Some(keeper::attempts("Dovecot", &env::temp_dir(), |dir| Self::launch(&account, extra, dir)))
    }

    /// A server on standard input and output whose first words are `* PREAUTH`; `dir` holds its mail and is
    /// given away to the account `dovecot` when the caller is root. It needs no running server.
    ///
    /// # Panics
    /// As [`Dovecot::start`], and if `dir` cannot be made.
    pub fn preauth_command(dir: &Path) -> Option<PipeCommand> {
        let account = usable()?;
        Some(preauth::command(&account, dir).expect("the directory of the preauthenticated server"))
    }

    /// What the server logged so far.
    pub fn log(&self) -> String {
        log(&self.dir)
    }

    fn launch(account: &Account, extra: &str, dir: &Path) -> Result<Self, String> {
        let hosts = [Self::HOST, Self::HOST_NOT_SECURED, Self::HOST_EXPIRED, Self::HOST_WRONG_NAME];
        let (imap_port, imaps_port) = (ports::free_port(&hosts), ports::free_port(&hosts));
        // Told apart by its greeting from another one that was faster at the port.
        let greeting = format!("Dovecot ready. {:016x}", ports::nonce());
        let settings = Settings { dir, account, greeting: &greeting, imap_port, imaps_port, extra };
        config::write(&settings).map_err(|e| format!("configuration: {e}"))?;
        let ca_der = certs::write(&dir.join("tls")).map_err(|e| format!("certificates: {e}"))?;
        account.own(dir).map_err(|e| format!("ownership: {e}"))?;
        let server = [Path::new("dovecot"), Path::new("-F"), Path::new("-c"), &dir.join("dovecot.conf")];
        let mut keeper = Keeper::start(account, dir, &server).map_err(|e| format!("start: {e}"))?;
        let tls = dir.join("tls");
        keeper.wait_for((Self::HOST, imap_port), &greeting, || log(dir))?;
        Ok(Self {
            imap_port,
            imaps_port,
            ca_pem: tls.join("ca.pem"),
            ca_der,
            client_pem: tls.join("client.pem"),
            client_key: tls.join("client.key"),
            dir: dir.to_owned(),
            _keeper: keeper,
        })
    }
}

impl fmt::Debug for Dovecot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Dovecot");
        text.field("imap_port", &self.imap_port).field("imaps_port", &self.imaps_port);
        text.field("ca_pem", &self.ca_pem).finish_non_exhaustive()
    }
}

fn log(dir: &Path) -> String {
    ["dovecot.log", "stderr.txt"].map(|file| fs::read_to_string(dir.join(file)).unwrap_or_default()).concat()
}

/// The account to use, or `None` after saying what is missing.
fn usable() -> Option<Account> {
    let version = Command::new("dovecot").arg("--version").env("PATH", keeper::search_path()).output();
    let found = match version {
        Ok(output) if output.stdout.starts_with(b"2.3.") && preauth::present() => Account::find("dovecot"),
        Ok(output) => Err(format!("2.3 is wanted, found {}", String::from_utf8_lossy(&output.stdout).trim())),
        Err(error) => Err(error.to_string()),
    };
    keeper::usable("Dovecot", "IMAP_TEST_DOVECOT", found)
}
