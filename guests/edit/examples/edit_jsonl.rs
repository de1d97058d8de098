//! One JSON case a line in, one answer a line out: the engine without a host, for scoring.
//!
//! In: `{"id", "path", "language", "before", "format", "edit"}`; out: `{"id", "status", "text"?, "reason"?, "message"?, "grade"?, "format"?, "micros"}`.

use std::io::{BufRead, Write};
use std::time::Instant;

use serde_json::{Value, json};
use kaptar_edit::plan::{Request, plan};
use kaptar_edit::{detect, draft};

fn main() {
    let out = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("stdin is readable");
        let answer = match serde_json::from_str::<Value>(&line) {
            Ok(case) => answer(&case),
            Err(error) => json!({"id": null, "status": "refused", "reason": "malformed_case", "message": error.to_string()}),
        };
        writeln!(out.lock(), "{answer}").expect("stdout is writable");
    }
}

fn answer(case: &Value) -> Value {
    let text = |key: &str| case[key].as_str().unwrap_or("");
    let format = match detect::format_named(text("format")) {
        Ok(format) => format,
        Err(message) => return json!({"id": case["id"], "status": "refused", "reason": "malformed_case", "message": message}),
    };
    let source = text("before");
    let started = Instant::now();
    let request = Request {
        source: source.as_bytes(), table: None, edit: text("edit").as_bytes(), format, path: text("path"), part: None,
    };
    let planned = plan(&request);
    let micros = started.elapsed().as_secs_f64() * 1e6;
    match planned {
        Ok(plan) => json!({
            "id": case["id"], "status": "applied", "text": draft::apply(source, &plan.edits), "grade": plan.grade.name(),
            "format": plan.format.name(), "strategy": format!("{} {}", plan.format.name(), plan.grade.name()), "micros": micros,
        }),
        Err(refusal) => json!({
            "id": case["id"], "status": "refused", "reason": format!("{}: {}", refusal.reason.name(), refusal.message), "micros": micros,
        }),
    }
}
