//! Text that is built at run time of parts that cannot change what it does: constants, numbers, placeholders, quoted values.

use std::cell::{Cell, RefCell};

use kaptar_words::names;
use ruff_python_ast::{Expr, ExprAttribute, ExprBinOp, ExprCall, InterpolatedElement, Operator};

use super::context::{Context, is_literal, method};
use super::quoting::{self, Target};
use super::values::Bound;

/// How deep the parts of a value are looked at, the values of names included: one may be built of another.
const DEPTH: usize = 12;
/// How many parts are looked at in all. A text of more of them is not known to be safe.
const PARTS: usize = 2000;

/// Functions whose answers are numbers, or names that the program's own surroundings give.
const OWN: [&str; 28] = [
    "int", "len", "float", "id", "ord", "round", "abs", "hash", "hex", "bin", "oct", "range", "os.getpid", "os.getppid", "os.getuid", "os.geteuid",
    "os.getgid", "os.getegid", "os.cpu_count", "shlex.join", "time.time", "time.time_ns", "uuid.uuid4", "uuid.uuid1", "secrets.token_hex",
    "secrets.token_urlsafe", "tempfile.gettempdir", "random.randint",
];
/// Functions whose answers are as safe as what they are given.
pub(super) const KEEPING: [&str; 15] = [
    "str", "pathlib.Path", "os.fspath", "sorted", "reversed", "enumerate", "zip", "list", "tuple", "set", "dict", "min", "max", "itertools.chain",
    "tempfile.mkdtemp",
];
/// Methods whose answers are as safe as their object and what they are given.
pub(super) const KEEPING_METHODS: [&str; 25] = [
    "join", "format", "resolve", "absolute", "joinpath", "as_posix", "with_name", "with_suffix", "strip", "rstrip", "lstrip", "lower", "upper", "title",
    "split", "splitlines", "replace", "encode", "decode", "items", "keys", "values", "get", "copy", "union",
];

/// Whether every part is constant, a number, or comes from a call that quotes or escapes for the target.
pub fn is_safe(context: &Context<'_>, expr: &Expr, target: Target) -> bool {
    Judge { context, target, left: Cell::new(PARTS), open: RefCell::default() }.safe(expr, DEPTH)
}

struct Judge<'c, 'a> {
    context: &'c Context<'a>,
    target: Target,
    left: Cell<usize>,
    /// The names that are being judged. One that is bound by way of itself gets nothing new that way.
    open: RefCell<Vec<String>>,
}

impl Judge<'_, '_> {
    fn safe(&self, expr: &Expr, depth: usize) -> bool {
        if is_literal(expr) {
            return true;
        }
        let (Some(depth), Some(left)) = (depth.checked_sub(1), self.left.get().checked_sub(1)) else { return false };
        self.left.set(left);
        let all = |parts: &[Expr]| parts.iter().all(|part| self.safe(part, depth));
        match expr {
            Expr::Name(name) => self.name(&name.id, depth),
            Expr::Attribute(attribute) => self.attribute(expr, attribute, depth),
            Expr::Subscript(item) => self.safe(&item.value, depth),
            Expr::FString(text) => text.value.elements().all(|part| part.as_interpolation().is_none_or(|part| self.put_in(part, depth))),
            Expr::BinOp(op) => self.joined(op, depth),
            Expr::BoolOp(op) => all(&op.values),
            Expr::Compare(_) => true,
            Expr::If(test) => self.safe(&test.body, depth) && self.safe(&test.orelse, depth),
            Expr::Tuple(tuple) => all(&tuple.elts),
            Expr::List(list) => all(&list.elts),
            Expr::Set(set) => all(&set.elts),
            Expr::Starred(starred) => self.safe(&starred.value, depth),
            Expr::Dict(dict) => dict.items.iter().all(|item| item.key.as_ref().is_none_or(|key| self.safe(key, depth)) && self.safe(&item.value, depth)),
            Expr::Generator(generator) => self.safe(&generator.elt, depth),
            Expr::ListComp(list) => self.safe(&list.elt, depth),
            Expr::SetComp(set) => self.safe(&set.elt, depth),
            Expr::Call(call) => self.call(call, depth),
            _ => false,
        }
    }

    /// A name is what the file binds it to; only where nothing here does, capitals say that it is a constant.
    fn name(&self, name: &str, depth: usize) -> bool {
        if names::is_quoted(name) || name == "__file__" {
            return true;
        }
        let Some(values) = self.context.binding(name) else { return names::is_constant(name) };
        if self.open.borrow().iter().any(|open| open == name) {
            // What it is bound to first comes from elsewhere, and is judged there.
            return values.every(name).nth(1).is_some();
        }
        self.open.borrow_mut().push(name.to_owned());
        let safe = values.every(name).all(|bound| match bound {
            Bound::To(value) | Bound::ItemOf(value) => self.safe(value, depth),
            Bound::KeyOf(dict) => self.keys(dict, depth),
            Bound::Unknown => false,
        });
        self.open.borrow_mut().pop();
        safe
    }

    /// Whether the keys of a mapping are safe, whatever its values are.
    fn keys(&self, dict: &Expr, depth: usize) -> bool {
        match (dict, depth.checked_sub(1)) {
            (Expr::Dict(dict), _) => dict.items.iter().all(|item| item.key.as_ref().is_some_and(|key| self.safe(key, depth))),
            (Expr::Name(name), Some(depth)) => self.context.binding(&name.id).is_some_and(|values| {
                values.every(&name.id).all(|bound| matches!(bound, Bound::To(value) if self.keys(value, depth)))
            }),
            (Expr::Attribute(attribute), Some(depth)) => {
                let values = self.context.attribute(&attribute.attr);
                !values.is_empty() && values.into_iter().all(|value| value.is_some_and(|value| self.keys(value, depth)))
            }
            _ => self.safe(dict, depth),
        }
    }

    fn attribute(&self, expr: &Expr, attribute: &ExprAttribute, depth: usize) -> bool {
        self.capitals(&attribute.attr, depth)
            || matches!(self.context.imports.path(expr).as_deref(), Some("sys.executable" | "sys.platform" | "os.sep" | "os.linesep" | "os.name" | "os.pardir" | "os.curdir" | "os.path.pardir" | "os.path.sep"))
            || matches!(&*attribute.attr, "pid" | "__file__")
            || matches!(&*attribute.attr, "parent" | "parents" | "name" | "stem" | "suffix") && self.safe(&attribute.value, depth)
    }

    /// `Table.NAME`, unless a class or an assignment of the file gives an attribute of this name a value that is not safe.
    fn capitals(&self, name: &str, depth: usize) -> bool {
        names::is_constant(name) && self.context.attribute(name).into_iter().all(|value| value.is_some_and(|value| self.safe(value, depth)))
    }

    fn joined(&self, op: &ExprBinOp, depth: usize) -> bool {
        let (left, right) = (&*op.left, &*op.right);
        match op.op {
            Operator::Mod if is_text_of_numbers(left) => true,
            // Text or a list times something that must be a number.
            Operator::Mult if is_repeated(left) => self.safe(left, depth),
            Operator::Mult if is_repeated(right) => self.safe(right, depth),
            // What a number is added to is a number: to a text nothing could be added so.
            Operator::Add if left.is_number_literal_expr() || right.is_number_literal_expr() => true,
            Operator::Add => self.sum(op, depth),
            Operator::Mod | Operator::Mult | Operator::Div | Operator::BitOr => self.safe(left, depth) && self.safe(right, depth),
            Operator::Sub | Operator::FloorDiv | Operator::Pow => left.is_number_literal_expr() || right.is_number_literal_expr(),
            _ => false,
        }
    }

    /// `a + b + c`: a long sum is not deep.
    fn sum(&self, mut sum: &ExprBinOp, depth: usize) -> bool {
        while self.safe(&sum.right, depth) {
            match &*sum.left {
                Expr::BinOp(left) if left.op == Operator::Add => sum = left,
                left => return self.safe(left, depth),
            }
        }
        false
    }

    /// `{x:d}` is a number, whatever it is.
    fn put_in(&self, part: &InterpolatedElement, depth: usize) -> bool {
        let number = part.format_spec.as_ref().is_some_and(|spec| {
            let text: String = spec.elements.literals().map(|literal| &*literal.value).collect();
            spec.elements.iter().all(|element| element.is_literal()) && text.ends_with(['d', 'x', 'X', 'b', 'o', 'f', 'g', 'e'])
        });
        number || self.safe(&part.expression, depth)
    }

    fn call(&self, call: &ExprCall, depth: usize) -> bool {
        let callee = self.context.callee(call).unwrap_or_default();
        let all = || call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value)).all(|part| self.safe(part, depth));
        match &*callee {
            path if OWN.contains(&path) => return true,
            "map" => return self.mapped(call, depth),
            path if KEEPING.contains(&path) || path.starts_with("os.path.") => return all(),
            _ => {}
        }
        if quoting::is_quoting(self.context, call, self.target) {
            return true;
        }
        let Expr::Attribute(attribute) = &*call.func else { return false };
        match method(call) {
            Some("hexdigest" | "hex") => true,
            Some(name) => KEEPING_METHODS.contains(&name) && self.safe(&attribute.value, depth) && all(),
            None => false,
        }
    }

    /// `map(shlex.quote, x)`, `map(str, numbers)`.
    fn mapped(&self, call: &ExprCall, depth: usize) -> bool {
        let [function, items @ ..] = &*call.arguments.args else { return false };
        let numbers = matches!(function, Expr::Name(name) if matches!(name.id.as_str(), "int" | "float" | "len" | "ord"));
        let keeps = matches!(function, Expr::Name(name) if name.id == "str") && items.iter().all(|each| self.safe(each, depth));
        numbers || keeps || quoting::quotes(self.context, function, self.target)
    }
}

fn is_repeated(expr: &Expr) -> bool {
    expr.is_string_literal_expr() || expr.is_list_expr()
}

/// Whether a format takes numbers only: `kill %d`.
fn is_text_of_numbers(format: &Expr) -> bool {
    let Expr::StringLiteral(text) = format else { return false };
    let mut rest = text.value.to_str();
    while let Some(at) = rest.find('%') {
        let place = rest[at + 1..].trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | ' ' | '#' | '.'));
        if !place.starts_with(['d', 'i', 'u', 'x', 'X', 'o', 'f', 'g', 'e', '%']) {
            return false;
        }
        rest = &place[1..];
    }
    true
}
