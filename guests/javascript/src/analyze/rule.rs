//! What a rule is, gets and answers.

use oxc_semantic::{AstNode, Semantic};
use oxc_span::Span;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Warning,
    Error,
}

/// A rule that looks at one node at a time.
pub struct Rule {
    pub id: &'static str,
    pub severity: Severity,
    pub check: for<'a> fn(&Context<'a, '_>, &AstNode<'a>) -> Option<Found>,
}

pub struct Context<'a, 's> {
    pub source: &'a str,
    pub semantic: &'s Semantic<'a>,
}

/// Where something was found, and what it is and what to do, for people.
pub struct Found {
    pub span: Span,
    pub message: String,
}

impl Found {
    pub fn new(span: Span, message: impl Into<String>) -> Option<Self> {
        Some(Self { span, message: message.into() })
    }
}
