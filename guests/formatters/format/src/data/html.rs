use std::borrow::Cow;

use markup_fmt::config::{FormatOptions, Quotes};
use markup_fmt::{FormatError, Language, format_text};

use crate::Problem;
use crate::options::Options;

/// HTML; white space that a browser shows stays, and so do scripts and styles.
pub fn format(text: &str, options: &Options) -> Result<String, Problem> {
    let mut chosen = FormatOptions::default();
    chosen.layout.print_width = options.line_width(80).into();
    chosen.layout.indent_width = options.indent_width(2).into();
    chosen.layout.use_tabs = options.tabs;
    chosen.language.quotes = if options.single() { Quotes::Single } else { Quotes::Double };
    format_text(text, Language::Html, &chosen, |code, _| Ok(Cow::Borrowed(code))).map_err(|error| match error {
        FormatError::Syntax(problem) => Problem { line: problem.line, message: problem.kind.to_string() },
        FormatError::External(problems) => {
            Problem { line: 1, message: problems.first().map(ToString::to_string).unwrap_or_default() }
        }
    })
}
