//! Operation 12: whether two sources are the same program with the same comments.
//!
//! Trees are compared by their content. What a formatter may change is taken out of both before: empty statements,
//! parentheses, quotes around names of properties, white space in JSX that React drops.

mod children;
mod places;

use kaptar_same::{Difference, Fact, Lines, MARKS, comment, difference};
use oxc_allocator::{Allocator, ArenaVec};
use oxc_ast::builder::AstBuilder;
use oxc_ast::ast::{JSXChild, Program, PropertyKey, Statement, TSType};
use oxc_ast_visit::{VisitMut, walk_mut};
use oxc_parser::{ParseOptions, Parser};
use oxc_span::{ContentEq, GetSpan};

use crate::dialect::Dialect;
use crate::parse;

pub fn same(before: &[u8], after: &[u8], dialect: Dialect) -> Result<Option<Difference>, String> {
    let (old, new) = (parse::text(before).map_err(|f| f.message)?, parse::text(after).map_err(|f| f.message)?);
    let (first, second) = (Allocator::default(), Allocator::default());
    let (old, wrong) = read(&first, old, dialect)?;
    let in_new = |error| format!("in the new text, {error}");
    let (new, wrong_now) = read(&second, new, dialect).map_err(in_new)?;
    if wrong_now.len() > wrong.len() {
        return Err(in_new(wrong_now[0].clone()));
    }
    if !old.program.content_eq(&new.program) {
        return Ok(Some(places::of(&old, &new)));
    }
    Ok(difference(&old.comments(), &new.comments()))
}

struct Source<'a> {
    text: &'a str,
    program: Program<'a>,
}

impl Source<'_> {
    fn comments(&self) -> Vec<Fact> {
        let mut lines = Lines::new(self.text);
        let said = |span: oxc_span::Span| format!("comment {}", comment(span.source_text(self.text), &MARKS));
        self.program.comments.iter().map(|each| Fact::new(lines.of(each.span.start as usize), said(each.content_span()))).collect()
    }
}

/// The program without parentheses, and the mistakes in spite of which there is one. A script that has `return` at its top level
/// is read as CommonJS, as everywhere.
fn read<'a>(allocator: &'a Allocator, text: &'a str, dialect: Dialect) -> Result<(Source<'a>, Vec<String>), String> {
    let parse = |kind| {
        let options = ParseOptions { preserve_parens: false, parse_regular_expression: false, ..ParseOptions::default() };
        Parser::new(allocator, text, kind).with_options(options).parse()
    };
    let mut parsed = parse(dialect.source_type());
    if !parsed.diagnostics.is_empty() && dialect == Dialect::JavaScript {
        let second = parse(Dialect::Cjs.source_type());
        parsed = if second.diagnostics.is_empty() { second } else { parsed };
    }
    let said = |problem: &oxc_diagnostics::OxcDiagnostic| format!("the source does not parse: {}", problem.message);
    let wrong: Vec<String> = parsed.diagnostics.iter().map(said).collect();
    if parsed.fatal_error {
        return Err(wrong.into_iter().next().unwrap_or_default());
    }
    let mut program = parsed.program;
    Plain { allocator, builder: AstBuilder::new(allocator) }.visit_program(&mut program);
    Ok((Source { text, program }, wrong))
}

/// Takes out what says nothing.
struct Plain<'a> {
    allocator: &'a Allocator,
    builder: AstBuilder<'a>,
}

impl<'a> VisitMut<'a> for Plain<'a> {
    fn visit_statements(&mut self, statements: &mut ArenaVec<'a, Statement<'a>>) {
        statements.retain(|each| !matches!(each, Statement::EmptyStatement(_)));
        walk_mut::walk_statements(self, statements);
    }

    /// `if (a) { b }` is `if (a) b`, unless the block is the scope of a name.
    fn visit_statement(&mut self, statement: &mut Statement<'a>) {
        walk_mut::walk_statement(self, statement);
        if let Statement::BlockStatement(block) = statement
            && let [only] = block.body.as_slice()
            && (matches!(only, Statement::VariableDeclaration(names) if names.kind.is_var()) || !only.is_declaration())
            && let Some(only) = block.body.pop()
        {
            *statement = only;
        }
    }

    fn visit_property_key(&mut self, key: &mut PropertyKey<'a>) {
        if let PropertyKey::StringLiteral(name) = key {
            *key = PropertyKey::new_static_identifier(name.span(), name.value.as_str(), &self.builder);
        }
        walk_mut::walk_property_key(self, key);
    }

    /// `type A = | B` has one.
    fn visit_ts_type(&mut self, kind: &mut TSType<'a>) {
        if let TSType::TSUnionType(union) = kind
            && union.types.len() == 1
            && let Some(only) = union.types.pop()
        {
            *kind = only;
        }
        walk_mut::walk_ts_type(self, kind);
    }

    fn visit_jsx_children(&mut self, list: &mut ArenaVec<'a, JSXChild<'a>>) {
        let found = std::mem::replace(list, ArenaVec::new_in(&self.allocator));
        *list = children::shown(found, self.allocator, &self.builder);
        walk_mut::walk_jsx_children(self, list);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differs(dialect: Dialect, before: &str, after: &str) -> bool {
        same(before.as_bytes(), after.as_bytes(), dialect).unwrap_or_else(|error| panic!("{before:?}: {error}")).is_some()
    }

    #[test]
    fn layout_is_no_difference() {
        for (before, after) in [
            ("a = ((b)); ;", "a = b"),
            ("f('a', )", "f(\"a\");"),
            ("x => 1 /* a */", "(x) => 1; /*  a */"),
            ("a = {'b': 1}", "a = { b: 1 };"),
            ("a = <b>\n  c\n  d {x}\n</b>", "a = <b>c d {x}</b>;"),
            ("a = <b>c <d/></b>", "a = (\n  <b>\n    c{\" \"}\n    <d />\n  </b>\n);"),
            ("return\na", "return;\na;"),
            ("if (a) { b }", "if (a) b;"),
            ("for (;;) var a", "for (;;) {\n  var a;\n}"),
            ("/**\n *\n * a\n */", "/**\n * a\n */"),
            ("a\n++b", "a;\n++b;"),
        ] {
            assert!(!differs(Dialect::JavaScript, before, after), "{before:?}");
        }
        assert!(!differs(Dialect::TypeScript, "type A = | (B)\ninterface C {a: b; c: d}", "type A = B;\ninterface C {\n  a: b,\n  c: d\n}"));
    }

    #[test]
    fn a_character_that_says_something_is_one() {
        for (before, after) in [
            ("- -n", "--n"),
            ("+ +n", "++n"),
            ("a = 'b'", "a = 'c'"),
            ("a = 1", "a = 2"),
            ("a = `b `", "a = `b`"),
            ("// a\nb", "b"),
            ("/* a */b", "/* c */b"),
            ("a = /b/", "a = /b/g"),
            ("(a, b)", "a; b"),
            ("(a?.b).c", "a?.b.c"),
            ("a = <b>c <d/></b>", "a = <b>c<d/></b>"),
            ("let a", "var a"),
            ("async () => 1", "() => 1"),
            ("a = {['b']: 1}", "a = {b: 1}"),
            ("if (a) ; else b", "if (a) b"),
            ("if (a) { if (b) c } else d", "if (a) if (b) c; else d"),
            ("{ let a }", "let a"),
            ("'use strict'", "('use strict')"),
            ("for await (a of b);", "for (a of b);"),
        ] {
            assert!(differs(Dialect::Mjs, before, after), "{before:?}");
        }
        assert!(differs(Dialect::TypeScript, "let a: b[]", "let a: b"));
        assert!(differs(Dialect::TypeScript, "class A { readonly b = 1 }", "class A { b = 1 }"));
    }

    #[test]
    fn a_difference_has_its_place() {
        let found = same(b"a;\nb = - -n;\n", b"a;\n\nb = --n;\n", Dialect::Mjs).unwrap().unwrap();
        assert_eq!((found.before, found.after), (2, 3));
        assert!(found.was.contains("Unary") && found.now.contains("Update"), "{found:?}");
        let flag = same(b"a;\nlet b;", b"a;\nvar b;", Dialect::Mjs).unwrap().unwrap();
        assert_eq!((flag.before, flag.after), (2, 2));
        assert!(same(b"a", b"a(", Dialect::Mjs).unwrap_err().contains("in the new text"));
    }
}
