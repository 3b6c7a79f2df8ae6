//! What a connection is told before it starts.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;
use core::time::Duration;

use super::inflight::{Slot, Typed};
use super::timer::{Deadline, Deadlines};
use crate::command::{self, Command};
use crate::layer::LayerKind;
use crate::limits::{Leniency, Limits, SharedLimits};
use crate::types::Capability;

/// What lies between the client and the server; the core cannot see it, so the driver says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Path {
    /// A network that others can listen on. The default.
    #[default]
    Network,
    /// A loopback address.
    Loopback,
    /// A pipe to a child process.
    Pipe,
}

/// Makes the command that asks for capabilities.
pub(crate) type Probe = Arc<dyn Fn() -> Box<dyn Slot> + Send + Sync>;

/// Settings of a [`Connection`](super::Connection). The default is right for a server across a network.
///
/// ```
/// use imap_proto_core::conn::{Config, Deadline, Path};
/// use core::time::Duration;
/// let config = Config::default().path(Path::Loopback).deadline(Deadline::Stall, Some(Duration::from_secs(10)));
/// # let _ = config;
/// ```
#[derive(Clone)]
pub struct Config {
    pub(crate) path: Path,
    pub(crate) seed: [u8; 32],
    pub(crate) assume: Vec<Capability>,
    pub(crate) deadlines: Deadlines,
    pub(crate) limits: SharedLimits,
    pub(crate) leniency: Leniency,
    pub(crate) allow_preauth: bool,
    pub(crate) demand_tls: bool,
    pub(crate) cleartext: bool,
    pub(crate) ambiguous: bool,
    pub(crate) mirror: Option<NonZeroU32>,
    pub(crate) deflates: bool,
    pub(crate) probe: Probe,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            path: Path::Network,
            seed: [0; 32],
            assume: Vec::new(),
            deadlines: Deadlines::default(),
            limits: SharedLimits::default(),
            leniency: Leniency::default(),
            allow_preauth: false,
            demand_tls: false,
            cleartext: false,
            ambiguous: false,
            mirror: None,
            deflates: false,
            probe: Arc::new(command::default_probe),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The seed makes tags and nonces, so it stays out.
        f.debug_struct("Config")
            .field("path", &self.path)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Config {
    pub(crate) fn limits_ref(&self) -> &Limits {
        &self.limits
    }

    /// Says what the transport is. Drivers set it.
    #[must_use]
    pub fn path(mut self, path: Path) -> Self {
        self.path = path;
        self
    }

    /// Randomness for the tag prefix. Drivers draw it from the system; transcripts fix it.
    #[must_use]
    pub fn seed(mut self, seed: [u8; 32]) -> Self {
        self.seed = seed;
        self
    }

    /// The server can do this, whatever it announces.
    #[must_use]
    pub fn assume(mut self, capability: Capability) -> Self {
        self.assume.push(capability);
        self
    }

    /// Keeps message numbers, UIDs and flags of the selected mailbox in step, of at most so many messages: see
    /// [`Connection::mirror`](super::Connection::mirror). 0 keeps none, which is the default.
    #[must_use]
    pub fn mirror(mut self, most: u32) -> Self {
        self.mirror = NonZeroU32::new(most);
        self
    }

    /// What asks for capabilities when a command depends on them and they are unknown.
    #[must_use]
    pub fn capability_probe<C: Command>(mut self, make: fn() -> C) -> Self {
        self.probe = Arc::new(move || Typed::boxed(make()));
        self
    }

    /// Sets a deadline, or removes it.
    #[must_use]
    pub fn deadline(mut self, which: Deadline, after: Option<Duration>) -> Self {
        self.deadlines.set(which, after);
        self
    }

    /// Sets the limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits.into();
        self
    }

    /// Sets what is forgiven.
    #[must_use]
    pub fn leniency(mut self, leniency: Leniency) -> Self {
        self.leniency = leniency;
        self
    }

    /// Accepts a PREAUTH greeting elsewhere than on a pipe. The session may be somebody else's.
    #[must_use]
    pub fn allow_preauth(mut self) -> Self {
        self.allow_preauth = true;
        self
    }

    /// TLS is demanded: a PREAUTH greeting before it is fatal (RFC 9051 7.1.4). Drivers set it for STARTTLS.
    #[must_use]
    pub fn demand_tls(mut self) -> Self {
        self.demand_tls = true;
        self
    }

    /// Lets LOGIN and revealing SASL mechanisms cross a network without TLS. Anyone on the way reads them.
    #[must_use]
    pub fn dangerous_cleartext_auth(mut self) -> Self {
        self.cleartext = true;
        self
    }

    /// The event loop can push a layer of this kind when [`Event::SwitchLayer`](super::Event::SwitchLayer) asks for it.
    ///
    /// COMPRESS is refused with [`CommandError::NoLayer`](crate::CommandError::NoLayer) where nobody has said so: behind
    /// its OK nothing could be read any more. TLS need not be declared. The drivers say it for a layer that they were
    /// given with `expect_layer`, and so ignore what is said here.
    #[must_use]
    pub fn can_push(mut self, kind: LayerKind) -> Self {
        self.deflates |= kind == LayerKind::Deflate;
        self
    }

    /// Lifts the holding back of commands whose rows could be confused (RFC 9051 5.5). Stale message numbers
    /// are refused all the same.
    #[must_use]
    pub fn allow_ambiguous_pipelining(mut self) -> Self {
        self.ambiguous = true;
        self
    }
}
