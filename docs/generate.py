"""Writes the parts of the documentation that follow from the code: docs/configuration.md. `make docs` runs it."""

from pathlib import Path

from kaptar.config.load import KEYS, VARIABLES
from kaptar.config.sections import SETTINGS
from kaptar.config.settings import Setting

HEAD = """# Configuration

Written by `make docs` from `src/kaptar/config/sections.py`.

A setting is taken from the highest of these that gives it:

1. flags of the command line (`--no-wasm`; in Python `load_config(flags={"wasm.pool_size": 4})`)
2. environment variables; an empty one counts as not set
3. one file: the one that `--config FILE` or `KAPTAR_CONFIG` names (`.json` or `.toml`), else `kaptar.toml` or `[tool.kaptar]`
   in `pyproject.toml`, looked for from the current folder up to the top of the git repository
4. the defaults

```toml
# kaptar.toml
[wasm]
pool_size = 6
memory_limit = "256MB"
```

Keys may also be written in camelCase, with or without the unit at the end: `poolSize`, `taskTimeout`, `taskTimeoutMs`.
Units of sizes are binary: MB and MiB are both 1,048,576 bytes. An unknown section, key or `KAPTAR_` variable of a known
section, and a value that is not allowed, are errors. So are two different values for one setting in one source.
`DISABLE_WASM=1` is the same as `wasm.enabled = false`.

Where only one of `min_ready` and `pool_size`, or `memory_limit` and `total_memory`, is written, a default that would be
above its bound is lowered to it.

A repository's content is not trusted, so its file may not set what is marked "user only".

What is marked "without effect yet" is read and checked, and nothing uses it. `kaptar doctor` names such settings where they
are given.

A configuration file, a `[tool]` table or an environment variable under the project's former name is an error that names the
new one.

Files of the described system may also use these keys:

KEYS
| setting | variable | default | allowed | what it does |
|---|---|---|---|---|
"""


def row(setting: Setting) -> str:
    older = [variable for variable, name in VARIABLES.items() if name == setting.name]
    variables = ", ".join(f"`{variable}`" for variable in [setting.variable, *older])
    note = "; user only" if setting.user_only else ""
    note += "; without effect yet" if setting.without_effect else ""
    return f"| `{setting.name}` | {variables} | {default(setting)} | {setting.allowed} | {setting.summary}{note} |"


def default(setting: Setting) -> str:
    if setting.kind == "size":
        return f"{setting.default >> 20} MiB"
    if setting.default is None or setting.default in ((), {}):
        return "none"
    if isinstance(setting.default, tuple):
        return ", ".join(f"`{each}`" for each in setting.default)
    return f"`{str(setting.default).lower() if isinstance(setting.default, bool) else setting.default}`"


def configuration() -> str:
    keys = "\n".join(f"- `{key}` for `{name}`" for key, name in KEYS.items())
    return HEAD.replace("KEYS\n", f"{keys}\n\n") + "\n".join(row(setting) for setting in SETTINGS.values()) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("configuration.md").write_text(configuration(), "utf-8")
