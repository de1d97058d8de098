//! What is around the text that a formatter sees: encoding, byte order mark, kind of line ends, end of the last line.

use std::borrow::Cow;

use crate::Problem;
use crate::options::{LineEnd, Options};

const MARK: &str = "\u{feff}";

/// Format `source` with `format`, which sees text with plain line feeds and without a byte order mark.
pub fn around(
    source: &[u8],
    options: &Options,
    format: impl FnOnce(&str) -> Result<String, Problem>,
) -> Result<Vec<u8>, Problem> {
    let whole = std::str::from_utf8(source).map_err(|error| {
        let valid = String::from_utf8_lossy(&source[..error.valid_up_to()]);
        Problem::at(&valid, valid.len(), "not UTF-8")
    })?;
    let (mark, text) = if let Some(text) = whole.strip_prefix(MARK) { (MARK, text) } else { ("", whole) };
    let plain = plain_ends(text)?;
    let mut done = if plain.trim().is_empty() { String::new() } else { format(&plain)? };
    if done.contains('\r') {
        done = done.replace("\r\n", "\n");
    }
    end(&mut done, options.final_newline);
    let crlf = match options.line_end {
        LineEnd::Lf => false,
        LineEnd::Crlf => true,
        LineEnd::Auto => text.find('\n').is_some_and(|at| text[..at].ends_with('\r')),
    };
    Ok([mark, &if crlf { done.replace('\n', "\r\n") } else { done }].concat().into_bytes())
}

/// A carriage return on its own ends a line in some languages and not in others: nothing is guessed.
fn plain_ends(text: &str) -> Result<Cow<'_, str>, Problem> {
    if !text.contains('\r') {
        return Ok(Cow::Borrowed(text));
    }
    let plain = text.replace("\r\n", "\n");
    match plain.find('\r') {
        Some(at) => Err(Problem::at(&plain, at, "a carriage return without a line feed")),
        None => Ok(Cow::Owned(plain)),
    }
}

fn end(text: &mut String, final_newline: Option<bool>) {
    if text.is_empty() {
        return;
    }
    match final_newline {
        Some(false) => text.truncate(text.trim_end_matches('\n').len()),
        _ if !text.ends_with('\n') => text.push('\n'),
        _ => {}
    }
}
