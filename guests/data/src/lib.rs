//! Languages of data, each read by a parser that knows all of it: TOML 1.1 and YAML 1.2.
//!
//! An error of these parsers is one of the source. A source that they do not read to its end, because it nests too deeply or is
//! not UTF-8, is answered with a diagnostic that says so.

mod libyaml;
mod toml_source;
mod validity;
mod yaml_source;

use kaptar_abi::args::Args;

/// The validity of a source.
fn validate(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 2)?;
    let source = args.bytes()?;
    let problems = match args.str()? {
        "toml" => toml_source::problems,
        "yaml" => yaml_source::problems,
        other => return Err(format!("the dialect {other:?} is not known here: toml and yaml are")),
    };
    validity::answer(source, problems)
}

kaptar_abi::guest! {
    name: "data",
    ops: [
        { 1, "validate", "parse errors as diagnostics", "source: bytes, dialect: str", "value", validate },
    ],
}
