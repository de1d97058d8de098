//! Children of a JSX element as React shows them: lines without their indentation, and text in braces as text.

use oxc_allocator::{Allocator, ArenaVec, FromIn};
use oxc_ast::builder::AstBuilder;
use oxc_ast::ast::{JSXChild, JSXExpression};
use oxc_span::{GetSpan, Span};

pub fn shown<'a>(
    found: ArenaVec<'a, JSXChild<'a>>,
    allocator: &'a Allocator,
    builder: &AstBuilder<'a>,
) -> ArenaVec<'a, JSXChild<'a>> {
    let mut kept = ArenaVec::new_in(&allocator);
    let mut text = String::new();
    let flush = |text: &mut String, span: Span, kept: &mut ArenaVec<'a, JSXChild<'a>>| {
        if !text.is_empty() {
            let value = oxc_ast::ast::Str::from_in(text.as_str(), allocator);
            kept.push(JSXChild::new_text(span, value, None, builder));
            text.clear();
        }
    };
    for child in found {
        match said(&child) {
            Some(more) => text.push_str(&more),
            None => {
                flush(&mut text, child.span(), &mut kept);
                kept.push(child);
            }
        }
    }
    let end = kept.last().map_or(Span::default(), GetSpan::span);
    flush(&mut text, end, &mut kept);
    kept
}

fn said(child: &JSXChild) -> Option<String> {
    match child {
        JSXChild::Text(text) => Some(without_indentation(&text.value)),
        JSXChild::ExpressionContainer(container) => match &container.expression {
            JSXExpression::StringLiteral(text) => Some(text.value.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// As React's compilers do it: white space with a line end in it goes, and lines are joined by one space.
fn without_indentation(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
    let last = lines.len() - 1;
    let mut words = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let mut line = *line;
        if number > 0 {
            line = line.trim_start_matches([' ', '\t']);
        }
        if number < last {
            line = line.trim_end_matches([' ', '\t']);
        }
        if !line.is_empty() {
            words.push(line.replace('\t', " "));
        }
    }
    words.join(" ")
}
