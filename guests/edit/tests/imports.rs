//! Imports are a set: a new version takes the lines of its own import, and one that is not shown stays.

use kaptar_edit::draft::apply;
use kaptar_edit::plan::{Request, plan};
use kaptar_edit::refusal::Reason;

fn run(source: &str, edit: &str, path: &str) -> Result<String, Reason> {
    let request = Request { source: source.as_bytes(), table: None, edit: edit.as_bytes(), format: None, path, part: None };
    plan(&request).map(|p| apply(source, &p.edits)).map_err(|r| r.reason)
}

const SCRIPT: &str = "\
import fs from 'fs';
import { open } from './gate';
import { log, warn } from './log';
import { wait } from './wait';

export function run(gate) {
  log(fs, wait);
  return open(gate, warn);
}
";

#[test]
fn one_that_changes_takes_its_own_lines() {
    for (old, new) in [
        ("import { open } from './gate';", "import { open, close } from './gate';"),
        ("import { log, warn } from './log';", "import { log } from './log';"),
        ("import { log, warn } from './log';", "import { log, warn } from './logger';"),
        ("import { log, warn } from './log';", "import {\n  log,\n  warn,\n  fail,\n} from './log';"),
        ("import fs from 'fs';", "import fs from 'node:fs';"),
    ] {
        let wanted = SCRIPT.replace(old, new);
        let body = "export function run(gate) {\n  log(fs, wait);\n  return open(gate, warn);\n}\n";
        for edit in [format!("{new}\n// ...\n"), format!("// ...\n\n{new}\n// ...\n"), format!("// ...\n{new}\n// ...\n\n{body}")] {
            assert_eq!(run(SCRIPT, &edit, "g.js").as_ref(), Ok(&wanted), "{edit}");
        }
    }
}

#[test]
fn one_that_is_not_shown_and_in_use_stays() {
    let edit = "import fs from 'fs';\nimport { log, warn, fail } from './log';\nimport { wait } from './wait';\n// ...\n";
    assert_eq!(run(SCRIPT, edit, "g.js").unwrap(), SCRIPT.replace("{ log, warn }", "{ log, warn, fail }"));
    let between = "import fs from 'fs';\nimport { log, warn } from './log';\n// ...\n";
    assert_eq!(run(SCRIPT, between, "g.js"), Err(Reason::UnaccountedRemoval));
    let unused = SCRIPT.replace("import { log, warn }", "import { spare } from './spare';\nimport { log, warn }");
    let without = "import { open } from './gate';\nimport { log, warn } from './log';\n// ...\n";
    assert_eq!(run(&unused, without, "g.js").unwrap(), SCRIPT);
}

#[test]
fn a_name_is_bound_once() {
    let edit = "// ...\nimport { log, warn } from './log';\nimport { open, shut } from './door';\nimport { wait } from './wait';\n// ...\n";
    let twice = SCRIPT.replace("{ open }", "{ open, close, lock, unlock }");
    assert_eq!(run(&twice, edit, "g.js"), Err(Reason::Ambiguous));
    let fresh = edit.replace("open, shut", "shut");
    assert_eq!(run(SCRIPT, &fresh, "g.js").unwrap(), SCRIPT.replace("import { wait }", "import { shut } from './door';\nimport { wait }"));
}

#[test]
fn several_of_one_module_become_one() {
    let source = "import { a } from 'm';\nimport { b } from 'm';\nimport { c } from 'n';\n\nf(a, b, c);\n";
    assert_eq!(run(source, "import { a, b, d } from 'm';\n// ...\n", "g.js").unwrap(), "import { a, b, d } from 'm';\nimport { c } from 'n';\n\nf(a, b, c);\n");
}
