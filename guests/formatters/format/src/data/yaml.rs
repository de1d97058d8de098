use pretty_yaml::config::{FormatOptions, Quotes};
use pretty_yaml::format_text;

use crate::Problem;
use crate::options::Options;

/// YAML, which has no tabs.
pub fn format(text: &str, options: &Options) -> Result<String, Problem> {
    let mut chosen = FormatOptions::default();
    chosen.layout.print_width = options.line_width(80).into();
    chosen.layout.indent_width = options.indent_width(2).into();
    chosen.language.quotes = if options.single() { Quotes::PreferSingle } else { Quotes::PreferDouble };
    format_text(text, &chosen).map_err(|error| Problem::at(text, error.offset(), error.message()))
}
