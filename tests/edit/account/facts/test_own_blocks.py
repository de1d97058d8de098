"""New blocks with names of their own, below a hidden block that has another name."""

import pytest

from kaptar.edit.account.facts.lines import Difference, compare
from kaptar.edit.account.facts.own_blocks import is_own_block, name_of
from kaptar.edit.outcome import Span

PYTHON = ["class A:", "    def get(self, id):", "        x = prepare(id)", "        check(x)", "        return self.db.get(x)"]
RUBY = ["class A", "  def get(id)", "    x = prepare(id)", "    check(x)", "    @db.get(x)", "  end", "end"]
TYPESCRIPT = [
    "class A {",
    "  get(id: any) {",
    "    const x = prepare(id);",
    "    check(x);",
    "    return this.db.get(x);",
    "  }",
    "}",
]
GO = ["package a", "", "func (a *A) Get(id int) {", "\tx := prepare(id)", "\tcheck(x)", "\treturn a.db.Get(x)", "}"]
ENDS = {"python": (PYTHON, 5), "ruby": (RUBY, 6), "typescript": (TYPESCRIPT, 6), "go": (GO, 7)}
"""Files, and the number of lines above which a method comes."""

NEW = {
    "python": ["    def find(self, name):", "        return self.db.get(name)"],
    "python, a decorator": ["    @cached", "    def find(self, name):", "        return self.db.get(name)"],
    "python, one line of three is there": ["    def put(self, id):", "        check(x)", "        a(x)", "        b(x)"],
    "python, a name alike and another body": ["    def get_all(self):", "        return self.db.all()"],
    "python, two methods": ["    def a(self):", "        return self.get(1)", "", "    def b(self):", "        self.get(2)"],
    "ruby": ["  def find(name)", "    @db.get(name)", "  end"],
    "ruby, of the class": ["  def self.find(name)", "    @db.get(name)", "  end"],
    "typescript": ["  find(name: any) {", "    return this.db.get(name);", "  }"],
    "go": ["func (a *A) Find(name string) {", "\treturn a.db.Get(name)", "}"],
}
OTHER = {
    "python, the same name": ["    def get(self, name):", "        return self.db.one(name)"],
    "python, the same body": ["    def find(self, id):", *PYTHON[2:]],
    "python, two lines of three": ["    def find(self, id):", *PYTHON[2:4], "        return self.db.find(x)"],
    "python, all of its own body is there": ["    def find(self, id):", "        return self.db.get(x)"],
    "python, a name alike and one line": ["    def get_all(self):", "        check(x)", "        a(x)", "        b(x)"],
    "python, a statement": ["    rows = self.db.get"],
    "python, a statement behind the method": ["    def find(self, name):", "        return self.db.get(name)", "    rows = 1"],
    "python, a condition": ["    if x:", "        check(y)"],
    "ruby, the same name": ["  def get", "    @db", "  end"],
    "ruby, the same body": ["  def find(id)", *RUBY[2:6]],
    "ruby, a block without a name": ["  included do", "    check(y)", "  end"],
    "typescript, the same body": ["  find(id: any) {", *TYPESCRIPT[2:6]],
    "typescript, the same name": ["  async get(id: any) {", "    return 1;", "  }"],
    "go, the same body": ["func (a *A) Find(id int) {", *GO[3:7]],
    "go, the same name": ["func (a *A) Get(id int64) {", "\treturn a.db.One(id)", "}"],
}


def _added(lines: list[str], at: int, came: list[str]) -> Difference:
    """The difference that some lines make above a line."""
    old, text = "".join(f"{line}\n" for line in lines), "".join(f"{line}\n" for line in ("", *came))
    offset = sum(len(line) + 1 for line in lines[:at])
    new = old[:offset] + text + old[offset:]
    return compare(old.encode(), new.encode(), [Span(offset, offset, text.encode())])


def _is_own(case: str, came: list[str]) -> bool:
    lines, at = ENDS[case.split(",")[0]]
    difference = _added(lines, at, came)
    return is_own_block(difference, difference.runs[0], at - 1)


@pytest.mark.parametrize("case", NEW)
def test_a_block_of_its_own(case: str) -> None:
    assert _is_own(case, NEW[case])


@pytest.mark.parametrize("case", OTHER)
def test_lines_that_may_be_another_version(case: str) -> None:
    assert not _is_own(case, OTHER[case])


@pytest.mark.parametrize(
    "above", [["main()"], ["if ready:", "    main()"], ["rows = [", "    main(),", "]"]], ids=["call", "condition", "list"]
)
def test_below_what_declares_nothing_it_tells_no_version(above: list[str]) -> None:
    lines = ["def main():", "    go()", *above]
    difference = _added(lines, len(lines), ["def find(a):", "    main()"])
    assert not is_own_block(difference, difference.runs[0], len(lines) - 1)


def test_above_a_hidden_head_nothing_is_said() -> None:
    difference = _added(PYTHON, 1, NEW["python"])
    assert not is_own_block(difference, difference.runs[0], difference.runs[0].new_end)


def test_above_the_end_of_another_block_nothing_is_said() -> None:
    difference = _added(RUBY, 5, ["  def find", "    two(x)"])
    assert not is_own_block(difference, difference.runs[0], difference.runs[0].new_end)


def test_all_blocks_that_come_are_judged() -> None:
    lines = [PYTHON[0], "    class B:", *(f"    {line}" for line in PYTHON[1:])]
    inner, outer = ["        def find(self, name):", "            two(name)"], ["    def put(self):", "        three()"]
    difference = _added(lines, len(lines), inner)
    assert is_own_block(difference, difference.runs[0], len(lines) - 1)
    difference = _added(lines, len(lines), [*inner, *outer])
    assert not is_own_block(difference, difference.runs[0], len(lines) - 1)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("def a(self):", "a"), ("async def a(self) -> int:", "a"), ("def self.a", "self.a"), ("def empty?", "empty?"),
        ("func (c *C) Get() int {", "Get"), ("pub(crate) async fn a<T>(x: T) {", "a"), ("export default function a() {", "a"),
        ("public static int a(int b) {", "a"), ("a() {", "a"), ("static std::vector<int> A::a(int b)", "A::a"),
        ("class A extends B {", "A"), ("if (a) {", ""), ("else {", ""), ("return a(b)", ""), ("end", ""), ("a = b", ""),
        ("for (const a of b) {", ""), ("- name: a", ""), ("a: b", ""), ("new A(b) {", ""),
    ],
)  # fmt: skip
def test_a_head_declares_a_name(head: str, name: str) -> None:
    assert name_of(head) == name
