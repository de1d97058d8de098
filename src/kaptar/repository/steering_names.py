"""The names of files that the tools of a project read before they look at a source: what configures them, and code.

There is a row for each tool that Kaptar starts, with the page that names the files. `kaptar.repository.steering` watches all.
Lists of ignored files that also git reads (``.gitignore``) are left out: they can hide a file from a tool and run nothing.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kaptar.globs import matcher_of
from kaptar.repository.names import fold


class Reads(NamedTuple):
    """Names, in which ``*`` stands for any characters, and where they are documented."""

    names: tuple[str, ...]
    source: str


_PYTHON = ("pyproject.toml", "setup.cfg", "setup.py", "tox.ini")
_CARGO = Reads(
    ("Cargo.toml", "build.rs", "rust-toolchain*"), "https://doc.rust-lang.org/cargo/reference/config.html; .cargo/ too"
)
_PYRIGHT = Reads(("pyrightconfig.json", "pyproject.toml"), "https://microsoft.github.io/pyright/#/configuration")
_TESTS = ("package.json", "tsconfig*.json", "jsconfig*.json", "babel.config.*", "browserslist", ".watchmanconfig")

READS: Mapping[str, Reads] = {
    "basedpyright": _PYRIGHT,
    "biome": Reads(
        ("biome.json*", ".biome.json*", "package.json", ".editorconfig"), "https://biomejs.dev/guides/configure-biome/"
    ),
    "cargo": _CARGO,
    "cargo-llvm-cov": _CARGO,
    "coverage": Reads((".coveragerc*", *_PYTHON, "conftest.py"), "https://coverage.readthedocs.io/en/latest/config.html"),
    "dprint": Reads(("dprint.json*", ".dprint.json*"), "https://dprint.dev/setup/"),
    "eslint": Reads(
        ("eslint.config.*", ".eslintrc*", ".eslintignore", "package.json", "tsconfig*.json", "babel.config.*"),
        "https://eslint.org/docs/latest/use/configure/configuration-files",
    ),
    "go": Reads(("go.mod", "go.work", "go.env"), "https://go.dev/ref/mod"),
    "gofmt": Reads((), "https://pkg.go.dev/cmd/gofmt"),
    "jest": Reads(("jest.config.*", "jest.setup.*", "jest-preset.*", *_TESTS), "https://jestjs.io/docs/configuration"),
    "mypy": Reads(("mypy.ini", ".mypy.ini", *_PYTHON), "https://mypy.readthedocs.io/en/stable/config_file.html"),
    "node": Reads(
        ("package.json", "node.config.json", ".pnp.*", "pnpm-workspace.yaml", ".pnpmfile.*"),
        "https://nodejs.org/api/cli.html",
    ),
    "oxfmt": Reads(
        (".oxfmtrc*", "oxfmt.config.*", "vite.config.*", "package.json", ".editorconfig", ".prettierignore"),
        "https://oxc.rs/docs/guide/usage/formatter/config.html",
    ),
    "oxlint": Reads(
        (".oxlintrc*", "oxlintrc*", "oxlint.json*", "oxlint.config.*", "vite.config.*", ".eslintignore", "tsconfig*.json"),
        "https://oxc.rs/docs/guide/usage/linter/config.html",
    ),
    "prettier": Reads(
        (".prettierrc*", "prettier.config.*", ".prettierignore", "package.json", "package.yaml", ".editorconfig"),
        "https://prettier.io/docs/configuration",
    ),
    "pyright": _PYRIGHT,
    "pytest": Reads(
        ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini", "conftest.py", *_PYTHON),
        "https://docs.pytest.org/en/stable/reference/customize.html",
    ),
    "ruff": Reads(("ruff.toml", ".ruff.toml", "pyproject.toml"), "https://docs.astral.sh/ruff/configuration/"),
    "rustfmt": Reads(
        ("rustfmt.toml", ".rustfmt.toml", "Cargo.toml", "rust-toolchain*"), "https://github.com/rust-lang/rustfmt#configuring-rustfmt"
    ),
    "tsc": Reads(
        ("tsconfig*.json", "jsconfig*.json", "package.json"), "https://www.typescriptlang.org/docs/handbook/tsconfig-json.html"
    ),
    "tsx": Reads(("tsconfig*.json", "package.json"), "https://tsx.is/dev-api/node-cli"),
    "vitest": Reads(
        ("vitest.config.*", "vitest.workspace.*", "vitest.projects.*", "vite.config.*", "postcss.config.*", "tailwind.config.*",
         "svelte.config.*", "astro.config.*", "nuxt.config.*", "uno.config.*", "unocss.config.*", *_TESTS),
        "https://vitest.dev/config/, https://vite.dev/config/shared-options.html#css-postcss",
    ),
}  # fmt: skip
"""By the name of the tool."""

OF_INTERPRETERS = Reads(
    (
        "sitecustomize.py",
        "usercustomize.py",
        ".python-version*",
        ".node-version",
        ".go-version",
        ".ruby-version",
        ".java-version",
        ".tool-versions",
        ".prototools*",
        "mise*.toml",
        ".mise*.toml",
    ),
    "https://docs.python.org/3/library/site.html, https://github.com/pyenv/pyenv, https://mise.jdx.dev/configuration.html, "
    "https://moonrepo.dev/docs/proto/config, https://github.com/go-nv/goenv",
)
"""What an interpreter imports by itself, and what says to a version manager which interpreter a name starts."""

OF_OTHERS = Reads(
    (".*rc", ".*rc.*", "noxfile.py", ".golangci.*", "jsconfig.json"),
    "a custom of tools and their plugins: .babelrc, .postcssrc.json, .swcrc, .npmrc, .yarnrc.yml, .nvmrc, .browserslistrc",
)

STEERING = frozenset(name for each in (*READS.values(), OF_INTERPRETERS, OF_OTHERS) for name in each.names)
"""All of these names; `FOLDERS` has more."""

FOLDERS: Mapping[str, Reads] = {
    ".cargo": Reads(("config*",), "https://doc.rust-lang.org/cargo/reference/config.html"),
    ".mise": Reads(("*.toml",), "https://mise.jdx.dev/configuration.html"),
    "mise": Reads(("*.toml",), "the same: mise/config.toml, .config/mise/config.toml"),
    "conf.d": Reads(("*.toml",), "the same: .config/mise/conf.d/*.toml"),
}
"""What steers tools in folders of these names, beside the names of `STEERING`."""

_BEHIND = {".cargo": ("config.toml", "config"), ".mise": ("config.toml",), "mise": ("config.toml",)}

_EXACT = frozenset(fold(name) for name in STEERING if "*" not in name)
_PATTERNS = tuple(sorted(fold(name) for name in STEERING if "*" in name))


def steers(name: str) -> bool:
    """Whether a file of this name can steer tools. Letters are compared as file systems do that fold them."""
    folded = name.lower() if name.isascii() else fold(name)
    return folded in _EXACT or folded in matcher_of(_PATTERNS)


def steers_in(folder: str) -> Callable[[str], bool]:
    """Whether a name steers tools in a folder for the folder's own name; a path of a folder ends with a slash."""
    reads = FOLDERS.get(fold(folder.rstrip("/").rpartition("/")[2]))
    if reads is None:
        return _never
    return lambda name: fold(name) in matcher_of(reads.names)


def names_behind(link: str) -> tuple[str, ...]:
    """The names by which tools read a folder's files, where a link of this name leads to the folder."""
    return _BEHIND.get(fold(link), ())


def _never(_: str) -> bool:
    return False
