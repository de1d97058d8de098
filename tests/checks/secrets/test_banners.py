"""Banners of libraries at the top of a source, told from the head of a project's own file."""

import pytest

from kaptar.checks.secrets.banners import has_banner_of_others, is_packed

OTHERS = {
    "lines": "//     Underscore.js 1.2.2\n//     (c) 2011 Jeremy Ashkenas\n//     MIT license.\n//     http://documentcloud.github.com/\nf();",
    "preserved": "/* @preserve\n * Leaflet 1.9.4, a JS library for maps. https://leafletjs.com\n * (c) 2010 V. A.\n */\nf();",
    "loud": "/*! jQuery v1.7.1 jquery.com | jquery.org/license */\n(function(){})();",
    "one line": "/*! Vue.js v2.6.12 (c) 2014-2020 Evan You */ var a;",
    "a prefix": "/**\n* @preserve HTML5 Shiv prev3.7.1 | @afarkas | MIT/GPL2 Licensed\n*/\nf();",
    "version": ";/*\n  Sparkline version 2.1.2\n  (c) Splunk, Inc.\n  http://omnipotent.net/sparkline\n*/",
    "license tag": "/** @license React v16.4.2\n * react-dom.development.js\n *\n * Copyright (c) F., the MIT license\n */",
    "license tag alone": "/* @license Graph v2.1 (c) A */",
    "mark": "\ufeff/* x.js v0.3 Copyright A https://x.io */",
}
OWN = {
    "no comment": "f(); /*! a v1.2.3 (c) B */",
    "apache": "/*\n * Copyright 2024 A\n * Under the Apache License, Version 2.0\n * http://apache.org/licenses/LICENSE-2.0\n */",
    "mpl": "/* This Source Code Form is subject to the Mozilla Public License, v. 2.0. http://mozilla.org/MPL/2.0/ */",
    "license tag of a licence": "/** @license Apache License 2.0, Copyright A */",
    "gpl": "// Copyright A. GPL 3.0 https://gnu.org\nf();",
    "a year": "/* Copyright (c) 2024 A, https://a.io */",
    "no rights": "// Format 1.2.3, see https://a.io\nf();",
    "no source": "// Frames 1.2 of the camera, (c) A\nf();",
    "a number": "/* (c) A https://a.io\n * 1.2.3\n */",
    "an address": "/* (c) A https://a.io, reached at 10.0.0.1 */",
    "empty": "",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_the_banner_of_a_library(text: str) -> None:
    assert has_banner_of_others(text.encode())


@pytest.mark.parametrize("text", OWN.values(), ids=OWN)
def test_the_head_of_an_own_file(text: str) -> None:
    assert not has_banner_of_others(text.encode())


@pytest.mark.parametrize("line", ["f();" * 2000, "var a;" * 999 + "\n// end\n", ("g();" * 200 + "\n") * 20])
def test_lines_that_only_a_program_writes(line: str) -> None:
    assert is_packed(line.encode())


@pytest.mark.parametrize(
    "text",
    ["", "f();" * 100, "f(a, b);\n" * 2000, "f(a, b);\n" * 99 + "x = '" + "A" * 20_000 + "';\n" + "g();\n" * 99],
)
def test_lines_that_people_write(text: str) -> None:
    assert not is_packed(text.encode())
