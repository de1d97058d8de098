//! Snippets without markers: one whole definition, or the whole file.

use crate::draft::Draft;
use crate::formats::Format;
use crate::lazy::snippet::Snippet;
use crate::plan::Request;
use crate::quoted::Done;
use crate::refusal::{Outcome, Reason, refuse};

pub fn apply(_draft: &mut Draft, _code: &str, _snippet: &Snippet, _format: Format, _request: &Request) -> Outcome<(Format, Vec<Done>)> {
    refuse(Reason::Unsupported, "not yet")
}
