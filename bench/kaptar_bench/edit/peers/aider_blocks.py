"""Applies SEARCH/REPLACE edits with aider's own functions: ``python aider_blocks.py FOLDER`` with aider's wheel in FOLDER.

Reads and writes the corpus's JSON Lines. Of aider only ``coders/editblock_coder.py`` is loaded; the classes that it is based
on have no part in applying edits and are empty here. Edits without blocks are refused.
"""

import importlib.util
import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any


def load(folder: Path) -> Any:
    """aider's ``editblock_coder`` as a module."""
    package, coders = ModuleType("aider"), ModuleType("aider.coders")
    package.__path__, coders.__path__ = [str(folder / "aider")], [str(folder / "aider" / "coders")]
    sys.modules |= {"aider": package, "aider.coders": coders}
    stubs: dict[str, dict[str, Any]] = {
        "aider.utils": {},
        "aider.dump": {"dump": print},
        "aider.coders.base_coder": {"Coder": object},
        "aider.coders.editblock_prompts": {"EditBlockPrompts": object},
    }
    for name, attributes in stubs.items():
        stub = ModuleType(name)
        stub.__dict__.update(attributes)
        sys.modules[name] = stub
    package.utils = sys.modules["aider.utils"]  # type: ignore[attr-defined]
    spec = importlib.util.spec_from_file_location("aider.coders.editblock_coder", folder / "aider/coders/editblock_coder.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def apply(aider: Any, case: dict[str, Any]) -> dict[str, Any]:
    """aider's way: each block in turn, at the first place that fits."""
    start, text, path = time.perf_counter(), case["before"], case["path"]
    try:
        blocks = list(aider.find_original_update_blocks(case["edit"], valid_fnames=[path]))
    except ValueError as problem:
        return {"status": "refused", "reason": str(problem)[:200]}
    if not blocks or any(block[0] is None for block in blocks):
        return {"status": "refused", "reason": "no SEARCH/REPLACE block"}
    for _, search, replace in blocks:
        text = aider.replace_most_similar_chunk(text, search, replace)
        if text is None:
            return {"status": "refused", "reason": "no match"}
    return {"status": "applied", "text": text, "micros": (time.perf_counter() - start) * 1e6}


def main() -> None:
    aider = load(Path(sys.argv[1]))
    for line in sys.stdin:
        case = json.loads(line)
        print(json.dumps({"id": case["id"], **apply(aider, case)}), flush=True)


if __name__ == "__main__":
    main()
