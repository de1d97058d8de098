use dprint_plugin_markdown::configuration::{ConfigurationBuilder, HardBreakKind, TextWrap};
use dprint_plugin_markdown::format_text;

use super::problem_of;
use crate::Problem;
use crate::options::Options;

/// Markdown with its line breaks, its code and its HTML as they are.
pub fn format(text: &str, options: &Options) -> Result<String, Problem> {
    let configuration = ConfigurationBuilder::new()
        .line_width(options.line_width(80).into())
        .text_wrap(TextWrap::Maintain)
        // Not every renderer knows the backslash.
        .hard_break_kind(HardBreakKind::DoubleSpace)
        .code_block_skip_format(true)
        .code_block_preserve_indentation(true)
        .code_block_preserve_blank_lines(true)
        .html_skip_format(true)
        // Not every parser takes fewer dashes for a table.
        .table_min_column_width(3)
        .build();
    let done = format_text(text, &configuration, |_, _, _| Ok(None)).map_err(|error| problem_of(&error.to_string()))?;
    Ok(done.unwrap_or_else(|| text.to_owned()))
}
