//! Extensions, one file each, and the registry that makes them known to the parser.
//!
//! A new extension is a file with its data types (each implements [`Extension`]) and its commands, and one row
//! per response keyword, response code or FETCH item in the table below. Nothing else has to change.

use crate::parse::{Cursor, Fail};
use crate::types::NameForm;

pub mod compress;
pub mod esearch;
pub mod id;
pub mod inprogress;
pub mod move_;
pub mod multiappend;
pub mod namespace;
pub mod referrals;
pub mod sort;
pub mod thread;
pub mod uidbatches;
pub mod uidplus;
pub mod unauthenticate;
pub mod urlauth;
pub mod xlist;

pub use compress::Compress;
pub use id::Id;
pub use move_::{Move, UidMove};
pub use multiappend::MultiAppend;
pub use namespace::Namespace;
pub use referrals::{RList, RLsub};
pub use sort::{Sort, SortKey, UidSort};
pub use thread::{Thread, ThreadAlgorithm, UidThread};
pub use uidbatches::UidBatches;
pub use uidplus::UidExpunge;
pub use unauthenticate::Unauthenticate;
pub use urlauth::{GenUrlAuth, ResetKey, UrlFetch};
pub use xlist::XList;

/// A value that the parser reads for an extension.
pub trait Extension: Sized {
    /// Reads the value behind its keyword; spaces in between are already read.
    ///
    /// # Errors
    /// [`Fail`] when it cannot be read. The response is then malformed, a code falls back to
    /// [`Code::Other`](crate::response::Code::Other), a FETCH item is damaged.
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fail>;

    /// Decodes mailbox names with the form in force.
    fn resolve(&mut self, form: NameForm) {
        let _ = form;
    }

    /// The tag of the command that a response code is about, if it names one. An untagged status with such a code is
    /// then an [`Unsolicited::StatusOf`](crate::conn::Unsolicited::StatusOf) of that command.
    fn tag(&self) -> Option<&[u8]> {
        None
    }
}

macro_rules! registry {
    ($(#[$doc:meta])* $name:ident { $($keyword:literal => $variant:ident($kind:ty),)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $keyword, "`")]
                $variant($kind),
            )*
        }

        impl $name {
            /// The keyword on the wire.
            pub fn keyword(&self) -> &'static str {
                match *self {
                    $(Self::$variant(_) => $keyword,)*
                }
            }

            /// None when nobody registered the keyword.
            pub(crate) fn parse(keyword: &[u8], cursor: &mut Cursor<'_>) -> Option<Result<Self, Fail>> {
                $(
                    if keyword.eq_ignore_ascii_case($keyword.as_bytes()) {
                        return Some(<$kind as Extension>::parse(cursor).map(Self::$variant));
                    }
                )*
                let _ = (keyword, cursor);
                None
            }
        }
    };
}

/// The table. Each row: keyword, variant, type.
macro_rules! ext_data {
    (
        data: { $($data:tt)* }
        codes: { $($codes:tt)* }
        fetch: { $($fetch:tt)* }
    ) => {
        registry! {
            /// Untagged responses of extensions.
            ExtData { $($data)* }
        }
        registry! {
            /// Response codes of extensions.
            ExtCode { $($codes)* }
        }
        registry! {
            /// FETCH items of extensions.
            ExtItem { $($fetch)* }
        }
        impl Eq for ExtCode {}
        tag! { ExtCode { $($codes)* } }
        resolve! { ExtData { $($data)* } }
    };
}

macro_rules! tag {
    ($name:ident { $($keyword:literal => $variant:ident($kind:ty),)* }) => {
        impl $name {
            /// The tag of the command that it is about, if it names one.
            pub fn tag(&self) -> Option<&[u8]> {
                match self {
                    $(Self::$variant(value) => Extension::tag(value),)*
                }
            }
        }
    };
}

macro_rules! resolve {
    ($name:ident { $($keyword:literal => $variant:ident($kind:ty),)* }) => {
        impl $name {
            /// Decodes mailbox names with the form in force.
            pub(crate) fn resolve(&mut self, form: NameForm) {
                match self {
                    $(Self::$variant(value) => Extension::resolve(value, form),)*
                }
            }
        }
    };
}

ext_data! {
    data: {
        "ESEARCH" => Esearch(esearch::EsearchData),
        "GENURLAUTH" => GenUrlAuth(urlauth::GenUrlAuthData),
        "ID" => Id(id::IdData),
        "NAMESPACE" => Namespace(namespace::NamespaceData),
        "SORT" => Sort(sort::SortData),
        "THREAD" => Thread(thread::ThreadData),
        "UIDBATCHES" => UidBatches(uidbatches::UidBatchesData),
        "URLFETCH" => UrlFetch(urlauth::UrlFetchData),
        "XLIST" => XList(xlist::XListData),
    }
    codes: {
        "APPENDUID" => AppendUid(uidplus::AppendUid),
        "COMPRESSIONACTIVE" => CompressionActive(compress::CompressionActive),
        "COPYUID" => CopyUid(uidplus::CopyUid),
        "INPROGRESS" => InProgress(inprogress::InProgress),
        "REFERRAL" => Referral(referrals::Referral),
        "TOOFEW" => TooFew(uidbatches::TooFew),
        "TOOMANY" => TooMany(uidbatches::TooMany),
        "URLMECH" => UrlMech(urlauth::UrlMech),
    }
    fetch: {}
}
