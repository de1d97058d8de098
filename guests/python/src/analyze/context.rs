//! What a rule may ask about the place of a node, and where it reports.

use std::cell::{OnceCell, RefCell};

use ruff_python_ast::{Arguments, Expr, ExprCall, Parameters, Stmt};
use ruff_text_size::Ranged;

use super::attributes::Attributes;
use super::imports::Imports;
use super::values::Values;
use super::{Options, Rule};
use crate::parse::offsets;

pub struct Report {
    pub rule: &'static Rule,
    pub range: (u32, u32),
    pub message: String,
    pub fix: Option<String>,
}

/// A function, or the module as the outermost.
pub struct Frame<'a> {
    pub is_async: bool,
    /// Loops around the node, in this frame.
    pub loops: u32,
    /// Whether an address leads to the function: others say what it is given.
    pub answers: bool,
    /// Tests of `if` around the node, in this frame.
    pub tests: Vec<&'a Expr>,
    parameters: Option<&'a Parameters>,
    body: &'a [Stmt],
    values: OnceCell<Values<'a>>,
    attributes: OnceCell<Attributes<'a>>,
}

impl<'a> Frame<'a> {
    pub fn new(is_async: bool, parameters: Option<&'a Parameters>, body: &'a [Stmt]) -> Self {
        Self { is_async, loops: 0, answers: false, tests: Vec::new(), parameters, body, values: OnceCell::new(), attributes: OnceCell::new() }
    }

    /// What the names of the frame are bound to, found out when a rule asks for the first time.
    pub fn values(&self) -> &Values<'a> {
        self.values.get_or_init(|| Values::of(self.parameters, self.body))
    }
}

pub struct Context<'a> {
    pub source: &'a str,
    pub options: &'a Options,
    pub imports: Imports<'a>,
    pub frames: Vec<Frame<'a>>,
    reports: RefCell<Vec<Report>>,
}

impl<'a> Context<'a> {
    pub fn new(source: &'a str, options: &'a Options, imports: Imports<'a>) -> Self {
        Self { source, options, imports, frames: Vec::new(), reports: RefCell::default() }
    }

    pub fn report(&self, rule: &'static Rule, node: &impl Ranged, message: impl Into<String>) {
        self.report_at(rule, offsets(node), message, None);
    }

    pub fn report_at(&self, rule: &'static Rule, range: (u32, u32), message: impl Into<String>, fix: Option<String>) {
        if self.options.wants(rule) {
            self.reports.borrow_mut().push(Report { rule, range, message: message.into(), fix });
        }
    }

    pub fn into_reports(self) -> Vec<Report> {
        self.reports.into_inner()
    }

    pub fn frame(&self) -> Option<&Frame<'a>> {
        self.frames.last()
    }

    pub fn in_loop(&self) -> bool {
        self.frame().is_some_and(|f| f.loops > 0)
    }

    /// The tests that decide whether a node is reached, in its function.
    pub fn tests(&self) -> impl Iterator<Item = &'a Expr> {
        self.frame().into_iter().flat_map(|frame| frame.tests.iter().copied())
    }

    /// The dotted path of what a call calls.
    pub fn callee(&self, call: &ExprCall) -> Option<String> {
        self.imports.path(&call.func)
    }

    /// What the innermost function that binds a name, or the module, binds it to.
    pub fn binding(&self, name: &str) -> Option<&Values<'a>> {
        self.frames.iter().rev().map(Frame::values).find(|values| values.binds(name))
    }

    /// The annotation of the parameter that a name is, in the innermost function that binds it; None: it is no parameter, or has
    /// other values too.
    pub fn parameter(&self, name: &str) -> Option<Option<&'a Expr>> {
        let frame = self.frames.iter().rev().find(|frame| frame.values().binds(name))?;
        let parameter = frame.parameters?.iter().find(|parameter| parameter.name().as_str() == name)?;
        Some(parameter.annotation())
    }

    /// The same of the innermost function alone: what an outer one is given is known when the inner one is made.
    pub fn own_parameter(&self, name: &str) -> Option<Option<&'a Expr>> {
        // A lambda is a part of the function that it stands in.
        let inner = self.frames.iter().rev().take_while(|frame| frame.body.is_empty()).count() + 1;
        let near = self.frames.iter().rev().take(inner).any(|frame| frame.values().binds(name));
        self.parameter(name).filter(|_| near)
    }

    /// Whether a name is a parameter of a function that an address leads to.
    pub fn is_given_to_handler(&self, name: &str) -> bool {
        let Some(frame) = self.frames.iter().rev().find(|frame| frame.values().binds(name)) else { return false };
        frame.answers && name != "self" && frame.parameters.is_some_and(|all| all.iter().any(|parameter| parameter.name().as_str() == name))
    }

    /// Whether the innermost function, or the module, asks about a name in a test.
    pub fn is_tested(&self, name: &str) -> bool {
        self.frame().is_some_and(|frame| frame.values().is_tested(name))
    }

    /// The same in one that hands it to a function.
    pub fn is_judged(&self, name: &str) -> bool {
        self.frame().is_some_and(|frame| frame.values().is_judged(name))
    }

    /// What the file binds attributes of a name to.
    pub fn attribute(&self, name: &str) -> Vec<Option<&'a Expr>> {
        let module = self.frames.first();
        module.map(|frame| frame.attributes.get_or_init(|| Attributes::of(frame.body)).all(name)).unwrap_or_default()
    }

    /// The value that a name stands for, if it is bound once in its function; any other expression is itself.
    pub fn resolve<'e>(&'e self, expr: &'e Expr) -> &'e Expr {
        let Expr::Name(name) = expr else { return expr };
        self.binding(&name.id).and_then(|values| values.only(&name.id)).unwrap_or(expr)
    }
}

/// The value of a keyword argument.
pub fn keyword<'e>(arguments: &'e Arguments, name: &str) -> Option<&'e Expr> {
    arguments.keywords.iter().find(|k| k.arg.as_deref() == Some(name)).map(|k| &k.value)
}

/// The first argument, given by place or by one of the names.
pub fn first<'e>(arguments: &'e Arguments, names: &[&str]) -> Option<&'e Expr> {
    arguments.args.first().or_else(|| names.iter().find_map(|n| keyword(arguments, n)))
}

pub fn is_bool(expr: &Expr, value: bool) -> bool {
    matches!(expr, Expr::BooleanLiteral(b) if b.value == value)
}

/// `True`, a number, text, or a name that stands for one of them.
pub fn is_true(context: &Context<'_>, expr: &Expr) -> bool {
    match context.resolve(expr) {
        Expr::BooleanLiteral(it) => it.value,
        Expr::NumberLiteral(it) => it.value.as_int().is_none_or(|value| *value != 0),
        Expr::StringLiteral(it) => !it.value.is_empty(),
        _ => false,
    }
}

/// The name of the method that a call calls.
pub fn method(call: &ExprCall) -> Option<&str> {
    call.func.as_attribute_expr().map(|a| a.attr.as_str())
}

/// Whether an expression is built from nothing but literals.
pub fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::FString(string) => string.value.elements().all(|e| e.is_literal()),
        Expr::BinOp(op) => is_literal(&op.left) && is_literal(&op.right),
        Expr::UnaryOp(op) => is_literal(&op.operand),
        Expr::List(list) => list.elts.iter().all(is_literal),
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_literal),
        _ => expr.is_literal_expr(),
    }
}

/// Whether an expression is surely text.
pub fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::StringLiteral(_) | Expr::FString(_) => true,
        Expr::BinOp(op) if op.op == ruff_python_ast::Operator::Add => is_text(&op.left) || is_text(&op.right),
        Expr::BinOp(op) if op.op == ruff_python_ast::Operator::Mod => is_text(&op.left),
        Expr::Call(call) => match &*call.func {
            Expr::Name(name) => matches!(name.id.as_str(), "str" | "repr"),
            Expr::Attribute(attribute) => matches!(attribute.attr.as_str(), "format" | "join") && is_text(&attribute.value),
            _ => false,
        },
        _ => false,
    }
}
