//! Text that is built at run time of parts that cannot change what it does: constants, numbers, placeholders, quoted values.

use std::cell::{Cell, RefCell};

use kaptar_words::names;
use oxc_ast::ast::*;
use oxc_semantic::SymbolId;

use super::rule::Context;
use super::symbols::Declared;
use super::syntax::{self, is_literal_text};

/// How deep the parts of a value are looked at, the values of names included: one may be built of another.
const DEPTH: usize = 12;
/// How many parts are looked at in all. A text of more of them is not known to be safe.
const PARTS: usize = 2000;

const OF_NUMBERS: [&str; 4] = ["Number", "parseInt", "parseFloat", "BigInt"];
/// Methods whose answers are as safe as their object and what they are given.
const KEEPING: [&str; 27] = [
    "trim", "trimStart", "trimEnd", "toLowerCase", "toUpperCase", "toString", "slice", "substring", "split", "replace", "replaceAll", "concat", "sort",
    "reverse", "toSorted", "toReversed", "at", "flat", "repeat", "padStart", "padEnd", "join", "values", "keys", "entries", "normalize", "charAt",
];
/// Functions of `path` and their like, whose answers are as safe as what they are given.
const OF_PATHS: [&str; 12] = [
    "path.join", "path.resolve", "path.dirname", "path.basename", "path.normalize", "path.relative", "path.extname", "url.fileURLToPath", "fileURLToPath",
    "String", "Object.keys", "Object.values",
];
/// Values of the program's own process.
const OF_PROCESS: [&str; 12] = [
    "process.argv0",
    "process.execPath", "process.pid", "process.ppid", "process.platform", "process.arch", "process.version", "process.versions.node", "path.sep", "os.EOL",
    "path.delimiter", "process.exitCode",
];

/// Functions whose answers the program's own surroundings give.
const OWN: [&str; 3] = ["os.tmpdir", "os.homedir", "crypto.randomUUID"];

/// What a text is for: a page shows again the markup that it has already.
#[derive(Clone, Copy, PartialEq)]
pub enum Target {
    Any,
    Markup,
}

impl<'a> Context<'a, '_> {
    /// Whether the expression is text with values put in that are no constants and not quoted; at once, or step by step under a name.
    pub fn is_built_of_values(&self, it: &Expression<'a>) -> bool {
        self.is_built_for(it, Target::Any)
    }

    /// The same for a target.
    pub fn is_built_for(&self, it: &Expression<'a>, target: Target) -> bool {
        self.pieces(it).into_iter().any(|piece| syntax::is_built_text(piece) && !self.is_safe_for(piece, target))
    }

    /// The text that a name stands for, with all that is assigned and added to it.
    pub fn pieces<'e>(&self, it: &'e Expression<'a>) -> Vec<&'e Expression<'a>>
    where
        'a: 'e,
    {
        let Expression::Identifier(id) = it.get_inner_expression() else { return vec![it] };
        let (Some(symbol), Declared::Variable(declarator)) = (self.symbol(id), self.declared(id)) else { return vec![it] };
        if !declarator.id.is_binding_identifier() {
            return vec![it];
        }
        let added = self.reassigned(symbol).into_iter().flatten().map(|assignment| &assignment.right);
        declarator.init.iter().chain(added).collect()
    }

    /// Constants, numbers, and calls whose names say that they quote or escape, and what is put together of them.
    pub fn is_safe(&self, it: &Expression<'a>) -> bool {
        self.is_safe_for(it, Target::Any)
    }

    /// The same for a target.
    pub fn is_safe_for(&self, it: &Expression<'a>, target: Target) -> bool {
        Judge { cx: self, target, left: Cell::new(PARTS), open: RefCell::default() }.safe(it, DEPTH)
    }
}

struct Judge<'c, 'a, 's> {
    cx: &'c Context<'a, 's>,
    target: Target,
    left: Cell<usize>,
    /// The variables that are being judged. One that is made by way of itself gets nothing new that way.
    open: RefCell<Vec<SymbolId>>,
}

impl<'a> Judge<'_, 'a, '_> {
    fn safe(&self, it: &Expression<'a>, depth: usize) -> bool {
        if is_literal_text(it) {
            return true;
        }
        let (Some(depth), Some(left)) = (depth.checked_sub(1), self.left.get().checked_sub(1)) else { return false };
        self.left.set(left);
        match it.get_inner_expression() {
            Expression::TemplateLiteral(template) => template.expressions.iter().all(|part| self.safe(part, depth)),
            Expression::BinaryExpression(binary) if binary.operator == BinaryOperator::Addition => self.sum(binary, depth),
            // Numbers and answers of comparisons.
            Expression::BinaryExpression(_) | Expression::UnaryExpression(_) | Expression::UpdateExpression(_) => true,
            // Code of the program itself, as text.
            Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_) => true,
            Expression::ConditionalExpression(it) => self.safe(&it.consequent, depth) && self.safe(&it.alternate, depth),
            Expression::LogicalExpression(it) => self.safe(&it.left, depth) && self.safe(&it.right, depth),
            Expression::AwaitExpression(it) => self.safe(&it.argument, depth),
            Expression::ArrayExpression(list) => list.elements.iter().all(|each| self.element(each, depth)),
            Expression::ObjectExpression(object) => {
                object.properties.iter().all(|each| each.as_property().is_some_and(|property| self.safe(&property.value, depth)))
            }
            Expression::Identifier(id) => self.name(id, depth),
            Expression::StaticMemberExpression(member) => self.member(it, member, depth),
            Expression::ComputedMemberExpression(member) => self.is_own_argument(member) || self.safe(&member.object, depth),
            Expression::CallExpression(call) => self.call(call, depth),
            Expression::NewExpression(new) => new.callee.is_specific_id("Date") || new.callee.is_specific_id("URL") && self.all(&new.arguments, depth),
            _ => false,
        }
    }

    /// `a + b + c`: a long sum is not deep.
    fn sum(&self, mut sum: &BinaryExpression<'a>, depth: usize) -> bool {
        while self.safe(&sum.right, depth) {
            match sum.left.get_inner_expression() {
                Expression::BinaryExpression(left) if left.operator == BinaryOperator::Addition => sum = left,
                _ => return self.safe(&sum.left, depth),
            }
        }
        false
    }

    fn element(&self, element: &ArrayExpressionElement<'a>, depth: usize) -> bool {
        match element {
            ArrayExpressionElement::SpreadElement(it) => self.safe(&it.argument, depth),
            ArrayExpressionElement::Elision(_) => true,
            other => other.as_expression().is_some_and(|value| self.safe(value, depth)),
        }
    }

    fn all(&self, arguments: &[Argument<'a>], depth: usize) -> bool {
        arguments.iter().all(|each| each.as_expression().is_some_and(|value| self.safe(value, depth)))
    }

    /// A name is what the file binds it to; only where nothing here does, capitals say that it is a constant.
    fn name(&self, id: &IdentifierReference<'a>, depth: usize) -> bool {
        let name = id.name.as_str();
        if names::is_quoted(name) {
            return true;
        }
        match self.cx.declared(id) {
            Declared::Nowhere => matches!(name, "__dirname" | "__filename" | "undefined") || names::is_constant(name),
            Declared::Imported(module, _) => names::is_constant(name) || module.ends_with(".json"),
            Declared::ItemOf(list) => self.safe(list, depth),
            Declared::Position | Declared::Function => true,
            Declared::Variable(declarator) => self.variable(id, declarator, depth),
            Declared::Otherwise => false,
        }
    }

    fn variable(&self, id: &IdentifierReference<'a>, declarator: &'a VariableDeclarator<'a>, depth: usize) -> bool {
        let Some(symbol) = self.cx.symbol(id) else { return false };
        let Some(assigned) = self.cx.reassigned(symbol) else { return false };
        if self.open.borrow().contains(&symbol) {
            // What it was before is judged where it got it.
            return true;
        }
        self.open.borrow_mut().push(symbol);
        let safe = self.all_values(symbol, declarator, assigned, depth);
        self.open.borrow_mut().pop();
        safe
    }

    /// Whether all that a variable has ever been is safe.
    fn all_values(&self, symbol: SymbolId, declarator: &'a VariableDeclarator<'a>, assigned: Vec<&'a AssignmentExpression<'a>>, depth: usize) -> bool {
        let whole = declarator.id.is_binding_identifier() || assigned.is_empty();
        let first = match &declarator.init {
            Some(value) => self.safe(value, depth),
            // Without a first value it is what is assigned to it.
            None => !assigned.is_empty(),
        };
        whole && first && !self.cx.is_filled(symbol) && assigned.into_iter().all(|assignment| self.safe(&assignment.right, depth))
    }

    fn member(&self, it: &Expression<'a>, member: &StaticMemberExpression<'a>, depth: usize) -> bool {
        let name = member.property.name.as_str();
        if name == "length" || is_measure(name) || self.target == Target::Markup && matches!(name, "innerHTML" | "outerHTML") {
            return true;
        }
        if let Expression::ImportMeta(_) = member.object.get_inner_expression() {
            return matches!(name, "dirname" | "filename" | "url" | "dir" | "file");
        }
        let path = self.cx.origin(it).unwrap_or_default();
        let given = path.starts_with("process.env.") || path.contains(".env.");
        OF_PROCESS.contains(&path.as_str()) || names::is_constant(name) && !given || self.safe(&member.object, depth)
    }

    /// `process.argv[0]` and `process.argv[1]`: the program and its script.
    fn is_own_argument(&self, member: &ComputedMemberExpression<'a>) -> bool {
        let own = matches!(&member.expression, Expression::NumericLiteral(at) if at.value < 2.0);
        own && self.cx.origin(&member.object).as_deref() == Some("process.argv")
    }

    fn call(&self, call: &CallExpression<'a>, depth: usize) -> bool {
        let Some(name) = syntax::last_name(&call.callee) else { return false };
        let path = self.cx.origin(&call.callee).unwrap_or_default();
        if OF_NUMBERS.contains(&name) || names::quotes(name) || path.starts_with("Math.") || is_encoder(&path) || OWN.contains(&path.as_str()) {
            return true;
        }
        if OF_PATHS.contains(&path.as_str()) || is_translation(name, call) {
            return self.all(&call.arguments, depth);
        }
        match (name, call.arguments.as_slice()) {
            ("require", [Argument::StringLiteral(module)]) => return module.value.ends_with(".json"),
            ("replace" | "replaceAll", [what, Argument::StringLiteral(by)]) if cleans(what, by.value.as_str()) => return true,
            // The program's own description.
            ("parse", [text]) if path == "JSON.parse" => return text.as_expression().is_some_and(is_own_file),
            _ => {}
        }
        let Expression::StaticMemberExpression(callee) = call.callee.get_inner_expression() else { return false };
        match name {
            "toFixed" | "getTime" | "now" | "indexOf" => true,
            "map" | "flatMap" => self.mapped(&callee.object, call.arguments.first(), depth),
            "filter" => self.safe(&callee.object, depth),
            "fill" => self.all(&call.arguments, depth),
            "repeat" => self.safe(&callee.object, depth),
            _ => KEEPING.contains(&name) && self.safe(&callee.object, depth) && self.all(&call.arguments, depth),
        }
    }

    /// What `list.map(function)` makes: `ids.map(() => "?")`, `words.map(quote)`.
    fn mapped(&self, list: &Expression<'a>, function: Option<&Argument<'a>>, depth: usize) -> bool {
        match function.and_then(Argument::as_expression) {
            Some(Expression::ArrowFunctionExpression(arrow)) => match &arrow.body {
                ArrowFunctionBody::FunctionBody(body) => match body.statements.as_slice() {
                    [Statement::ReturnStatement(it)] => it.argument.as_ref().is_some_and(|value| self.safe(value, depth)),
                    _ => false,
                },
                value => value.as_expression().is_some_and(|value| self.safe(value, depth)),
            },
            Some(function) => match syntax::last_name(function) {
                Some("String") => self.safe(list, depth),
                Some(name) => OF_NUMBERS.contains(&name) || names::quotes(name),
                None => false,
            },
            None => false,
        }
    }
}

/// `t("key")`: a text of the program's own catalogue, with what it is given.
fn is_translation(name: &str, call: &CallExpression) -> bool {
    const NAMES: [&str; 15] = [
        "t", "$t", "tr", "trans", "translate", "_", "__", "_t", "gettext", "ngettext", "pgettext", "i18n", "formatMessage", "get_string", "getString",
    ];
    const WORDS: [&str; 7] = ["translate", "translated", "translation", "i18n", "l10n", "localize", "localized"];
    let named = NAMES.contains(&name) || names::parts(name).iter().any(|part| WORDS.contains(&part.as_str()));
    let of_catalogue = named || syntax::path(&call.callee).is_some_and(|path| path.starts_with("i18n.") || path.contains(".i18n."));
    of_catalogue && call.arguments.first().and_then(Argument::as_expression).is_some_and(is_literal_text)
}

/// `offsetWidth`, `clientHeight`, `scrollTop`: numbers of an element or a window.
fn is_measure(name: &str) -> bool {
    const OF: [&str; 7] = ["offset", "client", "scroll", "natural", "inner", "outer", "screen"];
    let side = OF.iter().find_map(|of| name.strip_prefix(of)).unwrap_or_default();
    matches!(side, "Width" | "Height" | "Top" | "Left" | "X" | "Y")
}

/// `replace(/[^a-z]/g, "")` leaves what is named alone, and `replace(/</g, "&lt;")` escapes.
fn cleans(what: &Argument, by: &str) -> bool {
    let only = matches!(what, Argument::RegExpLiteral(it) if it.regex.pattern.text.starts_with("[^") && it.regex.pattern.text.ends_with([']', '+']));
    only && by.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) || by == "&lt;"
}

/// `he.encode(x)`
fn is_encoder(path: &str) -> bool {
    let (module, name) = path.rsplit_once('.').unwrap_or_default();
    matches!(module, "he" | "html-entities" | "entities" | "Entities") && name.starts_with("encode")
}

/// `readFileSync("package.json")`
fn is_own_file(text: &Expression) -> bool {
    let read = match text.get_inner_expression() {
        Expression::AwaitExpression(it) => &it.argument,
        inner => inner,
    };
    let Expression::CallExpression(call) = read else { return false };
    let named = |it: &Expression| syntax::literal_parts(it).ends_with("package.json");
    let own = call.arguments.iter().filter_map(Argument::as_expression).any(|argument| match argument.get_inner_expression() {
        Expression::CallExpression(path) => path.arguments.iter().filter_map(Argument::as_expression).any(named),
        Expression::NewExpression(url) => url.arguments.iter().filter_map(Argument::as_expression).any(named),
        other => named(other),
    });
    own && syntax::last_name(&call.callee).is_some_and(|name| name.starts_with("readFile"))
}
