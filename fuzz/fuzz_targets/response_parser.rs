//! Octets to responses. The first octet chooses limits, phase and read sizes.
//!
//! `cargo +nightly fuzz run response_parser -- -dict=fuzz/imap.dict fuzz/seeds/response_parser`
#![no_main]

#[path = "../../crates/imap-proto-core/tests/oracle/mod.rs"]
mod oracle;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    oracle::check_decoder(data);
});
