"""Elements and environments that come: each has its pair, where all names of the text had theirs."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.lost_pairs import lost_pair
from kaptar.edit.outcome import Applied, Refused

PAGE = "<div>\n  <section>\n    <p>a</p>\n  </section>\n</div>\n"
VUE = '<template>\n  <p>a</p>\n</template>\n\n<script setup lang="ts">\nconst a = ref<number>(1)\n</script>\n'
SVELTE = "<script>\n  let a = 1;\n</script>\n\n{#if a}\n  <p>a</p>\n{:else}\n  <p>b</p>\n{/if}\n"
PROJECT = '<Project Sdk="A">\n  <PropertyGroup>\n    <Nullable>enable</Nullable>\n  </PropertyGroup>\n</Project>\n'
TEX = "\\section{A}\nx\n\\begin{itemize}\n\\item a\n\\end{itemize}\n"


@pytest.mark.parametrize(("path", "before", "old", "new"), [
    ("a.html", PAGE, "    <p>", "    <article>\n    <p>"), ("a.html", PAGE, "    <p>", "    </article>\n    <p>"),
    ("a.html", PAGE, "<p>a</p>", '<p class="x > y">a</p><em>b'), ("a.blade.php", PAGE, "  </section>\n", ""),
    ("a.blade.php", PAGE, "    <p>", "    <x-card :a=\"$b->c\">\n    <p>"),
    ("a.html.erb", PAGE, "    <p>", "    <main><%= a > b %>\n    <p>"),
    ("a.twig", PAGE, "    <p>", "    <main {{ a }}>\n    <p>"), ("A.razor", PAGE, "    <p>", "    <Card>\n    <p>"),
    ("a.vue", VUE, "  <p>", "  <div><p>"), ("a.vue", VUE, "  <p>", "  <MyCard :f=\"() => x\">\n  <p>"),
    ("a.svelte", SVELTE, "  <p>a", "  <div>\n  <p>a"),
    ("a.svelte", SVELTE, "  <p>a", "  <Card on:x={() => (a = 1)}>\n  <p>a"),
    ("a.xml", PAGE, "<p>a</p>", "<p>a</p><li>"), ("a.xml", PAGE, "<p>a</p>", "<p>a</p><br>"),
    ("a.html", "{% if a %}b{% else %}c{% endif %}" + PAGE, "    <p>", "    <main>\n    <p>"),
    ("a.html.erb", PAGE, "  </section>\n", ""),
    ("a.csproj", PROJECT, "</Project>", "  <ItemGroup>\n</Project>"),
    ("Directory.Build.props", PROJECT, "</Project>", "  <X>\n</Project>"),
    ("a.fsproj", PROJECT, "  <PropertyGroup>", "  <LangVersion>12\n  <PropertyGroup>"),
    ("httpd", PROJECT, "</Project>", "<If a>\n</Project>"),
    ("a.resx", PROJECT, "    <Nullable>enable</Nullable>\n", "    <data name=\"a\">\n"),
    ("a.tex", TEX, "x\n", "\\begin{figure}\nx\n"), ("a.tex", TEX, "x\n", "x % \\begin{b}\n\\end{b}\n"),
    ("a.tex", TEX, "x\n", "\\begin{verbatim}\n\\begin{b}\n"), ("a.tex", "x\n", "x\n", "\\begin{table*}[t]\nx\n"),
])  # fmt: skip
def test_what_comes_has_its_pair(path: str, before: str, old: str, new: str) -> None:
    assert lost_pair(before.encode(), before.replace(old, new, 1).encode(), path, is_prose=path == "a.tex")


@pytest.mark.parametrize(("path", "before", "old", "new"), [
    ("a.html", PAGE, "    <p>", "    <article>\n    <br><img src=a>\n    </article>\n    <p>"),
    ("a.html", PAGE, "<p>a</p>", "<ul><li>a<li>b</ul><input disabled>"),
    ("a.html", PAGE, "    <p>", "    <!-- <main> -->\n    <p>"),
    ("a.html", PAGE, "    <p>", "<script>if (a<b) f('<main>')</script>\n<style>/* <b> */</style>\n<p>"),
    ("a.html", PAGE, "    <p>", '    <script src="<%= a %>"></script>\n    <p>'),
    ("a.html", PAGE, "    <p>", "    {% if a %}<main class=x>{% else %}<main>{% endif %}\n    </main><p>"),
    ("a.html", PAGE, "  <section>", "  {% if a %}<section>{% else %}<section id=b>{% endif %}"),
    ("a.html.erb", PAGE, "  <section>", "  <% if a %>\n  <section>\n  <% else %>\n  <section id=b>\n  <% end %>"),
    ("a.html", PAGE, "    <p>", "    {# a <main> that is none #}\n    <p>"),
    ("a.html", "<main>\n" + PAGE, "    <p>", "    <article>\n    <p>"),
    ("a.blade.php", PAGE, "    <p>", "    <x-button {{ $attributes->merge(['a' => 1]) }} />\n    <p>"),
    ("a.blade.php", PAGE, "    <p>", "    {{-- <x-card> --}}<x-slot:title>a</x-slot:title>\n    <p>"),
    ("a.blade.php", PAGE, "    <p>", "    @if($a->b > 1)<main>@else<main id=a>@endif</main>\n    <p>"),
    ("a.hbs", PAGE, "    <p>", "    {{#if a}}<main a>{{else}}<main>{{/if}}</main>\n    <p>"),
    ("a.conf.j2", "a <a>b</a>\nx\n", "x", "# by <c@d>\nx"), ("a.j2", "a\nx\n", "x", "# by <c@d>\nx"),
    ("a.blade.php", PAGE, "    <p>", "    <x-row @class($a->b) />\n    <p>"),
    ("a.vue", VUE, "ref<number>(1)", "ref<string>('')\nconst b = new Map<K, Array<V>>()"),
    ("a.vue", VUE, "  <p>", '  <Own :f="(x) => x > 1" @y="a = b" />\n  <p>'),
    ("a.svelte", SVELTE, "  <p>a", "  <Own on:click={() => (a = 1)} {...b} c={{ d: 1 }} />\n  <p>a"),
    ("a.svelte", SVELTE, "  <p>a", "  {#each x as y}<Row {y}>{y < 1 ? 'a' : 'b'}</Row>{/each}\n  <p>a"),
    ("a.astro", PAGE, "    <p>", "    {list.map((x: Array<Item>) => <Card a={x.b} />)}\n    <p>"),
    ("a.xml", PAGE, "<p>a</p>", "<p>a</p><q/><r a='>'></r><![CDATA[<s>]]>"),
    ("a.csproj", PROJECT, "</Project>", '  <ItemGroup>\n    <P Include="a" />\n  </ItemGroup>\n</Project>'),
    ("a.tex", TEX, "x\n", "\\begin{figure}\nx\n\\end{figure}\n"), ("a.tex", TEX, "x\n", "x % \\begin{b}\n"),
    ("a.tex", TEX, "x\n", "\\newcommand{\\be}{\\begin{equation}}\nx\n"),
    ("a.tex", TEX, "x\n", "100\\% \\begin{b}\\end{b}\n"),
    ("a.tex", TEX, "x\n", "\\begin{verbatim}\n\\begin{b}\n\\end{verbatim}\n"),
    ("a.tex", "\\begin{b}\n" + TEX, "x\n", "\\begin{c}\nx\n"),
    ("a.txt", TEX, "x\n", "write \\begin{b} for it\n"),
    ("a.html", "", "", "<main>\n"),
    ("a.tex", "", "", "\\begin{b}\n"),
])  # fmt: skip
def test_what_has_its_pair_or_needs_none_may_come(path: str, before: str, old: str, new: str) -> None:
    after = before.replace(old, new, 1)
    assert lost_pair(before.encode(), after.encode(), path, is_prose=path in ("a.tex", "a.txt")) == ""


def test_the_message_says_what_is_missing() -> None:
    assert lost_pair(PAGE.encode(), PAGE.replace("<p>", "<em><p>").encode(), "a.html") == "<em> comes without </em>"
    assert lost_pair(TEX.encode(), f"{TEX}\\end{{b}}\n".encode(), "a.tex", is_prose=True) == "\\end{b} comes without \\begin{b}"


@pytest.mark.parametrize(("path", "before", "old", "new", "reason"), [
    ("a.vue", VUE, "  <p>a</p>\n", "  <div>\n  <p>a</p>\n", "would_break_syntax"),
    ("a.vue", VUE, "  <p>a</p>\n", "  <b>a</b>\n", ""),
    ("a.blade.php", PAGE, "  </section>\n", "", "would_break_syntax"),
    ("a.tex", TEX, "x\n", "\\begin{b}\nx\n", "would_break_syntax"),
    ("a.tex", TEX, "x\n", "\\begin{b}\nx\n\\end{b}\n", ""),
])  # fmt: skip
def test_such_an_edit_is_refused(editor: Editor, path: str, before: str, old: str, new: str, reason: str) -> None:
    done = editor.apply_edit(before.encode(), f"<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n", path=path)
    assert (done.reason if isinstance(done, Refused) else "") == reason
    assert isinstance(done, Applied) == (not reason)
