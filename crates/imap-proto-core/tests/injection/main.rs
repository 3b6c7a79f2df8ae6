//! Every argument that takes text, of every command, filled with what an attacker or a careless program puts there,
//! through a real connection (SECURITY C01 to C22). The reader of `peer` shares no code with the library: it sees one
//! command, under the tag that the connection gave it, and the argument as it was meant; or nothing was sent.
//!
//! The tables are one file a family, and the lines with `?` of the transcripts; `complete.rs` fails when an argument has
//! no row.

#[path = "../peer/mod.rs"]
mod peer;

mod base;
mod complete;
mod ext_append;
mod ext_fetch;
mod ext_list;
mod ext_metadata;
mod ext_rights;
mod ext_search;
mod ext_session;
mod fits;
mod hostile;
mod of_server;
mod of_transcripts;
mod row;
mod sections;
mod single;
mod source;

use row::Row;

macro_rules! tables {
    ($($table:ident),+ $(,)?) => {
        /// All rows, by the file they stand in.
        fn tables() -> Vec<(&'static str, Vec<Row>)> {
            Vec::from([$((stringify!($table), $table::rows())),+])
        }

        mod every_argument_arrives_whole_or_nothing_is_sent {
            $(
                #[test]
                fn $table() {
                    super::try_all(super::$table::rows());
                }
            )+
        }
    };
}

tables! {
    base, ext_append, ext_fetch, ext_list, ext_metadata, ext_rights, ext_search, ext_session, of_server, of_transcripts,
    sections,
}

fn try_all(rows: Vec<Row>) {
    for row in rows {
        let counts = row.run();
        assert!(counts.sent > 0, "{} was never sent", row.wire());
        assert!(counts.refused > 0 || row.takes_all(), "{} took everything", row.wire());
    }
}

#[test]
fn c21_a_long_argument_is_a_literal_or_refused() {
    for (_, rows) in tables() {
        rows.iter().for_each(Row::run_long);
    }
}
