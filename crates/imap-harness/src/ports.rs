//! Free loopback ports.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Below the range that Linux gives to outgoing connections, which another test could hold by chance.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

static SERIAL: AtomicU32 = AtomicU32::new(0);

/// A number that no other caller on this machine is likely to get: process, time and a serial, mixed.
pub(crate) fn nonce() -> u64 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos() as u64);
    let serial = u64::from(SERIAL.fetch_add(1, Ordering::Relaxed));
    crate::seed::mix(time ^ (u64::from(std::process::id()) << 40) ^ (serial << 20))
}

/// A port that is free on every address of `hosts` at this moment.
///
/// Somebody else may take it before the server does. The server then fails to start, and the caller tries again.
pub(crate) fn free_port(hosts: &[&str]) -> u16 {
    (0..1000)
        .map(|_| FIRST + (nonce() % u64::from(COUNT)) as u16)
        .find(|port| hosts.iter().all(|host| TcpListener::bind((*host, *port)).is_ok()))
        .expect("a free port on the loopback addresses")
}
