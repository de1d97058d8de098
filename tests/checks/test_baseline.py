"""The baseline: findings that the user has chosen to live with count for nothing, and what comes beside them does."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.checks.baseline import MOST_ENTRIES, Baseline, Entry, entries_of, named_baseline, read_baseline, text_of
from kaptar.checks.event import FileChange
from kaptar.checks.finding import Finding
from kaptar.checks.identity import Compared, fingerprinted
from kaptar.checks.settings import baseline_of
from kaptar.checks.verdict import Verdict
from kaptar.errors import ConfigError, InputError

from .conftest import Checks, Make, event, result

TOKEN = b'TOKEN = "ghp_' + b'a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"\n'
OTHER = b'OTHER = "ghp_' + b'b7Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQp"\n'
HEAD = b'{"kaptar_baseline":1}\n'
GOOD = b'{"path":"a.py","rule":"secrets/x","fingerprint":"' + b"0" * 32 + b'","count":1}\n'


def found(content: bytes, compared: Compared = "place", path: str = "a.py") -> tuple[Finding, ...]:
    """A finding in each line that holds ``bad``, with its fingerprint."""
    at = [number for number, line in enumerate(content.split(b"\n"), 1) if b"bad" in line]
    each = (Finding(check="secrets", rule="secrets/x", path=path, line=n, column=1, severity="error", message="m") for n in at)
    return fingerprinted(each, content, compared, "a.py")


def lines(findings: tuple[Finding, ...]) -> list[int]:
    return [each.line for each in findings]


def test_code_that_moves_keeps_its_entries_and_a_second_copy_is_new() -> None:
    baseline = Baseline(entries_of(found(b"bad a\nbad b\nbad b\n")))
    moved = baseline.sift("secrets", "a.py", found(b"x\n\tbad  b\nbad a\nbad b\nbad b\n"))
    assert (lines(moved.counted), moved.known, moved.unmatched) == ([5], 3, ())
    assert baseline.sift("secrets", "b.py", found(b"bad a\n")).known == 0
    assert baseline.sift("syntax", "a.py", found(b"bad a\n")).known == 0


@pytest.mark.guest
def test_a_formatter_keeps_entries_of_code_that_it_breaks_and_joins(make: Make, root: Path) -> None:
    """The guest's findings of calls have all lines of the call."""
    checks = make()
    texts = (
        'import subprocess\n\n\ndef f(x):\n    subprocess.run("ls " + x, shell=True)\n',
        "import subprocess\n\n\ndef f(x):\n    subprocess.run(\n        'ls '\n        + x,\n        shell = True,\n    )\n",
        'import subprocess\n\n\ndef f(x):\n    subprocess.run("ls " + y, shell=True)\n',
    )
    verdicts = (checks.check_files(["a.py"], contents={str(root / "a.py"): text.encode()}) for text in texts)
    first, broken, other = ([each.fingerprint for each in result(verdict, "security").findings] for verdict in verdicts)
    assert len(first) == 1
    assert first == broken != other


def test_what_is_gone_is_named_by_its_rule_once_for_each_finding() -> None:
    baseline = Baseline(entries_of(found(b"bad a\nbad b\nbad b\n")))
    assert baseline.sift("secrets", "a.py", found(b"bad b\n")).unmatched == ("secrets/x", "secrets/x")
    assert baseline.sift("syntax", "a.py", ()).unmatched == ()
    assert baseline.rules("a.py") == ("secrets/x",) * 3


def test_a_copy_of_what_an_edit_leaves_is_new_though_one_is_in_the_baseline() -> None:
    baseline, copies = Baseline(entries_of(found(b"bad a\n"))), found(b"bad a\nbad a\n")
    assert lines(baseline.sift("secrets", "a.py", copies[1:], copies[:1]).counted) == [2]


def test_by_number_text_and_place_do_not_count_and_what_is_never_compared_has_no_fingerprint() -> None:
    baseline = Baseline(entries_of(found(b"bad a\n", "number")))
    assert lines(baseline.sift("secrets", "a.py", found(b"\nbad b\nbad c\n", "number")).counted) == [3]
    assert entries_of(found(b"bad a\n", "never")) == []


def test_a_finding_in_another_file_is_known_by_its_message() -> None:
    one, other = found(b"bad a\n", path="b.py"), found(b"x\nbad other\n", path="b.py")
    assert one[0].fingerprint == other[0].fingerprint != found(b"bad a\n")[0].fingerprint


def test_the_file_is_sorted_and_the_same_whatever_the_order_of_the_findings() -> None:
    findings = (*found(b"bad b\nbad a\nbad a\n"), *found(b"bad c\n", path="Z.py"), *found(b"bad\n", path="/other/a.py"))
    text = text_of(entries_of(findings))
    assert text == text_of(entries_of(reversed(findings)))
    rows = text.splitlines()
    assert rows[0] + b"\n" == HEAD
    assert rows[1:] == sorted(rows[1:], key=lambda row: row.split(b'"fingerprint"'))
    assert [row.count(b'"path":"a.py"') for row in rows[1:]] == [0, 1, 1]
    assert text.count(b'"count":2') == 1


@given(st.lists(st.tuples(st.text(min_size=1, max_size=9), st.integers(1, 5)), max_size=9))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, named: list[tuple[str, int]]) -> None:
    entries = [Entry(path, "secrets/x", "0" * 32, count) for path, count in sorted(dict(named).items())]
    file = tmp_path_factory.mktemp("written") / "b"
    file.write_bytes(text_of(entries))
    read = read_baseline(file)
    assert read is not None
    assert [(path, len(read.rules(path))) for path in read.paths] == [(each.path, each.count) for each in entries]


def test_a_name_that_is_no_utf_8_has_its_entries() -> None:
    name = b"caf\xe9.py".decode("utf-8", "surrogateescape")
    baseline = Baseline(entries_of(found(b"bad\n", path=name)))
    assert baseline.has(name)
    assert text_of(entries_of(found(b"bad\n", path=name))).count(b"caf") == 1


def test_of_entries_that_a_merge_doubled_the_larger_count_holds() -> None:
    several = [Entry("a.py", "secrets/x", "0" * 32, count) for count in (1, 3, 2)]
    assert len(Baseline(several).rules("a.py")) == 3


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", 1, "no line of a baseline"),
        (b"{}\n", 1, "missing required field `kaptar_baseline`"),
        (b'{"kaptar_baseline":2}\n', 1, "the format 2, and this version reads 1"),
        (HEAD + GOOD + b"<<<<<<< HEAD\n", 3, "JSON is malformed"),
        (HEAD + GOOD + b"\n" + GOOD.replace(b'"count":1', b'"count":0'), 4, ">= 1"),
        (HEAD + GOOD.replace(b"0000", b"zzzz"), 2, "fingerprint"),
        (HEAD + GOOD.replace(b"rule", b"role"), 2, "unknown field `role`"),
        (HEAD + b"[" * 100_000, 2, "Expected `object`"),
        (HEAD + b"\xff\n", 2, "no line of a baseline"),
    ],
)
def test_a_damaged_file_is_named_with_its_line_and_what_to_do(tmp_path: Path, content: bytes, line: int, said: str) -> None:
    (tmp_path / "b").write_bytes(content)
    with pytest.raises(ConfigError) as raised:
        read_baseline(tmp_path / "b")
    assert f"{tmp_path}/b:{line}: " in str(raised.value)
    assert said in str(raised.value)
    assert "`kaptar baseline` writes it again" in str(raised.value)


def test_reading_is_bounded_and_follows_no_link(tmp_path: Path) -> None:
    file = tmp_path / "b"
    assert read_baseline(file) is None
    with pytest.raises(ConfigError, match="there is no such baseline"):
        named_baseline(file)
    file.write_bytes(b"\n" * (MOST_ENTRIES + 2))
    with pytest.raises(ConfigError, match="more than 100,000 entries"):
        read_baseline(file)
    file.unlink()
    file.symlink_to("/dev/zero")
    with pytest.raises(ConfigError, match="symbolic link"):
        read_baseline(file)


def test_what_is_too_much_to_be_read_is_not_written(tmp_path: Path) -> None:
    entry = Entry("a.py", "secrets/x", "0" * 32)
    (tmp_path / "b").write_bytes(text_of([entry] * MOST_ENTRIES))
    assert read_baseline(tmp_path / "b")
    with pytest.raises(InputError, match="100,001 entries are more than"):
        text_of([entry] * (MOST_ENTRIES + 1))
    with pytest.raises(InputError, match="bytes are more than the 16,777,216"):
        text_of([Entry("a" * 4000, "secrets/x", "0" * 32)] * 5000)


def test_a_baseline_behind_a_link_counts_for_nothing_and_is_a_problem(make: Make, root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "etc").symlink_to(tmp_path / "elsewhere")
    assert "etc is a symbolic link" in make(baseline="etc/known").settings.problem


@pytest.mark.parametrize("named", ["../b", "/etc/b", ".", "a/../..", "a\0b"])
def test_the_settings_name_a_file_inside_of_the_repository(root: Path, named: str) -> None:
    with pytest.raises(ConfigError, match="name a file in the repository"):
        baseline_of(root, named)
    assert baseline_of(root, "") is None
    assert baseline_of(root, "a/b") == root / "a" / "b"


def commit(root: Path) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", "m")):
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, timeout=60)


def counts(verdict: Verdict, check: str = "secrets") -> tuple[list[int], int, int]:
    one = result(verdict, check)
    return lines(one.findings), one.known, one.baseline


def with_baseline(make: Make, root: Path) -> Checks:
    """A repository with a token in ``a.py`` and a protected file, both in the baseline, and checks that honour it."""
    (root / "a.py").write_bytes(TOKEN)
    (root / ".env").write_bytes(b"x\n")
    checks = make()
    entries = entries_of(checks.check_files(["a.py", ".env"]).findings)
    assert [(each.path, each.rule) for each in entries] == [(".env", "protected/env-file"), ("a.py", "secrets/github-token")]
    (root / "kaptar-baseline.jsonl").write_bytes(text_of(entries))
    return make()


def test_a_command_and_hooks_count_only_what_the_baseline_lacks(make: Make, root: Path) -> None:
    checks = with_baseline(make, root)
    assert checks.check_files(["a.py", ".env"]).outcome == "pass"
    (root / "a.py").write_bytes(OTHER + TOKEN)
    assert counts(checks.check_files(["a.py"])) == ([1], 0, 1)
    assert counts(checks.check_event(event(FileChange(str(root / "a.py"))), 30)) == ([1], 0, 1)
    new = FileChange(str(root / "a.py"), content=TOKEN + TOKEN, before=b"")
    assert counts(checks.check_event(event(new, phase="before"), 30)) == ([2], 0, 1)
    gone = FileChange(str(root / "a.py"), content=b"x\n")
    assert result(checks.check_event(event(gone, phase="before"), 30), "secrets").unmatched == (), "that is for the user to hear"


def test_an_agents_edit_of_a_protected_file_is_stopped_whatever_the_baseline_has(make: Make, root: Path) -> None:
    checks = with_baseline(make, root)
    assert checks.check_event(event(FileChange(str(root / ".env"), content=b"y\n"), phase="before"), 30).outcome == "block"


def test_against_a_commit_the_larger_of_both_counts_holds(make: Make, root: Path) -> None:
    checks = with_baseline(make, root)
    (root / ".git").rmdir()
    commit(root)
    (root / "a.py").write_bytes(TOKEN + TOKEN)
    assert counts(checks.check_files(["a.py"], since="HEAD")) == ([2], 1, 0)
    subprocess.run(["git", "add", "."], cwd=root, check=True, timeout=60)
    assert counts(checks.check_files(["a.py"], staged=True)) == ([2], 1, 0)


def test_a_damaged_baseline_counts_for_nothing_and_is_a_problem_of_the_settings(make: Make, root: Path) -> None:
    (root / "kaptar-baseline.jsonl").write_bytes(HEAD + b"<<<<<<<\n")
    (root / "a.py").write_bytes(TOKEN)
    checks = make()
    assert "kaptar-baseline.jsonl:2: " in checks.settings.problem
    verdict = checks.check_files(["a.py"])
    assert counts(verdict) == ([1], 0, 0)
    assert "kaptar-baseline.jsonl:2: " in result(verdict, "settings").reason


def test_where_no_engine_looks_only_entries_that_own_rules_find_are_said_to_match_nothing(make: Make, root: Path) -> None:
    rules = ("secrets/github-token", "secrets/provider-token", "secrets/private-key")
    (root / "kaptar-baseline.jsonl").write_bytes(text_of(Entry("a.py", rule, "0" * 32) for rule in rules))
    (root / "a.py").write_bytes(b"x = 1\n")
    assert result(make().check_files(["a.py"]), "secrets").unmatched == rules[:1]
