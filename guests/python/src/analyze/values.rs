//! What the names of a scope are bound to.

use std::collections::{HashMap, HashSet};

use kaptar_words::names::parts;
use ruff_python_ast::visitor::{Visitor, walk_except_handler, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{CmpOp, Comprehension, ExceptHandler, Expr, ExprCall, Parameters, Pattern, Stmt};

/// One binding of a name.
#[derive(Clone, Copy)]
pub enum Bound<'a> {
    To(&'a Expr),
    /// To the items of this, one after the other.
    ItemOf(&'a Expr),
    /// To the keys of this.
    KeyOf(&'a Expr),
    /// To something that cannot be read off.
    Unknown,
}

/// The bindings of each plain name of a scope.
#[derive(Default)]
pub struct Values<'a> {
    bound: HashMap<&'a str, Vec<Bound<'a>>>,
    /// Names whose value is also changed in place, as by `+=` and `append`, and with what.
    changed: HashMap<&'a str, Vec<&'a Expr>>,
    /// Names that a test of `if` or `assert`, or a call that checks, asks about.
    tested: HashSet<&'a str>,
    /// Those of them that such a test hands to a function that may judge the value, or to `in`: `pattern.match(name)`.
    judged: HashSet<&'a str>,
    /// Names that are looked up, with the name of the mapping: `kinds[name]`.
    looked_up: Vec<(&'a str, &'a str)>,
}

impl<'a> Values<'a> {
    /// Of a function's body and its parameters, or of a module.
    pub fn of(parameters: Option<&'a Parameters>, body: &'a [Stmt]) -> Self {
        let mut values = Self::default();
        for parameter in parameters.into_iter().flat_map(Parameters::iter) {
            values.bind_name(parameter.name().as_str(), Bound::Unknown);
        }
        values.visit_body(body);
        values
    }

    /// Whether the scope itself says what the name is.
    pub fn binds(&self, name: &str) -> bool {
        self.bound.contains_key(name) || self.changed.contains_key(name)
    }

    pub fn is_tested(&self, name: &str) -> bool {
        self.tested.contains(name) || self.is_key(name)
    }

    pub fn is_judged(&self, name: &str) -> bool {
        self.judged.contains(name) || self.is_key(name)
    }

    /// Whether the scope looks the name up in a mapping that it writes out: any other name ends it there.
    fn is_key(&self, name: &str) -> bool {
        let written = |mapping: &str| matches!(self.only(mapping), Some(Expr::Dict(dict)) if dict.items.iter().all(|item| item.key.as_ref().is_some_and(Expr::is_literal_expr)));
        self.looked_up.iter().any(|(key, mapping)| *key == name && written(mapping))
    }

    /// All that the name is bound to, if all of it is known.
    pub fn all(&self, name: &str) -> Option<Vec<&'a Expr>> {
        self.bound.get(name)?.iter().map(|bound| if let Bound::To(value) = bound { Some(*value) } else { None }).collect()
    }

    /// All that the name is bound to, with what is added to it.
    pub fn every(&self, name: &str) -> impl Iterator<Item = Bound<'a>> {
        self.bound.get(name).into_iter().flatten().copied().chain(self.changed(name).map(Bound::To))
    }

    /// All values that are known of a name, those that are added to it too; it may have others.
    pub fn known(&self, name: &str) -> impl Iterator<Item = &'a Expr> {
        let values = self.bound.get(name).into_iter().flatten().filter_map(|bound| if let Bound::To(value) = bound { Some(*value) } else { None });
        values.chain(self.changed(name))
    }

    fn changed(&self, name: &str) -> impl Iterator<Item = &'a Expr> {
        self.changed.get(name).into_iter().flatten().copied()
    }

    /// The one value of a name that is bound once and stays as it is.
    pub fn only(&self, name: &str) -> Option<&'a Expr> {
        match self.bound.get(name)?.as_slice() {
            [Bound::To(value)] if !self.changed.contains_key(name) => Some(value),
            _ => None,
        }
    }

    fn bind(&mut self, target: &'a Expr, bound: Bound<'a>) {
        match (target, bound) {
            (Expr::Name(name), _) => self.bind_name(name.id.as_str(), bound),
            (Expr::Tuple(targets), Bound::To(Expr::Tuple(values))) if one_by_one(&targets.elts, &values.elts) => {
                targets.elts.iter().zip(&values.elts).for_each(|(target, value)| self.bind(target, Bound::To(value)));
            }
            (Expr::Tuple(pair), Bound::ItemOf(items)) if pair.elts.len() == 2 && dict_of(items).is_some() => {
                self.bind(&pair.elts[0], dict_of(items).map_or(Bound::Unknown, Bound::KeyOf));
                self.bind(&pair.elts[1], bound);
            }
            (Expr::Tuple(tuple), _) => tuple.elts.iter().for_each(|each| self.bind(each, part(bound))),
            (Expr::List(list), _) => list.elts.iter().for_each(|each| self.bind(each, part(bound))),
            (Expr::Starred(starred), _) => self.bind(&starred.value, part(bound)),
            (Expr::Subscript(item), Bound::To(value)) => self.change(&item.value, [&*item.slice, value]),
            _ => {}
        }
    }

    fn bind_name(&mut self, name: &'a str, bound: Bound<'a>) {
        self.bound.entry(name).or_default().push(bound);
    }

    fn change(&mut self, target: &'a Expr, values: impl IntoIterator<Item = &'a Expr>) {
        if let Expr::Name(name) = target {
            self.changed.entry(name.id.as_str()).or_default().extend(values);
        }
    }

    /// `parts.append(x)`
    fn called(&mut self, call: &'a ExprCall) {
        if let Expr::Attribute(method) = &*call.func
            && matches!(method.attr.as_str(), "append" | "appendleft" | "extend" | "insert" | "add" | "update")
        {
            self.change(&method.value, &*call.arguments.args);
        }
    }

    fn comprehended(&mut self, generators: &'a [Comprehension]) {
        generators.iter().for_each(|each| self.bind(&each.target, Bound::ItemOf(&each.iter)));
    }

    fn test(&mut self, test: &'a Expr) {
        struct Names<'t, 'a>(&'t mut Values<'a>, bool);
        impl<'a> Visitor<'a> for Names<'_, 'a> {
            fn visit_expr(&mut self, expr: &'a Expr) {
                let before = self.1;
                match expr {
                    Expr::Name(name) => {
                        self.0.tested.insert(name.id.as_str());
                        self.1.then(|| self.0.judged.insert(name.id.as_str()));
                    }
                    Expr::Call(call) => self.1 |= !only_asks(call),
                    Expr::Compare(test) => self.1 |= matches!(*test.ops, [CmpOp::In | CmpOp::NotIn]),
                    _ => {}
                }
                walk_expr(self, expr);
                self.1 = before;
            }
        }
        Names(self, false).visit_expr(test);
    }
}

fn one_by_one(targets: &[Expr], values: &[Expr]) -> bool {
    targets.len() == values.len() && !targets.iter().chain(values).any(Expr::is_starred_expr)
}

/// The mapping of `d.items()` and `iteritems(d)`.
fn dict_of(items: &Expr) -> Option<&Expr> {
    let call = items.as_call_expr()?;
    match &*call.func {
        Expr::Attribute(method) if matches!(method.attr.as_str(), "items" | "iteritems") => call.arguments.args.first().or(Some(&method.value)),
        Expr::Name(name) if &*name.id == "iteritems" => call.arguments.args.first(),
        _ => None,
    }
}

/// Whether a call asks only whether there is such a file or what kind of value it is.
fn only_asks(call: &ExprCall) -> bool {
    let name = call.func.as_attribute_expr().map(|method| method.attr.as_str()).or_else(|| call.func.as_name_expr().map(|name| name.id.as_str()));
    matches!(name, Some("exists" | "isfile" | "isdir" | "is_file" | "is_dir" | "lexists" | "access" | "len" | "isinstance" | "get" | "str" | "lower"))
}

/// Whether a call's name says that it refuses what is not right: `validate_path(p)`.
fn is_check(call: &ExprCall) -> bool {
    let name = match &*call.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(method) => method.attr.as_str(),
        _ => return false,
    };
    parts(name).iter().any(|part| matches!(part.as_str(), "validate" | "check" | "verify" | "ensure" | "assert" | "require"))
}

/// What the parts of a value that is taken apart are bound to.
fn part(bound: Bound<'_>) -> Bound<'_> {
    match bound {
        Bound::To(value) | Bound::ItemOf(value) => Bound::ItemOf(value),
        Bound::KeyOf(_) | Bound::Unknown => Bound::Unknown,
    }
}

impl<'a> Visitor<'a> for Values<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => {
                self.bind_name(&def.name, Bound::Unknown);
                return Globals(self).visit_body(&def.body);
            }
            Stmt::ClassDef(def) => {
                self.bind_name(&def.name, Bound::Unknown);
                return Globals(self).visit_body(&def.body);
            }
            Stmt::Assign(s) => s.targets.iter().for_each(|target| self.bind(target, Bound::To(&s.value))),
            Stmt::AnnAssign(s) if s.value.is_some() => self.bind(&s.target, s.value.as_deref().map_or(Bound::Unknown, Bound::To)),
            Stmt::AugAssign(s) => self.change(&s.target, [&*s.value]),
            Stmt::For(s) => self.bind(&s.target, Bound::ItemOf(&s.iter)),
            Stmt::With(s) => {
                for item in &s.items {
                    if let Some(target) = &item.optional_vars {
                        self.bind(target, Bound::To(&item.context_expr));
                    }
                }
            }
            Stmt::If(s) => s.elif_else_clauses.iter().filter_map(|clause| clause.test.as_ref()).chain([&*s.test]).for_each(|test| self.test(test)),
            Stmt::Assert(s) => self.test(&s.test),
            Stmt::Expr(s) => {
                if let Expr::Call(call) = &*s.value
                    && is_check(call)
                {
                    self.test(&s.value);
                }
            }
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Named(named) => self.bind(&named.target, Bound::To(&named.value)),
            Expr::Call(call) => self.called(call),
            Expr::Subscript(item) => {
                if let (Expr::Name(mapping), Expr::Name(key)) = (&*item.value, &*item.slice) {
                    self.looked_up.push((key.id.as_str(), mapping.id.as_str()));
                }
            }
            Expr::ListComp(it) => self.comprehended(&it.generators),
            Expr::SetComp(it) => self.comprehended(&it.generators),
            Expr::DictComp(it) => self.comprehended(&it.generators),
            Expr::Generator(it) => self.comprehended(&it.generators),
            Expr::Lambda(_) => return,
            _ => {}
        }
        walk_expr(self, expr);
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind_name(name.as_str(), Bound::Unknown);
        }
        walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(it) => it.name.as_ref(),
            Pattern::MatchStar(it) => it.name.as_ref(),
            Pattern::MatchMapping(it) => it.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind_name(name.as_str(), Bound::Unknown);
        }
        walk_pattern(self, pattern);
    }
}

/// Names that a function inside of the scope says are not its own: it may bind them to anything.
struct Globals<'v, 'a>(&'v mut Values<'a>);

impl<'a> Visitor<'a> for Globals<'_, 'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Global(it) => it.names.iter().for_each(|name| self.0.bind_name(name.as_str(), Bound::Unknown)),
            Stmt::Nonlocal(it) => it.names.iter().for_each(|name| self.0.bind_name(name.as_str(), Bound::Unknown)),
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}
