"""What check `syntax` judges, and by whose parser."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.checks.conftest import Make, event, result

from kaptar.checks.builtin.json_dialects import dialect_of, plain
from kaptar.checks.builtin.parsed import OWN_PARSER
from kaptar.checks.builtin.templates import by_name
from kaptar.checks.event import FileChange, Phase
from kaptar.checks.verdict import CheckResult

COMMENTED = b'{\n  // one\n  "a": [1, 2,], /* two\n */\n  "url": "http://x/*no*/,]",\n}\n'

READ_WITH_COMMENTS = [
    "tsconfig.json", "tsconfig.build.json", "packages/a/jsconfig.json", ".vscode/settings.json", ".vscode/mcp.json",
    "deno.json",
    "deno.jsonc", "turbo.json", ".oxlintrc.json", "pyrightconfig.json", "wrangler.json", "wrangler.jsonc", "biome.json",
    "nx.json",
    ".devcontainer/devcontainer.json", ".devcontainer.json", ".devcontainer/api/devcontainer.json", ".eslintrc.json",
    ".swcrc.json",
    "api-extractor.json",
    "config/api-extractor-base.json", "common/config/rush/version-policies.json", "appsettings.Development.json",
    "Properties/launchSettings.json", "language-configuration.json", "themes/dark-color-theme.json", ".markdownlint.json",
    "libs/ui/project.json", "snippets/python.json", "TSConfig.json", "babel.config.json", ".babelrc.json", "renovate.json",
    "src/bundleconfig.json", "CMakePresets.json", "docs/_category_.json", "coc-settings.json", ".vimspector.json",
    "stylecop.json",
]  # fmt: skip
READ_BY_THE_STANDARD = ["package.json", "composer.json", "locales/en.json", "vscode/settings/en.json", "data.json"]

TEMPLATES = {
    "charts/web/templates/config.yaml": b"metadata:\n  {{- with .Values.labels }}\n  labels: {{ . }}\n  {{- end }}\n",
    "templates/list.yaml": b"{{- range .Values.hosts }}\n- host: {{ . }}\n{{- end }}\nother: [\n",
    "roles/web/vars.yml": b"{% for user in users %}\n- name: {{ user }}\n{% endfor %}\nhosts: [\n",
    "cloud.yaml": b"## template: jinja\n#cloud-config\n{% if x %}\nruncmd: [\n{% endif %}\n",
    "config/database.yml": b"test:\n  <% if ENV['CI'] %>\n  host: x\n <% end %>\n",
    "user-data.yaml": b"#cloud-config\n%{ if debug }\ndebug: [\n%{ endif }\n",
    "settings.json": b'{"port": {{ port }}, "name": "x"}\n',
    "app.json": b'{"port": ${PORT}}\n',
    "app.tokens.json": b'{"port": #{Port}#, "a": 1}\n',
    "config.in.json": b'{"port": @PORT@}\n',
    "{{cookiecutter.slug}}/setup.py": b"import {{cookiecutter.slug}}\n{% if x %}\n",
    "app/models.py": b"from {{ name }} import x\n",
    "app/urls.py": b"x = 1\n{% if admin %}\nfrom django.contrib import admin\n{% endif %}\n",
    "public/app.js": b"const user = <%= user %>;\n",
    "src/index.ts": b"import x from './x';\n{{#if router}}\nimport r from './r';\n{{/if}}\n",
    "pyproject.toml": b"name = {{ name }}\n{% if x %}\n",
    "deploy.j2.yaml": b"a: [\n",
    "assets/main.js": b"---\n---\nvar x = 1;\n",
    "search.js": b"---\nlayout: null\n---\nvar x = {{ site.posts | jsonify }};\n",
    "feed.json": b"\xef\xbb\xbf---\r\nlayout: null\r\n---\r\n{}\r\n",
    "assets/style.css": b"---\n---\na { color: {{ site.color }} } }\n",
    "settings.tmpl.json": b"{{\n",
    "layouts/a.js": b'f(function(){\n  {{ (resources.Get "a.min.js").Content | safeJS }}\n})();\n',
    "layouts/b.js": b'var t = {{ dict "a" "b" | jsonify }};\n',
    "layouts/c.js": b"var t = {{ partial 'x.html' . }};\nvar u = [{{ x }}, {{ y|z:'a' }}];\n",
    "layouts/d.js": b'var index = [\n{{ range .Site.Pages }}\n  { "title": {{ .Title | jsonify }} },\n{{ end }}\n];\n',
    "layouts/e.ts": b"const n: number = {{ page.n | default: 1 }};\n{{- /* c */ -}}\nf({{{ raw }}});\n",
    "layouts/f.py": b"x = {{ cookiecutter['x'] }} y\nz = {{ lookup('env', 'HOME') }}\n",
    "layouts/g.js": b"var x = <%= asset_path('a') %> + 1;\n{#- c -#}\n",
    "consul.json": b'{"a": "{{ key "x/y" }}", "b": {{ env "PORT" }}}\n',
    "values.toml": b'a = {{ "x" | quote }}\n',
    "src/main/resources/application.yml": b"spring:\n  profiles:\n    active: @activatedProperties@\n",
    "info.yaml": b"app:\n  version: @project.version@\n  name: x\n",
    "src/version.py": b"__version__ = @VERSION@\n",
    "src/version.js": b"export const version = @project.version@;\n",
    "version.json": b'{"version": @project.version@}\n',
    "config/vars.js": b'let c = {\n  language: "${LANGUAGE}",\n  format: ${TIME_FORMAT},\n};\n',
    "src/env.ts": b"export const port: number = ${PORT};\nexport const name = '${NAME}';\n",
    "public/boot.js": b"start(${API_URL}, `${x}`, ${RETRIES});\n",
    "settings_prod.py": b"DEBUG = ${DEBUG}\nWORKERS = ${WEB_WORKERS}\n",
    "app.mjs": b"const ${CLASS_NAME} = 1;\n",
}
UNREAD = {
    "Banner.js": (b"// @flow\nconst x: {| a: number |} = f((x: any));\n", "Flow"),
    "native.js": (b"/**\n * @format\n * @flow strict-local\n */\nexport type T = {| +a: ?number |};\n", "Flow"),
    "names.py": (b"# -*- coding: latin-1 -*-\nname = 'Jos\xe9'\n", "latin-1"),
    "vim.py": (b"#!/usr/bin/python\n# vim: set fileencoding=cp1251 :\nname = '\xcf'\n", "cp1251"),
    "old.py": (b"#!/usr/bin/env python2\nprint 'x'\n", "Python 2"),
    "old7.py": (b"#!/usr/bin/python2.7 -u\nexec 'x' in {}\n", "Python 2"),
    "deep.json": (b"[" * 600 + b"]" * 600, "nested"),
    "deep.js": (b"x = " + b"[" * 2000 + b"]" * 2000, "nested"),
    "deep.py": (b"x = " + b"(" * 250 + b"1" + b")" * 250 + b"\n", "nested"),
    "deep.toml": (b"a = " + b"[" * 100 + b"]" * 100 + b"\n", "nested"),
    "deep.yaml": (b"[" * 5000 + b"]" * 5000, "nested"),
    "latin.js": (b"// Jos\xe9\nf();\n", "UTF-8"),
}
VALID = {
    "deps.toml": b'[a]\nw = {\n  v = "1",\n  f = ["a"],\n}\nred = "\\e[31m"\nletter = "\\x41"\nopens = 07:30\n',
    "bom.toml": b"\xef\xbb\xbfa = 1\n",
    "bom.json": b'\xef\xbb\xbf{"a": 1}\n',
    "bom.yaml": b"\xef\xbb\xbfa: 1\n",
    "bom.py": b"\xef\xbb\xbfx = 1\n",
    "utf8.py": b"# -*- coding: utf-8 -*-\nname = 'Jos\xc3\xa9'\n",
    "ascii.py": b"# -*- coding: latin-1 -*-\nname = 'Jose'\n",
    "new.py": b'type A[T] = list[T]\ndef first[T](x: list[T]) -> T: return x[0]\nx = f\'{"a" + f"{1}"}\'\n',
    "streams.yaml": b"%YAML 1.2\n---\na: &x [1, *x]\n...\n---\n? - k\n: |+\n  \ttab\n\n",
    "tab.yaml": b"data:\n  Makefile: |\n    \tall:\n    second\n",
    "actions.yml": b"on: push\njobs:\n  a:\n    if: ${{ github.ref == 'x' }}\n    steps:\n    - run: echo ${{ x }}\n",
    "tags.yaml": b"A: !Sub 'x'\nB: !GetAtt x.y\nC: !If [a, !Ref b, !Ref 'AWS::NoValue']\n",
    "matrix.yml": b'a:\n  matrix: {\n    "x": 1\n  }\n',
    "same.yaml": b"x: &x {}\na: 1\na: 2\n<<: *x\n",
    "flow.js": b"// @flow\nf();\n",
    "Widget_de.ts": b'<?xml version="1.0"?>\n<!DOCTYPE TS>\n<TS version="2.1"></TS>\n',
    "rows.json": b'{"a": 1}\n{"a": 2}\n',
    "dashes.yaml": b"---\na: 1\n---\nb: 2\n",
    "margin.yml": b"name: bug\nlabels: [\n  'a'\n]\nb: {\n  c: 1\n}\n",
    "CommonHeaders.kt": b'val s = """k="\\"v\\""""""\nfun f() { g("{") }\n',
}
READ_ALL_THE_SAME = {
    "ci.yml": b"jobs:\n  a:\n    target: [\n      {x: 1},\n    ]\n    b: [\n  1 ]\n",
    "quoted.yml": b'a:\n  b:\n    c: "one\n  two"\n',
    "flow.yaml": b'f: {\n\t"x": 1,\n\ty: 2\n}\n',
    "list.yaml": b"- [\n\ta,\n\tb\n]\n",
    "blank.yaml": b"a:\tb\n",
}
"""Readers of YAML accept these, against the letter of its specification or more than its parser."""
READ_BY_MOST = {
    "metrics.json": b'{"loss": NaN, "best": [-Infinity, Infinity], "name": "NaN"}\n',
    "tsconfig.json": b'{"a": NaN} // one\n',
    "empty.json": b"",
    "blank.json": b"\xef\xbb\xbf \r\n",
    "export.json": b'{\n "a": 1\n}\n{\n "a": "} {"\n}\n',
    "values.json": b"0 12 true false null [] {}\n",
    "texts.json": b'"a""b"["c"]\n',
}
"""No JSON by its standard. Python writes the numbers; a file without anything waits for its content."""
AHEAD_OF_THE_GRAMMAR = {
    "new.go": b"package p\n\nvar age = new(41)\n",
    "theme.css": b"@custom-variant dark (&:where(.dark *));\n.card { .wide & { color: red } }\n@media (width >= 9px) { a {} }\n",
    "panel.hpp": b"class MY_EXPORT Panel : public Q {\n  Q_OBJECT\npublic slots:\n  void f();\n};\n",
    "list.c": b"void f(void) {\n\tlist_for_each_entry(a, b, c)\n\t\tg(a);\n}\n",
    "net.sh": b"exec 3<>/dev/tcp/x/80\n",
}
WRONG = {
    "names.js": b"f(`${NAME}`, {\n",
    "names.ts": b"const a = `x ${PORT} y`;\nconst b: = `${HOST}`;\n",
    "names.py": b"a = '${HOME}'\nb = (\n",
    "dollar.js": b"const a = $${NAME};\n",
    "a.json": b'{"a": 1,}\n', "tsconfig.json": b'{"a": 1 /* x\n', "b.json": b"{'a': 1}\n", "package.json": b'{"a" 1}\n',
    ".vscode/settings.json": b'{"a": 1, , }\n', "a.toml": b"a = 1\na = 2\n", "b.toml": b"a = \n", "a.yaml": b"a: [1\nb: 2\n",
    "b.yml": b'a: "x\n', "tab.yaml": b"a:\n\tb: 1\n", "word.yaml": b"a: b\n\tc: d\n", "tabs.yaml": b"a:\tb: c\n",
    "package.json5.json": b'{"a": 1} }\n', "app/package-lock.json": b'{"a": 1\n}\n{"b": 2\n}\n',
    "half.json": b'{"a": 1\n}\n{"b": 2,\n}\n',
    "nan.json": b'{"a": NaN,}\n', "names.json": b'{"a": Nan, "b": xNaN}\n', "lines.js": b"---\nvar x = 1;\n",
    "actions.yml": b'run: "echo ${{ x }}"\nsteps: [\n', "a.py": b"x = (\n",
    "b.py": b"x = '''{% if x %}'''\ny = (\n",
    "a.js": b"f(;\n", "a.tsx": b"const x = <div style={{ color }}>;\n",
    "doubled.js": b"const x = {{ a: 1 }};\n", "doubled.json": b'{{"a": 1}}\n',
    "doubled.ts": b"import {a} from 'a';\nf({{ a, b }}\n",
    "vue.js": b"const t = `<p>{{ name }}</p>`;\n\nf(;\n", "at.py": b"@a\n@b.c\ndef f(:\n    pass\n",
    "at.yaml": b"a: @x\nb: y@z@\n",
    "helm.py": b"doc = '''{{ x | y }} {% if z %}'''\nx = (\n",
}  # fmt: skip


def look(make: Make, root: Path, path: str, content: bytes, phase: Phase = "after") -> CheckResult:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    return result(make().check_event(event(FileChange(str(root / path), content=content), phase=phase), 60), "syntax")


@pytest.mark.parametrize("path", READ_WITH_COMMENTS)
def test_what_a_reader_of_the_file_allows_is_allowed(make: Make, root: Path, path: str) -> None:
    assert (found := look(make, root, path, COMMENTED)).state == "passed", found


@pytest.mark.parametrize("path", READ_BY_THE_STANDARD)
def test_comments_elsewhere_are_a_warning_and_a_comma_alone_is_an_error(make: Make, root: Path, path: str) -> None:
    assert [each.severity for each in look(make, root, path, COMMENTED).findings] == ["warning"]
    assert [each.severity for each in look(make, root, path, b'{"a": [1,]}\n').findings] == ["error"]


OTHER_LANGUAGES = {
    "stackprof.py": b'#!/usr/bin/env ruby\nENV["A"] ||= File.expand_path("../Gemfile", __dir__)\nif x\n  load("x")\nend\n',
    "run.py": b"#!/bin/bash\nset -e\nif [ -f x ]; then\n  source x\nfi\n",
    "tool.py": b"#!/usr/bin/perl -w\nuse strict;\nmy %h = (a => 1);\n",
    "cli.js": b"#!/usr/bin/env -S python3 -u\nimport os\nif x:\n    print(1)\n",
    "cli.mjs": b"#!/usr/bin/env A=1 php8.2\n<?php echo 1;\n",
    "x.ts": b"#! /bin/sh\nif true; then\n  echo\nfi\n",
    "conf/localConfig.js": b'{\n  graphiteHost: "127.0.0.1",\n  debug: true\n}\n',
    "views/by_name/map.js": b"function (doc) {\n  if (doc.name) emit(doc.name, 1);\n}\n",
    "views/by_name/reduce.js": b"// sums\nfunction(keys, values) { return sum(values); }\n// the end",
    "filters/all.js": b"/* all */\nfunction(doc, req) { return true; }\n",
    "updates/x.js": b"async function(doc, req) { return [doc, 'ok']; }\n",
    "lists/x.js": b"function(head, req) {\n  send('x');\n};\n",
    "shows/x.js": b"class { show() {} }\n",
}
"""Sources under an ending that is not theirs; the last ones are values that a program reads between brackets."""
THEIR_OWN = {
    "a.py": b"#!/usr/bin/env python3.12\nx = (\n",
    "b.py": b"#!/usr/bin/env sage\nx = (\n",
    "c.py": b"#!/usr/bin/env -S uv run --script\nx = (\n",
    "d.py": b"# ruby\nx = (\n",
    "a.js": b"#!/usr/bin/env node\nf(;\n",
    "b.ts": b"#!/usr/bin/env -S deno run\nf(;\n",
    "c.js": b"{\n  a: 1,\n  b: f(;\n}\n",
    "d.js": b"{\n  a = 1;\n  b: f(;\n}\n",
    "e.js": b"function (doc) { emit(doc.name, 1;\n}\n",
    "f.js": b"function (doc) {}\nfunction (other) {}\n",
    "g.js": b"function (doc) {}) (\n",
    "h.ts": b"function (doc) {}\n",
}


@pytest.mark.guest
@pytest.mark.parametrize("path", OTHER_LANGUAGES)
def test_a_source_of_another_language_is_not_judged_as_what_its_name_says(make: Make, root: Path, path: str) -> None:
    found = look(make, root, path, OTHER_LANGUAGES[path])
    assert (found.state, found.due) == ("not_run", False), found
    assert "not judged as" in found.reason


@pytest.mark.guest
@pytest.mark.parametrize("path", THEIR_OWN)
def test_a_source_of_its_own_language_is_judged(make: Make, root: Path, path: str) -> None:
    assert "error" in [each.severity for each in look(make, root, path, THEIR_OWN[path]).findings]


@pytest.mark.guest
def test_an_edit_that_leaves_one_value_of_a_program_is_judged(make: Make, root: Path) -> None:
    (root / "a.js").write_bytes(b"function area(w, h) { return w * h; }\n")
    change = FileChange(str(root / "a.js"), content=b"function (w, h) { return w * h; }\n")
    found = result(make().check_event(event(change, phase="before"), 30), "syntax")
    assert [each.severity for each in found.findings] == ["error"]


@pytest.mark.guest
def test_a_script_of_two_languages_that_parses_is_judged(make: Make, root: Path) -> None:
    source = b"#!/bin/sh\n''':'\nexec python3 \"$0\" \"$@\"\n'''\nimport os\n"
    assert look(make, root, "a.py", source).state == "passed"


@pytest.mark.guest
@pytest.mark.parametrize("path", TEMPLATES)
def test_a_template_is_not_judged_as_what_becomes_of_it(make: Make, root: Path, path: str) -> None:
    found = look(make, root, path, TEMPLATES[path])
    assert (found.state, found.due) == ("not_run", False), found
    assert "template" in found.reason


@pytest.mark.guest
@pytest.mark.parametrize("path", UNREAD)
def test_what_no_parser_here_reads_is_no_finding_and_has_a_reason(make: Make, root: Path, path: str) -> None:
    content, reason = UNREAD[path]
    found = look(make, root, path, content)
    assert found.state == "not_run", found
    assert reason in found.reason
    assert found.remedy


@pytest.mark.guest
def test_flow_is_known_by_the_settings_of_the_project_too(make: Make, root: Path) -> None:
    content = b"export type T = {| +a: ?number |};\n"
    assert look(make, root, "a.js", content).state == "findings"
    (root / ".flowconfig").write_text("[options]\n")
    assert look(make, root, "b.js", content).state == "not_run"


@pytest.mark.guest
@pytest.mark.parametrize("path", VALID)
def test_what_is_valid_has_no_finding(make: Make, root: Path, path: str) -> None:
    assert (found := look(make, root, path, VALID[path])).findings == (), found


@pytest.mark.guest
@pytest.mark.parametrize("path", AHEAD_OF_THE_GRAMMAR)
def test_what_a_grammar_does_not_know_is_silent_where_brackets_pair(make: Make, root: Path, path: str) -> None:
    assert (found := look(make, root, path, AHEAD_OF_THE_GRAMMAR[path])).findings == (), found


@pytest.mark.guest
def test_a_source_of_python_2_without_a_first_line_is_a_warning(make: Make, root: Path) -> None:
    old = b"def f(x):\n    print 'x', x\n    print >>f, x\n    try:\n        pass\n    except IOError, e:\n        raise E, 'x'\n"
    assert {each.severity for each in look(make, root, "a.py", old).findings} == {"warning"}
    assert "error" in {each.severity for each in look(make, root, "b.py", old + b"x = (\n").findings}


@pytest.mark.guest
@pytest.mark.parametrize("path", READ_ALL_THE_SAME)
def test_what_readers_accept_against_the_letter_is_a_warning(make: Make, root: Path, path: str) -> None:
    assert {each.severity for each in look(make, root, path, READ_ALL_THE_SAME[path]).findings} == {"warning"}


@pytest.mark.parametrize("path", READ_BY_MOST)
def test_what_most_readers_of_json_accept_is_a_warning(make: Make, root: Path, path: str) -> None:
    assert {each.severity for each in look(make, root, path, READ_BY_MOST[path]).findings} == {"warning"}


@pytest.mark.guest
@pytest.mark.parametrize("path", WRONG)
def test_what_is_wrong_blocks_where_the_parser_is_the_language_s_own(make: Make, root: Path, path: str) -> None:
    assert "error" in {each.severity for each in look(make, root, path, WRONG[path]).findings}


@pytest.mark.guest
@pytest.mark.parametrize(
    "path", ["tests/fixtures/a.py", "testdata/a.py", "tests/bad_syntax/invalid.py", "test/invalid-json/a.py"]
)
def test_data_of_tests_may_be_wrong_on_purpose(make: Make, root: Path, path: str) -> None:
    assert {each.severity for each in look(make, root, path, b"x = (\n", "check").findings} == {"info"}
    assert {each.severity for each in look(make, root, path, b"x = (\n").findings} == {"warning"}, "who edits it is told"


@pytest.mark.guest
@pytest.mark.parametrize(
    ("path", "content", "severity"),
    [
        ("tests/a.go", b"package p\nfunc f( {\n", "info"),
        ("tests/mocks/package.json", b"", "info"),
        ("config_examples/config_full.example.json", b'{"a": 1} // one\n', "info"),
        ("example/screen.yaml", b"a:\n  key: [x,\n  y,]\n", "info"),
        ("docs/a.go", b"package p\nfunc f( {\n", "info"),
        ("settings.sample.json", b"", "info"),
        ("src/a.json", b'{"a": 1} // one\n', "info"),
        ("src/a.py", b"print 'x'\n", "info"),
        ("src/a.go", b"package p\nfunc f( {\n", "info"),
        ("docs/a.py", b"x = (\n", "error"),
        ("tests/a.py", b"x = (\n", "error"),
    ],
)
def test_what_does_not_block_is_an_info_where_it_lies(make: Make, root: Path, path: str, content: bytes, severity: str) -> None:
    assert {each.severity for each in look(make, root, path, content, "check").findings} == {severity}


@pytest.mark.guest
@pytest.mark.parametrize(
    ("path", "content"),
    [("src/a.json", b'{"a": 1} // one\n'), ("src/a.py", b"print 'x'\n"), ("tests/a.go", b"package p\nfunc f( {\n")],
)
def test_who_brings_what_does_not_block_is_warned(make: Make, root: Path, path: str, content: bytes) -> None:
    assert {each.severity for each in look(make, root, path, content).findings} == {"warning"}


@pytest.mark.guest
@pytest.mark.parametrize(
    ("content", "severity"),
    [(b"a:\n  key: [x,\n  y,]\n", "info"), (b"a:\tb: c\n", "error"), (b'f: {\n\t"x": 1,\n\ty: 2\n}\n', "info")],
)
def test_yaml_that_libyaml_reads_is_told_to_who_writes_it(make: Make, root: Path, content: bytes, severity: str) -> None:
    assert {each.severity for each in look(make, root, "a.yaml", content, "check").findings} == {severity}
    edited = "error" if severity == "error" else "warning"
    assert {each.severity for each in look(make, root, "a.yaml", content).findings} == {edited}


@pytest.mark.guest
@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.go", b"package p\nfunc f( {\n"), ("a.rs", b"fn f( {\n"), ("A.java", b"class A { void f( { }\n"),
        ("a.c", b"int f( {\n"),
        ("a.php", b"<?php function f( {\n"), ("a.lua", b"function f(\n"), ("a.css", b"a { b: ; } }\n"), ("a.rb", b"def f(\n"),
        ("a.kt", b"fun f( {\n"), ("a.sh", b"f() {\n"),
    ],
)  # fmt: skip
def test_tolerant_grammars_never_block(make: Make, root: Path, path: str, content: bytes) -> None:
    assert {each.severity for each in look(make, root, path, content).findings} == {"warning"}


def test_the_list_of_parsers_that_block() -> None:
    javascript = {"javascript", "mjs", "cjs", "typescript", "tsx", "dts"}
    assert {*javascript, "python", "json", "toml", "yaml"} == OWN_PARSER


@pytest.mark.parametrize("path", ["a.yaml", "settings.json", "templates/a.py", "a.b.yaml", "in.yaml", "j2.json"])
def test_a_name_alone_makes_no_template(path: str) -> None:
    assert by_name(path) == ""


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_plain_json_stays_as_it_is(value: object) -> None:
    text = json.dumps(value, indent=1).encode()
    assert plain(text) == text


@given(st.binary(max_size=200))
def test_each_byte_keeps_its_place(source: bytes) -> None:
    left = plain(source)
    assert len(left) == len(source)
    assert all(after in (before, 0x20) for before, after in zip(source, left, strict=True))


def test_a_comma_behind_no_value_stays() -> None:
    for text in (b"[,]", b"{,}", b"[1,,]", b'{"a":,}'):
        assert b"," in plain(text)


def test_names_are_compared_in_small_letters() -> None:
    assert dialect_of("a/TSConfig.Base.json") == "jsonc"
    assert dialect_of("tsconfig/a.json") == "json"
