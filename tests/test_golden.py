"""What programs may rely on, pinned: the public Python interface and the shapes of ``--json``.

A changed golden file is a changed promise: rewrite it with ``KAPTAR_GOLDEN=write`` and let the diff be reviewed.
"""

import inspect
import os
from pathlib import Path
from typing import Any

import msgspec

import kaptar
from kaptar.api import shapes
from kaptar_bench.compare import Comparison
from kaptar_bench.rows import Report as BenchReport
from kaptar_bench.rows import Saved

GOLDEN = Path(__file__).parent / "golden"

SHAPES: dict[str, Any] = shapes.SHAPES | {
    "bench NAME": BenchReport,
    "bench NAME --save": Saved,
    "bench compare": Comparison,
}


def expect(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("KAPTAR_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, f"tests/golden/{name} differs; if that is meant: KAPTAR_GOLDEN=write"


def public_interface() -> str:
    lines = []
    for name in kaptar.__all__:
        value = getattr(kaptar, name)
        if not isinstance(value, type):
            lines.append(f"{name}: {type(value).__name__}")
            continue
        if issubclass(value, msgspec.Struct):
            lines.append(f"class {name}({', '.join(value.__struct_fields__)})")
            continue
        lines.append(f"class {name}{inspect.signature(value)}")
        for member, method in inspect.getmembers(value):
            if member.startswith("_"):
                continue
            kind = "property" if isinstance(method, property) else str(inspect.signature(method))
            lines.append(f"  {member}{'' if kind.startswith('(') else ': '}{kind}")
    return "\n".join(lines) + "\n"


def without_descriptions(schema: Any) -> Any:
    """The shape alone: words about it may change freely."""
    if isinstance(schema, dict):
        return {key: without_descriptions(value) for key, value in sorted(schema.items()) if key != "description"}
    return [without_descriptions(each) for each in schema] if isinstance(schema, list) else schema


def test_the_public_interface() -> None:
    expect("interface.txt", public_interface())


def test_the_shapes_of_json() -> None:
    shapes, components = msgspec.json.schema_components(SHAPES.values())
    content = {"verbs": dict(zip(SHAPES, shapes, strict=True)), "components": components}
    expect("json_shapes.json", msgspec.json.format(msgspec.json.encode(without_descriptions(content))).decode() + "\n")
