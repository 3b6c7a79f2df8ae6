//! All text files: no trailing white space, no paths of one machine.

use super::Problem;
use super::source::File;

/// In two pieces each, or this file would break its own rule.
const PATHS: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tm", "p/")];

/// Octets as a server sent them: there a space at the end means something.
const WIRE: [&str; 3] = ["/corpus/", "/seeds/", "/transcripts/"];

pub(super) fn check(file: &File) -> Vec<Problem> {
    let wire = WIRE.iter().any(|dir| file.path.contains(dir));
    let mut problems = Vec::new();
    for (index, line) in file.text.split('\n').enumerate() {
        let mut add = |what: String| problems.push(Problem::new(&file.path, index + 1, what));
        // A licence or a message may end its lines in CRLF.
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.ends_with([' ', '\t']) && !wire {
            add("white space at the end of the line".to_owned());
        }
        for path in PATHS.iter().filter(|path| starts_a_path(line, path)) {
            add(format!("{path} is a path of one machine"));
        }
    }
    problems
}

/// Whether `path` is there and not a later part of something longer, such as a URL or a mailbox name.
fn starts_a_path(line: &str, path: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || "._-~*%/}>@$".contains(c);
    line.match_indices(path).any(|(at, _)| !line[..at].ends_with(joins))
}

#[cfg(test)]
mod tests {
    use super::super::source::File;
    use super::{PATHS, check};

    fn found(text: &str) -> usize {
        check(&File { path: "a.txt".to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn catches_white_space() {
        let wire = File { path: "fuzz/seeds/a.txt".to_owned(), text: "+ \r\n".to_owned() };
        assert!(check(&wire).is_empty());
        assert_eq!(found("a \nb\t\nc\n"), 2);
        assert_eq!(found("a\r\nb\r\n"), 0);
        assert_eq!(found("a \r\n"), 1);
    }

    #[test]
    fn catches_paths() {
        for path in PATHS {
            assert_eq!(found(&format!("cd {path}x")), 1);
            assert_eq!(found(&format!("\"{path}x\"")), 1);
            assert_eq!(found(&format!("https://example.test{path}x, INBOX{path}y")), 0);
        }
    }
}
