//! Which command it is, and whether the session is in the right state for it (RFC 3501 3).

use super::super::args::Args;
use super::news::View;
use super::reply::{Answer, Refusal, Reply};
use super::{Mode, Session};

/// States a command is valid in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    NotAuthenticated,
    Authenticated,
    /// Authenticated, no mailbox selected.
    Unselected,
    Selected,
}

fn needs(command: &str) -> Option<Needs> {
    Some(match command {
        "CAPABILITY" | "NOOP" | "LOGOUT" | "ID" => Needs::Nothing,
        "STARTTLS" | "LOGIN" | "AUTHENTICATE" => Needs::NotAuthenticated,
        // RFC 5161 3.1.
        "ENABLE" => Needs::Unselected,
        "NAMESPACE" | "CREATE" | "DELETE" | "RENAME" | "SUBSCRIBE" | "UNSUBSCRIBE" | "LIST" | "LSUB"
        | "SELECT" | "EXAMINE" | "STATUS" | "APPEND" | "IDLE" => Needs::Authenticated,
        "CHECK" | "CLOSE" | "UNSELECT" | "EXPUNGE" | "SEARCH" | "FETCH" | "STORE" | "COPY" | "MOVE"
        | "UID" => Needs::Selected,
        _ => return None,
    })
}

/// Commands without arguments.
fn is_bare(command: &str) -> bool {
    matches!(
        command,
        "CAPABILITY"
            | "NOOP"
            | "LOGOUT"
            | "STARTTLS"
            | "NAMESPACE"
            | "CHECK"
            | "CLOSE"
            | "UNSELECT"
            | "EXPUNGE"
            | "IDLE"
    )
}

/// The tag a command starts with; `*` where it has none.
pub(super) fn tag_of(command: &[u8]) -> String {
    Args::new(command).tag().map_or_else(|_| "*".to_owned(), |tag| String::from_utf8_lossy(tag).into_owned())
}

impl Session {
    pub(super) fn command(&mut self, line: &[u8]) {
        let tag = tag_of(line);
        let mut args = Args::new(line);
        let name = args.tag().and_then(|_| args.sp()).and_then(|()| args.word());
        let answer = match &name {
            Ok(name) => self.dispatch(name, &tag, &mut args),
            Err(_) => Err(Refusal::from("Tag and command expected")),
        };
        if !matches!(answer, Ok(Reply::Later)) {
            // No EXPUNGE while message numbers are being used (RFC 3501 7.4.1, RFC 9051 5.5).
            let numbered = matches!(name.as_deref(), Ok("FETCH" | "STORE" | "SEARCH"));
            self.show_news(!numbered);
        }
        self.answer(&tag, answer);
    }

    fn in_state(&self, command: &str) -> Result<(), Refusal> {
        let needs = needs(command).ok_or("Unknown command")?;
        let right = match needs {
            Needs::Nothing => true,
            Needs::NotAuthenticated => self.account.is_none(),
            Needs::Authenticated => self.account.is_some(),
            Needs::Unselected => self.account.is_some() && self.view.is_none(),
            Needs::Selected => self.view.is_some(),
        };
        if right { Ok(()) } else { Err("Command not valid in this state".into()) }
    }

    fn dispatch(&mut self, name: &str, tag: &str, args: &mut Args<'_>) -> Answer {
        self.in_state(name)?;
        if is_bare(name) {
            args.end()?;
        } else {
            args.sp()?;
        }
        match name {
            "CAPABILITY" => self.capability(),
            "NOOP" => Reply::ok("NOOP completed"),
            "LOGOUT" => self.logout(tag),
            "ID" => self.id(args),
            "STARTTLS" => self.starttls(tag),
            "LOGIN" => self.login(args),
            "AUTHENTICATE" => self.authenticate(tag, args),
            "ENABLE" => self.enable(args),
            "NAMESPACE" => self.namespace(),
            "CREATE" => self.create(args),
            "DELETE" => self.delete(args),
            "RENAME" => self.rename(args),
            "SUBSCRIBE" => self.subscribe(args, true),
            "UNSUBSCRIBE" => self.subscribe(args, false),
            "LIST" => self.list(args, false),
            "LSUB" => self.list(args, true),
            "SELECT" => self.select(args, false),
            "EXAMINE" => self.select(args, true),
            "STATUS" => self.status(args),
            "APPEND" => self.append(args),
            "IDLE" => self.idle(tag),
            "CHECK" => Reply::ok("CHECK completed"),
            "CLOSE" => self.close(true),
            "UNSELECT" => self.close(false),
            "UID" => self.uid_command(args),
            _ => self.message_command(name, args, false),
        }
    }

    fn uid_command(&mut self, args: &mut Args<'_>) -> Answer {
        let name = args.word()?;
        if !matches!(name.as_str(), "FETCH" | "STORE" | "COPY" | "MOVE" | "SEARCH" | "EXPUNGE") {
            return Err("Unknown UID command".into());
        }
        args.sp()?;
        self.message_command(&name, args, true)
    }

    fn message_command(&mut self, name: &str, args: &mut Args<'_>, uid: bool) -> Answer {
        let view = self.view.take().ok_or("No mailbox selected")?;
        let answer = self.with_view(name, &view, args, uid);
        self.view = Some(view);
        answer
    }

    fn with_view(&mut self, name: &str, view: &View, args: &mut Args<'_>, uid: bool) -> Answer {
        match name {
            "FETCH" => self.fetch(view, args, uid),
            "STORE" => self.store(view, args, uid),
            "SEARCH" => self.search(view, args, uid),
            "COPY" => self.copy(view, args, uid, false),
            "MOVE" => self.copy(view, args, uid, true),
            "EXPUNGE" if uid => {
                let set = args.sequence_set()?;
                args.end()?;
                self.expunge(view, Some(&set))
            }
            "EXPUNGE" => self.expunge(view, None),
            _ => Err("Unknown command".into()),
        }
    }

    fn logout(&mut self, tag: &str) -> Answer {
        self.line("* BYE Logging out");
        self.line(&format!("{tag} OK LOGOUT completed"));
        self.mode = Mode::Closed;
        Ok(Reply::Later)
    }
}
