//! From a transport to a session that was greeted, and STARTTLS.

use imap_proto_core::command::{Capability, StartTls};
use imap_proto_core::conn::Config;
use imap_proto_core::layer::Layer;
use imap_proto_core::{CloseReason, Execute};

use crate::{Error, Session, Timer, Transport};

impl<T: Transport> Session<T> {
    /// A session over any transport, once the server has greeted as the config allows.
    pub async fn open(io: T, timer: impl Timer + 'static, config: Config) -> Result<Self, Error> {
        let mut session = Self::new(io, timer, config)?;
        session.greeting().await?;
        Ok(session)
    }

    /// A session with a layer from the first octet: implicit TLS (RFC 8314 3.2).
    pub async fn open_with(
        io: T,
        timer: impl Timer + 'static,
        config: Config,
        layer: Box<dyn Layer>,
    ) -> Result<Self, Error> {
        let mut session = Self::new(io, timer, config.demand_tls())?;
        session.wire().push_layer(layer);
        session.greeting().await?;
        Ok(session)
    }

    /// A session that goes on under TLS by STARTTLS. Without TLS there is none: nothing falls back to plain text.
    pub async fn open_starttls(
        io: T,
        timer: impl Timer + 'static,
        config: Config,
        layer: Box<dyn Layer>,
    ) -> Result<Self, Error> {
        let mut session = Self::open(io, timer, config.demand_tls()).await?;
        session.start_tls(layer).await?;
        Ok(session)
    }

    /// STARTTLS (RFC 9051 6.2.1), the handshake, and CAPABILITY, whose earlier answer counts no more.
    ///
    /// A refusal leaves the session as it was, in clear text; every other error ends it, and so does dropping the
    /// future, since nobody could tell in which state the connection is.
    pub async fn start_tls(&mut self, layer: Box<dyn Layer>) -> Result<(), Error> {
        self.expect_layer(Some(layer));
        let mut switch = Switch { session: self, under_way: true };
        let answer = switch.run().await;
        switch.under_way = false;
        switch.session.expect_layer(None);
        answer
    }
}

/// Closes the connection when the switch is dropped under way.
struct Switch<'a, T: Transport> {
    session: &'a mut Session<T>,
    under_way: bool,
}

impl<T: Transport> Switch<'_, T> {
    async fn run(&mut self) -> Result<(), Error> {
        self.session.run(StartTls::new()).await?;
        self.session.run(Capability::new()).await.map(drop)
    }
}

impl<T: Transport> Drop for Switch<'_, T> {
    fn drop(&mut self) {
        if self.under_way {
            self.session.expect_layer(None);
            self.session.wire().close(CloseReason::Abandoned("STARTTLS was dropped half way"));
            self.session.hang_up();
        }
    }
}
