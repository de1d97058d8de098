//! Formatters: a source in, the source as the formatter of its language writes it out.
//!
//! One crate, three modules: `format` (JSON, Markdown, TOML, CSS, YAML, HTML), `format_script` (JavaScript and TypeScript),
//! `format_python`. Each has one operation, `format`, with equal parameters. Published formatters do the work; [`layout`] keeps
//! what they would lose: the byte order mark and the kind of line ends.

#[cfg(feature = "data")]
pub mod data;
pub mod layout;
pub mod options;
#[cfg(feature = "python")]
pub mod python;
mod request;
#[cfg(feature = "script")]
pub mod script;

/// What a formatter says of a source that it cannot read: where, and why. Lines and columns count from 1.
#[derive(Debug, PartialEq)]
pub struct Problem {
    pub line: usize,
    pub message: String,
}

impl Problem {
    /// At a byte offset of `text`.
    pub fn at(text: &str, offset: usize, message: impl ToString) -> Self {
        let before = &text.as_bytes()[..offset.min(text.len())];
        Self { line: 1 + before.iter().filter(|byte| **byte == b'\n').count(), message: message.to_string() }
    }
}

#[cfg(test)]
mod tests;
