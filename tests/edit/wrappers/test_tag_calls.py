"""Calls in the tags of several models and clients are read as the same calls in JSON, or refused."""

import json

import pytest

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused
from kaptar.edit.wrappers.tag_calls import from_tags

SOURCE = "def a():\n    return 1\n\n\ndef b():\n    return 2\n"
WANTED = SOURCE.replace("return 2", "return 3")
CALL = {"file_path": "a.py", "old_string": "return 2", "new_string": "return 3"}


def tagged(opener: str, closer: str, value: str = "{}") -> str:
    return "\n".join(opener.format(key) + value.format(text) + closer.format(key) for key, text in CALL.items())


ON_LINES = tagged("<parameter={}>", "</parameter>", "\n{}\n")
IN_PAIRS = tagged("<arg_key>{}</arg_key><arg_value>", "</arg_value>")
IN_TAGS = tagged('<parameter name="{}">', "</parameter>")
IN_TAGS_ON_LINES = tagged('<parameter name="{}">', "</parameter>", "\n{}\n")
PAIRS_ON_LINES = tagged("<arg_key>{}</arg_key>\n<arg_value>", "</arg_value>", "\n{}\n")
INVOKE = f'<invoke name="Edit">\n{IN_TAGS}\n</invoke>\n'
QWEN = json.dumps({"name": "replace", "arguments": CALL})
CALLS = {
    "qwen": f"<tool_call>\n{QWEN}\n</tool_call>\n",
    "qwen coder": f"<tool_call>\n<function=edit>\n{ON_LINES}\n</function>\n</tool_call>\n",
    "glm": f"<tool_call>edit\n{IN_PAIRS}\n</tool_call>\n",
    "invoke": INVOKE,
    "invoke on lines": f'<invoke name="Edit">\n{IN_TAGS_ON_LINES}\n</invoke>\n',
    "glm on lines": f"<tool_call>edit\n{PAIRS_ON_LINES}\n</tool_call>\n",
    "path on a line": INVOKE.replace(">a.py<", ">\n  a.py\n<"),
    "calls": f"<function_calls>\n{INVOKE}</function_calls>\n",
    "kimi": "<|tool_calls_section_begin|><|tool_call_begin|>functions.edit:0<|tool_call_argument_begin|>"
    f"{json.dumps(CALL)}<|tool_call_end|><|tool_calls_section_end|>",
    "roo": "<search_and_replace>\n<path>a.py</path>\n<search>return 2</search>\n"
    "<replace>return 3</replace>\n</search_and_replace>\n",
    "roo operations": "<search_and_replace>\n<path>a.py</path>\n<operations>\n<operation>\n<search>\nreturn 2\n</search>\n"
    "<replace>\nreturn 3\n</replace>\n<start_line>5</start_line>\n<end_line>6</end_line>\n</operation>\n"
    "</operations>\n</search_and_replace>\n",
    "roo operations as json": "<search_and_replace>\n<path>a.py</path>\n"
    '<operations>[{"search": "return 2", "replace": "return 3", "use_regex": false}]</operations>\n</search_and_replace>\n',
    "snippet": "<edit_file>\n<target_file>a.py</target_file>\n<instructions>I will</instructions>\n<code_edit>\n"
    "# ... existing code ...\n\ndef b():\n    return 3\n</code_edit>\n</edit_file>\n",
    "zed": "<edits>\n<old_text line=6>\n    return 2\n</old_text>\n<new_text>\n    return 3\n</new_text>\n</edits>\n",
    "zed alone": "<old_text>\n    return 2\n</old_text>\n<new_text>\n    return 3\n</new_text>\n",
}


@pytest.mark.guest
@pytest.mark.parametrize("edit", CALLS.values(), ids=CALLS.keys())
@pytest.mark.parametrize("around", ["{}", "I change it now.\n\n{}", "{}\nDone."])
def test_a_call_in_tags_is_carried_out(editor: Editor, edit: str, around: str) -> None:
    outcome = editor.apply_edit(SOURCE.encode(), around.replace("{}", edit), path="a.py")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == WANTED
    assert "account" in outcome.plan.checked


@pytest.mark.guest
def test_lines_are_inserted_in_front_of_the_line_that_roo_names(editor: Editor) -> None:
    edit = "<insert_content>\n<path>a.py</path>\n<line>2</line>\n<content>\n    # one\n</content>\n</insert_content>\n"
    outcome = editor.apply_edit(SOURCE.encode(), edit, path="a.py")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == SOURCE.replace("    return 1", "    # one\n    return 1")


@pytest.mark.guest
@pytest.mark.parametrize("edit", CALLS.values(), ids=CALLS.keys())
def test_a_call_that_was_cut_off_is_refused(editor: Editor, edit: str) -> None:
    for cut in range(len(edit.rstrip()) - 1, 12, -7):
        assert isinstance(editor.apply_edit(SOURCE.encode(), edit[:cut], path="a.py"), Refused), edit[:cut]


@pytest.mark.guest
@pytest.mark.parametrize("edit", CALLS.values(), ids=CALLS.keys())
def test_a_part_that_is_not_known_refuses_all_of_it(editor: Editor, edit: str) -> None:
    others = ("use_regex", "anything")
    news = [f"return 3{end}</{tag}>" for tag in ("parameter", "arg_value", "replace") for end in ("", "\n")]
    more = ['<parameter name="{}">true</parameter>', "<parameter={}>true</parameter>", "<{0}>true</{0}>",
            "<arg_key>{}</arg_key><arg_value>true</arg_value>"]  # fmt: skip
    made = [edit.replace(new, new + extra.format(key)) for new in news for extra in more for key in others]
    made += [edit.replace('"new_string"', f'"{key}": true, "new_string"') for key in others]
    made += [edit.replace("false", f'false, "{key}": true') for key in others]
    made += [edit.replace("</code_edit>", f"</code_edit><{key}>true</{key}>") for key in others]
    made += [edit.replace("</new_text>", f"</new_text><{key}>true</{key}>") for key in others]
    made += [f"{edit}<delete_file>\n<path>b.py</path>\n</delete_file>\n", f"{edit}\n```python\nx = 5\n```\n"]
    tried = [each for each in made if each != edit]
    assert len(tried) > 2
    for each in tried:
        assert isinstance(editor.apply_edit(SOURCE.encode(), each, path="a.py"), Refused), each


WRONG = {
    "twice": '<invoke name="Edit"><parameter name="path">a</parameter><parameter name="path">b</parameter></invoke>',
    "entities": "<tool_call>edit<arg_key>old_string</arg_key><arg_value>a &lt; b</arg_value></tool_call>",
    "no json": "<tool_call>\n{\n</tool_call>",
    "no call": "<function_calls>\nx\n</function_calls>",
    "no name": "<edit_file mode='x'>\n</edit_file>",
    "no pair": "<edits>\n</edits>",
    "no line": "<insert_content><path>a.py</path><line>0</line><content>x</content></insert_content>",
    "no section": "<|tool_calls_section_begin|>x<|tool_calls_section_end|>",
}


@pytest.mark.parametrize("edit", WRONG.values(), ids=WRONG.keys())
def test_tags_in_disorder_are_refused(edit: str) -> None:
    with pytest.raises(NotRead):
        from_tags(edit, alone=False)


@pytest.mark.parametrize("edit", ["x = 1", "", "<p>\n<edits_of>\n", "<<<<<<< SEARCH\n<edits>\n=======\na\n>>>>>>> REPLACE\n"])
def test_what_is_no_call_in_tags_is_none(edit: str) -> None:
    assert from_tags(edit, alone=False) is None


def test_a_key_that_stands_there_twice_reaches_the_reader() -> None:
    text = '{"name": "edit", "arguments": {"path": "a", "path": "b"}}'
    assert from_tags(f"<tool_call>\n{text}\n</tool_call>", alone=False) == text


@pytest.mark.guest
@pytest.mark.parametrize("name", ["undo_edit", "bash", "insert_before"])
def test_another_tool_in_tags_is_refused(editor: Editor, name: str) -> None:
    qwen, invoke, glm = CALLS["qwen"].replace("replace", name), INVOKE.replace("Edit", name), CALLS["glm"].replace("edit", name)
    for edit in (qwen, invoke, glm):
        outcome = editor.apply_edit(SOURCE.encode(), edit, path="a.py")
        assert isinstance(outcome, Refused)
        assert name in outcome.message


@pytest.mark.guest
def test_a_document_that_shows_a_call_keeps_it(editor: Editor) -> None:
    text = f"# Calls\n\nThey look so:\n\n{CALLS['qwen']}\n"
    outcome = editor.apply_edit(b"", text, path="README.md")
    assert isinstance(outcome, Applied)
    assert outcome.text.decode() == text


@pytest.mark.guest
def test_line_ends_of_a_text_stay_where_the_path_has_none(editor: Editor) -> None:
    call = IN_TAGS.replace(">return 2<", ">return 1\n<").replace(">return 3<", ">return 1\n    # note of it\n<")
    outcome = editor.apply_edit(SOURCE.encode(), f'<invoke name="Edit">\n{call}\n</invoke>\n', path="a.py")
    assert isinstance(outcome, Applied)
    assert outcome.text.decode() == SOURCE.replace("return 1\n", "return 1\n    # note of it\n")


@pytest.mark.guest
@pytest.mark.parametrize("form", ["<![CDATA[{}]]>", "\n<![CDATA[{}]]>\n"])
@pytest.mark.parametrize("opener", ["", "<operations>\n<operation>\n"])
def test_cdata_around_a_text_is_taken_off(editor: Editor, opener: str, form: str) -> None:
    texts = f"<search>{form.format('return 2')}</search>\n<replace>{form.format('return 3')}</replace>\n"
    closer = "</operation>\n</operations>\n" if opener else ""
    edit = f"<search_and_replace>\n<path>a.py</path>\n{opener}{texts}{closer}</search_and_replace>\n"
    outcome = editor.apply_edit(SOURCE.encode(), edit, path="a.py")
    assert isinstance(outcome, Applied)
    assert outcome.text.decode() == WANTED


@pytest.mark.guest
def test_cdata_stays_in_a_file_that_may_have_some(editor: Editor) -> None:
    call = "<search_and_replace>\n<path>a.xml</path>\n<search><![CDATA[a]]></search>\n<replace><![CDATA[b]]></replace>\n"
    outcome = editor.apply_edit(b"<x><![CDATA[a]]></x>\n<y>a</y>\n", f"{call}</search_and_replace>\n", path="a.xml")
    assert isinstance(outcome, Applied)
    assert outcome.text == b"<x><![CDATA[b]]></x>\n<y>a</y>\n"
