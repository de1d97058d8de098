//! Operation 9: is this a regular expression of JavaScript?

use oxc_allocator::Allocator;
use oxc_regular_expression::{LiteralParser, Options};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Verdict {
    pub valid: bool,
    pub message: Option<String>,
    /// Bytes into `pattern/flags`, without the first slash; nil when valid.
    pub start: Option<u32>,
    pub end: Option<u32>,
}

/// `pattern` as between the slashes of a literal (an empty one stands for `new RegExp("")`).
pub fn validate_regex(pattern: &str, flags: &str) -> Verdict {
    let allocator = Allocator::default();
    let offsets = Options { pattern_span_offset: 0, flags_span_offset: pattern.len() as u32 + 1 };
    let text = if pattern.is_empty() { "(?:)" } else { pattern };
    let good = Verdict { valid: true, message: None, start: None, end: None };
    if let Some(at) = crate::nesting::too_deep(pattern.as_bytes()) {
        return Verdict { valid: false, message: Some("nested too deep: not parsed".to_owned()), start: Some(at), end: Some(at + 1) };
    }
    match LiteralParser::new(&allocator, text, Some(flags), offsets).parse() {
        Ok(_) => good,
        Err(error) => {
            let label = error.labels.first();
            Verdict {
                valid: false,
                message: Some(error.message.to_string()),
                start: label.map(|l| l.offset()),
                end: label.map(|l| l.offset() + l.len()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_flags() {
        for (pattern, flags) in [("a(?<n>b)+\\k<n>", "giu"), ("", ""), ("[\\p{L}--[a-z]]", "v"), ("(?<=a)b", "")] {
            assert!(validate_regex(pattern, flags).valid, "{pattern}");
        }
        let open = validate_regex("a(b", "");
        assert!(!open.valid && open.message.is_some() && open.start.is_some());
        assert!(!validate_regex("a", "gg").valid && !validate_regex("a", "x").valid && !validate_regex("a{2,1}", "").valid);
        assert_eq!(validate_regex("abc", "q").start, Some(4));
    }
}
