//! Extensions, one file each, and the registry that makes them known to the parser.
//!
//! A new extension is a file with its data types (each implements [`Extension`]) and its commands, and one row
//! per response keyword, response code, FETCH or STATUS item, LIST or ESEARCH datum in the table below. Nothing else has to change.

use crate::parse::{Cursor, Fail};
use crate::types::{MailboxName, NameForm};

pub mod acl;
pub mod annotate;
pub mod annotatemore;
pub mod annotation_key;
pub mod append_limit;
pub mod binary;
pub mod catenate;
pub mod compress;
pub mod condstore;
pub mod context;
pub mod convert;
pub mod esearch;
pub mod esort;
pub mod filters;
pub mod fuzzy;
pub mod gmail;
pub mod gmail_key;
pub mod id;
pub mod inprogress;
pub mod inthread;
pub mod jmapaccess;
pub mod language;
pub mod list_extended;
pub mod list_metadata;
pub mod list_myrights;
pub mod message_limit;
pub mod metadata;
pub mod modseq_key;
pub mod move_;
pub mod multiappend;
pub mod multisearch;
pub mod namespace;
pub mod notify;
pub mod objectid;
pub mod objectid_key;
pub mod partial;
pub mod partial1730;
pub mod preview;
pub mod proxyauth;
pub mod qresync;
pub mod quota;
pub mod referrals;
pub mod replace;
pub mod savedate;
pub mod savedate_key;
pub mod searchres;
mod shared;
pub mod sort;
pub mod special_use;
pub mod thread;
pub mod uidbatches;
pub mod uidplus;
pub mod unauthenticate;
pub mod urlauth;
pub mod web_alert;
pub mod within;
pub mod xlist;

pub use acl::{DeleteAcl, GetAcl, ListRights, MyRights, SetAcl};
pub use annotate::{StoreAnnotations, UidStoreAnnotations};
pub use annotatemore::{GetAnnotation, SetAnnotation};
pub use compress::Compress;
pub use condstore::StoreUnchanged;
pub use context::CancelUpdate;
pub use convert::{Conversions, Convert, UidConvert};
pub use esearch::{ReturnOptions, SearchReturn, UidSearchReturn};
pub use esort::{SortReturn, UidSortReturn};
pub use id::Id;
pub use jmapaccess::GetJmapAccess;
pub use language::{Comparator, Language};
pub use list_extended::ListExtended;
pub use list_metadata::ListMetadata;
pub use metadata::{GetMetadata, SetMetadata};
pub use move_::{Move, UidMove};
pub use multiappend::MultiAppend;
pub use multisearch::{MultiSearch, Scope};
pub use namespace::Namespace;
pub use notify::Notify;
pub use partial::PartialRange;
pub use partial1730::Partial1730;
pub use proxyauth::ProxyAuth;
pub use qresync::{Resync, UidFetchChanges};
pub use quota::{GetQuota, GetQuotaRoot, SetQuota};
pub use referrals::{RList, RLsub};
pub use replace::{Replace, UidReplace};
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

    /// Reads the value of an untagged response that has a number before its keyword, as in `2 CONVERTED`; None for one
    /// that has none.
    ///
    /// # Errors
    /// As those of [`parse`](Self::parse), which is not called where there is a number.
    fn parse_numbered(number: u64, cursor: &mut Cursor<'_>) -> Option<Result<Self, Fail>> {
        let _ = (number, cursor);
        None
    }

    /// Decodes mailbox names with the form in force.
    fn resolve(&mut self, form: NameForm) {
        let _ = form;
    }

    /// The mailbox that an untagged response is about, if it is about one: rows of LIST belong together by it.
    fn mailbox(&self) -> Option<&MailboxName> {
        None
    }

    /// True for an untagged response that never is an answer, whatever it is about.
    fn is_news(&self) -> bool {
        false
    }

    /// The tag of the command that a response code is about, if it names one. An untagged status with such a code is
    /// then an [`Unsolicited::StatusOf`](crate::conn::Unsolicited::StatusOf) of that command.
    fn tag(&self) -> Option<&[u8]> {
        None
    }

    /// Capabilities of which a server must announce one before a client asks for it: for items of FETCH and STATUS.
    const NEEDS: &'static [&'static str] = &[];
}

/// A response code that is a word and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bare;

impl Extension for Bare {
    fn parse(_: &mut Cursor<'_>) -> Result<Self, Fail> {
        Ok(Self)
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

            /// What a server must announce before a client asks for the item of this name: any of these.
            #[allow(dead_code, reason = "only items are asked for by name")]
            pub(crate) fn needs(keyword: &[u8]) -> &'static [&'static str] {
                $(
                    if keyword.eq_ignore_ascii_case($keyword.as_bytes()) {
                        return <$kind as Extension>::NEEDS;
                    }
                )*
                let _ = keyword;
                &[]
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
        status: { $($status:tt)* }
        list: { $($list:tt)* }
        esearch: { $($esearch:tt)* }
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
        registry! {
            /// STATUS items of extensions.
            ExtStatus { $($status)* }
        }
        registry! {
            /// Extended data of LIST rows (RFC 5258 section 6).
            ExtList { $($list)* }
        }
        registry! {
            /// What ESEARCH responses say beside the RFC 4731 results.
            ExtFound { $($esearch)* }
        }
        impl Eq for ExtCode {}
        tag! { ExtCode { $($codes)* } }
        resolve! { ExtData { $($data)* } }
        mailbox! { ExtData { $($data)* } }
        numbered! { ExtData { $($data)* } }
        resolve! { ExtItem { $($fetch)* } }
        resolve! { ExtList { $($list)* } }
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

macro_rules! numbered {
    ($name:ident { $($keyword:literal => $variant:ident($kind:ty),)* }) => {
        impl $name {
            /// None when nobody registered the keyword, or it has no number.
            pub(crate) fn parse_numbered(
                number: u64,
                keyword: &[u8],
                cursor: &mut Cursor<'_>,
            ) -> Option<Result<Self, Fail>> {
                $(
                    if keyword.eq_ignore_ascii_case($keyword.as_bytes()) {
                        let found = <$kind as Extension>::parse_numbered(number, cursor)?;
                        return Some(found.map(Self::$variant));
                    }
                )*
                None
            }
        }
    };
}

macro_rules! mailbox {
    ($name:ident { $($keyword:literal => $variant:ident($kind:ty),)* }) => {
        impl $name {
            /// The mailbox that it is about, if it is about one.
            pub fn mailbox(&self) -> Option<&MailboxName> {
                match self {
                    $(Self::$variant(value) => Extension::mailbox(value),)*
                }
            }

            /// True when it never is an answer.
            pub(crate) fn is_news(&self) -> bool {
                match self {
                    $(Self::$variant(value) => Extension::is_news(value),)*
                }
            }
        }
    };
}

ext_data! {
    data: {
        "ACL" => Acl(acl::AclData),
        "ANNOTATION" => Annotation(annotatemore::AnnotationData),
        "COMPARATOR" => Comparator(language::ComparatorData),
        "CONVERSION" => Conversion(convert::ConversionData),
        "CONVERTED" => Converted(convert::ConvertedRow),
        "ESEARCH" => Esearch(esearch::EsearchData),
        "GENURLAUTH" => GenUrlAuth(urlauth::GenUrlAuthData),
        "ID" => Id(id::IdData),
        "JMAPACCESS" => JmapAccess(jmapaccess::JmapAccessData),
        "LANGUAGE" => Language(language::LanguageData),
        "LISTRIGHTS" => ListRights(acl::ListRightsData),
        "METADATA" => Metadata(metadata::MetadataData),
        "MYRIGHTS" => MyRights(acl::MyRightsData),
        "NAMESPACE" => Namespace(namespace::NamespaceData),
        "QUOTA" => Quota(quota::QuotaData),
        "QUOTAROOT" => QuotaRoot(quota::QuotaRootData),
        "SORT" => Sort(sort::SortData),
        "THREAD" => Thread(thread::ThreadData),
        "UIDBATCHES" => UidBatches(uidbatches::UidBatchesData),
        "URLFETCH" => UrlFetch(urlauth::UrlFetchData),
        "XLIST" => XList(xlist::XListData),
    }
    codes: {
        "ANNOTATE" => Annotate(annotate::AnnotateCode),
        "ANNOTATEMORE" => AnnotateMore(annotatemore::AnnotateMoreCode),
        "ANNOTATIONS" => Annotations(annotate::AnnotationsCode),
        "APPENDUID" => AppendUid(uidplus::AppendUid),
        "BADCOMPARATOR" => BadComparator(Bare),
        "BADEVENT" => BadEvent(notify::BadEvent),
        "BADURL" => BadUrl(catenate::BadUrl),
        "COMPRESSIONACTIVE" => CompressionActive(Bare),
        "COPYUID" => CopyUid(uidplus::CopyUid),
        "INPROGRESS" => InProgress(inprogress::InProgress),
        "MAILBOXID" => MailboxId(objectid::MailboxId),
        "MAXCONVERTMESSAGES" => MaxConvertMessages(convert::MaxConvert),
        "MAXCONVERTPARTS" => MaxConvertParts(convert::MaxConvert),
        "MESSAGELIMIT" => MessageLimit(message_limit::MessageLimit),
        "METADATA" => Metadata(metadata::MetadataCode),
        "MODIFIED" => Modified(condstore::Modified),
        "NOTIFICATIONOVERFLOW" => NotificationOverflow(Bare),
        "NOUPDATE" => NoUpdate(context::NoUpdate),
        "REFERRAL" => Referral(referrals::Referral),
        "TEMPFAIL" => TempFail(Bare),
        "TOOBIG" => TooBig(Bare),
        "TOOFEW" => TooFew(Bare),
        "TOOMANY" => TooMany(Bare),
        "UIDREQUIRED" => UidRequired(Bare),
        "UNDEFINED-FILTER" => UndefinedFilter(filters::UndefinedFilter),
        "URLMECH" => UrlMech(urlauth::UrlMech),
        "USEATTR" => UseAttr(Bare),
        "WEBALERT" => WebAlert(web_alert::WebAlert),
    }
    fetch: {
        "ANNOTATION" => Annotation(annotate::MessageAnnotations),
        "EMAILID" => EmailId(objectid::EmailId),
        "PREVIEW" => Preview(preview::Preview),
        "SAVEDATE" => SaveDate(savedate::SaveDate),
        "THREADID" => ThreadId(objectid::ThreadId),
        "X-GM-LABELS" => Labels(gmail::Labels),
        "X-GM-MSGID" => MsgId(gmail::MsgId),
        "X-GM-THRID" => ThrId(gmail::ThrId),
    }
    status: {
        "APPENDLIMIT" => AppendLimit(append_limit::AppendLimit),
        "DELETED-STORAGE" => DeletedStorage(quota::DeletedStorage),
        "MAILBOXID" => MailboxId(objectid::MailboxId),
    }
    list: {
        "CHILDINFO" => ChildInfo(list_extended::ChildInfo),
        "OLDNAME" => OldName(list_extended::OldName),
    }
    esearch: {
        "ADDTO" => AddTo(context::Changes),
        "PARTIAL" => Partial(partial::Partial),
        "RELEVANCY" => Relevancy(fuzzy::Relevancy),
        "REMOVEFROM" => RemoveFrom(context::Changes),
    }
}
