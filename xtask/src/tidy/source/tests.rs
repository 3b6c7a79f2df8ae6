use super::lex::blank_text;
use super::{File, blank_tests, closing, line_of, occurrences, sources};

#[test]
fn blanks_what_is_no_code() {
    for (text, code) in [
        ("a // b\nc", "a     \nc"),
        ("a /* b /* c */ d */ e", "a                   e"),
        ("x(\"}\\\"{\")", "x(\"    \")"),
        ("r#\"{\"#;", "r    #;"),
        ("'{' '\\'' 'a f", "' ' '  ' 'a f"),
        ("&'a str, b'\"'", "&'a str, b' '"),
        ("\"\u{e9}\n\" x", "\"  \n\" x"),
        ("for\"a\"", "for\" \""),
    ] {
        assert_eq!(blank_text(text), code, "{text}");
    }
}

#[test]
fn cuts_tests_out() {
    let code = "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() {}\n}\n#[cfg(test)]\nuse x;\nfn c() {}\n";
    let shipped = blank_tests(code);
    assert!(shipped.contains("fn a") && shipped.contains("fn c"));
    assert!(!shipped.contains("fn b") && !shipped.contains("use x"));
    assert_eq!(shipped.lines().count(), code.lines().count());
}

#[test]
fn knows_test_modules() {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    let files = [
        file(
            "c/src/lib.rs",
            "#[cfg(test)]\nmod testing;\nmod other;\n#[cfg(test)]\nmod inside { mod other; }",
        ),
        file("c/src/testing.rs", "fn a() {}"),
        file("c/src/testing/more.rs", "fn a() {}"),
        file("c/src/other.rs", "#[cfg(test)]\npub(crate) mod cases;"),
        file("c/src/other/cases.rs", "fn a() {}"),
        file("c/src/cases.rs", "fn a() {}"),
    ];
    let test: Vec<bool> = sources(&files).iter().map(|source| source.test).collect();
    assert_eq!(test, [false, true, true, false, true, false]);
}

#[test]
fn finds_words_brackets_and_lines() {
    assert_eq!(occurrences("panic!(a) my_panic!() panic!", "panic!"), [0, 22]);
    assert_eq!(occurrences("Login Logins ::Login", "Login"), [0, 15]);
    assert_eq!(closing("f(a[1], {}) g", 1), 11);
    assert_eq!(line_of("a\nb\nc", 4), 3);
}
