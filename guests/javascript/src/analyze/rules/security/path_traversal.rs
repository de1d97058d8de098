//! `security/path-traversal`: a path of the file system taken from a request.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::AstNode;
use oxc_span::{GetSpan, Span};

use crate::analyze::input::{from_request, is_request};
use crate::analyze::rule::{Context, Found, Rule, Severity};
use crate::analyze::syntax;

pub const RULE: Rule = Rule { id: "security/path-traversal", severity: Severity::Error, kinds: &[AstType::CallExpression], check };

const FILE_CALLS: &[&str] = &[
    "readFile", "readFileSync", "createReadStream", "writeFile", "writeFileSync", "createWriteStream", "unlink", "unlinkSync", "rm", "rmSync", "readdir",
    "readdirSync", "appendFile", "open", "openSync", "sendFile", "download",
];

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    let path = cx.callee(&call.callee)?;
    let (object, name) = path.rsplit_once('.').unwrap_or(("", &path));
    let joins = object == "path" && matches!(name, "join" | "resolve");
    if !joins && (!opens(&path) || has_root(call)) {
        return None;
    }
    if joins && is_within_opening(cx, node) {
        return None;
    }
    let count = if joins { call.arguments.len() } else { 1 };
    let taken = call.arguments.iter().take(count).filter_map(Argument::as_expression).find(|argument| from_request(cx, argument))?;
    let advice = "a path from a request can leave the folder with `..`; resolve it and check that it starts with the folder, or take path.basename";
    match (joins, is_tested(cx, node, taken)) {
        (true, true) => None,
        (false, false) if is_request(cx, taken) => Found::new(call.span, advice),
        // It may be checked later, or has been, or a function of the program has made it.
        _ => Found::doubtful(call.span, advice),
    }
}

fn opens(path: &str) -> bool {
    let (object, name) = path.rsplit_once('.').unwrap_or(("", path));
    FILE_CALLS.contains(&name) && (object.is_empty() || object.starts_with("fs") || object == "res" || object == "response")
}

/// Whether a path is an argument of the call that opens it, which is judged by itself.
fn is_within_opening<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> bool {
    match cx.semantic.nodes().parent_kind(node.id()) {
        AstKind::CallExpression(outer) => syntax::path(&outer.callee).is_some_and(|path| opens(&path)),
        _ => false,
    }
}

/// Whether the function around the call tests what the path is made of, or the variable that it is made for.
fn is_tested<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>, taken: &Expression<'a>) -> bool {
    let nodes = cx.semantic.nodes();
    let around = cx.enclosing_function(node.id()).map_or(Span::new(0, u32::MAX), |(function, _)| function.kind().span());
    let made = match nodes.parent_kind(node.id()) {
        AstKind::VariableDeclarator(it) => it.id.get_binding_identifier().map(|id| id.name.as_str()),
        _ => None,
    };
    let mut words = Words { cx, depth: 3, found: made.map(str::to_owned).into_iter().collect() };
    words.visit_expression(taken);
    nodes.iter().any(|other| match other.kind() {
        AstKind::IfStatement(it) if around.contains_inclusive(it.span) => {
            let mut asked = Words { cx, depth: 0, found: Vec::new() };
            asked.visit_expression(&it.test);
            asked.found.iter().any(|word| words.found.contains(word))
        }
        _ => false,
    })
}

/// The names and the paths of members in an expression, without what only holds them, and in what its names stand for.
struct Words<'c, 'a, 's> {
    cx: &'c Context<'a, 's>,
    depth: usize,
    found: Vec<String>,
}

impl<'a> Visit<'a> for Words<'_, 'a, '_> {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        let path = syntax::path(it).filter(|_| !matches!(it.get_inner_expression(), Expression::CallExpression(_)));
        let Some(path) = path else { return walk::walk_expression(self, it) };
        if self.found.contains(&path) {
            return;
        }
        self.found.push(path);
        if let (Some(depth), Expression::Identifier(id)) = (self.depth.checked_sub(1), it.get_inner_expression())
            && let Some(value) = self.cx.initialiser(id)
        {
            self.depth = depth;
            self.visit_expression(value);
            self.depth = depth + 1;
        }
    }
}

/// `res.sendFile(name, { root })`: Express refuses a name that leads out of the folder.
fn has_root(call: &CallExpression) -> bool {
    let Some(Argument::ObjectExpression(options)) = call.arguments.get(1) else { return false };
    let sends = matches!(syntax::last_name(&call.callee), Some("sendFile" | "download"));
    sends && options.properties.iter().filter_map(|p| p.as_property()).any(|p| p.key.is_specific_static_name("root"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "security/path-traversal",
            &[
                "fs.readFile(req.params.name, cb)",
                "const p = path.join(root, req.query.file); f(p)",
                "fs.createReadStream(`./up/${request.body.name}`)",
                "const name = './' + req.params.n; fs.readFileSync(name)",
                "res.sendFile(req.query['p'])",
                "const f = req.query.f; const p = './' + f; fs.readFileSync(p)",
                "const { f } = req.query; fs.readFileSync(f)",
                "const { query } = req; fs.readFileSync('./' + query.f)",
                "fs.readFile(path.join(root, req.params.name), cb)",
                "res.sendFile(req.params.name, { maxAge: 1 })",
            ],
            &[
                "fs.readFile(path.basename(req.params.name), cb)",
                "fs.readFile('./a', () => log(req.params.name))",
                "router.param(req.params.name)",
                "function f(req) { if (!pattern.test(req.params.name)) throw e; return path.join(root, req.params.name); }",
                "async function f(req) { if (!ok.test(req.params.n)) throw e; const d = path.join(root, req.params.n); const p = path.join(d, 'a'); return p; }",
                "function f(req) { const p = path.join(root, req.query.dir || ''); if (!isInside(root, p)) return; return p; }",
                "res.sendFile(req.params.name, { root: dir })",
                "res.sendFile(req.params.name, { maxAge: 1, root }, cb)",
                "fs.readFile('req.params.name') // fs.readFile(req.params.name)",
                "const id = Number(req.params.id); fs.readFile(`./${id}`)",
            ],
        );
    }

    #[test]
    fn a_path_that_a_function_of_the_program_has_made_is_doubtful() {
        use crate::analyze::rule::Severity;
        let severity = |source: &str| {
            let found = crate::analyze::testing::findings("security/path-traversal", source);
            assert_eq!(found.len(), 1, "{source}");
            found[0].severity
        };
        for source in ["const token = verify(req.query.token); fs.readFile(token.filePath)", "const { filePath } = (await find(Number(a), req.query.f)).response; readFile(filePath)",
            "fs.unlink(store.pathOf(req.params.id), cb)", "fs.readFileSync(`./a/${resolveName(req.params.n)}`)", "const f = await db.file({ id: req.params.id }); fs.createReadStream(f.path)"]
        {
            assert_eq!(severity(source), Severity::Info, "{source}");
        }
        for source in ["fs.readFileSync(decodeURIComponent(req.params.n))", "fs.readFileSync(path.join(root, req.query.f.trim().replace(/a/, 'b')))", "const q = new URL(req.query.u); fs.readFile(q.pathname)",
            "const n = String(req.body.name).toLowerCase(); fs.unlink(`./a/${n}`, cb)", "const f = req.query.f.split('/').pop(); fs.readFileSync(f)", "const q = req.query; fs.readFileSync(q.f.slice(1))"]
        {
            assert_eq!(severity(source), Severity::Error, "{source}");
        }
    }
}
