//! Snippets: code that stands for more than it shows.

use crate::draft::Draft;
use crate::formats::Format;
use crate::plan::Request;
use crate::quoted::Done;
use crate::refusal::{Outcome, Reason, refuse};

pub fn apply(_draft: &mut Draft, _text: &str, _format: Format, _request: &Request) -> Outcome<(Format, Vec<Done>)> {
    refuse(Reason::Unsupported, "snippets are not read yet")
}
