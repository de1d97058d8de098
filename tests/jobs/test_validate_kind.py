"""The kind ``validate``: it judges a file as check `syntax` does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.checks.builtin.test_syntax import READ_BY_MOST, TEMPLATES, UNREAD, VALID, WRONG

from kaptar.api.programs import Runtime
from kaptar.config.load import load_config
from kaptar.edit.engine import Editor
from kaptar.jobs.kinds.kind import Tools
from kaptar.jobs.kinds.validate import Validate
from kaptar.jobs.outcome import Outcome
from kaptar.jobs.sources import Source


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    config = load_config(tmp_path_factory.mktemp("no-configuration"))
    with Runtime(config, plugins=tmp_path_factory.mktemp("plugins")) as runtime:
        yield runtime


def work(runtime: Runtime, root: Path, path: str, data: bytes) -> Outcome:
    return Validate("v", {}, Path()).work(Source(path, data, root), Tools(runtime.call, Editor(None)))


@pytest.mark.guest
@pytest.mark.parametrize("path", TEMPLATES)
def test_a_template_is_done_and_named(runtime: Runtime, tmp_path: Path, path: str) -> None:
    found = work(runtime, tmp_path, path, TEMPLATES[path])
    assert (found.status, found.reason, found.figures) == ("done", "", {"files not judged": 1.0})
    assert "template" in found.detail["not judged"]


@pytest.mark.guest
@pytest.mark.parametrize("path", ["tsconfig.json", ".vscode/launch.json", ".oxlintrc.json", "renovate.json"])
def test_json_is_read_as_its_reader_reads_it(runtime: Runtime, tmp_path: Path, path: str) -> None:
    assert work(runtime, tmp_path, path, b'\xef\xbb\xbf{ // one\n "a": [1,],\n}\n').status == "done"


@pytest.mark.guest
@pytest.mark.parametrize("path", VALID)
def test_what_is_valid_is_done(runtime: Runtime, tmp_path: Path, path: str) -> None:
    assert work(runtime, tmp_path, path, VALID[path]).status == "done"


@pytest.mark.guest
@pytest.mark.parametrize("path", WRONG)
def test_what_would_block_has_failed(runtime: Runtime, tmp_path: Path, path: str) -> None:
    found = work(runtime, tmp_path, path, WRONG[path])
    assert found.status == "failed"
    assert found.reason.startswith("line ")
    assert found.findings
    assert found.figures == {"invalid files": 1.0}


@pytest.mark.guest
@pytest.mark.parametrize("path", UNREAD)
def test_what_no_parser_here_reads_is_refused_with_the_reason(runtime: Runtime, tmp_path: Path, path: str) -> None:
    content, reason = UNREAD[path]
    found = work(runtime, tmp_path, path, content)
    assert found.status == "refused"
    assert reason in found.reason


@pytest.mark.parametrize("path", READ_BY_MOST)
def test_a_warning_is_done_with_a_finding(runtime: Runtime, tmp_path: Path, path: str) -> None:
    found = work(runtime, tmp_path, path, READ_BY_MOST[path])
    assert (found.status, [each.severity for each in found.findings]) == ("done", ["warning"])


@pytest.mark.guest
def test_flow_is_known_by_the_settings_above(runtime: Runtime, tmp_path: Path) -> None:
    source = b"export type T = {| +a: ?number |};\n"
    (tmp_path / ".flowconfig").write_text("")
    assert "Flow" in work(runtime, tmp_path, "a.js", source).reason
    assert work(runtime, tmp_path / "other", "a.js", source).status == "failed"
