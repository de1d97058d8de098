//! Values that something shows to be brought into the program: over the network, by a request, a handler's parameter, the command line.
//!
//! What a function is given by its own program says nothing; nor does a file that the program keeps.

use kaptar_words::names::parts;
use ruff_python_ast::{Expr, ExprCall};

use super::context::{Context, is_literal};
use super::input::from_outside;
use super::safe::KEEPING;
use super::values::Bound;

/// How deep a value is followed, by way of names too.
const DEPTH: usize = 8;
/// How many values of one name are looked at.
const VALUES: usize = 16;
/// Words of a name for what others have sent.
const SENT: [&str; 24] = [
    "response", "resp", "download", "downloaded", "downloads", "fetch", "fetched", "upload", "uploaded", "uploads", "recv", "recvfrom", "receive", "received",
    "urlopen", "urlretrieve", "url", "cookie", "cookies", "sock", "socket", "websocket", "rfile", "untrusted",
];
/// Functions that hand on the data, or the file of the name, that they are given.
const HANDING: [&str; 12] = [
    "open", "BytesIO", "StringIO", "GzipFile", "decompress", "decode", "bytes", "bytearray", "memoryview", "TarFile", "ZipFile", "join",
];

/// Whether a value comes from a request, the network, a download, the command line, a parameter of a web handler, or out of a text
/// that a function is given: bytes are written so to be sent.
pub fn is_brought(context: &Context<'_>, expr: &Expr) -> bool {
    from_outside(context, expr) || follow(context, expr, DEPTH)
}

/// Whether a file imports what fetches files.
pub fn fetches(context: &Context<'_>) -> bool {
    const FETCHING: [&str; 8] = ["requests", "httpx", "urllib3", "aiohttp", "urllib", "ftplib", "boto3", "pooch"];
    FETCHING.iter().any(|module| context.imports.has_module(module))
}

fn follow(context: &Context<'_>, expr: &Expr, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let within = |part: &Expr| follow(context, part, depth);
    match expr {
        Expr::Name(name) => by_name(context, expr, &name.id, depth),
        Expr::Attribute(attribute) => {
            let given = matches!(context.imports.path(expr).as_deref(), Some("sys.argv"));
            given || is_sent(&attribute.attr) || within(&attribute.value)
        }
        // What chooses one of several values is none of them.
        Expr::Subscript(item) => within(&item.value),
        Expr::Starred(starred) => within(&starred.value),
        Expr::Await(waited) => within(&waited.value),
        Expr::FString(text) => text.value.elements().filter_map(|part| part.as_interpolation()).any(|part| within(&part.expression)),
        Expr::BinOp(op) => within(&op.left) || within(&op.right),
        Expr::BoolOp(op) => op.values.iter().any(within),
        Expr::If(test) => within(&test.body) || within(&test.orelse),
        Expr::Call(call) => by_call(context, call, depth),
        _ => false,
    }
}

fn by_name(context: &Context<'_>, expr: &Expr, name: &str, depth: usize) -> bool {
    if is_literal(context.resolve(expr)) {
        return false;
    }
    if is_sent(name) || context.is_given_to_handler(name) {
        return true;
    }
    let Some(values) = context.binding(name) else { return false };
    values.every(name).take(VALUES).any(|bound| match bound {
        Bound::To(value) | Bound::ItemOf(value) | Bound::KeyOf(value) => follow(context, value, depth),
        Bound::Unknown => false,
    })
}

fn by_call(context: &Context<'_>, call: &ExprCall, depth: usize) -> bool {
    let within = |part: &Expr| follow(context, part, depth);
    let callee = context.callee(call).unwrap_or_default();
    let (name, object) = match &*call.func {
        Expr::Attribute(attribute) => (attribute.attr.as_str(), Some(&*attribute.value)),
        Expr::Name(name) => (name.id.as_str(), None),
        _ => return false,
    };
    let asks = matches!(callee.split('.').next(), Some("requests" | "httpx" | "urllib3" | "aiohttp"));
    if asks || is_sent(name) || name == "parse_args" {
        return true;
    }
    if is_out_of_text(&callee) {
        return call.arguments.args.first().is_some_and(|text| is_parameter(context, text) || within(text));
    }
    let hands_on = HANDING.contains(&name) || KEEPING.contains(&&*callee) || callee.starts_with("os.path.");
    hands_on && call.arguments.args.iter().any(within) || object.is_some_and(within)
}

fn is_sent(name: &str) -> bool {
    parts(name).iter().any(|part| SENT.contains(&part.as_str()))
}

/// What an object keeps as text is the program's own.
fn is_parameter(context: &Context<'_>, text: &Expr) -> bool {
    text.as_name_expr().is_some_and(|name| context.parameter(&name.id).is_some())
}

fn is_out_of_text(callee: &str) -> bool {
    matches!(
        callee,
        "base64.b64decode" | "base64.urlsafe_b64decode" | "base64.standard_b64decode" | "base64.decodebytes" | "binascii.a2b_base64" | "binascii.unhexlify" | "bytes.fromhex"
    )
}
