"""Parsers that run in Node, timed inside of a warm Node process."""

import base64
import functools
import json
import shutil
import subprocess
import tempfile
from importlib.resources import files
from pathlib import Path

from kaptar.folders import cache_folder
from kaptar_bench.effort import Effort

_SCRIPT = """
const fs = require("fs"), source = fs.readFileSync(process.argv[1], "utf8"), rounds = Number(process.argv[3]);
const warm = Number(process.argv[4]);
const parse = process.argv[2] === "acorn"
  ? (a => () => a.parse(source, {ecmaVersion: "latest", sourceType: "script", allowHashBang: true}))(require("acorn"))
  : (b => () => b.parse(source, {sourceType: "script"}))(require("@babel/parser"));
for (const until = performance.now() + warm; performance.now() < until;) parse();
const out = [];
for (let i = 0; i < rounds; i++) {
  const calls = 10, start = performance.now();
  for (let k = 0; k < calls; k++) parse();
  out.push((performance.now() - start) / calls);
}
console.log(JSON.stringify(out));
"""
_HASH = """
const data = new Uint8Array(Buffer.from(process.argv[1], "base64")), rounds = Number(process.argv[2]);
function fnv1a32() {
  let h = 0x811c9dc5;
  for (let i = 0; i < data.length; i++) h = Math.imul(h ^ data[i], 0x01000193);
  return h >>> 0;
}
let sink = 0;
for (const until = performance.now() + 500; performance.now() < until;) sink ^= fnv1a32();
const out = [];
for (let i = 0; i < rounds; i++) {
  const calls = 20000, start = performance.now();
  for (let k = 0; k < calls; k++) sink ^= fnv1a32();
  out.push((performance.now() - start) / calls * 1000);
}
console.log(JSON.stringify([sink, out]));
"""
_TIMEOUT_S = 120
ROUNDS = 9


def parse_times(parser: str, source: bytes, effort: Effort) -> tuple[list[float], str]:
    """Milliseconds per parse, one figure a round, after a warm-up of 1.5 s (short: 0.1 s); or none, and why not.

    Args:
        parser: ``acorn`` or ``@babel/parser``; both report early errors while they parse.
    """
    folder = peers(effort.installs)
    if isinstance(folder, str):
        return [], folder
    times = [str(effort.pick(ROUNDS, 5)), str(effort.pick(1500, 100))]
    with tempfile.NamedTemporaryFile(suffix=".js") as file:
        file.write(source)
        file.flush()
        command = ["node", "--eval", _SCRIPT, file.name, parser, *times]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    if done.returncode:
        return [], f"{parser} failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
    return json.loads(done.stdout), ""


def hash_times(data: bytes, effort: Effort) -> tuple[list[float], str]:
    """Microseconds per FNV-1a of the data by a loop in warm Node, one figure a round; or none, and why not."""
    if shutil.which("node") is None:
        return [], "Node is not installed"
    command = ["node", "--eval", _HASH, base64.b64encode(data).decode(), str(effort.pick(ROUNDS, 5))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    return (json.loads(done.stdout)[1], "") if done.returncode == 0 else ([], f"Node failed: {done.stderr.strip()[-200:]}")


@functools.cache
def peers(install: bool) -> Path | str:
    """The folder with the parsers installed from their lock, or why there is none.

    Args:
        install: download them into the user's cache when they are not there.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node and npm are not installed"
    folder = cache_folder(None) / "bench-peers"
    if (folder / "node_modules" / "acorn").is_dir() and (folder / "node_modules" / "@babel" / "parser").is_dir():
        return folder
    if not install:
        return "acorn and @babel/parser are not installed yet, and a short run installs nothing"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        (folder / name).write_bytes((files("kaptar_bench.runtime") / "peers" / name).read_bytes())
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    return folder if done.returncode == 0 else "npm ci could not install acorn and @babel/parser"
