//! What a caller may choose. Whatever is left out is as the formatters of the language have it.

use serde::Deserialize;

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Quotes {
    #[default]
    Double,
    Single,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum LineEnd {
    /// The first line end of the source decides.
    #[default]
    Auto,
    Lf,
    Crlf,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Columns, 20 to 320.
    line_width: Option<u16>,
    /// Columns of one level, 1 to 16.
    indent_width: Option<u8>,
    /// Where the language allows tabs.
    pub tabs: bool,
    /// The preferred ones, where the language has two kinds with equal meaning.
    pub quotes: Quotes,
    pub line_end: LineEnd,
    /// False: the last line has no end.
    pub final_newline: Option<bool>,
    /// A Python source is a stub (`.pyi`).
    pub stub: bool,
}

impl Options {
    /// From the bytes of one msgpack map.
    pub fn read(packed: &[u8]) -> Result<Self, String> {
        let options: Self = rmp_serde::from_slice(packed).map_err(|error| format!("options: {error}"))?;
        within("line_width", options.line_width.unwrap_or(80), 20, 320)?;
        within("indent_width", u16::from(options.indent_width.unwrap_or(2)), 1, 16)?;
        Ok(options)
    }

    pub fn line_width(&self, default: u16) -> u16 {
        self.line_width.unwrap_or(default)
    }

    pub fn indent_width(&self, default: u8) -> u8 {
        self.indent_width.unwrap_or(default)
    }

    pub fn single(&self) -> bool {
        self.quotes == Quotes::Single
    }
}

fn within(name: &str, value: u16, least: u16, most: u16) -> Result<(), String> {
    if (least..=most).contains(&value) { Ok(()) } else { Err(format!("options: {name} is {value}; allowed is {least} to {most}")) }
}
