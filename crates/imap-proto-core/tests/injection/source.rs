//! What the sources say of commands and their arguments. It reads Rust as this project formats it, no more.

use std::path::{Path, PathBuf};

/// Types that hold text of the caller's, or something made of it.
const TEXTS: [&str; 35] = [
    "Annotations",
    "AppendMessage",
    "AsRef",
    "Atom",
    "Attribute",
    "AuthUrl",
    "Bytes",
    "Capability",
    "CatPart",
    "ConvertItem",
    "EntryName",
    "FetchItem",
    "Flag",
    "Happening",
    "Identifier",
    "LanguageTag",
    "ListMetadata",
    "MailboxName",
    "Mechanism",
    "Param",
    "QuotaRoot",
    "Resource",
    "ReturnOptions",
    "Rights",
    "Scope",
    "SearchKey",
    "Secret",
    "SectionPath",
    "SortKey",
    "StatusItem",
    "String",
    "ThreadAlgorithm",
    "UidFetch",
    "Watched",
    "str",
];

/// Words in the types of arguments that can hold no text.
const PLAIN: [&str; 10] =
    ["", "bool", "Duration", "u32", "u64", "impl", "Into", "RangeInclusive", "SeqSet", "UidSet"];

/// One source file, without its tests.
pub(crate) struct Source {
    path: PathBuf,
    text: String,
    /// The files in the folder of the same name, where macros of this one are used as well.
    beside: String,
}

/// A public function that makes a command or an argument, or adds to one.
#[derive(Debug)]
pub(crate) struct Function {
    /// The type it belongs to, if any.
    pub(crate) of: String,
    name: String,
    /// Its arguments of text.
    pub(crate) texts: usize,
    takes_self: bool,
    /// No argument can hold text, whatever its type.
    pub(crate) plain: bool,
}

impl Function {
    pub(crate) fn path(&self) -> String {
        if self.of.is_empty() { self.name.clone() } else { format!("{}::{}", self.of, self.name) }
    }

    /// How often these rows call it. A method is looked for by its name, in rows that name its type.
    pub(crate) fn calls_in(&self, rows: &[String]) -> usize {
        let call = if self.takes_self { format!(".{}(", self.name) } else { format!("{}(", self.path()) };
        let calls = |row: &String| {
            let whole = |at: usize| call.starts_with('.') || !row[..at].ends_with(is_of_word);
            let named = !self.takes_self || self.of.is_empty() || words(row).any(|word| word == self.of);
            if named { row.match_indices(&call).filter(|(at, _)| whole(*at)).count() } else { 0 }
        };
        rows.iter().map(calls).sum()
    }
}

/// All of `command/` and `ext/`.
pub(crate) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for folder in ["command", "ext"] {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned()
    };
    let beside = |path: &PathBuf| {
        files.iter().filter(|file| file.starts_with(path.with_extension(""))).map(read).collect()
    };
    files.iter().map(|path| Source { path: path.clone(), text: read(path), beside: beside(path) }).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if ["tests", "testing"].contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

impl Source {
    /// The types that implement `Command`.
    pub(crate) fn commands(&self) -> Vec<String> {
        let impls = self.text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("impl"));
        let named = impls.filter_map(|(at, line)| Some((at, line.split_once(" Command for ")?.1)));
        let types = |(at, name)| {
            let types = self.types(ident(name), at);
            assert!(!types.is_empty(), "no use of the macro around {name} in {}", self.path.display());
            types
        };
        named.flat_map(types).collect()
    }

    /// A name, or all that a macro puts in its place.
    fn types(&self, name: &str, line: usize) -> Vec<String> {
        if !name.starts_with('$') {
            return Vec::from([name.to_owned()]);
        }
        let before: Vec<&str> = self.text.lines().take(line).collect();
        let made = before.iter().rev().find_map(|line| line.trim().strip_prefix("macro_rules! "));
        let call = format!("{}!(", ident(made.expect("a `$name` stands in a macro")));
        let all = self.text.lines().chain(self.beside.lines());
        let uses = all.filter_map(|line| Some(ident(line.strip_prefix(&call)?).to_owned()));
        uses.collect()
    }

    /// The variants with text in them, of enums that are arguments of extensions: `Scope::Mailboxes`.
    pub(crate) fn variants(&self) -> Vec<String> {
        let (mut all, mut of) = (Vec::new(), None);
        for line in self.text.lines().filter(|_| self.path.components().any(|part| part.as_os_str() == "ext"))
        {
            if let Some(name) = line.strip_prefix("pub enum ") {
                of = Some(ident(name)).filter(|name| TEXTS.contains(name));
            } else if line == "}" {
                of = None;
            } else if let (Some(of), Some((name, kinds))) = (of, line.trim().split_once('('))
                && words(kinds).any(|word| TEXTS.contains(&word))
            {
                all.push(format!("{of}::{name}"));
            }
        }
        all
    }

    /// The public functions; those that only look at something are left out.
    pub(crate) fn functions(&self) -> Vec<Function> {
        let lines: Vec<&str> = self.text.lines().collect();
        let (mut all, mut of) = (Vec::new(), Vec::new());
        for (at, line) in lines.iter().enumerate() {
            let code = line.trim();
            if code.starts_with("impl") && code.ends_with('{') {
                of = implemented(code).map(|name| self.types(name, at)).unwrap_or_default();
            } else if *line == "}" {
                of.clear();
            }
            // A line of `keys!`, which makes the search keys: `bcc => Bcc(text: impl Into<String>);`.
            if let Some((name, _)) = code.split_once(" => ").filter(|_| code.ends_with(");") && *line != code)
            {
                let signature = code.trim_end_matches(");");
                let (texts, plain) = (arguments(signature).2, is_plain(signature));
                all.push(Function {
                    of: "SearchKey".to_owned(),
                    name: name.to_owned(),
                    texts,
                    takes_self: false,
                    plain,
                });
                continue;
            }
            let Some((_, name)) = code.split_once("pub fn ").filter(|(front, _)| !front.contains("//"))
            else {
                continue;
            };
            let signature = lines[at..].join(" ");
            let signature = signature.split('{').next().unwrap_or_default();
            let (own, takes_self, texts) = arguments(signature);
            // Without a type it is a function of the module, or of a macro that takes whole functions.
            let of = if of.is_empty() { Vec::from([String::new()]) } else { of.clone() };
            if own {
                let plain = is_plain(signature);
                let made = |of| Function { of, name: ident(name).to_owned(), texts, takes_self, plain };
                all.extend(of.into_iter().map(made));
            }
        }
        all
    }
}

/// The type of `impl<..> Type<..> {`; none of an `impl Trait for Type`.
fn implemented(code: &str) -> Option<&str> {
    let rest = code.strip_prefix("impl")?;
    let rest = if rest.starts_with('<') { rest.split_once("> ")?.1 } else { rest };
    (!rest.contains(" for ")).then(|| ident(rest.trim_start()))
}

/// The word at the start, with `$` before it where it has one.
fn ident(text: &str) -> &str {
    let end =
        text.char_indices().find(|(at, c)| !(c.is_alphanumeric() || *c == '_' || (*c == '$' && *at == 0)));
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_of_word(c))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What stands between the parentheses, argument by argument.
fn list_of(signature: &str) -> Vec<&str> {
    let open = signature.find('(').unwrap();
    let list = signature[open + 1..].split(") ->").next().unwrap_or_default();
    let mut depth = 0;
    let ends = |c| {
        depth += match c {
            '(' | '<' => 1,
            ')' | '>' => -1,
            _ => 0,
        };
        c == ',' && depth == 0
    };
    list.split(ends).map(str::trim).collect()
}

fn is_plain(signature: &str) -> bool {
    let kinds = list_of(signature).into_iter().filter_map(|argument| argument.split_once(':'));
    kinds.into_iter().all(|(_, kind)| words(kind).all(|word| PLAIN.contains(&word)))
}

/// Whether it makes or changes something by value, whether it takes `self`, and its arguments of text.
fn arguments(signature: &str) -> (bool, bool, usize) {
    let open = signature.find('(').unwrap();
    let generics = &signature[..open];
    let arguments = list_of(signature);
    let receiver = arguments[0];
    let takes_self = ["self", "mut self"].contains(&receiver);
    let own = !receiver.starts_with('&');
    let is_text = |word: &str| TEXTS.contains(&word);
    // `E: Into<EntryName>` makes an `E` text.
    let bound = |word: &str| {
        generics.split_once('<').into_iter().flat_map(|(_, bounds)| bounds.split(", ")).any(|bound| {
            bound.split_once(':').is_some_and(|(name, of)| name == word && words(of).any(is_text))
        })
    };
    let holds = |argument: &&&str| {
        let kind = argument.split_once(':').map_or("", |(_, kind)| kind);
        !kind.contains("&'static str")
            && words(kind).any(|word| is_text(word) || (!word.is_empty() && bound(word)))
    };
    (own, takes_self, arguments.iter().filter(holds).count())
}
