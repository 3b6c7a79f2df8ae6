//! The settings of a transcript.

use imap_proto_core::conn::{Config, Path};
use imap_proto_core::layer::LayerKind;
use imap_proto_core::types::Capability;
use imap_proto_core::{Leniency, Limits};

use super::Step;

/// What the `config` lines of a transcript say.
///
/// # Errors
/// A word that is none.
pub(super) fn configure(steps: &[(usize, Step)]) -> Result<Config, String> {
    let mut config = Config::default().path(Path::Loopback);
    let (mut limits, mut leniency) = (Limits::default(), Leniency::default());
    for (line, step) in steps {
        let Step::Config(words) = step else { continue };
        for word in words.split_whitespace() {
            let unknown = || format!("line {line}: unknown setting `{word}`");
            if let Some(limit) = word.strip_prefix("limit-") {
                let (name, value) = limit.split_once('=').ok_or_else(unknown)?;
                set_limit(&mut limits, name, value.parse().map_err(|_| unknown())?).ok_or_else(unknown)?;
            } else if let Some(what) = word.strip_prefix("lenient-") {
                set_leniency(&mut leniency, what).ok_or_else(unknown)?;
            } else {
                config = setting(config, word).ok_or_else(unknown)?;
            }
        }
    }
    Ok(config.limits(limits).leniency(leniency))
}

fn setting(config: Config, word: &str) -> Option<Config> {
    if let Some(name) = word.strip_prefix("assume=") {
        return Capability::ext(name).ok().map(|capability| config.assume(capability));
    }
    if let Some(most) = word.strip_prefix("mirror=") {
        return most.parse().ok().map(|most| config.mirror(most));
    }
    Some(match word {
        "preauth" => config.allow_preauth(),
        "demand-tls" => config.demand_tls(),
        "cleartext" => config.dangerous_cleartext_auth(),
        "ambiguous" => config.allow_ambiguous_pipelining(),
        "deflate" => config.can_push(LayerKind::Deflate),
        "path=network" => config.path(Path::Network),
        "path=pipe" => config.path(Path::Pipe),
        "path=loopback" => config.path(Path::Loopback),
        _ => return None,
    })
}

fn set_limit(limits: &mut Limits, name: &str, value: u32) -> Option<()> {
    let (octets, count) = (u64::from(value), usize::try_from(value).ok()?);
    match name {
        "line" => limits.line = count,
        "line_before_auth" => limits.line_before_auth = count,
        "line_numeric" => limits.line_numeric = count,
        "line_status" => limits.line_status = count,
        "inline_literal" => limits.inline_literal = count,
        "literal" => limits.literal = octets,
        "literal_other" => limits.literal_other = octets,
        "discard" => limits.discard = octets,
        "response" => limits.response = octets,
        "literals" => limits.literals = count,
        "nesting" => limits.nesting = count,
        "list" => limits.list = count,
        "untagged_before_auth" => limits.untagged_before_auth = value,
        "queued_rows" => limits.queued_rows = count,
        "queued_octets" => limits.queued_octets = count,
        "queued_events" => limits.queued_events = count,
        "collected" => limits.collected = octets,
        "in_flight" => limits.in_flight = count,
        "command_line" => limits.command_line = count,
        "unacknowledged" => limits.unacknowledged = count,
        "noise" => limits.noise = value,
        "sasl_challenges" => limits.sasl_challenges = value,
        _ => return None,
    }
    Some(())
}

fn set_leniency(leniency: &mut Leniency, what: &str) -> Option<()> {
    match what {
        "nul" => leniency.nul = true,
        "bare-lf-literal" => leniency.bare_lf_literal = true,
        "no-bare-lf" => leniency.bare_lf = false,
        "enable-unlisted" => leniency.enable_unlisted = true,
        _ => return None,
    }
    Some(())
}
