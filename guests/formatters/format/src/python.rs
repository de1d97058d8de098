//! Python.

use ruff_formatter::{IndentStyle, IndentWidth, LineWidth};
use ruff_python_ast::PySourceType;
use ruff_python_formatter::{PyFormatOptions, QuoteStyle, format_module_source};

use crate::Problem;
use crate::options::Options;
use crate::request;

const LINE_WIDTH: u16 = 88;
const INDENT_WIDTH: u8 = 4;

/// The formatter of a dialect.
pub fn formatter(language: &str) -> Option<fn(&str, &Options) -> Result<String, Problem>> {
    (language == "python").then_some(format_text)
}

fn format(input: &[u8]) -> Result<Vec<u8>, String> {
    request::answer(input, "python is", formatter)
}

fn format_text(text: &str, options: &Options) -> Result<String, Problem> {
    let source_type = if options.stub { PySourceType::Stub } else { PySourceType::Python };
    let mut chosen = PyFormatOptions::from_source_type(source_type);
    if let Ok(width) = LineWidth::try_from(options.line_width(LINE_WIDTH)) {
        chosen = chosen.with_line_width(width);
    }
    if let Ok(width) = IndentWidth::try_from(options.indent_width(INDENT_WIDTH)) {
        chosen = chosen.with_indent_width(width);
    }
    let chosen = chosen
        .with_indent_style(if options.tabs { IndentStyle::Tab } else { IndentStyle::Space })
        .with_quote_style(if options.single() { QuoteStyle::Single } else { QuoteStyle::Double });
    let printed = format_module_source(text, chosen).map_err(|error| {
        let at = error.range().map_or(0, |range| usize::from(range.start()));
        Problem::at(text, at, error)
    })?;
    Ok(printed.into_code())
}

kaptar_abi::guest! {
    name: "format_python",
    ops: [
        { 1, "format", "the source as its formatter writes it", "source: bytes, language: str, options: value", "bytes", crate::python::format },
    ]
}
