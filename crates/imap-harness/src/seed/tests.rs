use super::message;

fn all() -> Vec<Vec<u8>> {
    (0..400).map(|i| message(i, 7)).collect()
}

fn contains(message: &[u8], wanted: &[u8]) -> bool {
    message.windows(wanted.len()).any(|part| part == wanted)
}

#[test]
fn same_number_same_octets() {
    assert_eq!(message(5, 9), message(5, 9));
    assert_ne!(message(5, 9), message(13, 9));
    assert_ne!(message(5, 9), message(5, 10));
}

#[test]
fn the_octets_are_pinned() {
    // FNV-1a. A change here changes what every stored measurement was made with.
    let sum = all().concat().iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, &octet| {
        (sum ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
    });
    assert_eq!(sum, 8_962_740_316_134_646_944);
}

#[test]
fn lines_end_in_crlf_and_hold_no_nul() {
    for (i, message) in all().iter().enumerate() {
        assert!(message.ends_with(b"\r\n") && contains(message, b"\r\n\r\n"), "message {i}");
        assert!(!message.contains(&0), "message {i}");
        for (at, _) in message.iter().enumerate().filter(|(_, octet)| **octet == b'\n') {
            assert!(at > 0 && message[at - 1] == b'\r', "message {i}: bare LF");
        }
        for (at, _) in message.iter().enumerate().filter(|(_, octet)| **octet == b'\r') {
            assert_eq!(message.get(at + 1), Some(&b'\n'), "message {i}: bare CR");
        }
    }
}

#[test]
fn sizes_cover_the_range() {
    let mut sizes: Vec<usize> = all().iter().map(Vec::len).collect();
    sizes.sort_unstable();
    assert!(sizes[0] >= 700 && sizes[0] < 2_000, "smallest {}", sizes[0]);
    assert!(sizes[200] < 10_000, "median {}", sizes[200]);
    assert!(sizes[399] > 100_000 && sizes[399] < 400_000, "largest {}", sizes[399]);
}

#[test]
fn every_trap_is_there() {
    let all = all();
    for trap in [
        "\r\nA001 OK LOGIN",
        "\r\n)\r\n",
        " {5}\r\n",
        "{7+}\r\n",
        "\r\n.\r\n",
        "\r\n..\r\n",
        "message/rfc822",
        "multipart/alternative",
        "base64\r\n",
        "Gr\u{fc}\u{df}e",
        "Subject: Gr\u{fc}",
    ] {
        assert!(all.iter().any(|message| contains(message, trap.as_bytes())), "{trap:?}");
    }
    let longest =
        all.iter().flat_map(|message| message.split(|octet| *octet == b'\n')).map(<[u8]>::len).max();
    assert!(longest > Some(19_000));
}
