//! Octets to frames. It takes the same input as `response_parser` and is faster.
//!
//! `cargo +nightly fuzz run framer -- -dict=fuzz/imap.dict fuzz/seeds/response_parser`
#![no_main]

#[path = "../../crates/imap-proto-core/tests/oracle/mod.rs"]
mod oracle;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    oracle::check_framer(data);
});
