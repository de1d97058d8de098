"""Sources in languages that have no real ones at hand: one function over and over, each with a name of its own."""

from typing import NamedTuple

PARTS = 60
_GO = """func TotalNN(items []Item) (int, error) {
\tsum := NN
\tfor _, item := range items {
\t\tif item.Price < 0 {
\t\t\treturn 0, ErrPrice
\t\t}
\t\tsum += item.Price
\t}
\treturn sum, nil
}
"""
_JAVA = """class TotalNN {
    int of(java.util.List<Item> items) {
        int sum = NN;
        for (Item item : items) {
            if (item.price < 0) {
                throw new Bad();
            }
            sum += item.price;
        }
        return sum;
    }
}
"""
_RUST = """pub fn total_NN(items: &[Item]) -> Result<i64, Bad> {
    let mut sum = NN;
    for item in items {
        if item.price < 0 {
            return Err(Bad);
        }
        sum += item.price;
    }
    Ok(sum)
}
"""


class Generated(NamedTuple):
    """A language, a file name, the source, and one of its definitions written anew."""

    language: str
    path: str
    source: str
    edit: str


def all_languages() -> list[Generated]:
    """About 600 lines in each language that only tree-sitter parses here."""
    return [
        _make("go", "shop.go", "package shop\n", _GO),
        _make("java", "shop.java", "package shop;\n", _JAVA),
        _make("rust", "shop.rs", "use crate::Item;\n", _RUST),
    ]


def _make(language: str, path: str, head: str, part: str) -> Generated:
    parts = [part.replace("NN", str(n)) for n in range(PARTS)]
    return Generated(language, path, "\n".join([head, *parts]), parts[PARTS // 2].replace("sum", "total"))
