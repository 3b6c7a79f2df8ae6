//! STORE (RFC 3501 6.4.6).

use super::super::args::{Args, Parse};
use super::super::flags::Flags;
use super::Session;
use super::messages::GONE;
use super::news::View;
use super::reply::{Answer, Refusal, Reply};

impl Session {
    pub(super) fn store(&mut self, view: &View, args: &mut Args<'_>, uid: bool) -> Answer {
        let set = args.sequence_set()?;
        args.sp()?;
        let (how, silent) = store_item(args)?;
        let flags = Flags::from_client(&store_flags(args)?).ok_or("Flag cannot be set")?;
        if view.read_only {
            return Err(Refusal::no("[CANNOT] The mailbox is read-only"));
        }
        let chosen = view.choose(&set, uid)?;
        let mut complete = true;
        for (number, own_uid) in chosen {
            let changed = self.change_flags(view, own_uid, |old| match how {
                How::Replace => *old = flags.clone(),
                How::Add => old.add(&flags),
                How::Remove => old.remove(&flags),
            })?;
            match changed {
                Some(flags) if !silent => view.write_flags(&mut self.out, number, own_uid, &flags, uid),
                Some(_) => {}
                None => complete = false,
            }
        }
        if complete { Reply::ok("STORE completed") } else { Err(Refusal::no(GONE)) }
    }
}

/// What STORE does with the flags.
#[derive(Clone, Copy)]
enum How {
    Replace,
    Add,
    Remove,
}

fn store_item(args: &mut Args<'_>) -> Parse<(How, bool)> {
    let how = if args.eat(b'+') {
        How::Add
    } else if args.eat(b'-') {
        How::Remove
    } else {
        How::Replace
    };
    let silent = match args.item_name()?.as_str() {
        "FLAGS" => false,
        "FLAGS.SILENT" => true,
        _ => return Err("FLAGS expected"),
    };
    args.sp()?;
    Ok((how, silent))
}

/// A list, or flags one after the other.
fn store_flags(args: &mut Args<'_>) -> Parse<Vec<String>> {
    if args.peek() == Some(b'(') {
        let flags = args.flag_list()?;
        return args.end().map(|()| flags);
    }
    let mut flags = vec![args.flag()?];
    while !args.is_end() {
        args.sp()?;
        flags.push(args.flag()?);
    }
    Ok(flags)
}
