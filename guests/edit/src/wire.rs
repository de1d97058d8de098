//! Requests and answers as msgpack values.
//!
//! `plan` takes a map {"source": bin, "table": bin | nil, "edit": str | bin, "format": str, "path": str, "part": int | nil} and
//! answers with a map: {"status": "planned", "format", "grade", "edits": [[start, end, bin]], "hunks": [{"start_line",
//! "end_line", "grade"}], "operation", "move_to", "removed_lines"} or {"status": "refused", "reason", "message", "candidates":
//! [[first, last]], "nearest": {"first_line", "last_line", "diff"} | nil}. `parse` takes {"edit", "format"} and answers with a
//! list of {"path", "op", "part", "format", "move_to", "quoted"}, or with a refusal; "quoted" is the text that goes with a file
//! which a diff deletes, else nil. `detect` takes the same and gives the format's name.

use rmpv::Value;
use kaptar_abi::args::Args;
use kaptar_table::Table;

use crate::detect;
use crate::formats::{Body, FileEdit, Format, Operation};
use crate::plan::{Plan, Request, plan};
use crate::refusal::{Outcome, Reason, Refusal};

/// Operation 1.
pub fn plan_op(input: &[u8]) -> Result<Vec<u8>, String> {
    let map = request(input)?;
    let table = match field(&map, "table") {
        Some(Value::Binary(bytes)) => Some(Table::decode(bytes)?),
        _ => None,
    };
    let request = Request {
        source: bytes(&map, "source").ok_or("the request has no source")?,
        table: table.as_ref(),
        edit: bytes(&map, "edit").ok_or("the request has no edit")?,
        format: format(&map)?,
        path: field(&map, "path").and_then(Value::as_str).unwrap_or(""),
        part: field(&map, "part").and_then(Value::as_u64).map(|n| n as usize),
    };
    encode(&match plan(&request) {
        Ok(plan) => planned(&plan, request.source),
        Err(refusal) => refused(&refusal),
    })
}

/// Operation 2.
pub fn parse_op(input: &[u8]) -> Result<Vec<u8>, String> {
    let map = request(input)?;
    let format = format(&map)?;
    encode(&match parts(&map, format) {
        Ok(parts) => Value::Array(parts),
        Err(refusal) => refused(&refusal),
    })
}

/// Operation 3.
pub fn detect_op(input: &[u8]) -> Result<Vec<u8>, String> {
    let map = request(input)?;
    let edit = edit_text(&map).map(|e| detect::normalized(&e));
    let found = edit.and_then(|e| detect::parse(&e, None).map(|files| files.first().map_or("lazy", |f| f.format.name())));
    encode(&match found {
        Ok(name) => map_of(vec![("status", "detected".into()), ("format", name.into())]),
        Err(refusal) => refused(&refusal),
    })
}

fn parts(map: &[(Value, Value)], format: Option<Format>) -> Outcome<Vec<Value>> {
    let edit = detect::normalized(&edit_text(map)?);
    let files = detect::parse(&edit, format)?;
    files.iter().enumerate().map(|(n, file)| part(n, file)).collect()
}

fn part(number: usize, file: &FileEdit) -> Outcome<Value> {
    let Some(path) = file.path.as_deref() else {
        return Err(Refusal::new(Reason::MissingFile, "the edit does not say which file it is for"));
    };
    let (op, to) = operation(&file.operation);
    let quoted = match &file.body {
        Body::Quoted(text) => text.as_str().into(),
        _ => Value::Nil,
    };
    Ok(map_of(vec![
        ("path", path.into()),
        ("op", op.into()),
        ("part", (number as u64).into()),
        ("format", file.format.name().into()),
        ("move_to", to),
        ("quoted", quoted),
    ]))
}

/// A move is an update that gives the file another name.
fn operation(operation: &Operation) -> (&'static str, Value) {
    match operation {
        Operation::Create => ("create", Value::Nil),
        Operation::Update => ("update", Value::Nil),
        Operation::Delete => ("delete", Value::Nil),
        Operation::Move(to) => ("move", to.as_str().into()),
    }
}

fn planned(plan: &Plan, source: &[u8]) -> Value {
    let edits = plan.edits.iter().map(|e| {
        Value::Array(vec![(e.start as u64).into(), (e.end as u64).into(), Value::Binary(e.text.as_bytes().to_vec())])
    });
    let lines = source.iter().filter(|b| **b == b'\n').count() as u64 + 1;
    let hunks = plan.hunks.iter().map(|(range, grade)| {
        let first = (range.start as u64 + 1).min(lines);
        map_of(vec![
            ("start_line", first.into()),
            ("end_line", (range.end as u64).clamp(first, lines).into()),
            ("grade", grade.name().into()),
        ])
    });
    let (op, to) = operation(&plan.operation);
    map_of(vec![
        ("status", "planned".into()),
        ("format", plan.format.name().into()),
        ("grade", plan.grade.name().into()),
        ("edits", Value::Array(edits.collect())),
        ("hunks", Value::Array(hunks.collect())),
        ("operation", op.into()),
        ("move_to", to),
        ("removed_lines", (plan.removed_lines as u64).into()),
    ])
}

fn refused(refusal: &Refusal) -> Value {
    let candidates = refusal.candidates.iter().map(|(a, b)| Value::Array(vec![(*a).into(), (*b).into()]));
    let nearest = refusal.nearest.as_ref().map_or(Value::Nil, |n| {
        map_of(vec![("first_line", n.lines.0.into()), ("last_line", n.lines.1.into()), ("diff", n.diff.as_str().into())])
    });
    map_of(vec![
        ("status", "refused".into()),
        ("reason", refusal.reason.name().into()),
        ("message", refusal.message.as_str().into()),
        ("candidates", Value::Array(candidates.collect())),
        ("nearest", nearest),
    ])
}

fn map_of(fields: Vec<(&str, Value)>) -> Value {
    Value::Map(fields.into_iter().map(|(k, v)| (k.into(), v)).collect())
}

fn request(input: &[u8]) -> Result<Vec<(Value, Value)>, String> {
    let mut rest = Args::new(input, 1)?.rest();
    match rmpv::decode::read_value(&mut rest).map_err(|e| e.to_string())? {
        Value::Map(map) => Ok(map),
        _ => Err("the request is no map".to_owned()),
    }
}

fn field<'a>(map: &'a [(Value, Value)], name: &str) -> Option<&'a Value> {
    map.iter().find(|(k, _)| k.as_str() == Some(name)).map(|(_, v)| v)
}

fn bytes<'a>(map: &'a [(Value, Value)], name: &str) -> Option<&'a [u8]> {
    match field(map, name)? {
        Value::Binary(bytes) => Some(bytes),
        Value::String(text) => Some(text.as_bytes()),
        _ => None,
    }
}

fn edit_text(map: &[(Value, Value)]) -> Outcome<String> {
    let edit = bytes(map, "edit").unwrap_or_default();
    String::from_utf8(edit.to_vec()).map_err(|_| Refusal::new(Reason::NotUtf8, "the edit is not UTF-8"))
}

fn format(map: &[(Value, Value)]) -> Result<Option<Format>, String> {
    detect::format_named(field(map, "format").and_then(Value::as_str).unwrap_or("auto"))
}

fn encode(value: &Value) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    rmpv::encode::write_value(&mut out, value).map_err(|e| e.to_string())?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(op: fn(&[u8]) -> Result<Vec<u8>, String>, fields: Vec<(&str, Value)>) -> Value {
        let input = encode(&Value::Array(vec![map_of(fields)])).unwrap();
        rmpv::decode::read_value(&mut op(&input).unwrap().as_slice()).unwrap()
    }

    fn get<'a>(value: &'a Value, name: &str) -> &'a Value {
        field(value.as_map().unwrap(), name).unwrap()
    }

    #[test]
    fn a_plan_and_a_refusal() {
        let edit = "<<<<<<< SEARCH\nb\n=======\nc\n>>>>>>> REPLACE\n";
        let fields = |source: &[u8]| vec![("source", Value::Binary(source.to_vec())), ("table", Value::Nil), ("edit", edit.into()), ("format", "auto".into()), ("path", "x.py".into())];
        let good = call(plan_op, fields(b"a\nb\n"));
        assert_eq!(get(&good, "status").as_str(), Some("planned"));
        assert_eq!(get(&good, "edits").as_array().unwrap()[0].as_array().unwrap()[0].as_u64(), Some(2));
        let bad = call(plan_op, fields(b"a\n"));
        assert_eq!(get(&bad, "reason").as_str(), Some("no_match"));
    }

    #[test]
    fn parts_of_a_patch() {
        let edit = "*** Begin Patch\n*** Update File: a.py\n*** Move to: b.py\n@@\n-x\n+y\n*** Delete File: c.py\n*** End Patch\n";
        let parts = call(parse_op, vec![("edit", edit.into()), ("format", "auto".into())]);
        let parts = parts.as_array().unwrap();
        assert_eq!((get(&parts[0], "op").as_str(), get(&parts[0], "move_to").as_str()), (Some("move"), Some("b.py")));
        assert_eq!((get(&parts[1], "op").as_str(), get(&parts[1], "part").as_u64()), (Some("delete"), Some(1)));
    }

    #[test]
    fn damaged_requests_are_errors() {
        assert!(plan_op(b"").is_err());
        assert!(plan_op(&[0x91, 0x80]).is_err());
    }
}
