//! The command that lists conversions.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use super::ConversionData;
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Need, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::ext::ExtData;
use crate::response::{Data, Tagged};

/// CONVERSIONS (RFC 5259 section 5): lists what the server can convert. Valid when authenticated, where the server
/// announces `CONVERT`.
///
/// Each side is a media type, `type/*` or `*`. No row at all means that there is no such conversion.
///
/// ```
/// use imap_proto_core::{Execute, ext::Conversions};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 CONVERT BINARY] hi
/// # C: $1 CONVERSIONS image/gif \"*\"\nS: * CONVERSION \"image/gif\" \"image/jpeg\" (\"pix-x\")\nS: $1 OK done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let found = session.run(Conversions::new("image/gif", "*"))?;
/// assert_eq!(&found[0].to[..], b"image/jpeg");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Conversions {
    from: String,
    to: String,
    unchecked: Unchecked,
}

impl Conversions {
    /// The media types on both sides.
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: from.into(), to: to.into(), unchecked: Unchecked::default() }
    }
}

unchecked!(Conversions);

impl Command for Conversions {
    type Item = ConversionData;
    type Output = Vec<ConversionData>;
    const NAME: &'static str = "CONVERSIONS";

    fn traits(&self) -> Traits {
        let traits =
            Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole("CONVERSION"));
        self.unchecked.needs(traits, Need::named(&["CONVERT"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("CONVERSIONS").sp().astring(self.from.as_bytes(), "media type");
        w.sp().astring(self.to.as_bytes(), "media type").finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, ConversionData>) -> Claim {
        match data {
            Data::Ext(ExtData::Conversion(row)) => {
                items.push(row);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, ConversionData>) -> Outcome<Self::Output> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<ConversionData>, rows: VecDeque<ConversionData>) {
        output.extend(rows);
    }
}
