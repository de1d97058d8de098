//! `security/path-traversal`: a path of the file system taken from a request.

use oxc_ast::{AstKind, AstType};
use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::AstNode;

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
    let opens = FILE_CALLS.contains(&name) && (object.is_empty() || object.starts_with("fs") || object == "res" || object == "response");
    if !joins && (!opens || has_root(call)) {
        return None;
    }
    let count = if joins { call.arguments.len() } else { 1 };
    let taken = call.arguments.iter().take(count).filter_map(Argument::as_expression).any(|a| FromRequest::within(cx.value_of(a)));
    if !taken {
        return None;
    }
    Found::new(call.span, "a path from a request can leave the folder with `..`; resolve it and check that it starts with the folder, or take path.basename")
}

/// `res.sendFile(name, { root })`: Express refuses a name that leads out of the folder.
fn has_root(call: &CallExpression) -> bool {
    let Some(Argument::ObjectExpression(options)) = call.arguments.get(1) else { return false };
    let sends = matches!(syntax::last_name(&call.callee), Some("sendFile" | "download"));
    sends && options.properties.iter().filter_map(|p| p.as_property()).any(|p| p.key.is_specific_static_name("root"))
}

/// Looks for `req.params…`, `request.query…`, `ctx.request.body…`, unless a call makes a file name of it.
struct FromRequest(bool);

impl FromRequest {
    fn within(it: &Expression) -> bool {
        let mut seen = Self(false);
        seen.visit_expression(it);
        seen.0
    }
}

impl<'a> Visit<'a> for FromRequest {
    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        let part = matches!(it.property.name.as_str(), "params" | "query" | "body");
        let owner = syntax::path(&it.object);
        self.0 |= part && owner.is_some_and(|o| matches!(o.rsplit('.').next(), Some("req" | "request")) || o == "ctx");
        walk::walk_static_member_expression(self, it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let cleans = matches!(syntax::last_name(&it.callee), Some("basename" | "Number" | "parseInt" | "encodeURIComponent"));
        if !cleans {
            walk::walk_call_expression(self, it);
        }
    }
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
                "res.sendFile(req.params.name, { maxAge: 1 })",
            ],
            &[
                "fs.readFile(path.basename(req.params.name), cb)",
                "fs.readFile('./a', () => log(req.params.name))",
                "router.param(req.params.name)",
                "res.sendFile(req.params.name, { root: dir })",
                "res.sendFile(req.params.name, { maxAge: 1, root }, cb)",
                "fs.readFile('req.params.name') // fs.readFile(req.params.name)",
                "const id = Number(req.params.id); fs.readFile(`./${id}`)",
            ],
        );
    }
}
