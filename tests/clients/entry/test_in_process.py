"""A hook that is answered in process: what is decided holds, whatever happens when things are tidied up."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

SCRIPT = textwrap.dedent("""
    import os, sys, time
    import kaptar.api.programs
    from kaptar.clients.entry import in_process

    def close(self):
        if sys.argv[1] == "hangs":
            time.sleep(300)
        raise RuntimeError("closing broke")

    kaptar.api.programs.Runtime.close = close
    in_process.GRACE_S = 4.0
    os._exit(in_process.main(["claude", "PreToolUse"]))
""")


@pytest.mark.slow
@pytest.mark.parametrize("closing", ["hangs", "breaks"])
@pytest.mark.parametrize(("content", "code"), [("def f(:\n", 2), ("x = 1\n", 0)])
def test_what_is_decided_holds(closing: str, content: str, code: int, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    given = {"file_path": str(tmp_path / "a.py"), "content": content}
    payload = json.dumps({"session_id": "s", "cwd": str(tmp_path), "tool_name": "Write", "tool_input": given})
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, closing], input=payload, cwd=tmp_path, env=os.environ | {"DISABLE_WASM": "1"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("kaptar stopped this Write") == (code == 2)
    assert "unchecked" not in done.stderr
