"""Words to the user above or below a text that is taken for the whole file."""

import pytest
from proof.plans import CUTS

from kaptar.edit.account.facts.lines import compare
from kaptar.edit.account.findings import Reach
from kaptar.edit.account.talk import check_talk, check_talk_around
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

OWN = "FROM a\nRUN b\nCMD c\n"
NEW = "FROM a\nRUN d\nCMD c\n"
BELOW = [
    "I changed the second line as you asked.", "Let me know if you need anything else!", "**Changes:**\n- the value is new",
    "I've set `B=2` to `B=3`.", "Let me know", "Changes:\n- the value is new", "\u2705 Updated.", "This change updates the value",
    "---\n\nThe value is now larger than before.", "Ich habe die zweite Zeile ge\u00e4ndert.",
    "\u7b2c\u4e8c\u884c\u3092\u5909\u66f4\u3057\u307e\u3057\u305f\u3002",
    "EOF", "Done", "Done.", "OK", "Enjoy!",
]  # fmt: skip
ABOVE = [
    "OK", "\u2705 Updated:", "**Updated file**", "The fix is to change the value. Full file below.", "Sure!", "Certainly.",
    "Here is the new version of it:", "Okay, the value is now new.", "Done", "Got it!", "Explanation:\n- the value is new",
]  # fmt: skip


def told(old: str, new: str, reach: Reach, *, is_fenced: bool = False) -> bool:
    before, after = old.encode(), new.encode()
    return check_talk(compare(before, after, CUTS["lines"](before, after)), reach, is_fenced=is_fenced) is not None


@pytest.mark.parametrize("reach", [Reach.DATA, Reach.CODE])
@pytest.mark.parametrize("line", BELOW)
def test_what_is_said_below_is_not_written(line: str, reach: Reach) -> None:
    assert told(OWN, f"{NEW}\n{line}\n", reach)
    assert told(OWN, f"{NEW}{line}\n", reach)
    assert not told(f"{OWN}\n{line}\n", f"{NEW}\n{line}\n", reach)


@pytest.mark.parametrize("reach", [Reach.DATA, Reach.CODE])
@pytest.mark.parametrize("line", ABOVE)
def test_what_is_said_above_is_not_written(line: str, reach: Reach) -> None:
    assert told(OWN, f"{line}\n\n{NEW}", reach)
    assert not told(f"{line}\n\n{OWN}", f"{line}\n\n{NEW}", reach)


@pytest.mark.parametrize(
    "line",
    [
        "EXPOSE 80", "RUN apt-get update -y.", "end", "done", "main", "ok.", "}", "# This is the end.", "/* The rest is new. */",
        "Description: the new one.", "    This is a text in a list.", "[section]", "key = The value is new.", "-- Is this it?",
        "select the_value from a;", "G_END_DECLS", "all: the rest", "1;", "Thumbs.db", "echo I changed it.",
        "private", "<p>This is the text.</p>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("reach", [Reach.DATA, Reach.CODE])
def test_lines_of_the_file_come_at_its_ends(line: str, reach: Reach) -> None:
    assert not told(OWN, f"{NEW}\n{line}\n", reach)
    assert not told(OWN, f"{line}\n\n{NEW}", reach)


def test_a_lone_word_is_a_statement_that_does_nothing_in_code_and_an_entry_in_data() -> None:
    assert told("a = 1\nb = 2\n", "a = 1\nb = 3\nReady\n", Reach.CODE)
    assert not told("a = 1\nb = 2\n", "a = 1\nReady = 3\nReady\n", Reach.CODE)
    assert not told("Flask\nPillow\n", "Flask\nPillow\nDjango\n", Reach.DATA)


def test_a_word_that_ends_a_text_is_code() -> None:
    assert not told("a\n", "a\ncat <<EOF\nx\nEOF\n", Reach.CODE)
    assert told("a\n", "a\ncat <<END\nx\nEND\nEOF\n", Reach.CODE)


def test_a_heading_of_what_was_done_is_found_above_its_list() -> None:
    assert told(OWN, f"{NEW}\n**Changes:**\n\n- the value is new\n- the rest as well\n", Reach.DATA)
    assert told(OWN, f"I have changed it:\n\n- the value is new\n\n{NEW}", Reach.DATA)


@pytest.mark.parametrize("first", ["#!/bin/sh", "<?php", '<?xml version="1.0"?>', "<!DOCTYPE html>"])
def test_no_word_comes_above_a_line_that_must_be_the_first(first: str) -> None:
    assert told(f"{first}\na\n", f"words\n\n{first}\nb\n", Reach.CODE)
    assert not told(f"{first}\na\n", f"#!/usr/bin/env x\n<!-- y -->\n{first}\nb\n", Reach.CODE)
    assert not told(f"{first}\na\n", "words\na\n", Reach.CODE)


TEXT = "# T\n\ntext one\n\ntext two\n"


@pytest.mark.parametrize("line", ["OK", "\u2705 Updated:", "**Updated file**", "The text is new.", "Some words"])
def test_no_words_come_above_the_title_of_a_document(line: str) -> None:
    assert told(TEXT, f"{line}\n\n{TEXT.replace('one', '1')}", Reach.PROSE)
    assert not told("a\n\nb\n", "Some words.\n\na\n\nc\n", Reach.PROSE)
    assert not told(TEXT, f"{line}\n\n{TEXT.replace('one', '1')}", Reach.PROSE, is_fenced=True)


@pytest.mark.parametrize(
    "lines", ["[![badge](x)](y)", "---\na: b\n---", "# New\n\nwords", "New\n===\n\nwords", "v1.2 / today", "<p>x</p>"]
)
def test_a_title_a_badge_or_an_entry_may_come_above_it(lines: str) -> None:
    assert not told(TEXT, f"{lines}\n\n{TEXT}", Reach.PROSE)


@pytest.mark.parametrize(
    "line",
    [
        "I changed the second line as you asked.",
        "Let me know if you need anything else!",
        "**Changes:**\n- the value is new",
        "OK",
        "Done.",
    ],
)
def test_what_is_only_said_to_the_user_comes_below_no_document(line: str) -> None:
    assert told(TEXT, f"{TEXT}\n{line}\n", Reach.PROSE)
    assert not told(TEXT, f"{TEXT}\n{line}\n", Reach.PROSE, is_fenced=True)


@pytest.mark.parametrize(
    "line",
    [
        "The value is new.",
        "Changes are made by hand.",
        "I like it.",
        "**Note**: all of it.",
        "Updated files are here.",
        "## Changes",
    ],
)
def test_a_document_goes_on_with_sentences(line: str) -> None:
    assert not told(TEXT, f"{TEXT}\n{line}\n", Reach.PROSE)


NAMES = "aiosmtpd==1.4\ncronsim==2.6\nfido2==1.2.0\npsycopg==3.2.7\npycurl==7.45.6\nstatsd==4.0\n"
SHOWN = "# ... existing code ...\nfido2==1.2.0\npsycopg==3.2.8\npycurl==7.45.6\n# ... existing code ...\n"
PAGE = "Title\n=====\n\nThe first paragraph is here.\n\nThe second one is not.\n"


def told_around(old: str, new: str, reach: Reach) -> bool:
    before, after = old.encode(), new.encode()
    return check_talk_around(compare(before, after, CUTS["lines"](before, after)), reach) is not None


@pytest.mark.parametrize("reach", [Reach.DATA, Reach.CODE, Reach.PROSE])
@pytest.mark.parametrize(
    "line", ["I'll update it:", "Here is the updated file:", "Bumping it to the latest release:", "OK", "Sure!"]
)
def test_a_snippet_brings_no_words_above_names(line: str, reach: Reach) -> None:
    assert told_around(NAMES, f"{line}\n{NAMES}", reach)
    assert told_around(NAMES, f"{line}\n\n{NAMES.replace('3.2.7', '3.2.8')}", reach)
    assert not told_around(f"{line}\n{NAMES}", f"{line}\n{NAMES}zope==1.0\n", reach)


@pytest.mark.parametrize("reach", [Reach.DATA, Reach.CODE, Reach.PROSE])
@pytest.mark.parametrize(
    "line", ["That is all.", "Let me know if you want more.", "Done, it is bumped now.", "The cache is ignored now."]
)
def test_a_snippet_brings_no_words_below_names(line: str, reach: Reach) -> None:
    assert told_around(NAMES, f"{NAMES}\n{line}\n", reach)


@pytest.mark.parametrize("line", ["zope==1.0", "# The cache of the tests.", "-r base.txt", "*.log", "/build/"])
def test_a_snippet_brings_names_at_both_ends(line: str) -> None:
    assert not told_around(NAMES, f"{NAMES}{line}\n", Reach.PROSE)
    assert not told_around(NAMES, f"{line}\n{NAMES}", Reach.PROSE)


@pytest.mark.parametrize("line", ["I'll update it:", "Here is the updated file:", "Let me fix that."])
def test_a_snippet_brings_no_words_above_a_text(line: str) -> None:
    assert told_around(PAGE, f"{line}\n\n{PAGE}", Reach.PROSE)
    assert told_around(PAGE.split("\n\n", 1)[1], f"{line}\n\n{PAGE.split(chr(10) * 2, 1)[1]}", Reach.PROSE)


@pytest.mark.parametrize(
    "line", ["That is all.", "That's all for now.", "Let me know if you need more.", "I also changed the title."]
)
def test_a_snippet_brings_no_words_below_a_text(line: str) -> None:
    assert told_around(PAGE, f"{PAGE}\n{line}\n", Reach.PROSE)


@pytest.mark.parametrize(
    "more", ["It says more now.", "Contact\n-------\n\nFeel free to open an issue.", "- a new item", "The end."]
)
def test_a_snippet_brings_text_below_a_text(more: str) -> None:
    assert not told_around(PAGE, f"{PAGE}\n{more}\n", Reach.PROSE)


@pytest.mark.guest
@pytest.mark.parametrize("path", ["requirements.txt", ".gitignore", "names"])
@pytest.mark.parametrize(
    ("above", "below"), [("I'll update it:\n\n", ""), ("", "\nThat is all.\n"), ("Here it is:\n", "Enjoy!\n")]
)
def test_words_around_markers_are_not_written(editor: Editor, path: str, above: str, below: str) -> None:
    assert isinstance(editor.apply_edit(NAMES.encode(), SHOWN, path=path), Applied)
    outcome = editor.apply_edit(NAMES.encode(), f"{above}{SHOWN}{below}", path=path)
    assert isinstance(outcome, Refused), outcome.text.decode()
