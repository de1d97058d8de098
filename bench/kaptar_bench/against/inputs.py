"""The texts that both versions work on: real sources of a thousand lines, and edits whose result is known."""

from kaptar_bench.runtime import samples

LINES = 1000
_PARTS = LINES // 8
_FUNCTION = '''
def price_of_NN(count, rate):
    """What item NN costs."""
    if count > NN:
        rate = rate * 0.9
    total_NN = count * rate
    log("NN", total_NN)
    return total_NN
'''
_SCRIPT = """
function priceOfNN(count, rate) {
  if (count > NN) {
    rate = rate * 0.9;
  }
  const total = count * rate;
  return log("NN", total);
}
"""
_CHANGED = _PARTS // 2
_LAZY = """def price_of_NN(count, rate):
    # ... existing code ...
        rate = rate * 0.9
    total_NN = count * rate * 2
    log("NN", total_NN)
    # ... existing code ...
"""
_SEARCH = """<<<<<<< SEARCH
    total_NN = count * rate
=======
    total_NN = count * rate * 2
>>>>>>> REPLACE
"""


def texts() -> dict[str, str]:
    """By name: ``a.py`` and ``a.js`` to check; ``edit.py``, the edits ``lazy`` and ``search``, and their result ``after.py``."""
    script = samples.javascript()
    source = _repeated(_FUNCTION)
    line = _numbered("    total_NN = count * rate", _CHANGED)
    return {
        "a.py": samples.python().source.decode(),
        "a.js": _repeated(_SCRIPT) if script is None else script.source.decode(),
        "edit.py": source,
        "lazy": _numbered(_LAZY, _CHANGED),
        "search": _numbered(_SEARCH, _CHANGED),
        "after.py": source.replace(f"{line}\n", f"{line} * 2\n"),
    }


def _repeated(part: str) -> str:
    return "".join(_numbered(part, number) for number in range(_PARTS))


def _numbered(part: str, number: int) -> str:
    return part.replace("NN", str(number))
