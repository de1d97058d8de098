//! The header of one file in a diff: its names, and what happens to the file besides its lines.
//!
//! ```text
//! header := "diff --git " old " " new extended* ["--- " path "+++ " path]  |  "--- " path "+++ " path
//! path   := ["a/" | "b/" …] name [TAB time]  |  the same in quotes with C escapes  |  "/dev/null"
//! ```
//!
//! What is no text (binary content, file modes, links, submodules, copies) is refused by name. Sources: git's documentation,
//! "Generating patch text with -p"; POSIX `diff -u`.

use super::Operation;
use crate::refusal::{Outcome, Reason, refuse};

/// A file by its header, and the line behind it.
#[derive(Debug)]
pub struct Header {
    pub path: Option<String>,
    pub operation: Operation,
    pub next: usize,
}

/// Whether a pair of `---` and `+++` stands here.
pub fn is_pair(lines: &[&str], at: usize) -> bool {
    lines[at].starts_with("--- ") && lines.get(at + 1).is_some_and(|l| l.starts_with("+++ "))
}

/// Read the header in line `from`. `is_hunk` tells the first line behind it.
pub fn read(lines: &[&str], from: usize, is_hunk: fn(&str) -> bool) -> Outcome<Header> {
    let mut header = Header { path: None, operation: Operation::Update, next: from };
    let mut names = None;
    if let Some(text) = lines[from].strip_prefix("diff --git ") {
        names = git_names(text);
        header.path = names.as_ref().map(|(old, _)| old.clone());
        header.next += 1;
        let mut moved: (Option<String>, Option<String>) = (None, None);
        while let Some(line) = lines.get(header.next).filter(|l| !is_hunk(l) && !is_pair(lines, header.next) && !l.starts_with("diff --git ")) {
            refuse_what_is_no_text(line, header.path.as_deref().unwrap_or("the file"))?;
            if line.starts_with("deleted file mode") {
                header.operation = Operation::Delete;
            } else if line.starts_with("new file mode") {
                header.operation = Operation::Create;
            } else if let Some(name) = line.strip_prefix("rename from ") {
                moved.0 = unquoted(name);
            } else if let Some(name) = line.strip_prefix("rename to ") {
                moved.1 = unquoted(name);
            }
            header.next += 1;
        }
        match moved {
            (Some(old), Some(new)) => (header.path, header.operation) = (Some(old), Operation::Move(new)),
            (None, None) => {}
            _ => return refuse(Reason::MalformedEdit, "a rename needs both \"rename from\" and \"rename to\""),
        }
    }
    if header.next < lines.len() && is_pair(lines, header.next) {
        let (old, new) = (&lines[header.next][4..], &lines[header.next + 1][4..]);
        read_pair(&mut header, old, new, names.as_ref())?;
    }
    Ok(header)
}

fn read_pair(header: &mut Header, old: &str, new: &str, names: Option<&(String, String)>) -> Outcome<()> {
    header.next += 2;
    let (old, new) = (name_of(old), name_of(new));
    match (old, new) {
        (None, Some(new)) => {
            header.path = Some(names.map_or_else(|| without_prefix(&new, "b/").to_owned(), |n| n.1.clone()));
            header.operation = Operation::Create;
        }
        (Some(old), None) => {
            header.path = Some(names.map_or_else(|| without_prefix(&old, "a/").to_owned(), |n| n.0.clone()));
            header.operation = Operation::Delete;
        }
        (Some(_), Some(_)) if matches!(header.operation, Operation::Move(_)) => {}
        (Some(old), Some(new)) => {
            let (old, new) = stripped(&old, &new);
            header.path = Some(one_name(old, new)?);
        }
        (None, None) => return refuse(Reason::MalformedEdit, "both names of the diff's header are /dev/null"),
    }
    Ok(())
}

/// What a line of a diff says that isn't text, as a refusal.
pub fn refuse_what_is_no_text(line: &str, path: &str) -> Outcome<()> {
    let mode = |prefix: &str| line.strip_prefix(prefix).map(str::trim);
    let what = if line.starts_with("GIT binary patch") || is_binary_note(line) {
        "changes binary content"
    } else if line.starts_with("old mode ") || line.starts_with("new mode ") {
        "changes the mode of the file"
    } else if line.starts_with("copy from ") || line.starts_with("copy to ") {
        "copies a file"
    } else if let Some(mode) = mode("new file mode ").or_else(|| mode("deleted file mode ")).or_else(|| index_mode(line)) {
        match mode {
            "100644" => return Ok(()),
            "100755" if !line.starts_with("new file") => return Ok(()),
            "100755" => "creates an executable file (mode 100755)",
            "120000" => "changes a symbolic link (mode 120000)",
            "160000" => "changes a submodule (mode 160000)",
            _ => "gives the file a mode that is not known",
        }
    } else {
        return Ok(());
    };
    refuse(Reason::Unsupported, format!("the diff {what}, which is not done: {path}"))
}

/// `Binary files a/x and b/x differ`, as git and `diff` write it.
pub fn is_binary_note(line: &str) -> bool {
    let rest = line.strip_prefix("Binary files ").or_else(|| line.strip_prefix("Files "));
    rest.is_some_and(|r| r.contains(" and ") && r.trim_end().ends_with(" differ"))
}

/// The mode in `index 1234567..89abcde 100644`.
fn index_mode(line: &str) -> Option<&str> {
    let (hashes, mode) = line.strip_prefix("index ")?.trim_end().split_once(' ')?;
    hashes.contains("..").then_some(mode)
}

/// The name in a `---` or `+++` line, without its time; `None` for `/dev/null`.
fn name_of(text: &str) -> Option<String> {
    let text = text.split('\t').next().unwrap_or("").trim();
    let name = unquoted(text)?;
    let name = name.split_once("  ").filter(|(_, time)| time.trim_start().starts_with(|c: char| c.is_ascii_digit())).map_or(name.as_str(), |(n, _)| n).to_owned();
    let dated = name.match_indices(' ').find(|(at, _)| is_date(&name[at + 1..])).map(|(at, _)| at);
    let name = dated.map_or(name.as_str(), |at| &name[..at]).trim();
    (name != "/dev/null" && !name.is_empty()).then(|| name.to_owned())
}

/// `2024-05-31 …`
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10 && bytes[..10].iter().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() })
}

fn without_prefix<'a>(name: &'a str, prefix: &str) -> &'a str {
    name.strip_prefix(prefix).unwrap_or(name)
}

/// Both names without their prefixes: two different ones of one letter, as git writes them (`a/ b/`, `i/ w/`, `c/ o/`).
fn stripped<'a>(old: &'a str, new: &'a str) -> (&'a str, &'a str) {
    let parts = |n: &'a str| n.split_once('/').filter(|(first, _)| first.len() == 1);
    match (parts(old), parts(new)) {
        (Some((a, old)), Some((b, new))) if a != b => (old, new),
        (Some(("a", old)), Some(("a", new))) | (Some(("b", old)), Some(("b", new))) if old == new => (old, new),
        (Some(("a", rest)), _) if rest == new => (rest, new),
        (_, Some(("b", rest))) if rest == old => (old, rest),
        _ => (old, new),
    }
}

const KEPT_COPIES: &[&str] = &[".orig", ".old", ".bak", "~"];

/// The file that two names of a header without a rename mean.
fn one_name(old: &str, new: &str) -> Outcome<String> {
    let base = |n: &str| n.rsplit('/').next().unwrap_or(n).to_owned();
    if old == new || KEPT_COPIES.iter().any(|k| old.strip_suffix(k) == Some(new)) {
        return Ok(new.to_owned());
    }
    // `original/a.py` and `modified/a.py`: which folder it is, only the one who gave the file can tell.
    if base(old) == base(new) {
        return Ok(if old.len() <= new.len() { old } else { new }.to_owned());
    }
    refuse(Reason::Ambiguous, format!("the header of the diff names two files, {old} and {new}; to move a file, say \"rename from\" and \"rename to\""))
}

/// The two names of a `diff --git` line: in quotes, or two halves that are the same but for their prefixes.
fn git_names(text: &str) -> Option<(String, String)> {
    let text = text.trim_end();
    let split = |at: usize| Some((unquoted(&text[..at])?, unquoted(&text[at + 1..])?));
    let pairs = text.match_indices(' ').filter_map(|(at, _)| split(at)).map(|(old, new)| {
        let (a, b) = stripped(&old, &new);
        (a.to_owned(), b.to_owned(), old.starts_with("a/") && new.starts_with("b/"))
    });
    let pairs: Vec<(String, String, bool)> = pairs.collect();
    let same = pairs.iter().find(|(a, b, _)| a == b);
    same.or_else(|| pairs.iter().find(|(_, _, prefixed)| *prefixed)).map(|(a, b, _)| (a.clone(), b.clone()))
}

/// A name out of its quotes; `None` for quotes that don't pair or an escape that is none.
fn unquoted(name: &str) -> Option<String> {
    let name = name.trim();
    let Some(inner) = name.strip_prefix('"') else { return (!name.contains('"')).then(|| name.to_owned()) };
    let inner = inner.strip_suffix('"')?.as_bytes();
    let mut out: Vec<u8> = Vec::new();
    let mut at = 0;
    while at < inner.len() {
        match inner[at] {
            b'"' => return None,
            b'\\' => {
                let octal = inner.get(at + 1..at + 4).filter(|d| d.iter().all(|b| (b'0'..=b'7').contains(b)));
                if let Some(digits) = octal {
                    out.push(digits.iter().fold(0u8, |n, b| n.wrapping_mul(8).wrapping_add(b - b'0')));
                    at += 4;
                    continue;
                }
                out.push(match inner.get(at + 1)? {
                    b'n' => b'\n',
                    b't' => b'\t',
                    b'r' => b'\r',
                    b'a' => 7,
                    b'b' => 8,
                    b'f' => 12,
                    b'v' => 11,
                    b @ (b'"' | b'\\') => *b,
                    _ => return None,
                });
                at += 2;
            }
            byte => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Outcome<Header> {
        read(&text.lines().collect::<Vec<_>>(), 0, |l| l.starts_with("@@"))
    }

    fn path(text: &str) -> String {
        header(text).unwrap().path.unwrap()
    }

    #[test]
    fn names() {
        for (text, wanted) in [
            ("--- a/x.py\n+++ b/x.py", "x.py"), ("--- x.py\n+++ x.py", "x.py"), ("--- i/x.py\n+++ w/x.py", "x.py"), ("--- src/x.py\n+++ src/x.py", "src/x.py"),
            ("--- x.py\t2024-05-31 10:00:00.0 +0000\n+++ x.py\t2024-05-31", "x.py"), ("--- x.py 2024-05-31 10:00:00\n+++ x.py 2024-05-31 10:00:01", "x.py"),
            ("--- x.py.orig\n+++ x.py", "x.py"), ("--- \"a/\\303\\244 b.py\"\n+++ \"b/\\303\\244 b.py\"", "\u{e4} b.py"), ("--- a/b c.py\t\n+++ b/b c.py\t", "b c.py"),
            ("diff --git a/b/b.py b/b/b.py\nnew file mode 100644", "b/b.py"), ("diff --git x.py x.py\ndeleted file mode 100644", "x.py"),
            ("diff --git a/x b/y b/x b/y\nnew file mode 100644", "x b/y"), ("--- /dev/null\n+++ b/a/x.py", "a/x.py"), ("--- a/a/x.py\n+++ /dev/null", "a/x.py"),
            ("diff --git a/x.py b/x.py\n--- /dev/null\n+++ b/x.py", "x.py"),
        ] {
            assert_eq!(path(text), wanted, "{text}");
        }
        assert_eq!(header("--- a/x.py\n+++ b/y.py").unwrap_err().reason, Reason::Ambiguous);
        assert!(header("--- /dev/null\n+++ /dev/null").is_err());
    }

    #[test]
    fn what_is_no_text_is_refused_by_name() {
        for (line, word) in [
            ("GIT binary patch", "binary"), ("Binary files a/x and b/x differ", "binary"), ("old mode 100644", "mode"), ("new file mode 100755", "executable"),
            ("new file mode 120000", "symbolic link"), ("deleted file mode 160000", "submodule"), ("index 1234567..89abcde 160000", "submodule"), ("copy from y", "copies"),
            ("index 1234567..89abcde 120000", "symbolic link"),
        ] {
            let refused = header(&format!("diff --git a/x b/x\n{line}\n")).unwrap_err();
            assert_eq!(refused.reason, Reason::Unsupported, "{line}");
            assert!(refused.message.contains(word) && refused.message.ends_with(": x"), "{}", refused.message);
        }
        for line in ["index 1234567..89abcde 100644", "index 1234567..89abcde 100755", "deleted file mode 100755", "new file mode 100644", "similarity index 90%"] {
            assert!(header(&format!("diff --git a/x b/x\n{line}\n")).is_ok(), "{line}");
        }
    }

    #[test]
    fn renames() {
        let found = header("diff --git a/n.py b/m.py\nsimilarity index 90%\nrename from n.py\nrename to \"m\\t.py\"\n--- a/n.py\n+++ b/m.py\n").unwrap();
        assert_eq!((found.path.as_deref(), found.operation, found.next), (Some("n.py"), Operation::Move("m\t.py".into()), 6));
        assert!(header("diff --git a/n.py b/m.py\nrename from n.py\n").is_err());
    }
}
