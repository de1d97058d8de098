//! What each language may be written as, and what would be another meaning.

use crate::same;

fn differs(dialect: &str, before: &str, after: &str) -> bool {
    let args = (serde_bytes::Bytes::new(before.as_bytes()), serde_bytes::Bytes::new(after.as_bytes()), dialect);
    let answer = same(&rmp_serde::to_vec(&args).unwrap()).unwrap_or_else(|error| panic!("{dialect} {before:?}: {error}"));
    answer != [0xc0]
}

fn equal(dialect: &str, pairs: &[(&str, &str)]) {
    for (before, after) in pairs {
        assert!(!differs(dialect, before, after), "{before:?} and {after:?}");
    }
}

fn unequal(dialect: &str, pairs: &[(&str, &str)]) {
    for (before, after) in pairs {
        assert!(differs(dialect, before, after), "{before:?} and {after:?}");
    }
}

#[test]
fn json() {
    equal("json", &[("{\"a\":[1,2,],}", "{ \"a\": [1, 2] }\n"), ("[1, // x\n]", "[\n  1 //x\n]"), ("\u{feff}{}", "{}\r\n")]);
    unequal("json", &[
        ("[1.0]", "[1]"),
        ("{\"a\":1,\"a\":2}", "{\"a\":2}"),
        ("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}"),
        ("[1] // a", "[1]"),
        ("[\"\\u0041\"]", "[\"A\"]"),
        ("[1,,2]", "[1,2]"),
    ]);
}

#[test]
fn toml() {
    equal("toml", &[("a=1 # x\n[b]\n", "a = 1 #  x\n\n[b]"), ("a=[1,2,]\n", "a = [\n  1,\n  2\n]\n"), ("a = {\n b = 1,\n}", "a = { b = 1 }"), ("a = 'b'\n'c' = 1", "a = \"b\"\n\"c\" = 1")]);
    unequal("toml", &[("a = 0x10", "a = 16"), ("# a\n", ""), ("a = '''\nx \n'''", "a = '''\nx\n'''"), ("a = 1\nb = 2", "b = 2\na = 1")]);
}

#[test]
fn yaml() {
    equal("yaml", &[
        ("a:   1 # x\n", "a: 1 #x\n"),
        ("a: 'x'\n", "a: \"x\"\n"),
        ("- &x [1,2]\n- *x\n", "- &x [1, 2]\n- *x\n"),
        ("a: |\n    x\n    y\n", "a: |\n  x\n  y\n"),
    ]);
    unequal("yaml", &[
        ("a: |+\n  x\n\n", "a: |+\n  x\n"),
        ("a: |\n  \tx\n  y\n", "a: |\n  x\n  y\n"),
        ("a: |\n  x\n  #y\n", "a: |\n  x\n  y\n"),
        ("a: '1'\n", "a: 1\n"),
        ("a: &b 1\n", "a: &c 1\n"),
        ("a: !b 1\n", "a: 1\n"),
        ("a: 1 # b\n", "a: 1\n"),
        ("a: | # b\n  x\n", "a: |\n  x\n"),
        ("a: >\n  x\n", "a: |\n  x\n"),
        ("a: 1\n---\na: 1\n", "a: 1\n"),
    ]);
}

#[test]
fn css() {
    equal("css", &[
        ("a{b:c}", "a {\n  b: c;\n}\n"),
        ("a>b,c + d{}", "a > b,\nc+d {\n}"),
        ("@media (min-width:1px){a{b:c;;}}", "@media (min-width: 1px) {\n a { b: c }\n}"),
        ("a[b=c]{d:'e'!important}", "a[b=\"c\"] { d: \"e\" !important; }"),
        ("a{b:.50EM #FFF}", "a { b: 0.5em #fff }"),
        ("@MEDIA x{}", "@media x {}"),
        ("a{b:url( x )}", "a { b: url(x) }"),
        ("a{b:c};", "a{b:c}"),
        ("@media x{a{b:c};}", "@media x{a{b:c}}"),
        ("a{&:hover{};b:c}", "a{&:hover{} b:c}"),
        ("a{@media x{b:c;;}}", "a{@media x{b:c}}"),
        ("@font-face{a:b;;c:d}", "@font-face{a:b;c:d}"),
        ("a [b |= c]{}", "a [b|=c]{}"),
        ("@media (width >= 1px){}", "@media (width>=1px){}"),
        (".\\31 {}", ".\\31{}"),
        ("a{b : c}", "a{b:c}"),
        ("a{--b: ;}", "a{--b: }"),
    ]);
    unequal("css", &[
        ("a .b{}", "a.b{}"),
        ("a :hover{}", "a:hover{}"),
        ("a{b:c d}", "a{b:cd}"),
        ("a{b:calc(1px + 2px)}", "a{b:calc(1px +2px)}"),
        ("a{b:1px -2px}", "a{b:1px-2px}"),
        ("/* a */b{}", "b{}"),
        ("a{--B:c}", "a{--b:c}"),
        ("a{b:c}d{e:f}", "a{b:c}d{e:g}"),
        ("@media a and (b){}", "@media a and(b){}"),
        ("a{b:c};\nd{e:f}", "a{b:c}\nd{e:f}"),
        (";a{b:c}", "a{b:c}"),
        ("@import 'a';;b{}", "@import 'a';b{}"),
        ("@media x{a{};b{}}", "@media x{a{}b{}}"),
        ("@media x{;b{}}", "@media x{b{}}"),
        ("@layer x{a{}}; b{}", "@layer x{a{}} b{}"),
        ("a |b{}", "a|b{}"),
        ("a[b~ =c]{}", "a[b~=c]{}"),
        ("@media (width> =1px){}", "@media (width>=1px){}"),
        ("@supports selector(a :hover){}", "@supports selector(a:hover){}"),
        ("@scope (a :hover){}", "@scope (a:hover){}"),
        (".\\31  a{}", ".\\31 a{}"),
        ("a{filter:progid:x}", "a{filter:progid: x}"),
        ("@charset 'utf-8';", "@charset \"utf-8\";"),
        ("@charset  \"utf-8\";", "@charset \"utf-8\";"),
        ("a{--b: ;}", "a{--b:;}"),
        (";}a{b:c}", "}a{b:c}"),
    ]);
}

#[test]
fn markdown() {
    equal("markdown", &[
        ("a\nb", "a b"),
        ("* a\n* b\n", "- a\n- b\n"),
        ("_a_ __b__", "*a* **b**"),
        ("a\n===\n", "# a\n"),
        ("|a|b|\n|-|:-:|\n|1|2|\n", "| a   |  b  |\n| --- | :-: |\n| 1   |  2  |\n"),
        ("|a|b|\n|-|-|\n|c|\n", "| a | b |\n| - | - |\n| c |   |\n"),
        ("[a]: b\n\n[a]", "[a]:   b\n\n[a]\n"),
        ("* a\n* b\n\n\n# c", "- a\n- b\n\n# c\n"),
        ("* a\n  * b\n\n\nc", "- a\n  - b\n\nc\n"),
        ("a <b>c</b>  d", "a <b>c</b> d"),
        ("a <pre>b</pre>  c", "a <pre>b</pre> c"),
        ("<pre>a</pre>\n\nb  c", "<pre>a</pre>\n\nb c"),
        ("```\n", "```\n```\n"),
        ("```\n```\n", "~~~\n~~~\n"),
        ("    a\n", "```\na\n```\n"),
        ("> ```\n>\n> ```\n", ">   ```\n>\n>   ```\n"),
    ]);
    unequal("markdown", &[
        ("~a~", "~~a~~"),
        ("* a\n\n* b\n", "- a\n- b\n"),
        ("2. a\n", "1. a\n"),
        ("|a|\n|-|\n|b|c|\n", "| a |\n| - |\n| b |\n"),
        ("* a\n\n  b\n* c", "- a\n  b\n- c\n"),
        ("a  \nb", "a\nb"),
        ("```x\na\n```\n", "```\na\n```\n"),
        ("[a]: b\n", ""),
        ("<!-- a -->\n", ""),
        ("`a  b`", "`a b`"),
        ("a*b*", "a\\*b\\*"),
        ("---\na: 1\n---\n", "---\n"),
        ("a <pre>b  c</pre>", "a <pre>b c</pre>"),
        ("a <pre>b\nc</pre>", "a <pre>b c</pre>"),
        ("a <pre>b *c  d*</pre>", "a <pre>b *c d*</pre>"),
        ("|a|\n|-|\n|<pre>b<br/>  c</pre>|\n", "|a|\n|-|\n|<pre>b<br/> c</pre>|\n"),
        ("a <textarea>b  c</textarea>", "a <textarea>b c</textarea>"),
        ("<span style='white-space: pre-wrap'>b  c</span>", "<span style='white-space: pre-wrap'>b c</span>"),
        ("<i style='white-space:pre'><i>a</i> b  c</i>", "<i style='white-space:pre'><i>a</i> b c</i>"),
        ("<div style='white-space:pre'>\n\na  b\n\n</div>", "<div style='white-space:pre'>\n\na b\n\n</div>"),
        ("<div><pre>\n\na  b\n", "<div><pre>\n\na b\n"),
        ("```\n\n```\n", "```\n```\n"),
        ("```\n\n\n```\n", "```\n\n```\n"),
        ("> ```\n>\n> ```\n", "> ```\n> ```\n"),
        ("- ```\n\n  ```\n", "- ```\n  ```\n"),
        ("> \n    a\n\n    b", "> \n    a\n\n\n    b"),
    ]);
}

#[test]
fn html() {
    equal("html", &[
        ("<p>a\n b</p><p>c</p>", "<p>a b</p>\n<p>\n  c\n</p>\n"),
        ("<a HREF='x'>b</a>", "<a href=\"x\">b</a>"),
        ("<style>a{b:c}</style>", "<style>\n  a { b: c; }\n</style>"),
        ("<script>\na\n  b\n</script>", "<script>\n  a\n    b\n</script>"),
        ("<div><!-- a --><p>b</p></div>", "<div>\n  <!-- a -->\n  <p>b</p>\n</div>"),
        ("<a class=' b\n c'>d</a>", "<a class=\"b c\">d</a>"),
        ("<i style='white-space:nowrap'>a  b</i>", "<i style='white-space:nowrap'>a b</i>"),
        ("<script type='text/python'>\nif a:\n  b\n</script>", "<script type='text/python'>\n  if a:\n    b\n</script>"),
    ]);
    unequal("html", &[
        ("<b>a</b> c", "<b>a</b>c"),
        ("<pre>a\n  b</pre>", "<pre>a\nb</pre>"),
        ("<!-- a -->", ""),
        ("<a b></a>", "<a></a>"),
        ("<style>a{b:c}</style>", "<style>a{b:d}</style>"),
        ("<script>`\n a`</script>", "<script>`\n  a`</script>"),
        ("<script>a  b</script>", "<script>a b</script>"),
        ("<p>a &amp; b</p>", "<p>a b</p>"),
        ("<input value='a  b'>", "<input value='a b'>"),
        ("<a title='b\n c'>d</a>", "<a title='b c'>d</a>"),
        ("<i style='white-space: pre'>a  b</i>", "<i style='white-space: pre'>a b</i>"),
        ("<p style='color:red;white-space:break-spaces'>a\nb</p>", "<p style='color:red;white-space:break-spaces'>a b</p>"),
        ("<text xml:space='preserve'>a  b</text>", "<text xml:space='preserve'>a b</text>"),
        ("<script type='text/python'>\nif a:\n  b\nc\n</script>", "<script type='text/python'>\nif a:\nb\nc\n</script>"),
        ("<script>\na = 'b\\\n  c'\n</script>", "<script>\na = 'b\\\nc'\n</script>"),
    ]);
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let ask = |dialect: &str, text: &str| {
        let text = serde_bytes::Bytes::new(text.as_bytes());
        same(&rmp_serde::to_vec(&(text, text, dialect)).unwrap()).unwrap_err()
    };
    assert!(ask("c", "").contains("not known here"));
    assert!(ask("yaml", "a: [").contains("cannot be read"));
    assert!(ask("toml", "a =").contains("cannot be read"));
    assert!(ask("json", "\"a").contains("no end"));
    assert!(ask("css", "/* a").contains("no end"));
}
