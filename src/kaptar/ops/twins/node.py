"""Host twin of `syntax.validate_regex` over Node, where it is installed: its engine judges, and it says no place."""

import json
from pathlib import Path

from kaptar.decoding.json import decode_json
from kaptar.errors import Unavailable
from kaptar.ops.syntax_types import RegexValidity
from kaptar.repository.process import Ended, run
from kaptar.repository.programs import program

PARTIAL = "Node's engine judges, whichever version is installed; no place is told, and it needs `node`"
_TIMEOUT_S = 5.0
_SCRIPT = """
let text = "";
process.stdin.on("data", (part) => (text += part)).on("end", () => {
  const [pattern, flags] = JSON.parse(text);
  try { new RegExp(pattern, flags); console.log("null"); } catch (error) { console.log(JSON.stringify(String(error.message))); }
});
"""


def validate_regex(pattern: str, flags: str) -> RegexValidity:
    """Whether Node can make the expression; nothing is matched. Raises Unavailable where there is no Node, or no answer of it."""
    node = program("node")
    if node is None:
        raise Unavailable("without guests, regular expressions of JavaScript need Node: install it or switch guests on")
    done = run([node, "-e", _SCRIPT], Path("/"), timeout_s=_TIMEOUT_S, given=json.dumps([pattern, flags]).encode())
    if isinstance(done, Ended) or done.code != 0:
        raise Unavailable(f"node gave no answer: {done.reason if isinstance(done, Ended) else done.complaint}")
    (message,) = decode_json(b"[%b]" % done.out, tuple[str | None])
    return RegexValidity(message is None, message, None, None)
