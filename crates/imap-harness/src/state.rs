//! The server's directory and the account it runs under.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The servers' sockets lie below the directory, and the path of a Unix socket ends at 107 octets.
const LONGEST: usize = 70;

/// Whom the server runs as: the caller, or an account of its own when the caller is root, which servers refuse.
pub(crate) struct Account {
    pub(crate) user: String,
    pub(crate) group: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    /// The caller is root, so ownership has to be given away.
    pub(crate) switch: bool,
}

impl Account {
    /// `root_uses` is the account for root. `Err` says in words what is missing.
    pub(crate) fn find(root_uses: &str) -> Result<Self, String> {
        let own = fs::metadata("/proc/self").map_err(|e| format!("own uid: {e}"))?.uid();
        let passwd = fs::read_to_string("/etc/passwd").map_err(|e| format!("passwd: {e}"))?;
        let fields = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| {
            let id = fields.get(2).and_then(|id| id.parse::<u32>().ok());
            if own == 0 { fields[0] == root_uses } else { id == Some(own) }
        });
        let fields =
            fields.ok_or_else(|| format!("no account for uid {own} (root needs one named {root_uses})"))?;
        let number =
            |at: usize| fields.get(at).and_then(|n| n.parse().ok()).ok_or("passwd: a number is missing");
        let (uid, gid) = (number(2)?, number(3)?);
        Ok(Self { user: fields[0].to_owned(), group: group_name(gid)?, uid, gid, switch: own == 0 })
    }

    /// Makes `command` run as this account, with no other groups.
    pub(crate) fn apply(&self, command: &mut Command) {
        if self.switch {
            command.uid(self.uid).gid(self.gid);
        }
    }

    /// Gives `path` and all below it to this account.
    pub(crate) fn own(&self, path: &Path) -> io::Result<()> {
        if !self.switch {
            return Ok(());
        }
        chown(path, Some(self.uid), Some(self.gid))?;
        if path.is_dir() {
            for entry in fs::read_dir(path)? {
                self.own(&entry?.path())?;
            }
        }
        Ok(())
    }
}

fn group_name(gid: u32) -> Result<String, String> {
    let groups = fs::read_to_string("/etc/group").map_err(|e| format!("group: {e}"))?;
    let mut lines = groups.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let found = lines.find(|fields| fields.get(2).and_then(|id| id.parse().ok()) == Some(gid));
    found.map(|fields| fields[0].to_owned()).ok_or_else(|| format!("no group has id {gid}"))
}

/// Makes a new, empty directory that the server's account can reach: below `wanted` if that can be.
pub(crate) fn new_dir(wanted: &Path) -> io::Result<PathBuf> {
    let name = format!("imap-h-{:016x}", crate::ports::nonce());
    let usable = wanted.as_os_str().len() + 1 + name.len() <= LONGEST && reachable(wanted);
    let mut dir = wanted.join(&name);
    if !usable || fs::create_dir(&dir).is_err() {
        dir = Path::new("/tmp").join(name);
        fs::create_dir(&dir)?;
    }
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755))?;
    Ok(dir)
}

fn reachable(dir: &Path) -> bool {
    dir.ancestors().all(|part| fs::metadata(part).is_ok_and(|meta| meta.mode() & 0o001 != 0))
}
