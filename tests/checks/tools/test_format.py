"""The check `format`: who formats a file, what the guest follows, and that nothing unproved is ever written."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.checks.conftest import Make, result

from kaptar.api.programs import Runtime
from kaptar.checks.builtin.inspection import Inspections
from kaptar.checks.check import CheckContext
from kaptar.checks.checker import Checker
from kaptar.checks.event import FileChange
from kaptar.checks.settings import make_settings
from kaptar.checks.snapshot import Skipped, locate, take
from kaptar.checks.tools.format import formatted
from kaptar.checks.tools.format_guest import Formatted
from kaptar.checks.tools.tool import ToolFailed
from kaptar.checks.verdict import CheckResult
from kaptar.config.sections import Config, HooksConfig
from kaptar.errors import DeadlineExceeded, GuestTrap, OperationFailed, UnknownOperation
from kaptar.ops.syntax_types import Diagnostic, Validation
from kaptar.repository.trust import Trust
from kaptar.runtime.operation import Result
from kaptar.stop import Stop

OTHERS = ("secrets", "syntax", "security", "suppressions", "protected")


def checked(make: Make, file: Path, **settings: Any) -> CheckResult:
    return result(make(checks={**dict.fromkeys(OTHERS, False), "format": True}, **settings).check_files([file]), "format")


def no_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaptar.checks.tools.tool.find_tool", lambda *_: None)


CASES = [
    ("a.json", b'{"a":1}\n', b'{ "a": 1 }\n', "dprint-plugin-json"),
    ("a.md", b"# A\n* b\n", b"# A\n\n- b\n", "dprint-plugin-markdown"),
    ("a.toml", b"a=1\n", b"a = 1\n", "dprint-plugin-toml"),
    ("a.css", b"a{color:red}\n", b"a {\n  color: red;\n}\n", "malva"),
    ("a.yaml", b"a:   1\n", b"a: 1\n", "pretty_yaml"),
    ("a.html", b"<p >a</p>\n", b"<p>a</p>\n", "markup_fmt"),
    ("a.ts", b"let a:number=1\n", b"let a: number = 1;\n", "dprint-plugin-typescript"),
    ("a.js", b"f( 'a' )\r\n", b'f("a");\r\n', "dprint-plugin-typescript"),
    ("a.py", b"x  =  1\n", b"x = 1\n", "ruff_python_formatter"),
    ("a.pyi", b"def f(): ...\n\n\ndef g(): ...\n", b"def f(): ...\ndef g(): ...\n", "ruff_python_formatter"),
]


@pytest.mark.guest
@pytest.mark.parametrize(("name", "bad", "good", "crate"), CASES, ids=[case[0] for case in CASES])
def test_without_a_formatter_of_the_project_the_guest_formats(
    make: Make, root: Path, monkeypatch: pytest.MonkeyPatch, name: str, bad: bytes, good: bytes, crate: str
) -> None:
    no_tools(monkeypatch)
    file = root / name
    file.write_bytes(bad)
    found = checked(make, file)
    assert (found.state, found.reason) == ("findings", "")
    (finding,) = found.findings
    assert finding.rule == "format/differs"
    assert crate in finding.message
    assert "guest" in finding.message
    assert file.read_bytes() == bad
    pipeline = make(checks={"format": True})
    assert crate in str(pipeline.fix_files([file])[name])
    assert file.read_bytes() == good
    assert pipeline.fix_files([file]) == {name: ""}
    assert checked(make, file).state == "passed"


@pytest.mark.guest
def test_fix_leaves_files_alone_where_the_check_is_off(make: Make, root: Path) -> None:
    file = root / "a.json"
    file.write_bytes(b'{"a":1}\n')
    why = make().fix_files([file])["a.json"]
    assert isinstance(why, Skipped)
    assert "format = true" in why.remedy
    assert file.read_bytes() == b'{"a":1}\n'


@pytest.mark.guest
def test_the_editorconfig_is_followed_and_a_kept_answer_depends_on_it(make: Make, root: Path) -> None:
    file = root / "a.json"
    file.write_bytes(b'{\n  "a": 1\n}\n')
    pipeline = make(checks={**dict.fromkeys(OTHERS, False), "format": True})
    assert result(pipeline.check_files([file]), "format").state == "passed"
    assert result(pipeline.check_files([file]), "format").cached
    (root / ".editorconfig").write_text("[*.json]\nindent_style = tab\n")
    again = result(pipeline.check_files([file]), "format")
    assert (again.state, again.cached) == ("findings", False)
    assert pipeline.fix_files([file])["a.json"]
    assert file.read_bytes() == b'{\n\t"a": 1\n}\n'


@pytest.mark.parametrize(
    ("name", "configuration", "content", "said"),
    [
        ("a.json", ".prettierrc", "{}", "untrusted"),
        ("a.css", "package.json", '{"prettier": {}}', "untrusted"),
        ("a.md", "package.json", '{"devDependencies": {"prettier": "3"}}', "untrusted"),
        ("a.ts", "biome.json", "{}", "untrusted"),
        ("a.ts", ".oxfmtrc.jsonc", "{}", "untrusted"),
        ("a.toml", "oxfmt.config.ts", "", "untrusted"),
        ("a.js", "package.json", '{"devDependencies": {"oxfmt": "0.79.0"}}', "untrusted"),
        ("a.yaml", "package.json", '{"dependencies": {"oxfmt": "0.79.0"}}', "untrusted"),
        ("a.toml", "dprint.json", "{}", "untrusted"),
        ("a.toml", "taplo.toml", "", "taplo, which Kaptar does not run"),
        ("a.yaml", ".yamlfmt", "", "yamlfmt, which Kaptar does not run"),
        ("a.ts", "deno.json", "{}", "which Kaptar does not run"),
        ("a.py", "ruff.toml", "", "untrusted"),
        ("a.py", "pyproject.toml", "[tool.black]\nline-length = 100\n", "untrusted"),
        ("a.go", "go.mod", "", "untrusted"),
    ],
)
def test_the_guest_does_not_stand_in_for_a_configured_formatter(
    make: Make, root: Path, name: str, configuration: str, content: str, said: str
) -> None:
    (root / configuration).write_text(content)
    (root / name).write_bytes(b"a  =  1\n")
    found = checked(make, root / name)
    assert found.state == "not_run"
    assert said in found.reason


@pytest.mark.guest
@pytest.mark.parametrize(
    "manifest",
    ["{}", '{"name": "oxfmt"}', '{"name": "prettier"}', '{"scripts": {"prettier": "x"}}', '["prettier"]', '{"prettier'],
)
def test_a_package_json_that_only_mentions_a_formatter_configures_nothing(make: Make, root: Path, manifest: str) -> None:
    (root / "package.json").write_text(manifest)
    (root / "a.css").write_bytes(b"a {\n  color: red;\n}\n")
    assert checked(make, root / "a.css").state == "passed"


def test_ruff_formats_where_it_may(make: Make, root: Path, trust: Trust) -> None:
    (root / "a.py").write_text("x  =  1\n")
    trust.grant()
    (finding,) = checked(make, root / "a.py").findings
    assert finding.message.startswith("ruff would write")


@pytest.mark.guest
def test_what_cannot_be_formatted_is_not_run(make: Make, root: Path) -> None:
    for name, content, said in (
        ("a.json", b'{\n  "a": \n}\n', "line 3"),
        ("a.ts", b"let a = 1;\nlet = = 2;\n", "line 2"),
        ("a.css", b"a\rb {}\n", "carriage return"),
        ("a.md", b"# caf\xe9\n", "not UTF-8"),
    ):
        (root / name).write_bytes(content)
        found = checked(make, root / name)
        assert (found.state, found.due) == ("not_run", True)
        assert said in found.reason
        assert isinstance(make(checks={"format": True}).fix_files([root / name])[name], Skipped)
        assert (root / name).read_bytes() == content


LEFT_ALONE = {
    "charts/a.yaml": (b"a:   {{ .x }}\n{{- end }}\n", "template"),
    "app.j2.yaml": (b"a:   1\n", "template"),
    "values.yaml": (b"replicas: {{ .Values.replicas }}\nb:   1\n", "template"),
    "base.html": (b"<p>{% block a %}x{% endblock %}</p>\n<p >{{ b }}</p>\n", "template"),
    "page.html": (b"<ul >\n@foreach($a as $b)\n<li>x</li>\n@endforeach\n</ul>\n", "template"),
    "old.html": (b"<p ><?php echo 1 ?></p>\n", "template"),
    "app.js": (b"{{ settings }}\nvar x  = 1;\n", "template"),
    "search.js": (b"---\n---\nvar x  = 1;\n", "front matter"),
    "style.css": (b"---\n---\na{color:red}\n", "front matter"),
    "a.ipynb": (b'{"cells":[]}\n', "notebook"),
    "a.md": (b"* a\n\n!!! note\n    x\n", "no CommonMark"),
    "names.py": (b"# -*- coding: latin-1 -*-\nname  =  'Jos\xe9'\n", "latin-1"),
}


@pytest.mark.guest
@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_a_guest_does_not_read_as_its_readers_do_is_left_alone(
    make: Make, root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    no_tools(monkeypatch)
    content, said = LEFT_ALONE[name]
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_bytes(content)
    found = checked(make, root / name)
    assert (found.state, found.due) == ("not_run", False), found
    assert said in found.reason
    assert isinstance(make(checks={"format": True}).fix_files([root / name])[name], Skipped)
    assert (root / name).read_bytes() == content


NESTED = b"1.  one\n    * two\n        * three\n"


@pytest.mark.guest
@pytest.mark.parametrize(
    ("settings", "content", "path", "alone"),
    [
        ("mkdocs.yml", b"site_name: x\n", "docs/a.md", True),
        ("mkdocs.yml", b"site_name: x\n", "docs/b/c/a.md", True),
        ("mkdocs.yml", b"site_name: x\n", "README.md", False),
        ("mkdocs.yml", b"site_name: x\ndocs_dir: 'pages' # x\n", "pages/a.md", True),
        ("mkdocs.yml", b"docs_dir: pages\n", "docs/a.md", False),
        ("mkdocs.yml", b"docs_dir: .\n", "a.md", True),
        ("_config.yml", b"title: x\n", "a.md", False),
    ],
)
def test_markdown_that_another_program_reads_is_left_alone(
    make: Make, root: Path, settings: str, content: bytes, path: str, *, alone: bool
) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(NESTED)
    assert checked(make, root / path).state == "findings"
    (root / settings).write_bytes(content)
    assert checked(make, root / path).state == ("not_run" if alone else "findings")


@pytest.mark.guest
def test_a_page_of_jekyll_is_left_alone(make: Make, root: Path) -> None:
    (root / "_config.yml").write_text("title: x\n")
    (root / "a.md").write_bytes(b"---\ntitle: x\n---\n\n" + NESTED)
    assert "Jekyll" in checked(make, root / "a.md").reason


LONG = b"with open(%s) as aaaaaaaaaaaaa, open(%s) as bbbbbbbbbb:\n    pass\n" % (b'"' + b"a" * 40 + b'"', b'"' + b"b" * 40 + b'"')


@pytest.mark.guest
@pytest.mark.parametrize(
    ("settings", "content", "oldest"),
    [
        ("pyproject.toml", '[project]\nname = "x"\nrequires-python = ">=3.8"\n', "3.8"),
        ("pyproject.toml", '[project]\nrequires-python = "<4,>=3.8.1"\n', "3.8"),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.8"\n', "3.8"),
        ("setup.cfg", "[options]\npython_requires = >=3.7\n", "3.7"),
        ("setup.py", "setup(name='x', python_requires='>=2.7, !=3.0.*')\n", "3.0"),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.9"\n', ""),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.12"\n', ""),
        ("pyproject.toml", "[project\n", ""),
        ("setup.cfg", "[metadata]\nname = x\n", ""),
    ],
)
def test_what_is_written_parses_with_the_oldest_python_of_the_project(
    make: Make, root: Path, monkeypatch: pytest.MonkeyPatch, settings: str, content: str, oldest: str
) -> None:
    no_tools(monkeypatch)
    (root / "a.py").write_bytes(LONG)
    assert checked(make, root / "a.py").state == "findings"
    (root / settings).write_text(content)
    found = checked(make, root / "a.py")
    assert (found.state == "not_run") is bool(oldest), found
    assert f"Python {oldest}" in found.reason if oldest else not found.reason
    (root / "b.py").write_bytes(b"x  =  1\n")
    assert checked(make, root / "b.py").state == "findings"


@pytest.mark.guest
def test_a_source_that_the_oldest_python_cannot_read_anyway_is_formatted(
    make: Make, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_tools(monkeypatch)
    (root / "pyproject.toml").write_text('[project]\nrequires-python = ">=3.8"\n')
    (root / "a.py").write_bytes(b"match  x:\n    case 1:\n        pass\n" + LONG)
    assert checked(make, root / "a.py").state == "findings"


@pytest.mark.guest
def test_a_refused_file_stops_no_other_one(make: Make, root: Path) -> None:
    refused = b"run: |\n  x \n  y\nb:   2\n"
    for name, content in (("a.yaml", refused), ("b.json", b'{"a":1}\n')):
        (root / name).write_bytes(content)
    checks = make(checks={"format": True})
    done = checks.fix_files([root / "a.yaml", root / "b.json"])
    assert isinstance(done["a.yaml"], Skipped)
    assert "the file stays as it is" in done["a.yaml"].reason
    assert (root / "a.yaml").read_bytes() == refused
    assert (root / "b.json").read_bytes() == b'{ "a": 1 }\n'
    found = checked(make, root / "a.yaml")
    assert (found.state, found.due) == ("not_run", True)


class _Broken:
    """A runtime without an answer."""

    def call(self, name: str, /, *_args: Any, **_options: Any) -> Result:
        raise GuestTrap(name)


def test_a_formatter_that_breaks_stops_no_other_file(root: Path, trust: Trust) -> None:
    for name in ("a.json", "b.json"):
        (root / name).write_bytes(b'{"a":1}\n')
    settings = make_settings(Config(hooks=HooksConfig(checks={"format": True})), root, trust=trust)
    checker = Checker(_Broken())
    done = checker.fix_files([str(root / "a.json"), str(root / "b.json")], lambda _path: settings)
    checker.close()
    assert [isinstance(each, Skipped) for each in done.values()] == [True, True]


class Lying:
    """A runtime whose formatter answers with what it is told, and whose parser counts the word ``error``."""

    def __init__(self, *answers: bytes | Exception) -> None:
        self.answers = list(answers)

    def call(self, name: str, /, *args: Any, timeout_ms: int | None = None, interrupt: Stop | None = None) -> Result:
        if name == "syntax.validate":
            errors = args[0].count(b"error")
            return Result(Validation(not errors, (Diagnostic(1, 1, 1, 1, 0, 0, "", "error"),) * errors), "guest", 1.0)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Result(answer, "guest", 1.0)


def asked(runtime: Any, root: Path, trust: Trust, content: bytes = b"a", limit: int = 100) -> Formatted | Skipped:
    (root / "a.json").write_bytes(content)
    settings = make_settings(Config(hooks=HooksConfig(checks={"format": True})), root, trust=trust)
    context = CheckContext(runtime, settings, limit, Inspections(), 5.0, Stop())
    return formatted(take(FileChange("a.json"), "check", locate("a.json", root), 1 << 20), context)


def test_a_result_that_has_more_errors_is_never_written(root: Path, trust: Trust) -> None:
    refused = asked(Lying(b"error", b"error"), root, trust)
    assert isinstance(refused, Skipped)
    assert "makes 1 parse errors of 0: the file stays as it is" in refused.reason
    assert isinstance(asked(Lying(b"error ", b"error "), root, trust, b"error"), Formatted)


def test_a_result_that_is_not_at_rest_is_never_written(root: Path, trust: Trust) -> None:
    refused = asked(Lying(b"b", b"c", b"b", b"c", b"b"), root, trust)
    assert isinstance(refused, Skipped)
    assert "does not come to rest in 5 rounds" in refused.reason
    settled = asked(Lying(b"b", b"c", b"c"), root, trust)
    assert isinstance(settled, Formatted)
    assert settled.content == b"c"


def test_a_result_that_the_formatter_cannot_read_is_never_written(root: Path, trust: Trust) -> None:
    refused = asked(Lying(b"b", OperationFailed("line 1: no")), root, trust)
    assert isinstance(refused, Skipped)
    assert "cannot read what it wrote itself" in refused.reason
    with pytest.raises(ToolFailed, match="unreachable"):
        asked(Lying(GuestTrap("unreachable")), root, trust)
    for problem, said in (
        (OperationFailed("line 4: what"), "line 4: what"),
        (DeadlineExceeded("late"), "time out: late"),
        (UnknownOperation("there is no module format"), "there is no module format"),
    ):
        found = asked(Lying(problem), root, trust)
        assert isinstance(found, Skipped)
        assert said in found.reason


def test_a_file_over_the_parse_limit_is_not_asked_about(root: Path, trust: Trust) -> None:
    found = asked(Lying(), root, trust, b" " * 101)
    assert isinstance(found, Skipped)
    assert "over the parse limit" in found.reason


@pytest.mark.guest
def test_json_with_comments_keeps_them(make: Make, root: Path, runtime: Runtime) -> None:
    file = root / "tsconfig.json"
    file.write_bytes(b'// why\n{"a":[1,\n2],}\n')
    checked(make, file)
    assert "dprint" in str(make(checks={"format": True}).fix_files([file])["tsconfig.json"])
    written = file.read_text()
    assert written.startswith("// why\n")
    assert json.loads(written.removeprefix("// why\n").replace(",\n}", "\n}")) == {"a": [1, 2]}
