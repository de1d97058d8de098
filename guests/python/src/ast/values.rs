//! What is no node: text, numbers, lists, operators.

use ruff_python_ast::name::Name;
use ruff_python_ast::str::Quote;
use ruff_python_ast::{self as ast, FStringPartRef, Number, Singleton, StringFlags};
use thin_vec::ThinVec;

use super::{Json, Out};

impl Json for str {
    fn json(&self, out: &mut Out) {
        use std::fmt::Write;
        out.raw("\"");
        let mut plain = 0;
        for (at, byte) in self.bytes().enumerate() {
            if byte >= b' ' && byte != b'"' && byte != b'\\' {
                continue;
            }
            out.raw(&self[plain..at]);
            plain = at + 1;
            match byte {
                b'"' => out.raw("\\\""),
                b'\\' => out.raw("\\\\"),
                b'\n' => out.raw("\\n"),
                _ => write!(out.text, "\\u{byte:04x}").expect("a String takes all"),
            }
        }
        out.raw(&self[plain..]);
        out.raw("\"");
    }
}

impl<T: Json + ?Sized> Json for &T {
    fn json(&self, out: &mut Out) {
        (**self).json(out);
    }
}

impl<T: Json + ?Sized> Json for Box<T> {
    fn json(&self, out: &mut Out) {
        (**self).json(out);
    }
}

impl<T: Json> Json for Option<T> {
    fn json(&self, out: &mut Out) {
        match self {
            Some(value) => value.json(out),
            None => out.raw("null"),
        }
    }
}

impl<T: Json> Json for [T] {
    fn json(&self, out: &mut Out) {
        out.list(self);
    }
}

impl<T: Json> Json for Vec<T> {
    fn json(&self, out: &mut Out) {
        out.list(self);
    }
}

impl<T: Json> Json for ThinVec<T> {
    fn json(&self, out: &mut Out) {
        out.list(self);
    }
}

impl Json for bool {
    fn json(&self, out: &mut Out) {
        out.raw(if *self { "true" } else { "false" });
    }
}

impl Json for u8 {
    fn json(&self, out: &mut Out) {
        out.number((*self).into());
    }
}

impl Json for u32 {
    fn json(&self, out: &mut Out) {
        out.number((*self).into());
    }
}

impl Json for f64 {
    fn json(&self, out: &mut Out) {
        // `{:?}` keeps the point of a whole number, so that readers get a float again.
        let text = format!("{self:?}");
        if self.is_finite() { out.raw(&text) } else { text.as_str().json(out) }
    }
}

impl Json for Name {
    fn json(&self, out: &mut Out) {
        self.as_str().json(out);
    }
}

impl Json for Number {
    fn json(&self, out: &mut Out) {
        match self {
            Number::Int(int) => match int.as_i64() {
                Some(small) => out.number(small),
                None => int.to_string().as_str().json(out),
            },
            Number::Float(float) => float.json(out),
            Number::Complex { real, imag } => {
                out.raw("{\"real\":");
                real.json(out);
                out.raw(",\"imag\":");
                imag.json(out);
                out.raw("}");
            }
        }
    }
}

macro_rules! spelled {
    ($($kind:ident),+) => { $(impl Json for ast::$kind { fn json(&self, out: &mut Out) { self.as_str().json(out); } })+ };
}

spelled!(BoolOp, Operator, UnaryOp, CmpOp);

macro_rules! named {
    ($($kind:ident),+) => { $(impl Json for ast::$kind { fn json(&self, out: &mut Out) { format!("{self:?}").as_str().json(out); } })+ };
}

named!(ExprContext, IpyEscapeKind);

impl Json for Singleton {
    fn json(&self, out: &mut Out) {
        out.raw(match self {
            Singleton::None => "null",
            Singleton::True => "true",
            Singleton::False => "false",
        });
    }
}

impl Json for ast::ConversionFlag {
    fn json(&self, out: &mut Out) {
        match self.to_byte() {
            Some(letter) => (letter as char).to_string().as_str().json(out),
            None => out.raw("null"),
        }
    }
}

impl Json for ast::DebugText {
    fn json(&self, out: &mut Out) {
        self.as_str().json(out);
    }
}

impl Json for ast::InterpolatedStringElements {
    fn json(&self, out: &mut Out) {
        out.list(self.iter());
    }
}

impl Json for ast::DictItem {
    fn json(&self, out: &mut Out) {
        out.raw("{\"key\":");
        self.key.json(out);
        out.field("value", &self.value);
        out.raw("}");
    }
}

impl Json for ast::StringLiteralValue {
    fn json(&self, out: &mut Out) {
        out.list(self.as_slice());
    }
}

impl Json for ast::BytesLiteralValue {
    fn json(&self, out: &mut Out) {
        out.list(self.iter());
    }
}

impl Json for ast::TStringValue {
    fn json(&self, out: &mut Out) {
        out.list(self.iter());
    }
}

impl Json for ast::FStringValue {
    fn json(&self, out: &mut Out) {
        out.raw("[");
        for (i, part) in self.iter().enumerate() {
            if i > 0 {
                out.raw(",");
            }
            match part {
                FStringPartRef::Literal(literal) => literal.json(out),
                FStringPartRef::FString(string) => string.json(out),
            }
        }
        out.raw("]");
    }
}

/// How a string is written: {"prefix", "quote", "triple"}.
fn flags(flags: &impl StringFlags, out: &mut Out) {
    out.raw("{\"prefix\":");
    flags.prefix().as_str().json(out);
    out.field("quote", &(if flags.quote_style() == Quote::Double { "\"" } else { "'" }));
    out.field("triple", &flags.is_triple_quoted());
    out.raw("}");
}

macro_rules! string_flags {
    ($($kind:ident),+) => { $(impl Json for ast::$kind { fn json(&self, out: &mut Out) { flags(self, out); } })+ };
}

string_flags!(StringLiteralFlags, BytesLiteralFlags, FStringFlags, TStringFlags);
