"""Entities of HTML stand for no sign of code, and for no tag of the lines that go."""

import pytest
from tests.edit.artefacts.bringing import brought


@pytest.mark.parametrize(("path", "old", "new"), [
    ("Makefile", "\techo b", '\tgrep -q &quot;y&quot; $&lt; a'),
    ("build.gradle", '    implementation "a:b:1"', "    implementation &quot;a:b:2&quot;"),
    ("a.go", 'var a = "x"', "var a = &quot;y&quot;"),
    ("a.yml", "a: 'x'", "a: &#x27;y&#x27;"),
    ("a.toml", 'a = "x"', "a = &quot;y&quot;"),
    (".env", 'A="x"', "A=&quot;y&quot;"),
    ("a.rb", "a = 'x'", "a = &#39;y&#39;"),
    ("a.java", "    int b;", "    List&lt;String&gt; b;"),
    ("a.ps1", "$b = 2", "$b = &quot;x&quot;"),
    ("requirements.txt", "a >=1", "a &gt;=2"),
    ("a.yml", "a: b", "a: &quot;True&quot;"),
    ("a.sql", "SELECT 1;", "SELECT a &lt; b;"),
    ("a.yaml", 'b: "x"', 'b: "x &amp;&amp; y"'),
    ("a.cs", "if (a) b;", "if (a &gt;= b) x =&gt; y;"),
])  # fmt: skip
def test_a_sign_of_code_is_no_entity(path: str, old: str, new: str) -> None:
    complaint = brought(path, f"one\n{old}\ntwo\n", old, new)
    assert complaint is not None
    assert complaint[0] == "ambiguous"
    assert brought(path, f"one &lt; &quot; &gt;\n{old}\ntwo\n", old, new) is None


@pytest.mark.parametrize("path", ["pom.xml", "a.tsx", "a.html", "a.csproj", "a.vue"])
def test_a_tag_that_goes_does_not_come_as_entities(path: str) -> None:
    source = "<a>\n  <b>1</b>\n  <c>&amp;</c>\n</a>\n"
    assert brought(path, source, "  <b>1</b>\n", "  &lt;b&gt;2&lt;/b&gt;\n") is not None
    assert brought(path, source, "  <b>1</b>\n", "  <p>&lt;b&gt;2&lt;/b&gt;</p>\n") is None
    assert brought(path, source, "  <b>1</b>\n", "  &lt;d&gt;\n") is None


def test_the_tag_of_a_program_does_not_come_as_entities() -> None:
    assert brought("a.php", "<?php\na();\n", "", "&lt;?php\nb();\n") is not None
    assert brought("a.erb", "<%= a %>\nb\n", "<%= a %>\n", "&lt;%= c %&gt;\n") is not None


@pytest.mark.parametrize(("path", "new"), [
    ("a.py", """y = s.replace('<', '&lt;').replace('"', '&quot;')"""),
    ("a.py", 'x = "&amp;"'),
    ("a.py", 'def f():\n    """Gives a\n    &lt;b&gt; tag.\n    """'),
    ("a.go", "// A is &lt;b&gt;."),
    ("a.rb", "# it does not parse the &lt; back"),
    ("a.java", "/**\n * A {@code List&lt;String&gt;}.\n */"),
    ("a.yml", "a: Terms &amp; Conditions"),
    ("a.html", "<p>a &lt; b &amp;&amp; c</p>"),
    ("a.md", "Write `&lt;`."),
    ("a.md", "The tag &lt;b&gt; is bold."),
    ("a.txt", "The tag &lt;b&gt; is bold."),
    ("a.sh", "sed 's/&/&amp;/g'"),
    ("a.sh", "sed s/\\&lt;/\\</g x"),
    ("a.json", '"a": "x &amp; y"'),
])  # fmt: skip
def test_entities_in_texts_are_meant(path: str, new: str) -> None:
    assert brought(path, "one\ntwo\n", "two", new) is None


def test_a_text_for_people_may_have_entities_for_quotes() -> None:
    assert brought("a.md", "It's b.\nc\n", "", "d\n<img alt=&#39;x&#39;>\n") is None
