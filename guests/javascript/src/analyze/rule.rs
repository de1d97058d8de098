//! What a rule is, gets and answers.

use std::cell::RefCell;
use std::rc::Rc;

use oxc_ast::AstType;
use oxc_ast::ast::Expression;
use oxc_semantic::{AstNode, Semantic};
use oxc_span::Span;
use serde::Serialize;

use super::syntax;

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
    /// The nodes that it is shown.
    pub kinds: &'static [AstType],
    pub check: for<'a> fn(&Context<'a, '_>, &AstNode<'a>) -> Option<Found>,
}

pub struct Context<'a, 's> {
    pub source: &'a str,
    pub semantic: &'s Semantic<'a>,
    /// The callee that was asked for last, by its address: several rules ask about one call.
    last: RefCell<Option<(*const Expression<'a>, Option<Rc<str>>)>>,
}

impl<'a, 's> Context<'a, 's> {
    pub fn new(source: &'a str, semantic: &'s Semantic<'a>) -> Self {
        Self { source, semantic, last: RefCell::new(None) }
    }

    /// [`syntax::path`] of what a call calls.
    pub fn callee(&self, it: &Expression<'a>) -> Option<Rc<str>> {
        let at = std::ptr::from_ref(it);
        let mut last = self.last.borrow_mut();
        match &*last {
            Some((known, path)) if std::ptr::eq(*known, at) => path.clone(),
            _ => last.insert((at, syntax::path(it).map(Rc::from))).1.clone(),
        }
    }
}

/// Where something was found, and what it is and what to do, for people.
pub struct Found {
    pub span: Span,
    pub message: String,
    /// Of this finding, where it is not that of the rule.
    pub severity: Option<Severity>,
}

impl Found {
    pub fn new(span: Span, message: impl Into<String>) -> Option<Self> {
        Some(Self { span, message: message.into(), severity: None })
    }

    /// One of a form that was wrong more often than right: it is told where somebody asks for all.
    pub fn doubtful(span: Span, message: impl Into<String>) -> Option<Self> {
        Some(Self { span, message: message.into(), severity: Some(Severity::Info) })
    }
}
