use std::path::Path;

use dprint_plugin_toml::configuration::ConfigurationBuilder;
use dprint_plugin_toml::format_text;

use super::problem_of;
use crate::Problem;
use crate::options::Options;

/// TOML in the order that it is written in.
pub fn format(text: &str, options: &Options) -> Result<String, Problem> {
    let configuration = ConfigurationBuilder::new()
        .line_width(options.line_width(80).into())
        .indent_width(options.indent_width(2))
        .use_tabs(options.tabs)
        .cargo_apply_conventions(false)
        .build();
    let done = format_text(Path::new("file.toml"), text, &configuration).map_err(|error| problem_of(&error.to_string()))?;
    Ok(done.unwrap_or_else(|| text.to_owned()))
}
