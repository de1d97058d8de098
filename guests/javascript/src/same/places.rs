//! Where two programs that differ begin to do so: kinds of nodes in the order of the sources, with names and values.

use kaptar_same::{Difference, Fact, Lines, difference};
use oxc_ast::AstKind;
use oxc_ast_visit::Visit;
use oxc_span::{ContentEq, GetSpan};

use super::Source;

pub fn of(old: &Source, new: &Source) -> Difference {
    difference(&nodes(old), &nodes(new)).unwrap_or_else(|| statement(old, new))
}

/// The first statement that differs, where nodes have equal kinds.
fn statement(old: &Source, new: &Source) -> Difference {
    let pairs = old.program.body.iter().zip(&new.program.body);
    let (before, after) = pairs.filter(|(a, b)| !a.content_eq(b)).map(|(a, b)| (a.span(), b.span())).next().unwrap_or_default();
    let line = |source: &Source, at: u32| Lines::new(source.text).of(at as usize);
    let text = |source: &Source, span: oxc_span::Span| span.source_text(source.text).lines().next().unwrap_or_default().chars().take(60).collect();
    Difference { before: line(old, before.start), after: line(new, after.start), was: text(old, before), now: text(new, after) }
}

fn nodes(source: &Source) -> Vec<Fact> {
    let mut list = List { found: Vec::new() };
    list.visit_program(&source.program);
    let mut lines = Lines::new(source.text);
    list.found.into_iter().map(|(at, text)| Fact::new(lines.of(at as usize), text)).collect()
}

struct List {
    found: Vec<(u32, String)>,
}

impl<'a> Visit<'a> for List {
    fn enter_node(&mut self, kind: AstKind<'a>) {
        let name = format!("{:?}", kind.ty());
        let said = match kind {
            AstKind::IdentifierName(each) => each.name.as_str(),
            AstKind::IdentifierReference(each) => each.name.as_str(),
            AstKind::BindingIdentifier(each) => each.name.as_str(),
            AstKind::StringLiteral(each) => each.value.as_str(),
            AstKind::TemplateElement(each) => each.value.raw.as_str(),
            AstKind::JSXText(each) => each.value.as_str(),
            AstKind::NumericLiteral(each) => return self.found.push((each.span.start, format!("{name} {}", each.value))),
            AstKind::BinaryExpression(each) => each.operator.as_str(),
            AstKind::UnaryExpression(each) => each.operator.as_str(),
            AstKind::UpdateExpression(each) => each.operator.as_str(),
            AstKind::AssignmentExpression(each) => each.operator.as_str(),
            AstKind::LogicalExpression(each) => each.operator.as_str(),
            AstKind::VariableDeclaration(each) => each.kind.as_str(),
            _ => "",
        };
        self.found.push((kind.span().start, format!("{name} {said}").trim_end().to_owned()));
    }
}
