"""The words of a line without the signs around them."""

import pytest

from kaptar.edit.said import LONGEST, Form, Saying, dots, is_mirrored, said

COMMENTS = [
    "{{-- existing code --}}", "-# existing code", "{% comment %} existing code {% endcomment %}", "<%!-- existing code --%>",
    "<#-- existing code -->", "/+ existing code +/", "<# existing code #>", "#_ existing code", "#[[ existing code ]]",
    "#[ existing code ]#", "{{/* existing code */}}", "{{!-- existing code --}}", "@# existing code", "(* existing code *)",
    "%% existing code", "...existing code", "@* existing code *@", "//[ existing code ]", "~~~-- existing code",
]  # fmt: skip


@pytest.mark.parametrize("line", COMMENTS)
def test_signs_of_any_comment_leave_its_words(line: str) -> None:
    assert said(line) == Saying("existing code", Form.COMMENT)


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("existing code", Form.BARE), ("existing code;", Form.BARE), ("(existing code)", Form.ENCLOSED),
        ("<existing code>", Form.ENCLOSED), ("/ existing code", Form.ENCLOSED), ("{ existing code }", Form.ENCLOSED),
        ("(comment existing code)", Form.ENCLOSED), ("{existing code}", Form.ENCLOSED), ("- existing code", Form.ENTRY),
        ('"existing code",', Form.ENTRY), ("existing code,", Form.ENTRY), ('"existing code";', Form.STRING),
        ("'existing code'", Form.STRING),
    ],
)  # fmt: skip
def test_the_form_tells_entries_and_strings(line: str, form: Form) -> None:
    assert said(line) == Saying("existing code", form)


@pytest.mark.parametrize("line", ["[EXISTING_CODE]", "{{ EXISTING_CODE }}", "__EXISTING_CODE__"])
def test_a_place_to_fill_in_has_words_too(line: str) -> None:
    found = said(line)
    assert found is not None
    assert found.words == "EXISTING CODE"


@pytest.mark.parametrize(
    "line",
    [
        "class Rest {", "existing = code", "existing(code)", "$existing code", "existing -> code", "f(x)", "a.b c", "a_b c",
        "existing code (", "existing code:", "x[0] y", "{}", "", "---", "...rest,", "-> rest", "{{- rest -}}", "!! rest !!",
        "existing code " * 20,
    ],
)  # fmt: skip
def test_code_has_no_words(line: str) -> None:
    assert said(line) is None


@pytest.mark.parametrize(
    "line", ["{{-- rest --}}", "/+ rest +/", "<#-- rest -->", "{# rest #}", "<%!-- rest --%>", "{{/* rest */}}"]
)
def test_one_word_needs_the_signs_of_a_comment_on_both_sides(line: str) -> None:
    assert said(line) == Saying("rest", Form.COMMENT)


@pytest.mark.parametrize(
    ("before", "behind"), [("{{", "}}"), ("<%", "%>"), ("{{-", "-}}"), ("{!!", "!!}"), ("[[", "]]"), ("{%", "%}"), ("{{--", "--")]
)
def test_signs_around_code_are_no_comment(before: str, behind: str) -> None:
    assert not is_mirrored(before, behind)


@pytest.mark.parametrize(
    "line", ["[...]", "(...)", "{...}", "<...>", "{ ... }", "[\u2026]", "((...))", "`[...]`,", '"...": "x",', '"// ...": 1']
)
def test_dots_in_any_brackets(line: str) -> None:
    assert dots(line) in (Form.ENCLOSED, Form.ENTRY)


@pytest.mark.parametrize("line", [". . .", "....", ". . . .", "......", "\u22ee \u2026"])
def test_dots_alone_that_no_language_has(line: str) -> None:
    assert dots(line) is Form.BARE


@pytest.mark.parametrize(
    "line", ["...", "\u2026", "...;", "../../..", "[..]", "", "()", "...)", "f(...)", "[... ]]", "- - -", "[" * LONGEST + "..."]
)
def test_other_dots_are_left_to_other_rules(line: str) -> None:
    assert dots(line) is None
