//! JavaScript and TypeScript.

use std::path::Path;

use dprint_plugin_typescript::configuration::{
    BracePosition, Configuration, ConfigurationBuilder, OperatorPosition, QuoteStyle, SortOrder, UseBraces, UseParentheses,
};
use dprint_plugin_typescript::{FormatTextOptions, format_text};

use crate::Problem;
use crate::options::Options;
use crate::request;

/// The formatter of a dialect.
pub fn formatter(language: &str) -> Option<impl Fn(&str, &Options) -> Result<String, Problem> + use<>> {
    let name = match language {
        "cjs" => "file.cjs",
        "dts" => "file.d.ts",
        "javascript" => "file.jsx",
        "mjs" => "file.mjs",
        "tsx" => "file.tsx",
        "typescript" => "file.ts",
        _ => return None,
    };
    Some(move |text: &str, options: &Options| format_named(name, text, options))
}

fn format(input: &[u8]) -> Result<Vec<u8>, String> {
    request::answer(input, "cjs, dts, javascript, mjs, tsx and typescript are", formatter)
}

fn format_named(name: &str, text: &str, options: &Options) -> Result<String, Problem> {
    let configuration = configuration(options);
    let request = FormatTextOptions {
        path: Path::new(name),
        extension: None,
        text: text.to_owned(),
        config: &configuration,
        external_formatter: None,
    };
    let done = format_text(request).map_err(|error| problem_of(&error.to_string()))?;
    Ok(done.unwrap_or_else(|| text.to_owned()))
}

/// As people know it from prettier, where dprint has a word for it. Nothing is sorted: the order of imports is when they run.
fn configuration(options: &Options) -> Configuration {
    ConfigurationBuilder::new()
        .line_width(options.line_width(80).into())
        .indent_width(options.indent_width(2))
        .use_tabs(options.tabs)
        .quote_style(if options.single() { QuoteStyle::PreferSingle } else { QuoteStyle::PreferDouble })
        .brace_position(BracePosition::SameLine)
        .binary_expression_operator_position(OperatorPosition::SameLine)
        .arrow_function_use_parentheses(UseParentheses::Force)
        .use_braces(UseBraces::Maintain)
        .module_sort_import_declarations(SortOrder::Maintain)
        .module_sort_export_declarations(SortOrder::Maintain)
        .import_declaration_sort_named_imports(SortOrder::Maintain)
        .export_declaration_sort_named_exports(SortOrder::Maintain)
        .build()
}

/// The parser writes `SyntaxError: what`, the code, and `    at file:///file.ts:3:5`.
fn problem_of(message: &str) -> Problem {
    let what = message.lines().next().unwrap_or_default().trim_start_matches("SyntaxError: ");
    let place = message.lines().find_map(|line| line.strip_prefix("    at file:///"));
    let line = place.and_then(|place| place.rsplit(':').nth(1)?.parse().ok()).unwrap_or(1);
    Problem { line, message: what.to_owned() }
}

kaptar_abi::guest! {
    name: "format_script",
    ops: [
        { 1, "format", "the source as its formatter writes it", "source: bytes, language: str, options: value", "bytes", crate::script::format },
    ]
}
