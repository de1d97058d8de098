//! `sync-call-in-async`: a call that blocks the event loop inside of an async function.

use oxc_ast::{AstKind, AstType};
use oxc_semantic::AstNode;

use crate::analyze::rule::{Context, Found, Rule, Severity};

pub const RULE: Rule = Rule { id: "sync-call-in-async", severity: Severity::Warning, kinds: &[AstType::CallExpression], check };

const MODULES: &[&str] = &["fs", "fse", "fsExtra", "fs-extra", "child_process", "childProcess", "cp", "crypto", "zlib"];
const BARE: &[&str] = &[
    "execSync", "execFileSync", "spawnSync", "readFileSync", "writeFileSync", "appendFileSync", "readdirSync", "statSync", "mkdirSync", "existsSync",
    "copyFileSync", "unlinkSync", "rmSync", "pbkdf2Sync", "scryptSync", "gzipSync", "gunzipSync",
];

fn check<'a>(cx: &Context<'a, '_>, node: &AstNode<'a>) -> Option<Found> {
    let AstKind::CallExpression(call) = node.kind() else { return None };
    let path = cx.callee(&call.callee)?;
    let name = path.rsplit('.').next().filter(|n| n.ends_with("Sync"))?;
    let blocks = match path.split_once('.') {
        Some((object, _)) => MODULES.contains(&object),
        None => BARE.contains(&name),
    };
    let (_, is_async) = cx.enclosing_function(node.id())?;
    if !blocks || !is_async {
        return None;
    }
    Found::new(call.span, format!("`{name}` blocks every other request while this async function runs; await the promise version"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn examples() {
        crate::analyze::testing::examples(
            "sync-call-in-async",
            &["async function f() { return fs.readFileSync(p); }", "const f = async () => { execSync('ls'); };", "async () => require('node:fs').statSync(p)"],
            &[
                "function f() { return fs.readFileSync(p); }",
                "async function f() { return items.map(function (x) { return fs.readFileSync(x); }); }",
                "async function f() { store.resetSync(); }",
                "async function f() { log('fs.readFileSync(p)'); }",
            ],
        );
    }
}
