"""Each way of `kaptar.checks.secrets.ways` in the languages that have it, and what only looks like it."""

import pytest
from tests.checks.secrets.looking import looked, made, severities

from kaptar.checks.secrets.ways import WAYS

KEY, STRONG = made(40), "gT7#kP2" + "m!vX9qL"

FOUND = {
    "type, c++": ("a.cpp", 'const std::string api_key{"KEY"};'),
    "type, c++ call": ("a.hpp", 'constexpr std::string_view kApiToken("KEY");'),
    "type, macro": ("a.h", '#define API_KEY "KEY"'),
    "type, macro of a call": ("a.ino", '#  define WIFI_PASSWORD F("STRONG")'),
    "type, progmem": ("a.ino", 'const char* apiToken PROGMEM = "KEY";'),
    "type, union": ("a.ts", 'class A { private readonly apiKey: string | undefined = "KEY"; }'),
    "type, cast": ("a.ts", 'const apiKey = <string>"KEY";'),
    "type, in quotes": ("a.py", "class A:\n    api_key: Optional[\"str\"] = 'KEY'"),
    "type, union of python": ("a.py", 'api_key: str | None = "KEY"'),
    "type, made": ("a.py", 'api_key = SecretStr("KEY")'),
    "type, rust": ("a.rs", 'let token: String = String::from("KEY");'),
    "type, rust static": ("a.rs", 'pub static API_KEY: &\'static str = "KEY";'),
    "type, go bytes": ("a.go", 'var apiSecret = []byte("KEY")'),
    "type, zig": ("a.zig", 'const api_key: []const u8 = "KEY";'),
    "type, basic": ("a.vb", 'Const ApiKey As String = "KEY"'),
    "type, julia": ("a.jl", 'const API_KEY::String = "KEY"'),
    "type, lua": ("a.lua", 'local api_key <const> = "KEY"'),
    "type, c#": ("a.cs", 'class E { string Password { get; set; } = "STRONG"; }'),
    "type, pascal": ("a.pas", "const ApiKey: string = 'KEY';"),
    "type, ada": ("a.adb", 'Api_Key : constant String := "KEY";'),
    "type, kotlin": ("a.kt", 'val apiKey: String? = "KEY"'),
    "arrow": ("a.R", 'api_key <- "KEY"'),
    "double arrow": ("a.R", "api_key <<- 'KEY'"),
    "clojure": ("a.clj", '(def api-key "KEY")'),
    "clojure, hint": ("a.clj", '(def ^String api-key\n  "KEY")'),
    "clojure, keyword": ("a.edn", '{:api-key "KEY" :b 1}'),
    "emacs": ("a.el", '(setq api-key "KEY")'),
    "lisp": ("a.lisp", '(defparameter *api-key* "KEY")'),
    "elixir": ("a.ex", '  @api_key "KEY"'),
    "erlang": ("a.erl", '-define(API_KEY, "KEY").'),
    "erlang, pair": ("a.config", '[{api_key, <<"KEY">>}].'),
    "protobuf": ("a.proto", 'optional string api_key = 1 [default = "KEY"];'),
    "property list": ("a.plist", "<key>APIKey</key>\n\t<string>KEY</string>"),
    "hadoop": ("a.xml", "<name>db.password</name>\n  <value>STRONG</value>"),
    "builder": ("A.java", 'new Client().apiKey("KEY").build();'),
    "setter": ("A.java", 'ds.setPassword("STRONG");'),
    "option in a script": ("a.sh", "deploy --password 'STRONG' x"),
    "option, bare": ("a.sh", "deploy --api-key KEY x"),
    "kubernetes": ("a.yaml", "env:\n- name: API_TOKEN\n  value: KEY"),
    "kubernetes, quoted": ("a.yaml", 'env:\n  - name: "DB_PASSWORD"\n    value: "STRONG"'),
    "ecs": ("a.json", '{"environment": [{"name": "API_KEY", "value": "KEY"}]}'),
    "postman": ("a.json", '[{"key": "api_key",\n "type": "text", "enabled": true,\n "value": "KEY"}]'),
    "terraform": ("a.tf", 'environment {\n  name  = "DB_PASSWORD"\n  value = "STRONG"\n}'),
    "terraform, variable": ("a.tf", 'variable "api_key" {\n  type    = string\n  default = "KEY"\n}'),
    "cloudformation": ("a.yaml", "- ParameterKey: DbPassword\n  ParameterValue: STRONG\n"),
    "cloudformation, default": ("a.yaml", "  DbPassword:\n    Type: String\n    NoEcho: true\n    Default: 'STRONG'\n"),
    "schema": ("a.json", '{"apiKey": {"type": "string", "default": "KEY"}}'),
    "pydantic": ("a.py", 'class S(B):\n    api_key: str = Field(default="KEY", alias="k")'),
    "django": ("a.py", 'token = models.CharField(max_length=20, default="KEY")'),
    "argparse": ("a.py", 'p.add_argument(\n    "--api-key",\n    type=str,\n    default="KEY",\n)'),
    "click": ("a.py", '@click.option("--token", "-t", envvar="T", default="KEY")'),
    "options": ("a.ts", 'const key = env.get("API_KEY", { default: "KEY" });'),
    "kotlin": ("a.kt", 'val k = System.getenv("API_KEY") ?: "KEY"'),
    "rust": ("a.rs", 'let k = env::var("API_KEY").unwrap_or_else(|_| "KEY".into());'),
    "rust, text": ("a.rs", 'let k = env::var("API_KEY").unwrap_or(String::from("KEY"));'),
    "scala": ("a.scala", 'val k = sys.env.get("API_KEY").getOrElse("KEY")'),
    "java": ("A.java", 'var k = Optional.ofNullable(apiKey).orElse("KEY");'),
    "python": ("a.py", 'k = os.environ.get("API_KEY") or "KEY"'),
    "perl": ("a.pl", "my $k = $ENV{API_KEY} // 'KEY';"),
    "ansible": ("a.yml", "k: \"{{ lookup('env', 'API_KEY') | default('KEY', true) }}\""),
    "compose": ("docker-compose.yml", "environment:\n  API_KEY: ${API_KEY:-KEY}"),
    "shell": ("a.sh", ': "${API_TOKEN:=KEY}"'),
    "spring": ("A.java", 'class A { @Value("${api.key:KEY}") String k; }'),
    "spring, yaml": ("application.yml", "api:\n  key: ${API_KEY:KEY}"),
    "header": ("a.php", "<?php f(['Authorization: Bearer KEY']);"),
    "header of curl": ("a.py", 'run(["curl", "-H", "X-Api-Key: KEY"])'),
    "in a text": ("a.py", 'x = "{\\"api_key\\": \\"KEY\\"}"'),
    "in a notebook": ("a.ipynb", '{"source": ["db_password = \\"STRONG\\""]}'),
    "yaml with =": ("a.yml", "ansible_become_pass: nK2_Sae=8KB*6fu%"),
    "yaml with = and a word": ("b.yml", "db:\n  password: Zx9Qw_r=T5p!Lm3#v"),
}


def _with_value(text: str) -> str:
    """The text with the secret for the last word that stands for it: the name may hold the same word."""
    word = "STRONG" if "STRONG" in text else "KEY"
    before, found, behind = text.rpartition(word)
    return before + (STRONG if word == "STRONG" else KEY) * bool(found) + behind


@pytest.mark.parametrize(("path", "text"), FOUND.values(), ids=FOUND)
def test_a_value_is_found(path: str, text: str) -> None:
    findings = looked(path, _with_value(text).encode())
    assert [finding.severity for finding in findings] == ["error"]
    line = _with_value(text).split("\n")[findings[0].line - 1]
    assert line[findings[0].column - 1 :].startswith(findings[0].message.rpartition(": ")[2][:4])


SILENT = {
    "a call that checks": ("a.py", f'check_password("{STRONG}")'),
    "a list of names": ("a.py", 'x(["--password", "--api-key-2024-Prod1"])'),
    "a name and a type": ("a.json", '{"apiKey": {"type": "string", "default": ""}, "b": {"default": "a1B2c3D4"}}'),
    "a reference": ("a.yaml", "- name: API_TOKEN\n  valueFrom:\n    secretKeyRef: {name: a1-B2-c3-D4-e5, key: k}\n"),
    "a variable": ("a.yaml", "- name: DB_PASSWORD\n  value: $(DB_PASSWORD_2)\n- name: X\n  value: ${X:-1}\n"),
    "two entries": ("a.yaml", f"- name: DB_PASSWORD\n- name: X\n  value: {KEY}\n"),
    "a block with other names": ("a.tf", f'variable "api_key" {{\n  type = x\n}}\nvariable "x" {{\n  default = "{KEY}"\n}}\n'),
    "a default of compose": ("a.yml", "a: ${API_KEY:}\nb: ${DB_PASSWORD:-postgres}\nc: ${TOKEN:?missing-it-2}\n"),
    "a message": ("a.py", 'raise E("Password: at-least-8-Signs"); say("token: abc-Def-123-x")'),
    "a macro": ("a.h", "#define API_KEY_NAME \"x-api-key-2024\"\n#define TOKEN_STRING 258\n#define PASSWORD_MAX1 (1<<20)\n"),
    "a lexer": ("a.cpp", 'Token token("identifier_2024_Name_1"); setToken(TOKEN_1)'),
    "a fallback": ("a.kt", 'val k = System.getenv("API_KEY") ?: error("API_KEY1 is not set")'),
    "a keyword": ("a.clj", '{:password "New password" :token "token-Name-1"}'),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text"), SILENT.values(), ids=SILENT)
def test_what_looks_like_it_is_silent(path: str, text: str) -> None:
    assert severities(path, text) == []


def test_each_way_says_where_it_is_found() -> None:
    assert len({way.example for way in WAYS}) == len(WAYS)
