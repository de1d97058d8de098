//! `complexity`, `long-function`, `deep-nesting`, `too-many-parameters`: functions over a threshold.

use oxc_ast::ast::Program;

use crate::analyze::options::Options;
use crate::analyze::rule::{Context, Found, Severity};
use crate::measures::{self, Measure};

pub const IDS: &[&str] = &["complexity", "long-function", "deep-nesting", "too-many-parameters"];

/// The findings of those of the rules that are in `wanted`.
pub fn check(cx: &Context, program: &Program, options: &Options, wanted: &[&'static str]) -> Vec<(&'static str, Severity, Found)> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let (functions, _) = measures::measure(program);
    let one = |m: &Measure, id: &'static str| over(cx, m, options, id).and_then(|message| Found::new(measures::head(m), message)).map(|found| (id, Severity::Warning, found));
    functions.iter().flat_map(|m| wanted.iter().filter_map(move |id| one(m, id))).collect()
}

fn over(cx: &Context, m: &Measure, options: &Options, id: &str) -> Option<String> {
    let (value, limit, what) = match id {
        "complexity" => (m.complexity, options.max_complexity, "a cyclomatic complexity"),
        "long-function" => (lines(cx, m), options.max_lines, "a number of lines"),
        "deep-nesting" => (m.nesting, options.max_nesting, "a nesting"),
        _ => (m.parameters, options.max_parameters, "a number of parameters"),
    };
    let name = measures::name_of(m, cx.source);
    (value > limit).then(|| format!("`{name}` has {what} of {value}; the limit is {limit}"))
}

fn lines(cx: &Context, m: &Measure) -> u32 {
    let text = &cx.source.as_bytes()[m.span.start as usize..m.span.end as usize];
    text.iter().filter(|b| **b == b'\n').count() as u32 + 1
}

#[cfg(test)]
mod tests {
    use crate::analyze::testing::examples;

    #[test]
    fn examples_of_sizes() {
        let branches = "if (a) {} ".repeat(10);
        examples("complexity", &[&format!("function f() {{ {branches} }}")], &[&format!("function f() {{ {} }}", &branches[10..])]);
        let lines = "a();\n".repeat(60);
        examples("long-function", &[&format!("x = () => {{\n{lines}}}")], &[&format!("{lines}function f() {{}}")]);
        let deep = "function f() { if (a) { for (;;) { while (b) { if (c) { IN } } } } }";
        examples("deep-nesting", &[&deep.replace("IN", "if (d) {}")], &[&deep.replace("IN", "d(); /* if (d) {} */")]);
        examples("too-many-parameters", &["class A { m(a, b, c, d, e, ...f) {} }"], &["function f(a, b, c, { d, e, g, h }) {}"]);
    }
}
