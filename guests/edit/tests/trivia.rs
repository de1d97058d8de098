//! Comments and decorators above a definition belong to it: what a snippet shows of them changes nothing else.

use kaptar_edit::draft::apply;
use kaptar_edit::plan::{Request, plan};
use kaptar_edit::refusal::Reason;

fn run(source: &str, edit: &str, path: &str) -> Result<String, Reason> {
    let request = Request { source: source.as_bytes(), table: None, edit: edit.as_bytes(), format: None, path, part: None };
    plan(&request).map(|p| apply(source, &p.edits)).map_err(|r| r.reason)
}

const GATE: &str = "\
import { log } from './log';

/** Opens. */
export function open(gate) {
  log('open');
  gate.up();
}

function between(gate) {
  return gate.between;
}

export function close(gate) {
  log('close');
  gate.down();
}
";

const DECORATED: &str = "\
import app


class Site:
    # The first page.
    @app.route(\"/\")
    @app.cached
    def home(self):
        return self.page(\"home\")

    def about(self):
        return self.page(\"about\")


def other():
    return 1
";

#[test]
fn a_comment_for_a_definition_that_had_none() {
    for comment in ["// Closes it.\n", "/**\n * Closes it.\n * @param gate what to close\n */\n", "/** Opens. */\n"] {
        let wanted = GATE.replace("export function close", &format!("{comment}export function close"));
        for edit in [
            format!("// ... existing code ...\n\n{comment}export function close(gate) {{\n  // ...\n}}\n"),
            format!("// ... existing code ...\n{comment}export function close(gate) {{\n  log('close');\n  gate.down();\n}}\n"),
            format!("{comment}export function close(gate) {{\n  // ...\n}}\n"),
        ] {
            assert_eq!(run(GATE, &edit, "g.js").as_ref(), Ok(&wanted), "{edit}");
            assert_eq!(run(&wanted, &edit, "g.js").as_ref(), Ok(&wanted), "{edit}");
        }
    }
}

#[test]
fn a_shown_comment_replaces_that_of_its_definition() {
    let wanted = GATE.replace("/** Opens. */\n", "// Opens a gate,\n// and says so.\n");
    for edit in [
        "// ...\n// Opens a gate,\n// and says so.\nexport function open(gate) {\n  // ...\n}\n// ...\n",
        "// ...\n// Opens a gate,\n// and says so.\nexport function open(gate) {\n  log('open');\n  gate.up();\n}\n\n// ...\n",
    ] {
        assert_eq!(run(GATE, edit, "g.js").unwrap(), wanted);
    }
    let both = "// ...\n// Opens a gate,\n// and says so.\nexport function open(gate, wide) {\n  // ...\n}\n// ...\n";
    assert_eq!(run(GATE, both, "g.js").unwrap(), wanted.replace("open(gate)", "open(gate, wide)"));
}

#[test]
fn a_comment_that_is_not_shown_stays() {
    let edit = "// ...\nexport function open(gate) {\n  log('opens');\n  gate.up();\n}\n// ...\n";
    assert_eq!(run(GATE, edit, "g.js").unwrap(), GATE.replace("log('open')", "log('opens')"));
}

#[test]
fn decorators_are_known_by_their_names() {
    let shown = |lines: &str| format!("# ...\nclass Site:\n    # ...\n{lines}    def home(self):\n        # ...\n# ...\n");
    let old = "    @app.route(\"/\")\n    @app.cached\n";
    for (lines, wanted) in [
        ("    @app.route(\"/home\")\n    @app.cached\n", Some("    @app.route(\"/home\")\n    @app.cached\n")),
        ("    @app.route(\"/\")\n    @app.cached\n    @app.timed\n", Some("    @app.route(\"/\")\n    @app.cached\n    @app.timed\n")),
        ("    @app.route(\"/\")\n    @app.timed\n", Some("    @app.route(\"/\")\n    @app.timed\n")),
        ("", Some(old)),
        ("    @app.route(\"/\")\n", None),
    ] {
        let edit = shown(lines).replace("        # ...\n", "        return self.page(\"start\")\n");
        let right = wanted.map(|w| DECORATED.replace(old, w).replace("(\"home\")", "(\"start\")")).ok_or(Reason::UnaccountedRemoval);
        assert_eq!(run(DECORATED, &edit, "m.py"), right, "{lines}");
    }
    let comment = shown("    # The start.\n");
    assert_eq!(run(DECORATED, &comment, "m.py").unwrap(), DECORATED.replace("The first page", "The start"));
}

#[test]
fn the_head_of_a_file_is_no_comment_of_the_first_definition() {
    let source = "#!/usr/bin/env python\n# Copyright by us\ndef f(a):\n    return g(a)\n\n\ndef g(a):\n    return a\n";
    let edit = "# Calls g.\ndef f(a):\n    # ...\n# ...\n";
    assert_eq!(run(source, edit, "m.py").unwrap(), source.replace("def f", "# Calls g.\ndef f"));
}

#[test]
fn what_stood_between_two_lines_and_is_not_shown_could_stay_or_go() {
    let source = "def f(a):\n    b = a\n    return g(b)\n\n\n# Of g.\n@cached\ndef g(a):\n    return a\n";
    let edit = "# ...\n    return g(b)\n\n\ndef g(a, b):\n    return a + b\n";
    assert_eq!(run(source, edit, "m.py"), Err(Reason::Ambiguous));
}
