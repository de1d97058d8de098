//! The whole tree of a source as JSON.
//!
//! A node is {"type": ruff's name of the node, "start", "end" (bytes), its fields by ruff's names}. Absent children are null, operators
//! and contexts are text, names are text with their range left out except for the definitions' (`Identifier` nodes).
//! Integers beyond 64 bits and floats that JSON cannot hold are text; bytes are lists of numbers; strings keep their parts.
//! The root is {"type": "ModModule", …, "errors": [{"start", "end", "message"}]}: the tree of a damaged source is patched up.

mod nodes;
mod values;

use crate::parse::{offsets, parse};
use crate::source::prepare;

/// JSON that is being written.
pub struct Out {
    text: String,
}

/// Something that has a JSON form.
pub trait Json {
    fn json(&self, out: &mut Out);
}

/// The tree of a source. The error says why it cannot be parsed at all.
pub fn ast(bytes: &[u8]) -> Result<String, String> {
    let source = prepare(bytes).map_err(|p| format!("line {}: {}", p.line, p.message))?;
    let parsed = parse(source.text);
    let mut out = Out { text: String::with_capacity(bytes.len() * 16) };
    parsed.syntax().json(&mut out);
    out.text.pop();
    out.raw(",\"errors\":[");
    for (i, error) in parsed.errors().iter().enumerate() {
        let (start, end) = offsets(error);
        out.raw(if i == 0 { "{\"start\":" } else { ",{\"start\":" });
        out.number(start.into());
        out.raw(",\"end\":");
        out.number(end.into());
        out.raw(",\"message\":");
        error.error.to_string().as_str().json(&mut out);
        out.raw("}");
    }
    out.raw("]}");
    Ok(out.text)
}

impl Out {
    fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn number(&mut self, number: i64) {
        use std::fmt::Write;
        write!(self.text, "{number}").expect("a String takes all");
    }

    fn node(&mut self, name: &str, range: (u32, u32)) {
        self.raw("{\"type\":\"");
        self.raw(name);
        self.raw("\",\"start\":");
        self.number(range.0.into());
        self.raw(",\"end\":");
        self.number(range.1.into());
    }

    fn field(&mut self, name: &str, value: &impl Json) {
        self.raw(",\"");
        self.raw(name);
        self.raw("\":");
        value.json(self);
    }

    fn list<'v, T: Json + 'v>(&mut self, values: impl IntoIterator<Item = &'v T>) {
        self.raw("[");
        for (i, value) in values.into_iter().enumerate() {
            if i > 0 {
                self.raw(",");
            }
            value.json(self);
        }
        self.raw("]");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_have_types_ranges_and_fields() {
        let json = ast("x: int = f\"é{y!r:>3}\" 'b'\n".as_bytes()).unwrap();
        for part in [
            "{\"type\":\"ModModule\",\"start\":0,\"end\":27,\"body\":[{\"type\":\"StmtAnnAssign\"",
            "\"target\":{\"type\":\"ExprName\",\"start\":0,\"end\":1,\"id\":\"x\",\"ctx\":\"Store\"}",
            "\"conversion\":\"r\"",
            "\"value\":\">3\"",
            "\"errors\":[]}",
        ] {
            assert!(json.contains(part), "{part} is not in {json}");
        }
    }

    #[test]
    fn text_is_escaped_and_errors_are_told() {
        let json = ast(b"'a\"\\\\\\n\\x00'\n)").unwrap();
        assert!(json.contains(r#""value":"a\"\\\n\u0000""#), "{json}");
        assert!(json.contains("\"message\":"), "{json}");
        assert!(ast(b"\xff").is_err());
    }
}
