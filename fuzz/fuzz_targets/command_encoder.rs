//! Typed arguments to octets. The first octet chooses the server, the second the command, the rest its arguments.
//!
//! `cargo +nightly fuzz run command_encoder -- -dict=fuzz/imap.dict`
#![no_main]

#[path = "../../crates/imap-proto-core/tests/oracle/commands.rs"]
mod commands;
#[path = "../../crates/imap-proto-core/tests/peer/mod.rs"]
mod peer;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    commands::check(data);
    // The same octets choose another command, which imap-codec has to read and mean the same by.
    if let Err(error) = imap_oracle::check(data) {
        panic!("{error}");
    }
});
