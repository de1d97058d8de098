"""Values that look like secrets and are none: names of code, and what descriptions of interfaces and block comments hold."""

import pytest
from tests.checks.secrets.looking import HEXADECIMAL, LETTERS, made, severities

from kaptar.checks.secrets.letters import is_name_of_code

HEX, LOWER, KEY = made(32, HEXADECIMAL), made(50, "abcdefghijklmnopqrstuvwxyz0123456789"), made(40)
MIXED = "K7yJ" + "PP5qNK4hf1QsRnfV"

NAMES = {
    "key of a store": ("a.ts", "const storageKey = 'k8sAppEventsDatatable';"),
    "key of a store, go": ("a.go", 'const cacheKey = "v2ConfigMapsDatatable"'),
    "attribute": ("a.html", '<x-switch storage-key="K8sResourcePoolDetailsW"></x-switch>'),
    "yaml": ("a.yaml", "access_key: S3BucketReadOnlyRole\n"),
    "python": ("a.py", 'api_token = "OAuth2ClientCredentialsFlow"'),
}


@pytest.mark.parametrize(("path", "text"), NAMES.values(), ids=NAMES)
def test_a_name_of_code_is_no_secret(path: str, text: str) -> None:
    assert severities(path, text) == []


@pytest.mark.parametrize(
    "value", [MIXED, HEX, LOWER, KEY, "Qm2LK" + "x7PWinterv9qLzR4tB", *(made(20, LETTERS, n) for n in range(200))]
)
def test_what_a_generator_makes_is_no_name_of_code(value: str) -> None:
    assert not is_name_of_code(value.encode())


@pytest.mark.parametrize("value", [MIXED, HEX, LOWER, "x9Q2" + "Datatable7vK4", "qX2Kz9" + "Wint7mB4Summ3L"])
def test_a_value_of_no_words_stays_a_warning(value: str) -> None:
    assert severities("a.py", f"API_TOKEN = '{value}'") == ["warning"]


DESCRIPTIONS = {
    "yaml": ("static/schema.yaml", "openapi: 3.0.3\ninfo:\n  title: A\n{}"),
    "json": ("static/schema.json", '{{\n    "openapi": "3.1.0",\n    {}\n}}'),
    "json in one line": ("schema.json", '{{"swagger": "2.0", "x": {{{}}}}}'),
    "swagger": ("api/v1.yml", "# Our interface\nswagger: '2.0'\n{}"),
    "behind others": ("a.json", '{{\n  "info": {{"title": "A"}},\n  "openapi": "3.0.1",\n  {}\n}}'),
}


@pytest.mark.parametrize(("path", "text"), DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_values_in_the_description_of_an_interface_are_examples(path: str, text: str) -> None:
    quoted = path.endswith("json")
    named = f'"session_token": "{HEX}"' if quoted else f"session_token: {HEX}\n"
    assert severities(path, text.format(named)) == []
    assert severities(path, text.format(named.replace(HEX, KEY))) == ["info"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", "api: 3.0.3\nsession_token: {}\n"), ("a.yaml", "openapi: true\nsession_token: {}\n"),
        ("a.json", '{{"url": "openapi: 3.0", "session_token": "{}"}}'), ("a.py", "openapi = '3.0.3'\nsession_token = '{}'\n"),
    ],
)  # fmt: skip
def test_other_files_are_no_descriptions(path: str, text: str) -> None:
    assert severities(path, text.format(HEX)) == ["warning"]


BLOCKS = {
    "without stars": ("a.ts", "/**\n## Add a hook\n>     {}\n*/\nexport const x = 1;\n"),
    "indented": ("A.java", "class A {{\n    /** Use it so:\n\n    {}\n    */\n    int a;\n}}\n"),
    "long": ("a.ts", "/**\n" + "text\n" * 200 + "{}\n*/\n"),
}
CODE = {
    "behind it": ("a.ts", "/** Text. */\n{}\n"),
    "pattern of files": ("a.ts", "const files = 'src/**';\n{}\n"),
    "plain comment": ("a.ts", "/*\n{}\n*/\n"),
    "behind code": ("a.ts", "const a = 1; /** a\n{}\n"),
    "far above": ("a.ts", "/**\n" + "text\n" * 4000 + "{}\n*/\n"),
}


@pytest.mark.parametrize(("path", "text"), BLOCKS.values(), ids=BLOCKS)
def test_a_block_of_documentation_holds_examples(path: str, text: str) -> None:
    assert severities(path, text.format(f'apiKey = "{HEX}"')) == []


@pytest.mark.parametrize(("path", "text"), CODE.values(), ids=CODE)
def test_what_stands_in_no_such_block_is_told(path: str, text: str) -> None:
    assert severities(path, text.format(f'apiKey = "{HEX}"')) == ["warning"]


SEALED = f'"token": "{made(342)}=="'


@pytest.mark.parametrize("name", ["renovate.json", ".renovaterc", ".renovaterc.json5", "renovate.json5", "package.json"])
def test_what_renovate_has_sealed_is_no_secret(name: str) -> None:
    text = f'{{"a": 1, "hostRules": [{{"encrypted": {{\n  {SEALED}\n}}}}]}}\n'
    assert severities(name, text) == []
    assert severities("config.json", text) == ["error"], "of another program it is one"


@pytest.mark.parametrize(
    "text",
    [
        f'{{"encrypted": {{"a": "b"}}, {SEALED}}}',
        f'{{{SEALED}, "encrypted": {{}}}}',
        f'{{"encrypted": {{"token": "{KEY}"}}}}',
        f'{{"decrypted": {{{SEALED}}}}}',
    ],
)
def test_beside_a_sealed_object_and_shorter_it_is_one(text: str) -> None:
    assert severities("renovate.json", text) == ["error"]
