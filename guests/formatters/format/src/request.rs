//! From the bytes of a call to its answer.

use kaptar_abi::args::Args;

use crate::Problem;
use crate::layout;
use crate::options::Options;

/// Answer a call `format(source, language, options)` with the formatter that `pick` gives for the language.
pub fn answer<F>(input: &[u8], known: &str, pick: impl FnOnce(&str) -> Option<F>) -> Result<Vec<u8>, String>
where
    F: FnOnce(&str, &Options) -> Result<String, Problem>,
{
    let mut args = Args::new(input, 3)?;
    let source = args.bytes()?;
    let language = args.str()?;
    let format = pick(language).ok_or_else(|| format!("the language {language:?} is not known here; {known}"))?;
    let options = Options::read(args.rest())?;
    layout::around(source, &options, |text| format(text, &options))
        .map_err(|problem| format!("line {}: {}", problem.line, problem.message))
}
