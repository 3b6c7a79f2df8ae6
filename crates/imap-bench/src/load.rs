//! The loads, made the same way each time.

/// `* SEARCH` with `count` numbers that grow by small steps, as a server sends UIDs.
pub(crate) fn search(count: u32) -> Vec<u8> {
    let mut line = b"* SEARCH".to_vec();
    let mut number = 1_000_000u32;
    let mut state = 12_345u32;
    for _ in 0..count {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        number += 1 + (state >> 16) % 5;
        line.extend_from_slice(format!(" {number}").as_bytes());
    }
    line.extend_from_slice(b"\r\n");
    line
}
