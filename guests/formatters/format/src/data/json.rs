use std::path::Path;

use dprint_plugin_json::configuration::{ConfigurationBuilder, TrailingCommaKind};
use dprint_plugin_json::format_text;

use super::problem_of;
use crate::Problem;
use crate::options::Options;

/// JSON, with comments where there are some. Lines are not joined: an array that is written over several stays so.
pub fn format(text: &str, options: &Options) -> Result<String, Problem> {
    let configuration = ConfigurationBuilder::new()
        .line_width(options.line_width(80).into())
        .indent_width(options.indent_width(2))
        .use_tabs(options.tabs)
        .trailing_commas(TrailingCommaKind::Maintain)
        .build();
    // The name would only matter to the conventions of package.json, which reorder.
    let done = format_text(Path::new("file.json"), text, &configuration).map_err(|error| problem_of(&error.to_string()))?;
    Ok(done.unwrap_or_else(|| text.to_owned()))
}
