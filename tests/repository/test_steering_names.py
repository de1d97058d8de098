"""Each tool that Kaptar starts has a row of the files that it reads first, and all of these are watched."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kaptar
from kaptar.checks.tools.format import FORMATTERS
from kaptar.checks.tools.linters import LINTERS
from kaptar.checks.tools.type_checkers import CHECKERS
from kaptar.repository.steering_names import OF_INTERPRETERS, OF_OTHERS, READS, STEERING, steers

CHECKS = Path(kaptar.__file__).parent / "checks"

DOCUMENTED = {
    "biome": "biome.json biome.jsonc .biome.json .biome.jsonc",
    "cargo": "Cargo.toml build.rs rust-toolchain rust-toolchain.toml",
    "coverage": ".coveragerc .coveragerc.toml setup.cfg tox.ini pyproject.toml",
    "dprint": "dprint.json dprint.jsonc .dprint.json .dprint.jsonc",
    "eslint": "eslint.config.js eslint.config.mjs eslint.config.cjs eslint.config.ts eslint.config.mts eslint.config.cts "
              ".eslintrc .eslintrc.js .eslintrc.cjs .eslintrc.yaml .eslintrc.yml .eslintrc.json .eslintignore package.json",
    "go": "go.mod go.work",
    "jest": "jest.config.js jest.config.ts jest.config.mjs jest.config.mts jest.config.cjs jest.config.cts jest.config.json "
            "package.json babel.config.js babel.config.json .babelrc .babelrc.js .babelrc.json .swcrc .browserslistrc "
            "browserslist",
    "mypy": "mypy.ini .mypy.ini pyproject.toml setup.cfg",
    "node": "package.json node.config.json .pnp.cjs .pnp.loader.mjs",
    "oxfmt": ".oxfmtrc.json .oxfmtrc.jsonc oxfmt.config.ts oxfmt.config.mts package.json .editorconfig .prettierignore",
    "oxlint": ".oxlintrc.json .oxlintrc.jsonc oxlint.config.ts oxlint.config.mts oxlint.json oxlintrc.json vite.config.ts",
    "prettier": "package.json package.yaml .prettierrc .prettierrc.json .prettierrc.yml .prettierrc.yaml .prettierrc.json5 "
                ".prettierrc.js .prettierrc.mjs .prettierrc.cjs .prettierrc.ts .prettierrc.mts .prettierrc.cts .prettierrc.toml "
                "prettier.config.js prettier.config.mjs prettier.config.cjs prettier.config.ts prettier.config.mts "
                "prettier.config.cts .editorconfig .prettierignore",
    "pyright": "pyrightconfig.json pyproject.toml",
    "pytest": "pytest.toml .pytest.toml pytest.ini .pytest.ini pyproject.toml tox.ini setup.cfg conftest.py setup.py",
    "python": "sitecustomize.py usercustomize.py .python-version .tool-versions mise.toml .mise.local.toml",
    "ruff": "ruff.toml .ruff.toml pyproject.toml",
    "rustfmt": "rustfmt.toml .rustfmt.toml Cargo.toml",
    "tsc": "tsconfig.json tsconfig.base.json jsconfig.json package.json",
    "vitest": "vitest.config.ts vitest.workspace.ts vite.config.mts postcss.config.js postcss.config.mts .postcssrc "
              ".postcssrc.json .postcssrc.yml .postcssrc.ts tailwind.config.js svelte.config.js package.json tsconfig.json",
}  # fmt: skip
"""Names as the pages list them, read one by one. None of them comes from the table."""


@pytest.mark.parametrize(("tool", "name"), [(tool, name) for tool, names in DOCUMENTED.items() for name in names.split()])
def test_each_documented_name_is_watched(tool: str, name: str) -> None:
    assert steers(name), tool


def started() -> Iterator[str]:
    """Programs that checks look for, by name: in the lists of tools, and in calls of the two functions that find one."""
    yield from (each.name for each in (*FORMATTERS, *LINTERS, *CHECKERS))
    for path in CHECKS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(first := node.args[0], ast.Constant):
                if ast.unparse(node.func).rpartition(".")[2] in ("locate", "find_tool", "facts_of"):
                    yield str(first.value)
                if ast.unparse(node.func) == "Script" and len(node.args) > 1:
                    yield str(ast.literal_eval(node.args[1]))


def test_each_tool_that_is_started_has_a_row_and_a_source() -> None:
    assert set(started()) | {"node", "tsx"} == READS.keys()
    assert all("https://" in each.source for each in (*READS.values(), OF_INTERPRETERS))
    assert all(set(each.names) <= STEERING for each in (*READS.values(), OF_INTERPRETERS, OF_OTHERS))


def test_what_makes_a_check_choose_a_tool_is_watched() -> None:
    chosen = {name for each in (*FORMATTERS, *LINTERS) for name in each.configurations}
    chosen |= {name for each in CHECKERS for name in (*each.configured, *(file for file, _ in each.sections))}
    assert [name for name in sorted(chosen) if not steers(name.replace("*", ".x"))] == []


@pytest.mark.parametrize("name", ["CONFTEST.PY", "cargo.toml", "Package.YAML", ".PrettierRC", "pac\u212aage.json"])
def test_letters_count_as_file_systems_fold_them(name: str) -> None:
    """The last one has the sign for kelvin."""
    assert steers(name)


@pytest.mark.parametrize("name", ["a.py", "main.rs", "index.ts", "app.config.ts", "README.md", ".gitignore", ".env", "src.rc"])
def test_ordinary_files_are_not(name: str) -> None:
    assert not steers(name)
