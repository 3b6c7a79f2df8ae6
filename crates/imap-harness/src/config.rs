//! Dovecot 2.3 configuration, users and tokens.

use std::fs;
use std::io;
use std::path::Path;

use crate::state::Account;

/// Names and passwords. `dots` has `.` as hierarchy separator, `tiny` a quota of 64 KiB, two names and passwords
/// need quoting or UTF-8; `master` may act for others (SASL PLAIN with an authorisation identity).
pub const USERS: [(&str, &str); 8] = [
    ("alice", "alicepw"),
    ("bob", "bobpw"),
    ("carol", "carolpw"),
    ("dots", "dotspw"),
    ("tiny", "tinypw"),
    ("\u{fc}ser", "p\u{e4}ssw\u{f6}rd"),
    ("quo\"te\\d", "p w\"x\\y"),
    ("master", "masterpw"),
];

/// A token for OAUTHBEARER and XOAUTH2 that lets `alice` in, until the year 2100.
pub const TOKEN_ALICE: &str = concat!(
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlLnRlc3QiLCJzdWIiOiJhbGljZSIsImlhdC",
    "I6MTU3NzgzNjgwMCwibmJmIjoxNTc3ODM2ODAwLCJleHAiOjQxMDI0NDQ4MDB9.joBGQbfRSntPRNfdpv57zXpxNDFtO8f_uRcZCe-L0Es",
);

/// The same, expired in 2021: the server answers with the error challenge of RFC 7628 section 3.2.2.
pub const TOKEN_EXPIRED: &str = concat!(
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlLnRlc3QiLCJzdWIiOiJhbGljZSIsImlhdC",
    "I6MTU3NzgzNjgwMCwibmJmIjoxNTc3ODM2ODAwLCJleHAiOjE2MDk0NTkyMDB9.ndG_JsCTop4Li1za0-j4UcTVg74S6FWsjaBoPLs1lfc",
);

/// The secret that signed the tokens, in base64 as Dovecot's key dictionary wants it.
const TOKEN_KEY: &str = "aW1hcC10ZXN0LXNlY3JldC1pbWFwLXRlc3Qtc2VjcmV0";

/// What differs from one server to the next.
pub(crate) struct Settings<'a> {
    pub(crate) dir: &'a Path,
    pub(crate) account: &'a Account,
    pub(crate) greeting: &'a str,
    pub(crate) imap_port: u16,
    pub(crate) imaps_port: u16,
    pub(crate) extra: &'a str,
}

/// Writes all configuration files below `settings.dir`; the main one is `dovecot.conf`.
pub(crate) fn write(settings: &Settings<'_>) -> io::Result<()> {
    let dir = settings.dir;
    for sub in ["run", "mail", "public", "keys/default/HS256"] {
        fs::create_dir_all(dir.join(sub))?;
    }
    fs::write(dir.join("users"), users(dir))?;
    fs::write(dir.join("master-users"), "master:{PLAIN}masterpw\n")?;
    fs::write(dir.join("keys/default/HS256/default"), TOKEN_KEY)?;
    fs::write(dir.join("oauth2.conf"), OAUTH2.replace("@DIR@", &dir.display().to_string()))?;
    fs::write(dir.join("public/dovecot-acl"), "user=alice lrwstipekxa\nanyone lrs\n")?;
    fs::write(dir.join("dovecot.conf"), main_file(settings))
}

fn main_file(settings: &Settings<'_>) -> String {
    let text = MAIN
        .replace("@DIR@", &settings.dir.display().to_string())
        .replace("@USER@", &settings.account.user)
        .replace("@GROUP@", &settings.account.group)
        .replace("@GREETING@", settings.greeting)
        .replace("@IMAP@", &settings.imap_port.to_string())
        .replace("@IMAPS@", &settings.imaps_port.to_string());
    text + settings.extra + "\n"
}

/// A passwd-file: name, password, uid, gid, comment, home, shell, extra fields.
fn users(dir: &Path) -> String {
    let mut text = String::from("anonymous:{PLAIN}::::@DIR@/mail/anonymous::\n");
    for (index, (name, password)) in USERS.iter().enumerate() {
        // The reader of this file takes a backslash as an escape, in names only.
        let name = name.replace('\\', "\\\\").replace('"', "\\\"");
        let extra = match name.as_str() {
            "dots" => {
                "userdb_namespace/inbox/separator=. userdb_namespace/shared/disabled=yes userdb_namespace/public/disabled=yes"
            }
            "tiny" => "userdb_quota_rule=*:storage=64K",
            _ => "",
        };
        // The home of a name with odd characters is its number: shared mailboxes go by home.
        let home =
            if name.bytes().all(|b| b.is_ascii_lowercase()) { name.clone() } else { format!("user{index}") };
        text.push_str(&format!("{name}:{{PLAIN}}{password}::::@DIR@/mail/{home}::{extra}\n"));
    }
    text.replace("@DIR@", &dir.display().to_string())
}

const OAUTH2: &str = "\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=@DIR@/keys/
username_attribute = sub
issuers = https://idp.example.test
";

/// Dovecot takes a connection whose two addresses are equal as secure, so 127.0.0.1 allows plain logins, while
/// 127.0.0.2 announces LOGINDISABLED until STARTTLS. The mode of anvil-auth-penalty switches off the delay that
/// failed logins from one address would otherwise add up.
const MAIN: &str = include_str!("dovecot.conf.in");
