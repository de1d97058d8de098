"""Files with the name of a secret that hold none: `protected` lets them be, and says of the others what it protects and why."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.checks.conftest import Make, event, result, rules
from tests.checks.guards.pem import CERTIFICATE, PRIVATE, PUBLIC
from tests.checks.secrets.looking import made

from kaptar.checks.event import FileChange
from kaptar.checks.guards.harmless import MOST, why_secret
from kaptar.repository.names import Names, names_of

HARMLESS = {
    ".env": [
        "COMPOSE_PROJECT_NAME=handson-ml3\n",
        "# local\nDEBUG=true\nPORT=3000\nexport NODE_ENV=development\n",
        'APP_NAME="My shop"\nAPP_URL=http://localhost:3000\nLOG=./log/app.log # where\n',
        "API_KEY=\nDB_PASSWORD=${DB_PASSWORD}\nTOKEN='<your token>'\nSECRET_KEY=changeme\n",
        "POSTGRES_PASSWORD=postgres\nREDIS=redis://localhost:6379/0\n",
        "\ufeffA=1\r\nB=2\r\n",
        "# https://mariadb.com/kb/en/mariadb-server-docker-official-image-environment-variables/\nMYSQL_DATABASE=shop\nA=1\n",
    ],
    "ca.pem": [CERTIFICATE, f"{CERTIFICATE}\n{CERTIFICATE}"],
    "public.key": [PUBLIC],
}
SECRET = {
    ".env": [
        f"A=1\nDB_PASSWORD={made(12)}\n",
        "DB_PASSWORD=hunter22\n",
        "DATABASE_URL=postgres://app:pw9@db/app\n",
        f"SENTRY={made(20)}\n",
        f"X={made(32, '0123456789abcdef')}\n",
        f"# OLD_API_KEY={made(20)}\nA=1\n",
        f"# {made(30)}\n",
        "",
        " \n",
        "A=1\nsomething else\n",
        'CERT="-----BEGIN\nabc\n"\n',
        "STRIPE_SALT=abc\n",
        "A=\udcff\n",
        "A=" + "b" * 600 + "\n",
    ],
    "ca.pem": [PRIVATE, CERTIFICATE + PRIVATE, "", "words\n", f"{CERTIFICATE}{made(64)}\n", "-----BEGIN CERTIFICATE-----\n"],
    "public.key": [f"{made(44)}\n", "1234\n", PUBLIC + PRIVATE],
}


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


def edits(file: Path) -> list[FileChange]:
    return [FileChange(str(file), content=b"A=2\n"), FileChange(str(file), op="delete"), FileChange(str(file), problem="?")]


def write(file: Path, text: str) -> bytes:
    content = text.encode("utf-8", "surrogateescape")
    file.write_bytes(content)
    return content


@pytest.mark.parametrize(("name", "text"), cases(HARMLESS))
def test_a_file_without_secrets_may_be_edited_and_removed(make: Make, root: Path, name: str, text: str) -> None:
    checks, file = make(), root / name
    write(file, text)
    for change in edits(file):
        assert result(checks.check_event(event(change, phase="before"), 30), "protected").state == "passed"
    assert rules(checks.check_event(event(FileChange(str(file))), 30)) == []
    assert rules(checks.check_files([file])) == []


@pytest.mark.parametrize(("name", "text"), cases(SECRET))
def test_a_file_with_what_may_be_a_secret_is_protected(make: Make, root: Path, name: str, text: str) -> None:
    checks, file = make(), root / name
    write(file, text)
    for change in edits(file):
        verdict = checks.check_event(event(change, phase="before"), 30)
        assert (verdict.outcome, result(verdict, "protected").state) == ("block", "findings")


def said(make: Make, change: FileChange, **settings: Any) -> tuple[str, str]:
    verdict = make(**settings).check_event(event(change, phase="before"), 30)
    (finding,) = result(verdict, "protected").findings
    return finding.message, finding.recommendation


def test_the_message_says_what_why_and_which_setting(make: Make, root: Path) -> None:
    (root / "docker").mkdir()
    file = root / "docker" / ".env"
    write(file, f"# x\nA=1\nDB_PASSWORD={made(12)}\n")
    message, recommendation = said(make, FileChange(str(file), content=b"A=1\n"))
    assert message == "docker/.env is protected: line 3 (DB_PASSWORD) may be a secret"
    setting = recommendation.partition("in kaptar.toml  ")[2]
    section, line = setting.partition("] ")[::2]
    table = tomllib.loads(f"{section}]\n{line.partition('  ')[0]}\n")["hooks"]["severity_in"]
    verdict = make(severity_in=table).check_event(event(FileChange(str(file), content=b"A=1\n"), phase="before"), 30)
    assert verdict.outcome != "block"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.pem", PRIVATE, "it holds a private key"),
        ("a.pem", "words\n", "it holds something else than certificates and public keys"),
        (".env", "a b\n", "line 1 is no assignment"),
        (".env", f"# {made(30)}\n", "line 1 may be a secret"),
        (".env", "A=\udcff", "it is no text in UTF-8"),
        ("id_rsa", PUBLIC, "files with this name hold private keys"),
        (".netrc", "", "files with this name hold secrets"),
        (".envrc", "A=1", "files with this name hold secrets, or are run"),
        ("a.p12", "", "files with this name hold private keys"),
        (".ssh/config", "", "files in this place hold keys, or say which count"),
    ],
)
def test_each_reason(make: Make, root: Path, name: str, text: str, why: str) -> None:
    file = root / name
    file.parent.mkdir(exist_ok=True)
    write(file, text)
    assert said(make, FileChange(str(file), content=b"A=1\n"))[0] == f"{name} is protected: {why}"


def test_what_is_not_there_is_protected(make: Make, root: Path) -> None:
    for change in (FileChange(str(root / ".env"), problem="?"), FileChange(str(root / ".env"), op="create", content=b"A=1\n")):
        assert said(make, change)[0] == ".env is protected: it is not there or empty, and nobody knows what it will hold"


def test_a_file_that_cannot_be_read_whole_is_protected(make: Make, root: Path) -> None:
    write(root / ".env", "A=1\n" * MOST)
    message, _ = said(make, FileChange(str(root / ".env"), content=b"A=1\n"))
    assert message.startswith(".env is protected: it cannot be looked at: ")
    (root / ".env").unlink()
    (root / ".env").mkdir()
    assert said(make, FileChange(str(root / ".env"), op="delete"))[0].endswith("a directory")


def test_a_pattern_of_the_user_protects_it_all_the_same(make: Make, root: Path) -> None:
    write(root / ".env", "A=1\n")
    message, recommendation = said(make, FileChange(str(root / ".env"), content=b"A=2\n"), protected=(".env",))
    assert message == ".env is protected by hooks.protected"
    assert "hooks.protected" in recommendation


def test_outside_of_the_worktree_the_name_alone_counts(make: Make, root: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    write(tmp_path / "other" / ".env", "A=1\n")
    verdict = make().check_event(event(FileChange(str(tmp_path / "other" / ".env"), content=b"A=2\n"), phase="before"), 30)
    assert rules(verdict) == ["protected/env-file"]


@pytest.mark.parametrize("name", [".env.d.ts", ".env.schema", ".env.local.template", ".env.tmpl"])
def test_descriptions_of_an_environment_are_free(make: Make, root: Path, name: str) -> None:
    change = FileChange(str(root / name), problem="?")
    assert result(make().check_event(event(change, phase="before"), 30), "protected").state == "passed"


def test_where_letters_fold_it_may_be_edited_too(make: Make, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def folding(path: str) -> Names:
        return names_of(path)._replace(folds=True)

    monkeypatch.setattr("kaptar.checks.snapshot.names_of", folding)
    write(root / ".env", "A=1\n")
    change = FileChange(str(root / ".env"), content=b"A=2\n")
    assert result(make().check_event(event(change, phase="before"), 30), "protected").state == "passed"


def test_after_an_edit_the_content_before_counts_too(make: Make, root: Path) -> None:
    write(root / ".env", "A=1\n")
    change = FileChange(str(root / ".env"), before=f"API_KEY={made(20)}\n".encode())
    assert rules(make().check_event(event(change), 30)) == ["protected/env-file"]


def test_no_reason_shows_a_value() -> None:
    value = made(24)
    for text in (f"DB_PASSWORD={value}\n", f"{value}\n", f"# {value}\n", f"{value}={value}\n"):
        assert value not in why_secret("env", text.encode())
