//! Calls of edit tools, as JSON.
//!
//! ```text
//! call     := {path, old_string, new_string [, replace_all]} | {path, edits: [{old_string, new_string}…]}
//!           | {command: "str_replace" | "insert" | "create", path, …}                (text_editor_20250728)
//!           | {type: "create_file" | "update_file" | "delete_file", path, diff}      (Responses API apply_patch)
//!           | {target_file, code_edit [, instructions]}                              (Cursor, Morph, Relace edit_file)
//!           | {path, content}                                                        (write_file)
//! edit     := call | [call…] | {operations: [call…]} | {name, input | arguments | parameters: call}
//! ```
//!
//! Sources: Anthropic's text editor tool, Claude Code's Edit and MultiEdit, Gemini CLI's replace, OpenAI's apply_patch
//! operations, the public documentation of Morph and Relace.

use serde_json::{Map, Value};

use super::{Body, FileEdit, Format, Operation, Replacement, v4a};
use crate::refusal::{Outcome, Reason, refuse};

const PATHS: &[&str] = &["file_path", "path", "target_file", "target_filepath", "filename", "filePath", "file"];
const OLD: &[&str] = &["old_string", "old_str", "oldText", "old_text", "oldString", "search"];
const NEW: &[&str] = &["new_string", "new_str", "newText", "new_text", "newString", "replace"];
const MOVES: &[&str] = &["move_to", "move_path", "new_path"];
const EVERYWHERE: &[&str] = &["replace_all", "allow_multiple", "replaceAll"];
const INNER: &[&str] = &["input", "arguments", "parameters", "args", "operation"];
const LISTS: &[&str] = &["operations", "calls", "tool_calls"];
const WORDS: &[&str] = &["\"old_string\"", "\"old_str\"", "\"oldText\"", "\"code_edit\"", "\"insert_line\"", "\"edits\"", "\"diff\""];

/// Whether a text is, or was meant to be, a call: JSON whose keys are those of an edit tool.
pub fn is_call(text: &str) -> bool {
    let text = text.trim();
    match serde_json::from_str::<Value>(text) {
        Ok(value) => calls(&value, 0).is_some_and(|c| !c.is_empty()),
        Err(_) => text.starts_with(['{', '[']) && WORDS.iter().any(|w| text[..floor(text, 400)].contains(w)),
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|n| text.is_char_boundary(*n)).unwrap_or(0)
}

/// The edits of all calls; replacements in one file are joined.
pub fn parse(text: &str) -> Outcome<Vec<FileEdit<'static>>> {
    let value: Value = match serde_json::from_str(text.trim()) {
        Ok(value) => value,
        Err(error) => return refuse(Reason::MalformedEdit, format!("the JSON of the call is broken: {error}")),
    };
    let Some(calls) = calls(&value, 0) else { return refuse(Reason::MalformedEdit, "not the arguments of a known edit tool") };
    let mut files: Vec<FileEdit<'static>> = Vec::new();
    for call in calls {
        let file = file_edit(call)?;
        let same = files.iter_mut().find(|f| f.path == file.path);
        match (same.map(|f| &mut f.body), file.body) {
            (Some(Body::Replacements(all)), Body::Replacements(more)) => all.extend(more),
            (Some(_), _) => return refuse(Reason::MixedFormats, "one file is edited in two ways at once"),
            (None, body) => files.push(FileEdit { body, ..file }),
        }
    }
    Ok(files)
}

const MAX_DEPTH: usize = 4;

/// The calls in a value; `None` when some part of it is none.
fn calls(value: &Value, depth: usize) -> Option<Vec<&Map<String, Value>>> {
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::Array(items) => {
            let all: Option<Vec<_>> = items.iter().map(|v| calls(v, depth + 1)).collect();
            all.map(|lists| lists.into_iter().flatten().collect())
        }
        Value::Object(map) if is_known(map) => Some(vec![map]),
        Value::Object(map) => {
            let inner = INNER.iter().chain(LISTS).find_map(|k| map.get(*k))?;
            calls(inner, depth + 1)
        }
        _ => None,
    }
}

fn text<'a>(map: &'a Map<String, Value>, keys: &[&str]) -> Option<&'a str> {
    keys.iter().find_map(|k| map.get(*k)?.as_str())
}

fn is_known(map: &Map<String, Value>) -> bool {
    let has = |key: &str| map.contains_key(key);
    let path = text(map, PATHS).is_some();
    text(map, OLD).is_some() && text(map, NEW).is_some()
        || has("code_edit")
        || path && (has("edits") || has("content") || matches!(text(map, &["command"]), Some("str_replace" | "insert" | "create")))
        || matches!(text(map, &["type"]), Some("create_file" | "update_file" | "delete_file"))
}

fn file_edit(map: &Map<String, Value>) -> Outcome<FileEdit<'static>> {
    let path = text(map, PATHS).map(str::to_owned);
    let edit = |format, operation, body| Ok(FileEdit { format, path: path.clone(), operation, body });
    match text(map, &["type", "command"]) {
        Some("create_file") => {
            let lines: Vec<_> = text(map, &["diff"]).unwrap_or("").lines().collect();
            return edit(Format::V4a, Operation::Create, Body::Content(v4a::created(&lines)?));
        }
        Some("delete_file") => return edit(Format::V4a, Operation::Delete, Body::Nothing),
        Some("update_file") => {
            let Some(diff) = text(map, &["diff"]) else { return refuse(Reason::MalformedEdit, "update_file has no diff") };
            let operation = text(map, MOVES).map_or(Operation::Update, |to| Operation::Move(to.to_owned()));
            return edit(Format::V4a, operation, Body::Patch(diff.to_owned()));
        }
        Some("create") => {
            let content = text(map, &["file_text"]).unwrap_or("");
            return edit(Format::WholeFile, Operation::Create, Body::Content(content.to_owned()));
        }
        Some("insert") => {
            let after = map.get("insert_line").and_then(Value::as_u64);
            let new = text(map, &["insert_text", "new_str"]);
            let (Some(after), Some(new)) = (after, new) else {
                return refuse(Reason::MalformedEdit, "insert needs insert_line and insert_text");
            };
            return edit(Format::Insert, Operation::Update, Body::Insert { after: after as usize, text: new.to_owned() });
        }
        _ => {}
    }
    if let Some(code) = text(map, &["code_edit"]) {
        return edit(Format::Lazy, Operation::Update, Body::Snippet(code.to_owned()));
    }
    if let Some(content) = text(map, &["content"]).filter(|_| text(map, OLD).is_none()) {
        return edit(Format::WholeFile, Operation::Update, Body::Content(content.to_owned()));
    }
    edit(Format::StrReplace, Operation::Update, Body::Replacements(replacements(map)?))
}

fn replacements(map: &Map<String, Value>) -> Outcome<Vec<Replacement>> {
    let one = |map: &Map<String, Value>| -> Outcome<Replacement> {
        let (Some(old), Some(new)) = (text(map, OLD), text(map, NEW)) else {
            return refuse(Reason::MalformedEdit, "a replacement needs old_string and new_string");
        };
        let everywhere = EVERYWHERE.iter().any(|k| map.get(*k) == Some(&Value::Bool(true)));
        Ok(Replacement { old: old.to_owned(), new: new.to_owned(), everywhere })
    };
    match map.get("edits") {
        Some(Value::Array(edits)) => edits
            .iter()
            .map(|e| e.as_object().map_or_else(|| refuse(Reason::MalformedEdit, "an item of edits is no object"), one))
            .collect(),
        _ => Ok(vec![one(map)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_calls() {
        let one = parse(r#"{"file_path":"a.py","old_string":"x","new_string":"y","replace_all":true}"#).unwrap();
        assert_eq!(one[0].body, Body::Replacements(vec![Replacement { old: "x".into(), new: "y".into(), everywhere: true }]));
        let nested = parse(r#"{"name":"Edit","input":{"path":"a","command":"insert","insert_line":3,"insert_text":"z"}}"#).unwrap();
        assert_eq!(nested[0].body, Body::Insert { after: 3, text: "z".into() });
        let operations = parse(r#"[{"type":"create_file","path":"n","diff":"+a\n+b"},{"type":"delete_file","path":"o"}]"#).unwrap();
        assert_eq!(operations[0].body, Body::Content("a\nb\n".into()));
        assert_eq!(operations[1].operation, Operation::Delete);
        let lazy = parse(r#"{"target_file":"a","instructions":"do","code_edit":"x"}"#).unwrap();
        assert_eq!(lazy[0].body, Body::Snippet("x".into()));
    }

    #[test]
    fn data_is_no_call_and_a_cut_call_is_malformed() {
        assert!(!is_call(r#"{"name":"package","version":"1"}"#));
        let cut = r#"{"file_path": "a.py", "old_string": "x"#;
        assert!(is_call(cut));
        assert_eq!(parse(cut).unwrap_err().reason, Reason::MalformedEdit);
    }
}
