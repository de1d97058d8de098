"""Policy: which findings stand, and that a hostile configuration or file costs little."""

from pathlib import Path
from time import process_time

import pytest

from kaptar.checks.finding import Finding
from kaptar.checks.policy import Policy
from kaptar.checks.settings import make_settings
from kaptar.checks.suppress import Silence, suppressions, without_comment
from kaptar.config.sections import Config, HooksConfig
from kaptar.errors import ConfigError


def finding(line: int) -> Finding:
    return Finding(check="c", rule="c/r", path="", line=line, column=1, severity="error", message="m")


def test_a_comment_silences_its_line_and_rule_alone() -> None:
    policy = Policy(HooksConfig(), {}, (), ())
    comment = b"# kaptar: " + b"ignore[%s] -- why\n"
    content = b"x\n" + comment % b"c/r" + b"x\nx\n" + b"x " + comment % b"other, c"
    assert [each.line for each in policy.apply(tuple(map(finding, range(6))), "a", content)] == [0, 1, 2, 4]
    assert [each.path for each in policy.apply((finding(3),), "a", None)] == ["a"]


def test_the_last_pattern_that_fits_all_names_of_a_file_decides_its_severity() -> None:
    hooks = HooksConfig(
        severity={"c/r": "warning"},
        severity_in={"tests/**": {"c/r": "info"}, "tests/real/**": {"c": "error"}, "*.md": {"c/r": "off", "c": "error"}},
    )
    policy = Policy(hooks, {}, ("c",), ("c/r",))

    def severity(path: str, *names: str) -> list[str]:
        return [each.severity for each in policy.placed((finding(1),), path, names)]

    assert severity("src/a.py") == ["warning"], "the setting for all files"
    assert severity("tests/a.py") == ["info"]
    assert severity("tests/real/a.py") == ["error"], "a pattern may raise it too"
    assert severity("tests/a.md") == [], "the rule comes before its check"
    assert severity("tests/a.py", "tests/a.py", "src/a.py") == ["warning"], "a link from tests leads elsewhere"


@pytest.mark.parametrize(
    ("given", "said"),
    [({"a/**": {"secretz": "info"}}, r'hooks.severity_in."a/\*\*": there is no \'secretz\'; there are secrets'),
     ({f"a{number}": {"secrets": "info"} for number in range(1001)}, "hooks.severity_in: 1,001 patterns"),
     ({"{a,b}" * 20: {"lint/E501": "info"}}, "hooks.severity_in: .*more than 256 alternatives")],
)  # fmt: skip
def test_severities_by_path_that_cannot_be(given: dict[str, dict[str, str]], said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=said):
        make_settings(Config(hooks=HooksConfig(severity_in=given)), tmp_path)


def test_many_findings_and_many_comments_do_not_multiply() -> None:
    """The product of 16,000 findings and as many comments took 7.6 s."""
    many = 16_000
    content = (b"x  # kaptar: " + b"ignore[c/r] -- why\n") * many
    findings = tuple(map(finding, range(1, many + 2)))
    start = process_time()
    left = Policy(HooksConfig(), {}, (), ()).apply(findings, "a", content)
    assert [each.line for each in left] == [many + 1]
    assert process_time() - start < 2


def test_a_line_of_sixteen_megabytes_is_looked_at_around_its_marks() -> None:
    mark, many = b"kaptar: " + b"ignore[c/r] -- why", 16 << 20
    start = process_time()
    assert suppressions(b"x" + b"#" * many + b" " * 80 + mark) == ()
    (found,) = suppressions(b"#" * many + b"x " + mark[:14] + b" # " + mark)
    assert (found.column, found.rules, found.reason) == (many + 18, ("c/r",), "why")
    assert process_time() - start < 0.5


MANY = tuple(f"a{number}/**" for number in range(125_000))


@pytest.mark.parametrize(
    ("hooks", "said"),
    [
        (HooksConfig(skip=MANY), "hooks.skip: 125,000 patterns"),
        (HooksConfig(protected=MANY), "hooks.protected: 125,000 patterns"),
        (HooksConfig(ignore={"secrets": MANY}), "hooks.ignore: 125,000 patterns"),
        (HooksConfig(ignore={f"lint/{name}": (name,) for name in MANY[:2000]}), "hooks.ignore: 2,000 patterns"),
        (HooksConfig(skip=("a" * 2000,)), "hooks.skip: a pattern of 2,000 characters"),
        (HooksConfig(protected=("{a,b}" * 20,)), "hooks.protected: .*more than 256 alternatives"),
        (HooksConfig(ignore={"secrets": ("{a,b}" * 20,)}), "hooks.ignore.secrets: .*more than 256 alternatives"),
    ],
)
def test_patterns_over_the_bounds_are_an_error_of_the_configuration(hooks: HooksConfig, said: str, tmp_path: Path) -> None:
    start = process_time()
    with pytest.raises(ConfigError, match=said):
        make_settings(Config(hooks=hooks), tmp_path)
    assert process_time() - start < 1


@pytest.mark.parametrize(
    ("line", "silenced"),
    [("# gitleaks:allow", {"secrets"}), ("// pragma: allowlist secret", {"secrets"}), ("# nosec B105", {"secrets", "security"}),
     ("# noqa: S105", {"secrets", "security"}), ("# noqa: E501, S106", {"secrets", "security"}), ("# noqa: E501", set()),
     ("# noqa", set()), ("gitleaks:allow", set()), ("# nosecond", set()), ("# noqa: " + "E501, " * 500, set())],
)  # fmt: skip
def test_comments_for_other_tools_silence_too(line: str, silenced: set[str]) -> None:
    content = f"x = 1  {line}\nx = 2\n".encode()
    assert {check for check in ("secrets", "security", "syntax") if Silence(content).covers(of(check, 1))} == silenced
    assert not any(Silence(content).covers(of(check, 2)) for check in ("secrets", "security"))
    assert without_comment(content.partition(b"\n")[0]).startswith(b"x = 1")


def test_a_comment_for_the_next_line() -> None:
    content = b"# pragma: allowlist nextline secret\nx\n"
    assert [Silence(content).covers(of("secrets", line)) for line in (1, 2)] == [False, True]


def of(check: str, line: int) -> Finding:
    return Finding(check=check, rule=f"{check}/x", path="", line=line, column=1, severity="error", message="m")
