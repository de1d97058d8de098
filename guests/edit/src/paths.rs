//! What a file's name says of its text: which fences can hold it, and whether a sentence can be a line of it.

/// How a file's lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text for people: any line may be a sentence, and fences belong to it (Markdown, reStructuredText, plain text).
    Document,
    /// A language in which a sentence can be a line too (YAML, HTML, shell).
    Open,
    /// A language in which a sentence can't be a line.
    Code,
    /// The name tells nothing.
    Unknown,
}

/// How a fence's info string suits a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fits {
    /// It names the path's language, or the path.
    Named,
    /// It is empty, or says that this is text.
    Bare,
    /// It names something else.
    Other,
}

struct Family {
    kind: Kind,
    endings: &'static [&'static str],
    /// Further names in fences; the endings are names too.
    names: &'static [&'static str],
}

const fn family(kind: Kind, endings: &'static [&'static str], names: &'static [&'static str]) -> Family {
    Family { kind, endings, names }
}

use Kind::{Code, Document, Open};

/// Languages by the endings of files. A file belongs to each family that has its ending; the first tells its kind.
const FAMILIES: &[Family] = &[
    family(Document, &["md", "markdown", "mdx", "mdown", "mkd", "rmd", "qmd"], &["gfm"]),
    family(Document, &["rst", "rest"], &["restructuredtext"]),
    family(Document, &["txt", "text"], &["plain", "plaintext"]),
    family(Document, &["adoc", "asciidoc", "asc"], &[]),
    family(Document, &["org", "tex", "latex", "textile", "pod"], &[]),
    family(Code, &["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"], &["javascript", "typescript", "node", "ecmascript", "es6", "typescriptreact", "javascriptreact"]),
    family(Open, &["vue", "svelte", "astro"], &["html", "javascript", "typescript", "js", "ts", "jsx", "tsx"]),
    family(Code, &["py", "pyi", "pyw"], &["python", "python3", "py3"]),
    family(Code, &["json", "jsonc", "json5", "jsonl"], &[]),
    family(Code, &["c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx", "ino", "m", "mm"], &["c++", "objc", "objective-c", "objectivec", "objective-c++"]),
    family(Code, &["cs"], &["csharp", "c#"]),
    family(Code, &["java"], &[]),
    family(Code, &["kt", "kts"], &["kotlin"]),
    family(Code, &["swift"], &[]),
    family(Code, &["scala", "sc"], &[]),
    family(Code, &["go"], &["golang"]),
    family(Code, &["rs"], &["rust"]),
    family(Code, &["rb", "rake", "gemspec", "ru"], &["ruby"]),
    family(Code, &["lua"], &[]),
    family(Code, &["sql"], &["mysql", "postgres", "postgresql", "sqlite", "plsql", "tsql"]),
    family(Code, &["css", "scss", "sass", "less"], &["postcss"]),
    family(Code, &["toml"], &[]),
    family(Code, &["dart"], &[]),
    family(Code, &["ex", "exs"], &["elixir"]),
    family(Code, &["erl", "hrl"], &["erlang"]),
    family(Code, &["hs"], &["haskell"]),
    family(Code, &["clj", "cljs", "cljc", "edn"], &["clojure"]),
    family(Code, &["ml", "mli"], &["ocaml"]),
    family(Code, &["fs", "fsx", "fsi"], &["fsharp", "f#"]),
    family(Code, &["jl"], &["julia"]),
    family(Code, &["r"], &["rlang"]),
    family(Code, &["zig"], &[]),
    family(Code, &["nim"], &[]),
    family(Code, &["nix"], &[]),
    family(Code, &["sol"], &["solidity"]),
    family(Code, &["proto"], &["protobuf", "proto3"]),
    family(Code, &["graphql", "gql"], &[]),
    family(Code, &["tf", "hcl", "tfvars"], &["terraform"]),
    family(Code, &["groovy", "gradle"], &[]),
    family(Open, &["yaml", "yml"], &[]),
    family(Open, &["html", "htm", "xhtml", "hbs", "ejs", "erb", "j2", "jinja", "jinja2", "liquid", "twig", "njk"], &["handlebars", "html5", "xml", "jinja-html"]),
    family(Open, &["xml", "svg", "xsd", "xsl", "xslt", "plist", "csproj", "pom", "xaml"], &["html"]),
    family(Open, &["php", "phtml"], &["html"]),
    family(Open, &["sh", "bash", "zsh", "ksh", "fish", "bashrc", "zshrc", "profile", "env"], &["shell", "dotenv"]),
    family(Open, &["ps1", "psm1"], &["powershell", "pwsh"]),
    family(Open, &["pl", "pm"], &["perl"]),
    family(Open, &["ini", "cfg", "conf", "properties", "editorconfig"], &["config", "toml"]),
    family(Open, &["dockerfile"], &["docker"]),
    family(Open, &["makefile", "mk"], &["make"]),
    family(Open, &["cmake"], &[]),
    family(Document, &["csv", "tsv", "log"], &[]),
    family(Open, &["diff", "patch"], &[]),
];

/// Names in fences of what is never a file's language.
const SESSIONS: &[&str] = &["console", "terminal", "shell-session", "output", "log", "pycon", "mermaid", "http", "regex", "bat", "cmd", "vb", "pascal", "fortran", "matlab"];

/// The ending of a file's name in lower case; for a name that says what it is (`Makefile`, `.bashrc`), that.
pub fn ending(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or("").to_ascii_lowercase();
    match name.as_str() {
        "gemfile" | "rakefile" | "podfile" | "vagrantfile" => return "rb".to_owned(),
        "jenkinsfile" => return "groovy".to_owned(),
        "cmakelists.txt" => return "cmake".to_owned(),
        "gnumakefile" => return "makefile".to_owned(),
        _ => {}
    }
    if name.starts_with("dockerfile") {
        return "dockerfile".to_owned();
    }
    match name.rsplit_once('.') {
        Some((_, ending)) => ending.to_owned(),
        None if name == "makefile" => name,
        None => String::new(),
    }
}

/// The kind of a file by its name. A name without an ending is that of a text (`LICENSE`); no name at all tells nothing.
pub fn kind(path: &str) -> Kind {
    let ending = ending(path);
    let found = FAMILIES.iter().find(|f| f.endings.contains(&ending.as_str())).map(|f| f.kind);
    found.unwrap_or(if ending.is_empty() && !path.is_empty() { Document } else { Kind::Unknown })
}

/// Whether a path is one of Markdown, where a fence is a part of the text.
pub fn is_markdown(path: &str) -> bool {
    FAMILIES[0].endings.contains(&ending(path).as_str())
}

/// How a fence with this info string suits a file.
pub fn fits(info: &str, path: &str) -> Fits {
    let info = info.trim().trim_start_matches(['{', '.']);
    let word = info.split([' ', '\t', ',', '{', '}']).next().unwrap_or("").to_ascii_lowercase();
    let ending = ending(path);
    let is_path = |w: &str| w.contains(['/', '.']) && !w.ends_with('.');
    let named = word.split(':').chain(info.split_whitespace().skip(1)).find(|w| is_path(w));
    if let Some(named) = named {
        return if !path.is_empty() && self::ending(named.trim_matches(['"', '\''])) == ending { Fits::Named } else { Fits::Other };
    }
    let word = word.split(':').next().unwrap_or("");
    if !ending.is_empty() && word == ending || FAMILIES.iter().any(|f| f.endings.contains(&ending.as_str()) && f.has(word)) {
        return Fits::Named;
    }
    if matches!(word, "" | "text" | "txt" | "plain" | "plaintext") || path.is_empty() && !SESSIONS.contains(&word) { Fits::Bare } else { Fits::Other }
}

impl Family {
    fn has(&self, word: &str) -> bool {
        self.endings.contains(&word) || self.names.contains(&word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        for (path, wanted) in [
            ("a/README.md", Document), ("LICENSE", Document), ("notes.txt", Document), ("a.py", Code), ("CMakeLists.txt", Open), ("Makefile", Open),
            ("a.yml", Open), ("a.feature", Kind::Unknown), ("", Kind::Unknown), (".bashrc", Open), ("Dockerfile.dev", Open),
        ] {
            assert_eq!(kind(path), wanted, "{path}");
        }
    }

    #[test]
    fn info_strings() {
        for (info, path, wanted) in [
            ("python", "a.py", Fits::Named), ("js", "a.tsx", Fits::Named), ("", "a.py", Fits::Bare), ("text", "a.rs", Fits::Bare), ("json", "a.py", Fits::Other),
            ("md", "README.md", Fits::Named), ("bash", "README.md", Fits::Other), ("python src/a.py", "a.py", Fits::Named), ("python:src/a.py", "a.py", Fits::Named),
            ("12:15:app/a.ts", "a.ts", Fits::Named), ("src/b.js", "a.py", Fits::Other), ("feature", "a.feature", Fits::Named), ("html", "a.vue", Fits::Named),
            ("toml", "setup.cfg", Fits::Named), ("text", "notes.txt", Fits::Named), ("{.python}", "a.py", Fits::Named), ("diff", "a.py", Fits::Other),
        ] {
            assert_eq!(fits(info, path), wanted, "{info} {path}");
        }
    }
}
