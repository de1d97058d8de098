//! Words of a shell in pieces: what is quoted, what a shell would still expand, and which variable stands where.

use serde::Serialize;
use tree_sitter::Node;

/// A part of a word: its kind, and its text without quotes.
///
/// `quoted` text stands for itself. `bare` text may have a tilde, braces or a pattern. `variable` is a name whose value is not
/// known here. `other` is any other expansion, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece(pub &'static str, pub String);

pub type Word = Vec<Piece>;

/// The pieces of a word. `inner` is called with each node that may hold commands of its own.
pub fn pieces<'t>(node: Node<'t>, source: &[u8], inner: &mut dyn FnMut(Node<'t>)) -> Word {
    let mut out = Word::new();
    read(node, source, inner, &mut out);
    joined(out)
}

fn read<'t>(node: Node<'t>, source: &[u8], inner: &mut dyn FnMut(Node<'t>), out: &mut Word) {
    match node.kind() {
        "raw_string" => out.push(Piece("quoted", trimmed(&text(node, source), "'").to_owned())),
        "ansi_c_string" => out.push(ansi(&text(node, source))),
        "string" | "translated_string" => string(node, source, inner, out),
        "simple_expansion" | "expansion" => out.push(variable(node, source, inner)),
        "concatenation" | "command_name" => within(node, source, inner, out, bare),
        "word" | "number" | "extglob_pattern" | "regex" | "variable_name" | "brace_expression" | "test_operator" => {
            bare(&text(node, source), out);
        }
        "special_variable_name" => out.push(Piece("other", text(node, source))),
        _ if node.named_child_count() == 0 => bare(&text(node, source), out),
        _ => {
            inner(node);
            out.push(Piece("other", text(node, source)));
        }
    }
}

/// The children of a node, and the text between them, which `plain` reads.
fn within<'t>(node: Node<'t>, source: &[u8], inner: &mut dyn FnMut(Node<'t>), out: &mut Word, plain: fn(&str, &mut Word)) {
    let mut at = node.start_byte();
    let mut cursor = node.walk();
    for child in node.named_children(&mut cursor) {
        plain(&lossy(&source[at..child.start_byte()]), out);
        read(child, source, inner, out);
        at = child.end_byte();
    }
    plain(&lossy(&source[at..node.end_byte()]), out);
}

/// A text in double quotes: expansions, and between them text in which a backslash quotes five signs.
fn string<'t>(node: Node<'t>, source: &[u8], inner: &mut dyn FnMut(Node<'t>), out: &mut Word) {
    if node.kind() == "translated_string" {
        let mut cursor = node.walk();
        node.named_children(&mut cursor).for_each(|child| read(child, source, inner, out));
        return;
    }
    let (start, end) = (node.start_byte() + 1, node.end_byte().saturating_sub(1));
    let mut at = start;
    let mut cursor = node.walk();
    for child in node.named_children(&mut cursor).filter(|child| child.kind() != "string_content") {
        in_quotes(&source[at.min(child.start_byte())..child.start_byte()], out);
        read(child, source, inner, out);
        at = child.end_byte();
    }
    in_quotes(&source[at.min(end)..end], out);
    if start == end {
        out.push(Piece("quoted", String::new()));
    }
}

fn in_quotes(bytes: &[u8], out: &mut Word) {
    let mut signs = Vec::new();
    let mut rest = bytes.iter().copied().peekable();
    while let Some(sign) = rest.next() {
        match (sign, rest.peek()) {
            (b'\\', Some(b'\n')) => drop(rest.next()),
            (b'\\', Some(b'$' | b'`' | b'"' | b'\\')) => signs.extend(rest.next()),
            _ => signs.push(sign),
        }
    }
    if !signs.is_empty() {
        out.push(Piece("quoted", lossy(&signs)));
    }
}

/// Text without quotes: a backslash quotes the sign behind it, and takes a line feed away.
fn bare(text: &str, out: &mut Word) {
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        let piece = match sign {
            '\\' => match signs.next() {
                Some('\n') => continue,
                Some(quoted) => Piece("quoted", quoted.to_string()),
                None => Piece("bare", sign.to_string()),
            },
            _ => Piece("bare", sign.to_string()),
        };
        out.push(piece);
    }
}

/// The name of a variable whose value stands here as it is; any other expansion as it is written.
fn variable<'t>(node: Node<'t>, source: &[u8], inner: &mut dyn FnMut(Node<'t>)) -> Piece {
    inner(node);
    let written = text(node, source);
    let name = written.trim_start_matches('$').trim_start_matches('{').trim_end_matches('}');
    let is_name = name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_') && !name.starts_with(|sign: char| sign.is_ascii_digit());
    if is_name && !name.is_empty() { Piece("variable", name.to_owned()) } else { Piece("other", written) }
}

/// A text of `$'…'`; one with a sign that is not read here is no known text.
fn ansi(written: &str) -> Piece {
    let inside = trimmed(written.trim_start_matches('$'), "'");
    let mut out = String::new();
    let mut signs = inside.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign != '\\' {
            out.push(sign);
            continue;
        }
        match signs.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('a') => out.push('\u{7}'),
            Some('e' | 'E') => out.push('\u{1b}'),
            Some(quoted @ ('\\' | '\'' | '"' | '?')) => out.push(quoted),
            Some('x') => match number(&mut signs, 16, 2) {
                Some(code) => out.push(code),
                None => return Piece("other", written.to_owned()),
            },
            Some('u') => match number(&mut signs, 16, 4) {
                Some(code) => out.push(code),
                None => return Piece("other", written.to_owned()),
            },
            _ => return Piece("other", written.to_owned()),
        }
    }
    Piece("quoted", out)
}

fn number(signs: &mut std::iter::Peekable<std::str::Chars<'_>>, base: u32, most: usize) -> Option<char> {
    let mut code = None;
    for _ in 0..most {
        let Some(digit) = signs.peek().and_then(|sign| sign.to_digit(base)) else { break };
        signs.next();
        code = Some(code.unwrap_or(0) * base + digit);
    }
    code.filter(|code| *code < 128 || most > 2).and_then(char::from_u32)
}

/// Neighbours of one kind as one piece.
fn joined(pieces: Word) -> Word {
    let mut out = Word::new();
    for Piece(kind, text) in pieces {
        match out.last_mut() {
            Some(last) if last.0 == kind && (kind == "bare" || kind == "quoted") => last.1.push_str(&text),
            _ => out.push(Piece(kind, text)),
        }
    }
    out
}

/// The text of a here-document. One whose end is quoted stands for itself; in others a backslash quotes some signs.
pub fn here_document(body: &[u8], is_raw: bool, expands: bool) -> Word {
    if is_raw {
        return vec![Piece("quoted", lossy(body))];
    }
    if expands {
        return vec![Piece("other", lossy(body))];
    }
    let mut out = Word::new();
    in_quotes(body, &mut out);
    out
}

pub fn text(node: Node<'_>, source: &[u8]) -> String {
    lossy(&source[node.byte_range()])
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn trimmed<'a>(text: &'a str, quote: &str) -> &'a str {
    let inside = text.strip_prefix(quote).unwrap_or(text);
    inside.strip_suffix(quote).unwrap_or(inside)
}
