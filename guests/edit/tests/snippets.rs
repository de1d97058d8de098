//! What snippets mean: one small case for each rule, and its near miss.

use kaptar_edit::draft::apply;
use kaptar_edit::plan::{Request, plan};
use kaptar_edit::refusal::Reason;
use kaptar_table::{Builder, Kind, Table};

fn run(source: &str, edit: &str, path: &str) -> Result<String, Reason> {
    let request = Request { source: source.as_bytes(), table: None, edit: edit.as_bytes(), format: None, path, part: None };
    plan(&request).map(|p| apply(source, &p.edits)).map_err(|r| r.reason)
}

const PYTHON: &str = "\
import os

class Box:
    def width(self):
        left = self.left_edge
        right = self.right_edge
        return right - left

    def height(self):
        top = self.top_edge
        bottom = self.bottom_edge
        return bottom - top


def area(box):
    return box.width() * box.height()
";

const SCRIPT: &str = "\
class Store {
  load(name) {
    const found = this.items.get(name);
    if (!found) {
      return null;
    }
    return found;
  }

  save(name, value) {
    this.items.set(name, value);
    this.changed = true;
  }
}
";

#[test]
fn lines_between_anchors_are_replaced() {
    let edit = "# ...\n    def height(self):\n        top = self.top_edge\n        bottom = self.low_edge\n        return bottom - top\n# ...\n";
    assert_eq!(run(PYTHON, edit, "m.py").unwrap(), PYTHON.replace("self.bottom_edge", "self.low_edge"));
}

#[test]
fn a_header_tells_equal_lines_apart() {
    let source = "def a():\n    begin()\n    work()\n    finish()\n\ndef b():\n    begin()\n    work()\n    finish()\n";
    let edit = "# ...\ndef b():\n    begin()\n    work(2)\n    finish()\n# ...\n";
    assert_eq!(run(source, edit, "m.py").unwrap(), source.replacen("work()", "work(2)", 2).replacen("work(2)", "work()", 1));
    assert_eq!(run(source, "# ...\n    begin()\n    work(2)\n    finish()\n# ...\n", "m.py"), Err(Reason::Ambiguous));
}

#[test]
fn adjacent_lines_say_that_what_stood_between_goes() {
    let edit = "// ...\n  load(name) {\n    const found = this.items.get(name);\n    return found;\n  }\n// ...\n";
    let wanted = SCRIPT.replace("    if (!found) {\n      return null;\n    }\n", "");
    assert_eq!(run(SCRIPT, edit, "m.js").unwrap(), wanted);
}

#[test]
fn a_remove_comment_is_obeyed_and_never_written() {
    let edit = "// ...\n    const found = this.items.get(name);\n    // remove if (!found)\n    return found;\n// ...\n";
    assert_eq!(run(SCRIPT, edit, "m.js").unwrap(), SCRIPT.replace("    if (!found) {\n      return null;\n    }\n", ""));
    let comment = "// ...\n    this.items.set(name, value);\n    // Remove stale entries later\n    this.changed = true;\n";
    assert_eq!(run(SCRIPT, &format!("{comment}// ...\n"), "m.js"), Err(Reason::Ambiguous));
    let more = format!("{comment}    this.count += 1;\n  }}\n// ...\n");
    assert!(run(SCRIPT, &more, "m.js").unwrap().contains("    // Remove stale entries later\n    this.changed = true;\n    this.count"));
}

#[test]
fn a_new_definition_stands_where_its_neighbours_say() {
    let new = "    def depth(self):\n        return self.far_edge - self.near_edge\n";
    let edit = format!("# ...\nclass Box:\n    # ...\n\n{new}\n    def height(self):\n        # ...\n# ...\n");
    assert_eq!(run(PYTHON, &edit, "m.py").unwrap(), PYTHON.replace("    def height", &format!("{new}\n    def height")));
    let below = format!("# ...\nclass Box:\n    # ...\n    def height(self):\n        # ...\n\n{new}\n# ...\n");
    assert_eq!(run(PYTHON, &below, "m.py").unwrap(), PYTHON.replace("bottom - top\n", &format!("bottom - top\n\n{new}")));
}

#[test]
fn a_definition_between_markers_is_shown_whole() {
    let edit = "# ... existing code ...\n\ndef area(box):\n    width = box.width()\n    return width * 2\n\n# ... existing code ...\n";
    let wanted = PYTHON.replace("    return box.width() * box.height()\n", "    width = box.width()\n    return width * 2\n");
    assert_eq!(run(PYTHON, edit, "m.py").unwrap(), wanted);
    let part = "# ...\n\n    def width(self):\n        left = self.left_edge\n\n# ...\n";
    assert_eq!(run(PYTHON, part, "m.py"), Err(Reason::UnaccountedRemoval));
}

#[test]
fn a_changed_signature_is_found_by_its_name() {
    let edit = "# ...\n    def height(self, scale=1):\n        top = self.top_edge\n        # ...\n# ...\n";
    assert_eq!(run(PYTHON, edit, "m.py").unwrap(), PYTHON.replace("def height(self)", "def height(self, scale=1)"));
}

#[test]
fn a_new_name_next_to_a_marker_could_be_a_renamed_one() {
    let edit = "// ...\n    return found;\n  }\n\n  store(name, value) {\n    this.items.set(name, value);\n    this.changed = true;\n  }\n// ...\n";
    assert_eq!(run(SCRIPT, edit, "m.js"), Err(Reason::Ambiguous));
}

#[test]
fn indentation_of_the_snippet_is_mapped() {
    let dedented = "# ...\ndef height(self):\n    top = self.top_edge\n    bottom = self.low_edge\n    return bottom - top\n# ...\n";
    assert_eq!(run(PYTHON, dedented, "m.py").unwrap(), PYTHON.replace("self.bottom_edge", "self.low_edge"));
}

#[test]
fn whole_definitions_by_name() {
    let edit = "def area(box):\n    return box.width() * box.height() / 2\n";
    assert_eq!(run(PYTHON, edit, "m.py").unwrap(), PYTHON.replace("box.height()\n", "box.height() / 2\n"));
    assert_eq!(run(PYTHON, "def volume(box):\n    return 1\n", "m.py"), Err(Reason::NoMatch));
    let twice = format!("{PYTHON}\n\n{}", &PYTHON[PYTHON.find("def area").unwrap()..]);
    assert_eq!(run(&twice, edit, "m.py"), Err(Reason::Ambiguous));
}

#[test]
fn what_can_not_be_meant_is_refused() {
    assert_eq!(run(PYTHON, "# ...\n", "m.py"), Err(Reason::EmptyEdit));
    assert_eq!(run(PYTHON, "# ...\nclass Box:\n    # ...\n    def width(self):\n        left = 1\n# ...\n", "m.py"), Err(Reason::MarkerCoversNothing));
    assert_eq!(run(PYTHON, "Please make it faster.\n", "m.py"), Err(Reason::EmptyEdit));
    assert_eq!(run(PYTHON, "def area(box):\n    return box.width(", "m.py"), Err(Reason::MalformedEdit));
    let content = serde_json::json!({"path": "m.py", "content": "import os\n# ... existing code ...\n"}).to_string();
    assert_eq!(run(PYTHON, &content, "m.py"), Err(Reason::MarkerInResult));
}

#[test]
fn what_is_there_already_changes_nothing() {
    let edit = "# ...\n    def height(self):\n        top = self.top_edge\n        bottom = self.bottom_edge\n        return bottom - top\n# ...\n";
    assert_eq!(run(PYTHON, edit, "m.py").unwrap(), PYTHON);
}

fn refusal(source: &str, table: Option<&Table>, edit: &str, path: &str) -> Option<(Reason, String)> {
    let request = Request { source: source.as_bytes(), table, edit: edit.as_bytes(), format: None, path, part: None };
    plan(&request).err().map(|r| (r.reason, r.message))
}

/// A table with one definition, of the name `f`, that is all of the source.
fn table_of(source: &str, kind: Kind) -> Table {
    let mut builder = Builder::new(source.as_bytes(), 0, 0);
    let name = source.find(" f").unwrap() as u32 + 1;
    builder.leaf(kind, (source.len() as u32 - source.trim_start().len() as u32, source.trim_end().len() as u32), Some((name, name + 1)), 0);
    builder.finish()
}

#[test]
fn decorators_and_comments_that_are_not_shown_stay() {
    for (path, prelude, old, new) in [
        ("m.py", "@cached(\n    size=1,\n)\n# often called\n", "def f(a):\n    return a\n", "def f(a):\n    return a + 1\n"),
        ("m.ts", "@injectable()\n", "class f {\n  run() {}\n}\n", "class f {\n  run() { go(); }\n}\n"),
        ("M.java", "@Override\n", "public int f() {\n  return 1;\n}\n", "public int f() {\n  return 2;\n}\n"),
        ("m.kt", "@Test\n", "fun f() {\n  go(1)\n}\n", "fun f() {\n  go(2)\n}\n"),
        ("m.rs", "#[inline]\n/// One.\n", "fn f() -> u8 {\n    1\n}\n", "fn f() -> u8 {\n    2\n}\n"),
    ] {
        let source = format!("\n{prelude}{old}");
        let table = table_of(&source, if old.starts_with("class") { Kind::Class } else { Kind::Function });
        for table in [None, Some(&table)] {
            let request = Request { source: source.as_bytes(), table, edit: new.as_bytes(), format: None, path, part: None };
            assert_eq!(plan(&request).map(|p| apply(&source, &p.edits)).map_err(|r| r.message), Ok(format!("\n{prelude}{new}")), "{path}");
            assert_eq!(refusal(&source, table, &format!("{prelude}{new}"), path), None, "{path}");
        }
    }
    let modified = "\nexport\nfunction f() {\n  return 1;\n}\n";
    let (reason, message) = refusal(modified, None, "function f() {\n  return 2;\n}\n", "m.js").unwrap();
    assert!(reason == Reason::UnaccountedRemoval && message.contains("modifiers (line 2)"), "{message}");
}

#[test]
fn shown_decorators_replace_the_old_ones() {
    let source = "@route('/a')\n# of the first page\n@cached\ndef f(a):\n    return a\n";
    let less = "@route('/b')\ndef f(a):\n    return a\n";
    assert_eq!(run(source, less, "m.py"), Err(Reason::UnaccountedRemoval));
    assert_eq!(run(source, &less.replace("def", "@cached\ndef"), "m.py").unwrap(), source.replace("/a", "/b"));
    assert_eq!(run(less, source, "m.py").unwrap(), source);
    let inline = "@Override public int f() {\n  first();\n  second();\n  return 1;\n}\n";
    let found = refusal(inline, Some(&table_of(inline, Kind::Method)), "public int f() {\n  first();\n  second();\n  return 2;\n}\n", "M.java");
    assert_eq!(found.unwrap().0, Reason::UnaccountedRemoval);
    assert_eq!(run("export\nfunction f() {\n  return 1;\n}\n", "export function f() {\n  return 1;\n}\n", "m.js").unwrap(), "export function f() {\n  return 1;\n}\n");
}

#[test]
fn a_snippet_without_a_marker_at_its_end_ends_with_its_block() {
    let edit = "class Box:\n    # ...\n    def height(self):\n        return 1\n";
    let whole = &PYTHON[PYTHON.find("        top =").unwrap()..PYTHON.find("\n\ndef area").unwrap()];
    assert_eq!(run(PYTHON, edit, "m.py").unwrap(), PYTHON.replace(whole, "        return 1\n"));
}

#[test]
fn a_value_next_to_a_marker_is_not_set_twice() {
    let source = format!("limit = 10\n\n{PYTHON}");
    assert_eq!(run(&source, "limit = 20\n# ...\n    def height(self):\n        return 1\n# ...\n", "m.py"), Err(Reason::Ambiguous));
}

#[test]
fn lines_behind_a_marker_are_not_written_twice() {
    let head = "function iter(i) {\n  begin();\n  if (first) {\n    open(first);\n  }\n\n";
    let old = "    a(1);\n    b(2);\n    c(3);\n    d(4);\n    e(5);\n    f(6);\n    g(7);\n    h(8);\n";
    let source = format!("{head}  const ret = apply(first);\n  if (ret.then) {{\n{old}  }}\n  return ret;\n}}\n");
    let edit = "function iter(i) {\n  // ...\n  if (first) {\n    open(second);\n  }\n\n  const ret = apply(first);\n  if (ret.then) {\n    z(9);\n  }\n  // ...\n}\n";
    let right = source.replace("open(first)", "open(second)").replace(old, "    z(9);\n");
    let result = run(&source, edit, "m.js");
    assert!([Ok(right), Err(Reason::Ambiguous)].contains(&result), "{result:?}");
}

const CHECKS: &str = "\
func check(c *Cart) error {
\tif err := names(c); err != nil {
\t\treturn err
\t}
\tif err := prices(c); err != nil {
\t\treturn err
\t}
\tif err := sizes(c); err != nil {
\t\treturn err
\t}
\treturn nil
}
";

#[test]
fn what_could_be_added_between_the_same_lines_replaces_nothing() {
    let edit = "// ...\n\t\treturn err\n\t}\n\tif err := owners(c); err != nil {\n\t\treturn err\n\t}\n// ...\n";
    assert_eq!(run(CHECKS, edit, "m.go"), Err(Reason::Ambiguous));
    let told = "// ...\n\tif err := names(c); err != nil {\n\t\treturn err\n\t}\n\tif err := owners(c); err != nil {\n\t\treturn err\n\t}\n\tif err := sizes(c); err != nil {\n// ...\n";
    assert_eq!(run(CHECKS, told, "m.go").unwrap(), CHECKS.replace("prices(c)", "owners(c)"));
}

#[test]
fn a_header_with_a_marker_in_its_block_is_there_already() {
    let edit = "# ...\nclass Box:\n    # ...\n    def depth(self):\n        left = self.left_edge\n        # ...\n# ...\n";
    assert!(run(PYTHON, edit, "m.py").is_err());
    let one = "// ...\n  load(name) {\n    const found = this.items.get(name);\n    if (!found || found.old) {\n      // ...\n    }\n    // ...\n  }\n// ...\n";
    assert_eq!(run(SCRIPT, one, "m.js").unwrap(), SCRIPT.replace("if (!found) {", "if (!found || found.old) {"));
    let two = SCRIPT.replace("    return found;", "    if (found.old) {\n      return old;\n    }\n    return found;");
    let other = "// ...\n  load(name) {\n    // ...\n    if (!found && old) {\n      // ...\n    }\n    // ...\n  }\n// ...\n";
    assert!(run(&two, other, "m.js").is_err());
}

#[test]
fn a_line_next_to_a_marker_that_looks_like_the_hidden_one_could_replace_it() {
    let page = "<head>\n  <title>Cart</title>\n  <link href=\"a.css\">\n</head>\n";
    assert_eq!(run(page, "<head>\n  <title>My cart</title>\n  <!-- ... -->\n</head>\n", "a.html"), Err(Reason::Ambiguous));
    let source = format!("const limit = 10;\n\n{SCRIPT}");
    let edit = "const limit = 20;\n// ...\n  save(name, value) {\n    this.items.add(name, value);\n    this.changed = true;\n  }\n// ...\n";
    assert_eq!(run(&source, edit, "m.js").unwrap(), source.replace("10;", "20;").replace("items.set(", "items.add("));
    let keys = "[a]\nwidth = 1\n\n[b]\nheight = 2\n";
    assert_eq!(run(keys, "# ...\n[b]\nheight = 3\n", "m.toml").unwrap(), keys.replace("= 2", "= 3"));
}

#[test]
fn attributes_come_with_the_new_definition_below_them() {
    let source = "mod tests {\n    use super::*;\n\n    #[test]\n    fn one() {\n        check(first());\n    }\n}\n";
    let edit = "mod tests {\n    // ...\n\n    #[test]\n    fn two() {\n        check(second());\n    }\n}\n";
    assert_eq!(run(source, edit, "m.rs").unwrap(), source.replace("    }\n}", "    }\n\n    #[test]\n    fn two() {\n        check(second());\n    }\n}"));
}

#[test]
fn names_in_a_new_definition_are_its_own() {
    let source = "def test_a():\n    graph = make(1)\n    assert graph.size == 1\n\n\ndef test_b():\n    graph = make(2)\n    assert graph.size == 2\n";
    let new = "\n\ndef test_c():\n    graph = make(3)\n    assert graph.nodes == 3\n";
    assert_eq!(run(source, &format!("# ...\n\ndef test_b():\n    # ...\n{new}"), "m.py").unwrap(), format!("{source}{new}"));
}

#[test]
fn several_definitions_that_stand_together() {
    let source = format!("import os\n\n\n{}", "def a():\n    one()\n    return 1\n\n\ndef b():\n    two()\n    return 2\n\n\ndef c():\n    three()\n    return 3\n");
    let a_and_b = "def a():\n    one(1)\n    return 1\n\n\ndef b():\n    two(2)\n    return 2\n";
    let wanted = source.replace("one()", "one(1)").replace("two()", "two(2)");
    assert_eq!(run(&source, a_and_b, "m.py").unwrap(), wanted);
    assert_eq!(run(&wanted, a_and_b, "m.py").unwrap(), wanted);
    let with_new = a_and_b.replace("def b", "def between():\n    return 9\n\n\ndef b");
    assert_eq!(run(&source, &with_new, "m.py").unwrap(), wanted.replace("def b", "def between():\n    return 9\n\n\ndef b"));
    let a_and_c = "def a():\n    one(1)\n    return 1\n\n\ndef c():\n    three(3)\n    return 3\n";
    assert_eq!(run(&source, a_and_c, "m.py"), Err(Reason::UnaccountedRemoval));
    let renamed = "def a():\n    one(1)\n    return 1\n\n\ndef d():\n    two()\n    return 2\n";
    assert_eq!(run(&source, renamed, "m.py"), Err(Reason::Ambiguous));
    assert_eq!(run(&source, "def x():\n    return 1\n\n\ndef y():\n    return 2\n", "m.py"), Err(Reason::NoMatch));
}

#[test]
fn a_type_that_loses_most_of_its_members_is_shown_in_part() {
    assert_eq!(run(PYTHON, "class Box:\n    def height(self):\n        return self.bottom_edge\n", "m.py"), Err(Reason::UnaccountedRemoval));
}

#[test]
fn a_comment_next_to_a_marker_could_replace_the_hidden_one() {
    let source = "a = 1\n\n# The second.\nb = 2\n\nc = 3\n";
    assert_eq!(run(source, "# ...\n\n# Another word for it.\nb = 2\n\n# ...\n", "m.py"), Err(Reason::Ambiguous));
}

#[test]
fn the_head_of_another_file_fits_nowhere() {
    let source = "package one\n\nimport (\n\t\"fmt\"\n)\n\nfunc f() {\n\tg()\n}\n";
    assert_eq!(run(source, "package two\n\nimport (\n\t\"bytes\"\n\t\"io\"\n)\n\n// ...\n", "m.go"), Err(Reason::NoMatch));
}

#[test]
fn comments_at_the_margin_end_no_block() {
    let source = "class Spec {\n  run() {\n    first();\n// not yet:\n//    second();\n    third();\n  }\n}\n\nclass Other {\n  run() {\n    first();\n  }\n}\n";
    let edit = &source[..source.find("\nclass Other").unwrap()];
    assert_eq!(run(source, &edit.replace("third()", "third(3)"), "m.js").unwrap(), source.replace("third()", "third(3)"));
}

#[test]
fn what_follows_new_lines_at_the_end_is_not_dropped_in_silence() {
    let head = "import os\n\n\ndef a(x):\n    return os.sep + x\n\n\ndef b(x):\n    y = x + 1\n    return y\n";
    let new = "\n\ndef c(x):\n    for each in x:\n        print(each)\n";
    let shown = "def b(x):\n    y = x + 1\n    return y\n";
    for tail in ["if __name__ == \"__main__\":\n    print(a(1), b(2))\n", "def d(x):\n    return x * x\n", "TABLE = {\"a\": a, \"b\": b}\n", "main()\n"] {
        let source = format!("{head}\n\n{tail}");
        for edit in [format!("# ...\n\n{shown}{new}"), format!("import os\n\n# ...\n\n{shown}{new}")] {
            let reason = if tail.starts_with("def") { Reason::UnaccountedRemoval } else { Reason::Ambiguous };
            assert_eq!(run(&source, &edit, "m.py"), Err(reason), "{tail}");
            assert_eq!(run(&source, &format!("{edit}\n\n# ...\n"), "m.py").unwrap(), format!("{head}{new}\n\n{tail}"));
        }
        assert_eq!(run(head, &format!("# ...\n\n{shown}{new}"), "m.py").unwrap(), format!("{head}{new}"));
    }
    let script = "import a from 'a';\n\nexport const first = (x) => {\n  return a(x);\n};\n";
    let added = "\nexport const second = (x) => {\n  return a(x) * 2;\n};\n";
    let source = format!("{script}\nfunction third(first, second) {{\n  return [second, first];\n}}\n");
    assert_eq!(run(&source, &format!("import a from 'a';\n// ...\n  return a(x);\n}};\n{added}"), "m.js"), Err(Reason::UnaccountedRemoval));
}

#[test]
fn what_is_shown_to_its_end_may_end_otherwise() {
    let source = "def a(x):\n    one(x)\n    two(x)\n    return three(x)\n";
    let whole = "# ...\ndef a(x):\n    return sum(x)\n";
    assert_eq!(run(&format!("import os\n\n\n{source}"), whole, "m.py").unwrap(), "import os\n\n\ndef a(x):\n    return sum(x)\n");
    let last = "def a(x):\n    # ...\n    two(x)\n    return three(x + 1)\n";
    assert_eq!(run(source, last, "m.py").unwrap(), source.replace("three(x)", "three(x + 1)"));
}

#[test]
fn a_new_member_does_not_take_the_place_of_one_that_is_not_shown() {
    let two = "  two(x) {\n    return this.one() + x;\n  }\n";
    let four = "\n  four(q) {\n    for (const e of q) this.two(e);\n  }\n";
    let three = "\n  three(y) {\n    log(y);\n  }\n";
    let source = format!("class A {{\n  one() {{\n    return 1;\n  }}\n\n{two}{four}}}\n");
    let edit = format!("class A {{\n  // ...\n\n{two}{three}}}\n");
    assert_eq!(run(&source, &edit, "m.js"), Err(Reason::UnaccountedRemoval));
    assert_eq!(run(&source, &format!("class A {{\n  // ...\n\n{two}{three}\n  // ...\n}}\n"), "m.js").unwrap(), source.replace(four, &format!("{three}{four}")));
    // It does not go without a word either, and a name that is all that changes is a new name.
    assert_eq!(run(&source, &format!("class A {{\n  // ...\n\n{two}}}\n"), "m.js"), Err(Reason::UnaccountedRemoval));
    assert_eq!(run(&source, &format!("class A {{\n  // ...\n\n{two}\n  // remove four\n}}\n"), "m.js").unwrap(), source.replace(four, ""));
    let renamed = four.replace("four", "each");
    assert_eq!(run(&source, &format!("class A {{\n  // ...\n\n{two}{renamed}}}\n"), "m.js").unwrap(), source.replace(four, &renamed));
    let python = "class A:\n    def one(self):\n        return 1\n\n    def two(self, x):\n        return self.one() + x\n";
    let below = "\n    def four(self, q):\n        for e in q:\n            self.two(e)\n\n\ndef after():\n    return A()\n";
    let new = "class A:\n    # ...\n\n    def two(self, x):\n        return self.one() + x\n\n    def three(self, y):\n        log(y)\n";
    assert_eq!(run(&format!("{python}{below}"), new, "m.py"), Err(Reason::UnaccountedRemoval));
}

#[test]
fn what_precedes_new_lines_at_the_beginning_is_not_dropped_in_silence() {
    let source = "import os\nimport sys\n\n\ndef f(a):\n    b = a + 1\n    c = os.sep * b\n    return c\n\n\ndef g(a):\n    return sys.path[a]\n";
    let shown = "def f(a):\n    b = a + 1\n    # ...\n";
    let new = "def e(a):\n    return a\n\n\n";
    assert_eq!(run(source, &format!("{new}{shown}"), "m.py"), Err(Reason::Ambiguous));
    // A comment directly above a definition is a new comment of it.
    assert_eq!(run(source, &format!("# \n{shown}"), "m.py").unwrap(), source.replace("def f", "#\ndef f"));
    assert_eq!(run(source, &format!("# ...\n\n{new}{shown}"), "m.py").unwrap(), source.replace("def f", &format!("{new}def f")));
    // Another name of the same module is another version of the import.
    let imports = format!("from os import sep\n\n\n{}", &source[source.find("def f").unwrap()..]);
    let edit = format!("from os import path, sep\n\n\n{shown}\n# ...\n");
    assert_eq!(run(&imports, &edit, "m.py").unwrap(), imports.replace("import sep", "import path, sep"));
    // An import goes with its last use, and between two others.
    let typed = "from typing import Optional\n\nfrom a import b\n\n\ndef f(x) -> Optional[int]:\n    one = b(x)\n    if one is None:\n        return None\n    return int(one)\n";
    let plain = typed.replace("from typing import Optional", "from __future__ import annotations").replace("Optional[int]", "int | None");
    assert_eq!(run(typed, &plain, "m.py").unwrap(), plain);
    let still = format!("{typed}\n\ndef g() -> Optional[int]:\n    return f(1)\n");
    assert_eq!(run(&still, &format!("{plain}\n# ...\n"), "m.py"), Err(Reason::Ambiguous));
    let names = "\"\"\"Shards.\"\"\"\n\nfrom ._base import split\nfrom ._old import old\nfrom ._torch import load\n";
    let fewer = "\"\"\"Shards.\"\"\"\n\nfrom ._base import split\nfrom ._torch import load, save\n";
    assert_eq!(run(names, fewer, "m.py").unwrap(), fewer);
    assert_eq!(run(names, "# ...\n\nfrom ._base import split\nfrom ._new import new\n", "m.py"), Err(Reason::Ambiguous));
}

#[test]
fn a_definition_goes_only_when_the_edit_speaks_of_it() {
    let part = |name: &str| format!("  {name}(x) {{\n    return this.{name}er(x);\n  }}\n");
    let [a, b, c, d] = ["open", "wait", "close", "lock"].map(part);
    let source = format!("class Gate {{\n{a}\n{b}\n{c}\n{d}}}\n\nmodule.exports = Gate;\n");
    let whole = |members: &str| format!("// ...\nclass Gate {{\n{members}}}\n// ...\n");
    let without_b = source.replace(&format!("{b}\n"), "");
    assert_eq!(run(&source, &whole(&format!("{a}\n{c}\n{d}")), "m.js").unwrap(), without_b);
    // The first and the last one, one that is turned round with its neighbour, and one beside a marker.
    for members in [format!("{b}\n{c}\n{d}"), format!("{a}\n{b}\n{c}"), format!("{c}\n{a}\n{d}"), format!("{a}\n{c}\n  // ...\n")] {
        let (reason, message) = refusal(&source, None, &whole(&members), "m.js").expect(&members);
        assert_eq!(reason, Reason::UnaccountedRemoval, "{members}: {message}");
        assert!(message.contains("would be deleted, but the edit does not mention it"), "{message}");
    }
    assert_eq!(run(&source, &whole(&format!("{a}\n  // removed: wait\n\n{c}\n  // ...\n")), "m.js").unwrap(), without_b);
    let renamed = b.replace("wait(", "pause(");
    assert_eq!(run(&source, &whole(&format!("{a}\n{renamed}\n{c}\n  // ...\n")), "m.js").unwrap(), source.replace("wait(x)", "pause(x)"));
}

#[test]
fn a_definition_goes_by_its_name_between_two_markers() {
    let part = |name: &str| format!("// About {name}.\nfunction {name}(x) {{\n  return go(x, {name:?});\n}}\n");
    let [a, b, c] = ["open", "wait", "close"].map(part);
    let source = format!("{a}\n{b}\n{c}");
    let (two, first) = (format!("{a}\n{c}"), format!("{b}\n{c}"));
    for (edit, wanted) in [
        ("// ...\n// remove wait\n// ...\n", &two),
        ("// ...\n// removed: the unused function wait\n\n// ...\n", &two),
        ("// ...\n// remove open\n// ...\n", &first),
        ("// ...\n// remove close\n// ...\n", &format!("{a}\n{b}")),
        ("// ...\n// remove wait\n// ...\n// remove close\n// ...\n", &a),
    ] {
        assert_eq!(run(&source, edit, "m.js").as_ref(), Ok(wanted), "{edit}");
    }
    let changed = two.replace("go(x, \"close\")", "stop(x)");
    let both = format!("// ...\n// remove wait\n// ...\n{}", c.replace("go(x, \"close\")", "stop(x)"));
    assert_eq!(run(&source, &both, "m.js"), Ok(changed));
    assert_eq!(run(&source, "// ...\n// remove push\n// ...\n", "m.js"), Err(Reason::Unsupported));
    assert_eq!(run(&format!("{source}\nclass A {{\n  wait() {{\n    return 1;\n  }}\n}}\n"), "// ...\n// remove wait\n// ...\n", "m.js"), Err(Reason::Ambiguous));
}
