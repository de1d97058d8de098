use malva::config::{FormatOptions, Quotes};
use malva::{Error, Syntax, format_text};

use crate::Problem;
use crate::options::Options;

/// CSS; nothing is sorted.
pub fn format(text: &str, options: &Options) -> Result<String, Problem> {
    let mut chosen = FormatOptions::default();
    chosen.layout.print_width = options.line_width(80).into();
    chosen.layout.indent_width = options.indent_width(2).into();
    chosen.layout.use_tabs = options.tabs;
    chosen.language.quotes = if options.single() { Quotes::PreferSingle } else { Quotes::PreferDouble };
    format_text(text, Syntax::Css, &chosen).map_err(|error| {
        let Error::Parser(problem, line, _) = error;
        Problem { line, message: problem.kind.to_string() }
    })
}
