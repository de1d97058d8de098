//! Imports as a set: what each takes from where, and which names it binds.
//!
//! ```text
//! import := one statement of `import`, `from`, `use` or `using`, or of `const … = require(…)`; brackets may span lines
//! ```
//!
//! Go's blocks are no single imports, and `#include` binds no names: both are read as none.

use std::ops::Range;

/// One import; lines from 0, half open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    pub lines: Range<usize>,
    /// The module that it takes from, as it is written; imports of types are apart.
    pub source: String,
    /// The names that it binds; none where it binds all or nothing.
    pub names: Vec<String>,
}

/// Lines of one import, at most.
const MAX_LINES: usize = 80;

/// All imports among some lines.
pub fn imports<'a>(line: &impl Fn(usize) -> &'a str, len: usize) -> Vec<Import> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < len {
        let Some(end) = begins(line(at)).then(|| end_of(line, at, len)).flatten() else {
            at += 1;
            continue;
        };
        let code: Vec<&str> = (at..end).map(|i| without_comment(line(i).trim())).collect();
        if let Some((source, names)) = read(&code.join(" ")) {
            out.push(Import { lines: at..end, source, names });
        }
        at = end;
    }
    out
}

/// Whether a line can begin an import.
pub fn begins(line: &str) -> bool {
    let code = line.trim_start();
    let words: &[&str] = match code.as_bytes().first() {
        Some(b'i' | b'f' | b'u' | b'p') => &["import ", "from ", "use ", "using ", "pub use "],
        Some(b'c' | b'l' | b'v') => &["const ", "let ", "var "],
        _ => return false,
    };
    words.iter().any(|w| code.starts_with(w)) && (words.len() > 3 || code.contains("require("))
}

/// The line behind an import that begins at a line.
fn end_of<'a>(line: &impl Fn(usize) -> &'a str, from: usize, len: usize) -> Option<usize> {
    let mut open = 0i64;
    for i in from..len.min(from + MAX_LINES) {
        let code = without_comment(line(i));
        open += code.matches(['(', '{']).count() as i64 - code.matches([')', '}']).count() as i64;
        if open <= 0 && !code.trim_end().ends_with('\\') {
            return Some(i + 1);
        }
    }
    None
}

fn without_comment(line: &str) -> &str {
    let end = [" //", " #", " /*"].iter().filter_map(|c| line.find(c)).min();
    line[..end.unwrap_or(line.len())].trim_end()
}

fn read(code: &str) -> Option<(String, Vec<String>)> {
    let code = code.trim_end_matches([';', ' ']);
    if let Some(rest) = code.strip_prefix("from ") {
        let (source, names) = rest.split_once(" import ")?;
        return Some((source.trim().to_owned(), listed(names, " as ")));
    }
    if let Some(rest) = code.strip_prefix("import ") {
        return read_import(rest.trim());
    }
    if let Some(rest) = code.strip_prefix("pub use ").or_else(|| code.strip_prefix("use ")) {
        return read_use(rest.trim());
    }
    if let Some(rest) = code.strip_prefix("using ") {
        let (name, source) = rest.split_once('=').unwrap_or(("", rest));
        return (!rest.contains(['(', '{'])).then(|| (source.trim().to_owned(), named(name, " as ").into_iter().collect()));
    }
    let (bound, value) = code.split_once('=')?;
    let bound = bound.split_once(' ')?.1;
    let call = value.trim().strip_prefix("require(")?;
    Some((quoted(call.strip_suffix(')')?)?.to_owned(), listed(bound, ":")))
}

/// `a, { b as c } from "m"`, `"m"`, `a.b.C`, `a.b as c`, `static a.B.c`.
fn read_import(rest: &str) -> Option<(String, Vec<String>)> {
    if let Some(source) = quoted(rest) {
        return Some((source.to_owned(), Vec::new()));
    }
    if let Some((bound, source)) = rest.rsplit_once(" from ").or_else(|| rest.rsplit_once("}from ")) {
        let (kind, bound) = bound.strip_prefix("type ").filter(|b| !b.trim_start().starts_with(',')).map_or(("", bound), |b| ("type ", b));
        return Some((format!("{kind}{}", quoted(source.trim())?), listed(bound, " as ")));
    }
    if rest.contains(['(', '{', '"', '\'', ',']) {
        return None;
    }
    let path = rest.strip_prefix("static ").unwrap_or(rest);
    let name = match path.split_once(" as ") {
        Some((_, alias)) => alias.trim(),
        None => path.rsplit('.').next()?.trim(),
    };
    Some((rest.to_owned(), if name == "*" { Vec::new() } else { vec![name.to_owned()] }))
}

/// `a::b::{c, d as e}`, `a::b`, `A\B\C`.
fn read_use(rest: &str) -> Option<(String, Vec<String>)> {
    let parts = rest.split_once("::{").or_else(|| rest.rsplit_once("::")).or_else(|| rest.rsplit_once('\\'));
    let (source, names) = parts.unwrap_or(("", rest));
    if names.contains("::") || names.matches('{').count() > 0 {
        return None;
    }
    Some((source.to_owned(), listed(names, " as ")))
}

fn quoted(text: &str) -> Option<&str> {
    let text = text.trim();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    text[1..].strip_suffix(quote)
}

/// The local names of a list: what stands behind `alias`, where it does.
fn listed(list: &str, alias: &str) -> Vec<String> {
    list.split([',', '{', '}', '(', ')']).filter_map(|one| named(one, alias)).collect()
}

fn named(one: &str, alias: &str) -> Option<String> {
    let one = one.trim();
    let one = one.strip_prefix("type ").unwrap_or(one);
    let name = one.rsplit_once(alias).map_or(one, |(_, local)| local).trim();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    (!name.is_empty() && name.chars().all(plain)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_and_names() {
        for (code, source, names) in [
            ("from a.b import c, d as e", "a.b", "c e"), ("from . import (\n    x,  # why\n    y,\n)", ".", "x y"), ("import a.b as c", "a.b as c", "c"),
            ("import React, { useState as s, type T } from 'react';", "react", "React s T"), ("import * as fs from \"fs\"", "fs", "fs"),
            ("import type { A } from './a'", "type ./a", "A"), ("import './a.css'", "./a.css", ""), ("import java.util.List;", "java.util.List", "List"),
            ("use std::{io, fmt};", "std", "io fmt"), ("use a::b as c;", "a", "c"), ("using System.Text;", "System.Text", ""),
            ("const { a, b: c } = require('m');", "m", "a c"), ("import {\n  a,\n  b\n} from 'm';", "m", "a b"), ("import a.b.*", "a.b.*", ""),
        ] {
            let lines: Vec<&str> = code.lines().collect();
            let wanted = Import { lines: 0..lines.len(), source: source.to_owned(), names: names.split_whitespace().map(str::to_owned).collect() };
            assert_eq!(imports(&|i| lines[i], lines.len()), [wanted], "{code}");
        }
        for code in ["import (\n\t\"fmt\"\n)", "#include <a.h>", "using (var x = y) {", "from here on it goes"] {
            let lines: Vec<&str> = code.lines().collect();
            assert_eq!(imports(&|i| lines[i], lines.len()), [], "{code}");
        }
    }
}
