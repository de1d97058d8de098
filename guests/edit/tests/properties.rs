//! Properties of the engine over made-up sources and edits.

use proptest::prelude::*;
use kaptar_edit::draft::apply;
use kaptar_edit::locate::Grade;
use kaptar_edit::plan::{Plan, Request, plan};
use kaptar_edit::refusal::{Outcome, Reason};

fn planned(source: &str, edit: &str, path: &str) -> Outcome<Plan> {
    plan(&Request { source: source.as_bytes(), table: None, edit: edit.as_bytes(), format: None, path, part: None })
}

/// The new text, or `None` for a refusal. Every plan has to keep what lies outside of its ranges.
fn result(source: &str, edit: &str, path: &str) -> Option<String> {
    let plan = planned(source, edit, path).ok()?;
    assert!(plan.edits.windows(2).all(|w| w[0].end <= w[1].start), "ranges are sorted and disjoint");
    let after = apply(source, &plan.edits);
    let mut rest = after.as_str();
    let mut at = 0;
    for edit in &plan.edits {
        rest = rest.strip_prefix(&source[at..edit.start]).expect("what stands before a range stays");
        rest = rest.strip_prefix(edit.text.as_str()).expect("a range becomes its text");
        at = edit.end;
    }
    assert_eq!(rest, &source[at..], "what stands behind the last range stays");
    Some(after)
}

/// A module of functions f0, f1, … whose bodies have numbered statements; every line is there once.
fn module(sizes: &[usize]) -> Vec<String> {
    let mut lines = vec!["import os".to_owned(), String::new()];
    for (f, size) in sizes.iter().enumerate() {
        lines.push(format!("def function_{f}(argument_{f}):"));
        lines.extend((0..*size).map(|k| format!("    value_{f}_{k} = compute_{f}_{k}(argument_{f})")));
        lines.push(format!("    return value_{f}_0"));
        lines.extend(["".to_owned(), "".to_owned()]);
    }
    lines.truncate(lines.len() - 2);
    lines
}

fn text(lines: &[String]) -> String {
    lines.iter().map(|l| format!("{l}\n")).collect()
}

/// One changed statement: (old file, new file, index of the changed line).
fn change() -> impl Strategy<Value = (Vec<String>, Vec<String>, usize)> {
    (prop::collection::vec(5usize..9, 2..6), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(|(sizes, f, k)| {
        let old = module(&sizes);
        let f = f.index(sizes.len());
        let k = 2 + k.index(sizes[f] - 4);
        let at = old.iter().position(|l| l.contains(&format!("value_{f}_{k} ="))).unwrap();
        let mut new = old.clone();
        new[at] = format!("    changed_{f}_{k} = other(argument_{f})");
        (old, new, at)
    })
}

fn header_above(lines: &[String], at: usize) -> usize {
    (0..at).rev().find(|i| lines[*i].starts_with("def ")).unwrap()
}

/// Behind the last line of the function that line `at` is in.
fn end_of(lines: &[String], at: usize) -> usize {
    (at..lines.len()).find(|i| lines[*i].is_empty()).unwrap_or(lines.len())
}

/// The change in each format.
fn edits(old: &[String], new: &[String], at: usize) -> Vec<(&'static str, String)> {
    let (up, down, before, after) = (&old[at - 1], &old[at + 1], &old[at], &new[at]);
    let header = &old[header_above(old, at)];
    vec![
        ("search_replace", format!("m.py\n<<<<<<< SEARCH\n{up}\n{before}\n=======\n{up}\n{after}\n>>>>>>> REPLACE\n")),
        ("udiff", format!("--- a/m.py\n+++ b/m.py\n@@ ... @@\n {up}\n-{before}\n+{after}\n {down}\n")),
        ("v4a", format!("*** Begin Patch\n*** Update File: m.py\n@@ {header}\n-{before}\n+{after}\n*** End Patch\n")),
        ("str_replace", serde_json::json!({"file_path": "m.py", "old_string": before, "new_string": after}).to_string()),
        ("lazy", format!("# ... existing code ...\n{header}\n    # ... existing code ...\n{up}\n{after}\n{down}\n    # ... existing code ...\n# ... existing code ...\n")),
        ("whole_def", text(&new[header_above(new, at)..end_of(new, at)])),
        ("whole_file", text(new)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_format_makes_the_change_and_makes_it_once((old, new, at) in change()) {
        for (format, edit) in edits(&old, &new, at) {
            prop_assert_eq!(result(&text(&old), &edit, "m.py"), Some(text(&new)), "{}", format);
            let again = planned(&text(&new), &edit, "m.py");
            match again {
                Ok(plan) => {
                    prop_assert!(plan.edits.is_empty(), "{} is applied twice", format);
                    prop_assert_eq!(plan.grade, Grade::AlreadyApplied);
                }
                Err(refusal) => prop_assert!(matches!(refusal.reason, Reason::NoMatch | Reason::Stale), "{}: {:?}", format, refusal),
            }
        }
    }

    #[test]
    fn line_ends_marks_and_ends_of_file_stay((old, new, at) in change(), crlf in any::<bool>(), mark in any::<bool>(), open in any::<bool>()) {
        let dress = |lines: &[String]| {
            let mut out = text(lines);
            if open { out.pop(); }
            if crlf { out = out.replace('\n', "\r\n"); }
            if mark { out.insert(0, '\u{feff}'); }
            out
        };
        for (format, edit) in edits(&old, &new, at) {
            prop_assert_eq!(result(&dress(&old), &edit, "m.py"), Some(dress(&new)), "{}", format);
        }
    }

    #[test]
    fn what_lies_elsewhere_does_not_matter((old, new, at) in change(), blanks in 0usize..4, name in "[a-z]{5}") {
        let other = header_above(&old, at);
        let dress = |lines: &[String]| {
            let mut out: Vec<String> = vec![format!("# {name}"); blanks];
            for (i, line) in lines.iter().enumerate() {
                let elsewhere = i + 1 < other || i > other + 12;
                out.push(if elsewhere && line.starts_with("def ") { line.replace("function", &name) } else { line.clone() });
                if elsewhere && line.is_empty() {
                    out.extend(vec![String::new(); blanks]);
                }
            }
            text(&out)
        };
        for (format, edit) in edits(&old, &new, at).into_iter().filter(|(f, _)| *f != "whole_file") {
            prop_assert_eq!(result(&dress(&old), &edit, "m.py"), Some(dress(&new)), "{}", format);
        }
    }

    #[test]
    fn tabs_for_blanks_give_the_same_edit((old, new, at) in change()) {
        let tabbed = |t: &str| t.replace("    ", "\t");
        let edit = edits(&old, &new, at).into_iter().find(|(f, _)| *f == "lazy").unwrap().1;
        prop_assert_eq!(result(&text(&old), &tabbed(&edit), "m.py"), Some(text(&new)));
        prop_assert_eq!(result(&tabbed(&text(&old)), &edit, "m.py"), Some(tabbed(&text(&new))));
    }

    #[test]
    fn a_function_that_stands_twice_is_ambiguous((old, new, at) in change()) {
        let first = header_above(&old, at);
        let last = (at..old.len()).find(|i| old[*i].starts_with("    return")).unwrap();
        let mut twice = old.clone();
        twice.splice(last + 1..last + 1, [vec![String::new(), String::new()], old[first..=last].to_vec()].concat());
        for (format, edit) in edits(&old, &new, at).into_iter().filter(|(f, _)| *f != "whole_file") {
            prop_assert_eq!(result(&text(&twice), &edit, "m.py"), None, "{}", format);
        }
    }
}

/// One fault of a model: a line left out, said twice, at another place, or with another word.
fn with_fault(edit: &str, kind: usize, at: usize) -> String {
    let mut lines: Vec<String> = edit.lines().map(str::to_owned).collect();
    let at = at % lines.len();
    match kind {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[at].clone()),
        2 if at > 0 => lines.swap(at, at - 1),
        3 => lines[at] = lines[at].replacen("value", "valve", 1),
        4 => lines[at] = format!("    {}", lines[at]),
        _ => lines[at] = lines[at].chars().take(lines[at].chars().count() / 2).collect(),
    }
    text(&lines)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    /// An edit of one function, however garbled, leaves every line of the other functions where it is.
    #[test]
    fn a_fault_in_an_edit_does_no_harm_elsewhere((old, new, at) in change(), faults in prop::collection::vec((0usize..6, any::<usize>()), 1..4), format in 0usize..6) {
        let mut edit = edits(&old, &new, at).swap_remove(format).1;
        for (kind, line) in faults {
            if edit.lines().count() > 1 && !edit.starts_with('{') {
                edit = with_fault(&edit, kind, line);
            }
        }
        let own = header_above(&old, at)..end_of(&old, at);
        if let Some(after) = result(&text(&old), &edit, "m.py") {
            let mut left = after.lines();
            for (_, line) in old.iter().enumerate().filter(|(i, l)| !own.contains(i) && !l.is_empty()) {
                prop_assert!(left.any(|l| l == line), "{:?} is gone after\n{}", line, edit);
            }
        }
    }
}

/// Pieces that edits are made of, so that garbage gets far into the parsers.
const PIECES: &[&str] = &[
    "<<<<<<< SEARCH\n", "=======\n", ">>>>>>> REPLACE\n", "*** Begin Patch\n", "*** End Patch\n", "*** Update File: m.py\n", "*** Add File: n.py\n",
    "*** End of File\n", "@@\n", "@@ def a():\n", "@@ -1,2 +1,2 @@\n", "--- a/m.py\n", "+++ b/m.py\n", "```\n", "```python\n", "# ...\n", "    # ...\n", "...\n",
    "# remove b\n", "def a():\n", "    b = 1\n", "    return b\n", "\n", "+x\n", "-    b = 1\n", " \n", "{\"old_string\": \"b\", \"new_string\": \"c\"}\n", "class C:\n", "}\n", "{\n",
    "\t", "\u{feff}", "\r\n", "é", "'''", "\"", "`", "Here it is:\n", "\\",
];

fn garbage() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![4 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => ".{0,6}"], 0..24).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn garbage_is_refused_or_keeps_its_word(source in garbage(), edit in garbage(), path in prop::sample::select(&["m.py", "m.ts", "m.c", "m.md", ""][..])) {
        if let Some(after) = result(&source, &edit, path) {
            if let Ok(again) = planned(&after, &edit, path) {
                prop_assert!(apply(&after, &again.edits).len() <= after.len() + edit.len());
            }
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused(source in prop::collection::vec(any::<u8>(), 0..60), edit in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = plan(&Request { source: &source, table: None, edit: &edit, format: None, path: "m.py", part: None });
    }
}
