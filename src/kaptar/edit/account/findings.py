"""The rules of the account in their order: each has a name, and finds nothing, or what is wrong.

A name is that of the function without its ``check_``, and stays the same: refusals carry it. A rule is asked only where none
before it has found anything, so what it needs is prepared just before it.
"""

from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Literal

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.matching import Matching
from kaptar.edit.account.facts.records import Records
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.account.rules.alike_blocks import check_alike_blocks
from kaptar.edit.account.rules.behind_ends import check_behind_ends
from kaptar.edit.account.rules.block_lines import check_block_lines, check_settings
from kaptar.edit.account.rules.blocks import check_blocks
from kaptar.edit.account.rules.by_lines import check_by_lines, has_sections
from kaptar.edit.account.rules.closers import check_closers
from kaptar.edit.account.rules.coexisting import check_coexisting
from kaptar.edit.account.rules.commas import check_commas
from kaptar.edit.account.rules.condensed import check_condensed
from kaptar.edit.account.rules.containers import check_containers
from kaptar.edit.account.rules.copies import check_copies
from kaptar.edit.account.rules.cut_off import check_cut_off, check_unclosed
from kaptar.edit.account.rules.deep_closers import check_deep_closers
from kaptar.edit.account.rules.depths import check_depths
from kaptar.edit.account.rules.doubles import check_doubles
from kaptar.edit.account.rules.edges import check_edges
from kaptar.edit.account.rules.entries import check_entries, check_told
from kaptar.edit.account.rules.firsts import check_firsts
from kaptar.edit.account.rules.general_heads import check_general_heads
from kaptar.edit.account.rules.hidden import check_again, check_hidden
from kaptar.edit.account.rules.hollow import check_hollow
from kaptar.edit.account.rules.idle import check_idle
from kaptar.edit.account.rules.imports import check_bindings, check_hidden_imports, imports_near, replaced_imports
from kaptar.edit.account.rules.kept_words import check_kept_words
from kaptar.edit.account.rules.known_comments import check_known_comments
from kaptar.edit.account.rules.left_out import (
    check_comments,
    check_docstrings,
    check_dropped_imports,
    check_kept,
    check_needed,
    replaced_lines,
)
from kaptar.edit.account.rules.line_comments import check_line_comments
from kaptar.edit.account.rules.long_strings import check_marked_strings
from kaptar.edit.account.rules.losses import check_definitions, gone_lines
from kaptar.edit.account.rules.lost_ends import check_lost_ends
from kaptar.edit.account.rules.moved_comments import check_moved_comments
from kaptar.edit.account.rules.nesting import check_nesting
from kaptar.edit.account.rules.once import check_once, check_one_line
from kaptar.edit.account.rules.opened import check_opened
from kaptar.edit.account.rules.places import check_parted, check_places
from kaptar.edit.account.rules.removals import check_removals
from kaptar.edit.account.rules.renewed_heads import check_renewed_heads
from kaptar.edit.account.rules.replaced_there import check_replaced_there
from kaptar.edit.account.rules.rivals import check_rivals
from kaptar.edit.account.rules.same_body import check_same_body
from kaptar.edit.account.rules.same_heads import check_same_heads
from kaptar.edit.account.rules.sections import Text, check_sections
from kaptar.edit.account.rules.stand_ins import check_stand_ins
from kaptar.edit.account.rules.statements import check_ends, check_lines
from kaptar.edit.account.rules.swallowed import check_swallowed
from kaptar.edit.account.rules.tails import check_branches, check_tails
from kaptar.edit.account.rules.trivia import check_trivia, trivia_lines
from kaptar.edit.account.rules.twins import check_twins
from kaptar.edit.account.rules.unreached import check_unreached
from kaptar.edit.account.rules.versions import check_versions
from kaptar.edit.account.rules.whole_blocks import check_whole_blocks
from kaptar.edit.outcome import Complaint

Findings = Iterator[tuple[str, Complaint | None]]
"""For each rule its name and what it says; the next one is asked when it is asked for."""


TextKind = Literal["code", "document", "prose"]
"""A document without a parser may be made of entries; sentences come and go freely in prose."""


class Reach(IntEnum):
    """The part of the file that a text stands for: some of it, or all of it, and then what the file is.

    Lines of sentences come and go freely. A statement of code goes between two that stay. Of an entry of data nothing tells
    whether it was left out.
    """

    PART = 0
    DATA = 1
    CODE = 2
    PROSE = 3


def of_rows(difference: Difference, shown: Shown, text: Text, new: Records | None) -> Findings:
    """What is wrong with the places of the rows, whether anything changes or not."""
    yield "nesting", check_nesting(difference, shown, new.is_text if new is not None else is_never)
    yield "sections", check_sections(difference, shown, text)


def of_comments(difference: Difference, old: Records | None, kind: TextKind) -> Findings:
    """What is wrong with comments and short lines that come where others go."""
    if kind != "prose":
        yield "swallowed", check_swallowed(difference, old.is_content if old is not None else is_never)
    if kind != "code":
        yield "condensed", check_condensed(difference, is_prose=kind == "prose")


def of_runs(difference: Difference, shown: Shown, old: Records | None, go_on: Callable[[], object]) -> Findings:
    """What is wrong with lines that come and go, by lines alone."""
    yield "removals", check_removals(difference, shown)
    yield "stand_ins", check_stand_ins(difference, shown, old.is_content if old is not None else is_never)
    go_on()
    yield "versions", check_versions(difference, shown)
    go_on()
    yield "copies", check_copies(difference, shown)
    go_on()
    yield "kept_words", check_kept_words(difference)
    yield "moved_comments", check_moved_comments(difference, shown)
    yield "alike_blocks", check_alike_blocks(difference, shown, go_on)
    yield "known_comments", check_known_comments(difference, shown)
    yield "deep_closers", check_deep_closers(difference, shown)
    go_on()
    yield "entries", check_entries(difference, shown)
    yield "commas", check_commas(difference, shown)
    yield "firsts", check_firsts(difference, shown)
    go_on()
    yield "rivals", check_rivals(difference, shown)
    yield "replaced_there", check_replaced_there(difference, shown)
    yield "renewed_heads", check_renewed_heads(difference, shown)
    go_on()
    yield "unreached", check_unreached(difference, shown)
    go_on()
    yield "once", check_once(difference, shown)
    yield "one_line", check_one_line(difference, shown)
    yield "whole_blocks", check_whole_blocks(difference, shown)
    yield "branches", check_branches(difference, shown)
    yield "tails", check_tails(difference, shown)
    yield "told", check_told(difference, shown, old.is_head if old is not None else is_never)
    yield "general_heads", check_general_heads(difference, shown, old.names if old is not None else is_never)
    yield "lost_ends", check_lost_ends(difference, shown)
    yield "behind_ends", check_behind_ends(difference, shown)
    yield "containers", check_containers(difference, shown)
    yield "line_comments", check_line_comments(difference, shown)
    yield "opened", check_opened(difference)
    yield "marked_strings", check_marked_strings(shown)
    yield "idle", check_idle(difference, shown)
    go_on()
    yield "same_body", check_same_body(difference, shown)
    yield "block_lines", check_block_lines(difference, shown)


def of_lines(difference: Difference, shown: Shown, reach: Reach) -> Findings:
    """What is wrong where no table tells what a line is."""
    if reach:
        yield "ends", check_ends(difference)
        if reach is not Reach.PROSE:
            yield "edges", check_edges(difference)
            yield "cut_off", check_cut_off(difference)
            yield "kept", check_kept(difference)
        return
    yield "hidden", check_hidden(difference, shown)
    yield "depths", check_depths(difference, shown)
    yield "closers", check_closers(difference)
    yield "unclosed", check_unclosed(difference)
    yield "blocks", check_blocks(difference, shown, has_sections=has_sections(difference))
    yield "once", check_once(difference, shown, with_comments=True)
    yield "again", check_again(difference, shown)
    yield "doubles", check_doubles(difference, shown)
    yield "same_heads", check_same_heads(difference, shown)
    yield "by_lines", check_by_lines(difference, shown)
    yield "settings", check_settings(difference, shown)


def of_definitions(scene: Scene, matching: Matching, reach: Reach) -> Findings:
    """What is wrong where the parser is not sure: by lines, and of the definitions that it has found."""
    yield from of_lines(scene.difference, scene.shown, reach)
    yield "definitions", check_definitions(scene, matching)


def of_tables(scene: Scene, matching: Matching, near: tuple[list[int], list[int]], reach: Reach) -> Findings:
    """What is wrong by both tables. ``near``: the old and the new records that the ranges touch, and their neighbours."""
    yield "definitions", check_definitions(scene, matching)
    yield "trivia", check_trivia(scene, matching)
    yield "coexisting", check_coexisting(scene, matching)
    yield "hollow", check_hollow(scene, matching)
    yield "twins", check_twins(scene, matching)
    yield from _of_places(scene, matching)
    old_imports, new_imports = imports_near(scene.old, near[0]), imports_near(scene.new, near[1])
    yield "bindings", check_bindings(scene, old_imports, new_imports)
    yield "hidden_imports", check_hidden_imports(scene, old_imports, new_imports)
    renewed = replaced_imports(scene, old_imports, new_imports)
    lost = [*gone_lines(scene, matching)]
    yield "dropped_imports", check_dropped_imports(scene, old_imports, new_imports, [*renewed, *lost])
    yield "docstrings", check_docstrings(scene)
    trivia = [*trivia_lines(scene, matching)]
    if reach:
        yield "ends", check_ends(scene.difference)
    if reach is Reach.PROSE:
        return
    if reach:
        yield "edges", check_edges(scene.difference)
        yield "comments", check_comments(scene.difference, trivia)
        yield "needed", check_needed(scene, matching.gone)
    free = [*trivia, *(renewed if not reach else (i.lines for i in old_imports))]
    if reach is Reach.DATA:
        yield "kept", check_kept(scene.difference, free)
        return
    scene.renewed.update(line for lines in renewed for line in lines)
    yield "lines", check_lines(scene, [*lost, *free, *(replaced_lines(scene.difference) if reach else ())])


def _of_places(scene: Scene, matching: Matching) -> Findings:
    """What comes or goes stands where the edit shows it, and nowhere else could be meant."""
    difference, shown = scene.difference, scene.shown
    yield "hidden", check_hidden(difference, shown)
    yield "depths", check_depths(difference, shown)
    yield "doubles", check_doubles(difference, shown)
    yield "same_heads", check_same_heads(difference, shown)
    yield "parted", check_parted(scene)
    yield "blocks", check_blocks(difference, shown)
    yield "places", check_places(scene, matching)
    yield "again", check_again(difference, shown)


def is_never(_: int) -> bool:
    """For a text without a table: no line is known to lie inside of a string or comment."""
    return False
