//! A preauthenticated server on standard input and output: `* PREAUTH`, no network, no configuration.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use crate::state::Account;

const IMAP: &str = "/usr/lib/dovecot/imap";

/// A program to start on a pipe, as a mail client's "tunnel" setting would.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PipeCommand {
    /// The program.
    pub program: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// The whole environment; nothing of the caller's is wanted.
    pub env: Vec<(String, String)>,
}

impl PipeCommand {
    /// The same as a [`Command`], for callers that start it with std. Standard error is noisy; send it away.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).env_clear().envs(self.env.iter().map(|(k, v)| (k, v)));
        command
    }
}

/// Mail lies in `dir`, which is created and, for root, given to the account `dovecot`.
pub(crate) fn command(account: &Account, dir: &Path) -> io::Result<PipeCommand> {
    fs::create_dir_all(dir)?;
    account.own(dir)?;
    let dir = dir.canonicalize()?.display().to_string();
    // The server looks up its working directory, which the other account may be unable to read.
    let mut words: Vec<String> =
        ["env", "-C", &dir, IMAP, "-c", "/dev/null", "-o"].map(str::to_owned).to_vec();
    words.push(format!("mail_location=maildir:{dir}/Maildir"));
    if account.switch {
        let (uid, gid) = (account.uid.to_string(), account.gid.to_string());
        let prefix = ["setpriv", "--reuid", &uid, "--regid", &gid, "--clear-groups"].map(str::to_owned);
        words.splice(0..0, prefix);
    }
    let env = [("HOME", dir.as_str()), ("USER", "alice"), ("PATH", "/usr/bin:/bin")];
    let env = env.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
    Ok(PipeCommand { program: words.remove(0), args: words, env })
}

/// Whether the program is there at all.
pub(crate) fn present() -> bool {
    Path::new(IMAP).exists()
}
