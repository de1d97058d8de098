"""Braces, environments and tags that pair before an edit pair afterwards, also where no parser sees them."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.lost_pairs import lost_pair
from kaptar.edit.outcome import Refused

NGINX = "server {\n  listen 80;\n  location / {\n    a;\n  }\n}\n"
VUE = '<template>\n  <p v-if="a > b">a</p>\n  <br>\n  <Own :f="(x) => x" />\n</template>\n<script>\n</script>\n'
TEX = "\\begin{a}\nx\n\\end{a}\nz\n"


@pytest.mark.parametrize(("path", "before", "after"), [
    ("nginx.conf", NGINX, NGINX.removesuffix("}\n")), ("nginx.conf", NGINX, NGINX.replace("  }\n", "")),
    ("Caddyfile", NGINX, NGINX + "}\n"), ("a.proto", NGINX, NGINX.replace("server {\n", "server\n")),
    ("a.vue", VUE, VUE.replace("</template>\n", "")), ("a.html", VUE, VUE.replace("</p>", "")),
    ("a.xml", VUE, VUE + "</script>\n"),
    ("a.vue", "<A><B/><B></B></A>\n", "<A><B/><B></A>\n"), ("a.svelte", VUE, VUE.replace("<template>\n", "")),
    ("a.xml", "<a>\n<b/>\n</a>\n", "<a>\n<b>\n</a>\n"), ("a.csproj", "<a>\n</a>\n", "<a>\n</a>\n<b>\n"),
    ("a.vue", "<a>\n</a>\n", "<a>\n<b>\n</a>\n"), ("a.vue", "<a>\n</a>\n", "<a>\n</b>\n</a>\n"),
    ("A.HTML", "<a>\n</a>\n<br>\n", "<a>\n<section>\n</a>\n<br>\n"), ("a.blade.php", VUE, VUE.replace("<br>", "<div>")),
    ("a.blade.php", VUE, VUE.replace("</template>\n", "")), ("a.twig", VUE, VUE.replace("<br>", "{% if a %}<div>{% endif %}")),
    ("a.html", VUE, VUE.replace("<br>", "{% if a %}<p>b</p>{% else %}<p x>{% endif %}")),
    ("a.tex", TEX, TEX + "\\begin{b}\n"), ("a.tex", TEX + "\\def\\b{}\n", TEX + "\\def\\b{}\n\\begin{b}\n"),
    ("a.tex", TEX, TEX.replace("z\n", "\\end{b}\n")),
    ("a.tex", TEX, TEX.replace("\\end{a}\n", "")), ("a.tex", TEX, TEX.replace("\\begin{a}\n", "")),
])  # fmt: skip
def test_a_pair_is_not_parted(path: str, before: str, after: str) -> None:
    assert lost_pair(before.encode(), after.encode(), path, is_prose=path == "a.tex")


@pytest.mark.parametrize(("path", "before", "after"), [
    ("nginx.conf", NGINX, NGINX + NGINX), ("nginx.conf", NGINX + "{\n", NGINX), ("nginx.conf", NGINX, NGINX + "rewrite \\{;\n"),
    ("a.conf", NGINX + "a { # b\n}\n", NGINX + "a { # b\n"), ("nginx.conf", NGINX, NGINX + "a { b; }\n"),
    ("n.txt", NGINX, NGINX + "{\n"),
    ("a.vue", VUE, VUE.replace("<br>", "<br><br>")), ("a.vue", VUE, VUE.replace("<br>", '<Own x="a > b" />')),
    ("a.html", VUE, VUE.replace("<br>", "<li>new")), ("a.html", VUE, VUE.replace("<br>", "<!-- </p> -->")),
    ("a.html", "<p>a</p>\n<br/>\n", "<p>a</p>\n<br/>\n<br>\n"), ("nginx.conf", NGINX + "{\n", NGINX + "{\n{\n"),
    ("a.html", VUE, VUE.replace("<br>", "<tr><td>")),
    ("a.vue", VUE, VUE.replace("</script>", "const a = f<Own, Other>(1)\n</script>")),
    ("a.html", VUE, VUE.replace("<br>", "{% if a %}<p>{% else %}<p x>{% endif %}</p>")),
    ("a.html", "", "<div>\n"), ("a.html", "</div>\n", "</div>\n</section>\n"), ("a.xml", "", "<a>\n"),
    ("a.xml", "<a>\n", "<a>\n<b>\n"),
    ("a.xml", "<a>\n</a>\n", "<a>\n<![CDATA[<b>]]>\n</a>\n"), ("a.astro", "<a>\n</a>\n", "---\nf<Own>(1)\n---\n<a>\n</a>\n"),
    ("a.twig", VUE, VUE.replace("<br>", "{% if a %}<b>{% else %}<b x>{% endif %}</b>")),
    ("a.vue", VUE, VUE.replace("<br>", "<Own></Own><I/>")),
    ("a.vue", VUE, VUE.replace("</script>", "</script>\n<style>\na<b> {}\n</style>")),
    ("a.tex", TEX, TEX + "\\newcommand{\\be}{\\begin{b}}\n"), ("a.tex", TEX, TEX + "\\begin{b}\n\\end{b}\n"),
    ("a.tex", TEX, TEX + TEX), ("a.tex", TEX + "\\begin{b}\n", TEX),
])  # fmt: skip
def test_what_pairs_or_never_did_may_come(path: str, before: str, after: str) -> None:
    assert lost_pair(before.encode(), after.encode(), path, is_prose=path == "n.txt") == ""


@pytest.mark.parametrize(("path", "before", "old", "new"), [
    ("nginx.conf", NGINX, "    a;\n  }\n", "    b;\n"), ("a.vue", VUE, "  <br>\n", "  </template>\n"),
    ("a.tex", TEX, "x\n\\end{a}\n", "y\n"),
])  # fmt: skip
def test_such_an_edit_is_refused(editor: Editor, path: str, before: str, old: str, new: str) -> None:
    refused = editor.apply_edit(before.encode(), f"<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n", path=path)
    assert isinstance(refused, Refused)
    assert refused.reason == "would_break_syntax"
