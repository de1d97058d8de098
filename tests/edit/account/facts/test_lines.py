"""How often and where a text has a line, asked for few lines and for many."""

from kaptar.edit.account.facts.lines import compare


def test_counts_and_places_are_those_of_the_old_text() -> None:
    lines = [f"line {n % 30}" for n in range(75)]
    difference = compare("\n".join(lines).encode(), "\n".join(lines).encode(), ())
    for line in [*dict.fromkeys(lines), "another", "a third"]:
        assert difference.count(line) == lines.count(line)
        assert list(difference.places(line)) == [n for n, text in enumerate(lines) if text == line]
