//! IDLE (RFC 2177).

use super::reply::{Answer, Reply};
use super::{Mode, Session};

impl Session {
    pub(super) fn idle(&mut self, tag: &str) -> Answer {
        if !self.shared.config.has("IDLE") {
            return Err("Unknown command".into());
        }
        self.line("+ idling");
        self.show_news(true);
        self.mode = Mode::Idle { tag: tag.to_owned() };
        Ok(Reply::Later)
    }

    pub(super) fn end_idle(&mut self, tag: &str, line: &[u8]) {
        self.show_news(true);
        let done = line.eq_ignore_ascii_case(b"DONE");
        self.answer(tag, if done { Reply::ok("IDLE completed") } else { Err("DONE expected".into()) });
    }
}
