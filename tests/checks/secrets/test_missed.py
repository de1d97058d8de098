"""Secrets in the syntaxes of files that have one of their own, and values that only look like no secrets."""

import base64
import json

import pytest
from tests.checks.secrets.looking import LETTERS, looked, made, severities

KEY, STRONG, PLAIN = made(40), "gT7#kP2" + "m!vX9qL", "gT7kP2m" + "vX9qLzR4"
URL = LETTERS + "_-"
LOGIN = base64.b64encode(f"deploy:{PLAIN}".encode()).decode()
JWK = f'"x":"{made(43, URL)}","y":"{made(43, URL, seed=2)}"'
PRIVATE = f'{{"kty":"EC","crv":"P-256",{JWK},"d":"{made(43, URL, seed=3)}"}}'
CONFIG = base64.b64encode(json.dumps({"auths": {"r.acme.net": {"auth": LOGIN}}}, separators=(",", ":")).encode()).decode()

FOUND = {
    "netrc": (".netrc", f"machine git.acme.net login bot password {STRONG}\n", "secrets/password"),
    "netrc, lines": ("home/_netrc", f"machine git.acme.net\n  login bot\n  password {PLAIN}\n", "secrets/password"),
    "netrc, token": (".netrc", f"machine api.heroku.com login a@acme.net password {made(20)}\n", "secrets/password"),
    "pgpass": (".pgpass", f"# comment\ndb.acme.net:5432:app:svc:{PLAIN}\n", "secrets/password"),
    "pgpass, escaped": ("pgpass.conf", f"db.acme.net:*:*:svc:a\\:{PLAIN}\n", "secrets/password"),
    "docker": ("config.json", f'{{"auths": {{"r.acme.net": {{"auth": "{LOGIN}"}}}}}}', "secrets/password"),
    "docker, other file": ("deploy.py", f"auths = {{'r.acme.net': {{'auth': '{LOGIN}'}}}}", "secrets/password"),
    "docker in kubernetes": ("s.yaml", f"data:\n  .dockerconfigjson: {CONFIG}\n", "secrets/password"),
    "jwk": ("key.json", PRIVATE, "secrets/private-key"),
    "jwk in a source": ("a.js", f"const k = {{ kty: 'OKP', d: '{made(43, URL)}' }}", "secrets/private-key"),
    "jwk, symmetric": ("key.json", f'{{"kty":"oct","k":"{made(43, URL)}"}}', "secrets/private-key"),
    "batch": ("run.bat", f"@echo off\nset DB_PASSWORD={STRONG}\n", "secrets/password"),
    "cmd": ("run.cmd", f"SET API_TOKEN={KEY}\n", "secrets/assigned"),
    "make": ("Makefile", f"export DB_PASSWORD = {STRONG}\n", "secrets/password"),
    "make, simple": ("rules.mk", f"API_TOKEN := {KEY}\n", "secrets/assigned"),
    "make, if unset": ("GNUmakefile", f"API_TOKEN ?= {KEY}\n", "secrets/assigned"),
    "fish": ("config.fish", f"set -x API_TOKEN {KEY}\n", "secrets/assigned"),
    "fish, global": ("config.fish", f'set --global --export DB_PASSWORD "{STRONG}"\n', "secrets/password"),
    "csh": ("login.csh", f"setenv API_TOKEN {KEY}\n", "secrets/assigned"),
    "sql": ("u.sql", f"CREATE USER 'svc'@'%' IDENTIFIED BY '{STRONG}';\n", "secrets/password"),
    "sql, plugin": ("u.py", f"\"create user svc identified with caching_sha2_password by '{STRONG}'\"", "secrets/password"),
    "postgres": ("u.sql", f"ALTER ROLE app WITH LOGIN PASSWORD '{STRONG}';\n", "secrets/password"),
    "command line of mysql": ("a.sh", f"mysql -u root -h db.acme.net -p'{STRONG}' shop\n", "secrets/password"),
    "header of a request": ("a.http", f"GET https://api.acme.net/x\nAuthorization: Bearer {KEY}\n", "secrets/assigned"),
    "query": ("a.js", f'fetch("https://api.acme.net/v1/x?access_token={KEY}&a=1")', "secrets/assigned"),
    "query, other": ("a.py", f'get("https://api.acme.net/v1/x?a=1&api_key={KEY}")', "secrets/assigned"),
    "query in an environment": (".env", f"HOOK=https://api.acme.net/x?token={KEY}&a=1\n", "secrets/assigned"),
    "left of a comparison": ("a.js", f"if ('{STRONG}' === password) ok();", "secrets/password"),
    "left of a comparison, python": ("a.py", f'if "{KEY}" == request.headers.api_key:', "secrets/assigned"),
    "address": ("a.py", f'WEBHOOK_SECRET = "https://hooks.acme.net/in/{KEY}"', "secrets/assigned"),
    "word by chance": ("a.py", 'DB_PASSWORD = "x7#K' + 'test9!vQm2Lp$"', "secrets/assigned"),
    "word by chance in a key": ("a.py", 'API_SECRET = "Qm2L' + 'demo9vX7kP4tZ8rB1nC5wYz6d"', "secrets/assigned"),
    "passphrase": ("a.py", 'VAULT_PASSPHRASE = "correct' + ' horse battery staple 42"', "secrets/password"),
}


@pytest.mark.parametrize(("path", "text", "rule"), FOUND.values(), ids=FOUND)
def test_a_secret_is_found_where_its_syntax_has_it(path: str, text: str, rule: str) -> None:
    findings = looked(path, text.encode())
    assert [finding.rule for finding in findings] == [rule]
    place = text.split("\n")[findings[0].line - 1][findings[0].column - 1 :]
    assert place.startswith(findings[0].message.rpartition(": ")[2][:4])
    assert findings[0].message.count(text[-12:-4]) == 0


SILENT = {
    "netrc, anonymous": (".netrc", "machine ftp.gnu.org login anonymous password me@acme.net\n"),
    "netrc, placeholder": (".netrc", "machine a.net login x password $TOKEN\nmachine b.net login x password changeme1\n"),
    "netrc, local": (".netrc", f"machine localhost login x password {PLAIN}\n"),
    "pgpass, local": (".pgpass", f"localhost:5432:app:svc:{PLAIN}\n#db:1:a:b:{PLAIN}\n"),
    "pgpass, place": (".pgpass", "db.acme.net:5432:app:svc:<password>\n"),
    "auth, no login": ("a.json", f'{{"auth": "{base64.b64encode(b"no login in here at all 123").decode()}"}}'),
    "auth, placeholder": ("a.json", f'{{"auth": "{base64.b64encode(b"username:password").decode()}"}}'),
    "auth, a kind": ("a.json", '{"auth": "oauth2-client-credentials-v2"}'),
    "jwk, public": ("jwks.json", f'{{"keys":[{{"kty":"EC",{JWK},"kid":"{made(43, URL)}"}}]}}'),
    "d without a key": ("a.json", f'{{"d": "{made(43, URL)}"}}'),
    "path of a picture": ("a.js", f'<path d="{made(43, LETTERS)}"/> // kty'),
    "make, a call": ("Makefile", "API_TOKEN := $(shell cat token-2024-file)\nSECRET_KEY ?= $(KEY_FROM_VAULT2)\n"),
    "batch, a variable": ("run.bat", "set DB_PASSWORD=%DB_PASSWORD_2%\nset /p PASSWORD=Enter the word2:\n"),
    "fish, a call": ("config.fish", "set -x API_TOKEN (cat ~/.token-2)\nset -x API_TOKEN $argv[12345678]\n"),
    "fish, words": ("config.fish", "# set the token acme-2024-x to y\necho password 12345678abc\n"),
    "sql, bound": ("u.sql", "CREATE USER x IDENTIFIED BY '${DB_PASSWORD_9}';\nALTER ROLE x PASSWORD :'new_password2';\n"),
    "command line of mysql, other": ("a.sh", "mysql -u root -p shop_2024a\nmysql -u x -p$PW_2 -h y; echo -pA1b2-C3d4-E5\n"),
    "sql, prose": ("a.py", "say(\"the password 'kV9mQ2xL7p' was wrong\")"),
    "sql, hash": ("u.sql", f"CREATE USER x IDENTIFIED BY PASSWORD '*{made(40, '0123456789ABCDEF')}';"),
    "query, a variable": ("a.js", "fetch(`https://api.acme.net/x?access_token=${token1}&a=1`)"),
    "query, an example": ("a.py", 'get("https://api.acme.net/x?token=your-token-2024-here")'),
    "query, next page": ("a.py", f'get("https://api.acme.net/x?page_token={KEY}")'),
    "comparison with a word": ("a.js", "if ('forgot-password-2' === password) x(); if ('b' == token) y();"),
    "address of a place": ("a.py", 'API_SECRET = "https://vault.acme.net/v1/apps/shop/key-2024"'),
    "text": ("a.py", 'passphrase = "Enter the passphrase for your key 2"; password = "at least 8 signs, 1 digit"'),
    "passphrase, one word": ("a.py", 'passphrase = "my passphrase"'),
    # noise
    "path of a store": ("a.js", "const secret = 'prod/app1/db-Credentials9x', key = { secretKey: 'alias/aws/ebs2-Prod-eu1x' };"),
    "name of a credential": ("a.yaml", "sshCredential: 'gh-App-4f2-readOnly-9c'\n"),
    "next line's key": ("a.yaml", "password:\n    minLength8Or9: 8\nsecret:\n  x-go-type3Name: string\n"),
    "next line's key in quotes": ("a.json", '{"password":\n  "minLength8Or9": 8}'),
    "mysql": ("u.yml", f'passwd: "*{made(40, "0123456789ABCDEF")}"\n'),
    "translations": ("a.ts", '{ forgotPassword: "Kennwort-vergessen?", newPassword: "Neues_Kennwort!", password: "Geheim!" }'),
    "other alphabets": ("a.json", '{"password": "Пароль", "new-password": "新しいパスワード", "password2": "Slaptažodis"}'),
    "packages": ("pnpm-lock.yaml", "'@inquirer/password': 4.0.23\n  '@inquirer/password': 4.0.23(@types/node@22.10.7)\n"),
    "packages with a range": ("package.json", '{"@inquirer/password": "^4.0.23", "@acme/api-token": "workspace:^1.2.3"}'),
    "service": ("ci.yml", "env:\n  POSTGRES_PASSWORD: postgres\n  SA_PASSWORD: Forge123\n  password: admin123\n"),
    "rules": ("a.php", "'password' => 'required|string', 'new_password' => 'required|alpha_dash|string|max:255',"),
    "interpolation": ("a.rb", 'x(authorization: "void-#{generate_authorization}-2")'),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text"), SILENT.values(), ids=SILENT)
def test_what_looks_like_it_is_silent(path: str, text: str) -> None:
    assert looked(path, text.encode()) == ()


@pytest.mark.parametrize("value", ["x7#K" + "tests!vQm2Lp$", "test" + "9!vQm2Lp$7#K", "9!vQ-demo-2Lp$7#Kx", "Q1!test2#demo3$w"])
def test_a_word_that_somebody_wrote_makes_a_placeholder(value: str) -> None:
    assert severities("a.py", f'DB_PASSWORD = "{value}"') == ([] if "tests" not in value else ["error"])


def test_a_long_address_is_read_in_its_last_part() -> None:
    assert severities("a.py", f'api_token = "https://x.acme.net/{"a" * 400}/{KEY}"') == ["warning"]
    assert severities("a.py", f'token = "https://ipfs.io/ipfs/Qm{made(44)}"') == []


SIGNS = LETTERS + "!@#$%^&*()-_ []{}<>~`+=,.;:/?|"
NOISE = [made(64, SIGNS, seed) for seed in range(3, 9)]
SAID = [
    base64.b64encode(text).decode()
    for text in (b"oauth2-proxy-client-secret\n", b"my-application-client-key-name", b"SomeServiceName")
]


@pytest.mark.parametrize("value", NOISE)
@pytest.mark.parametrize("name", ["AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_SALT", "AUTH_SALT"])
def test_keys_of_all_signs_are_found_also_with_other_quotes_in_them(name: str, value: str) -> None:
    assert severities("wp-config.php", f"<?php\ndefine('{name}', '{value}');\n") == ["error"]
    assert severities("a.py", f'{name} = "{value}"\n') == ["error"]


@pytest.mark.parametrize(
    "text",
    [
        "const password = '^(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9@$!%*#?&]{8,32}$';",
        "f('token', 'if(a[0]!==b.c&&d.length>1){return e(f,g)+1}else{h=i[2]}');",
        "const SALT = 'Error: {0} of {1} (see <https://acme.net/a?b=2>); try again!';",
    ],
)
def test_patterns_and_code_are_no_keys_of_all_signs(text: str) -> None:
    assert severities("a.js", text) == []


@pytest.mark.parametrize(
    "call",
    [
        "define('DB_PASSWORD', '{}');",
        "cache.set('db_password', '{}')",
        'setenv("DB_PASSWORD", "{}");',
        'x.put( "db_password", "{}")',
    ],
)
def test_a_call_that_sets_a_name_is_read_as_an_assignment(call: str) -> None:
    assert severities("a.php", call.replace("{}", PLAIN)) == severities("a.php", f"password = '{PLAIN}'") == ["warning"]
    assert severities("a.php", call.replace("{}", PLAIN).replace("define", "f").replace("set", "f").replace("put", "f")) == []


@pytest.mark.parametrize(
    "value", ["kTqZwPm" + "BvRxNsLdH", "VXieLSq" + "aItCxphYx", "xkqzwpm" + "bvrtnsldh", "QWZXKVJ" + "BPTFGMLR"]
)
def test_a_password_of_letters_that_no_word_has_is_a_warning(value: str) -> None:
    assert severities("a.yml", f"db_password: {value}\n") == ["warning"]
    assert severities("a.yml", f"db_username: {value}\n") == []


@pytest.mark.parametrize(
    "value",
    ["EnterYourPhrase", "geheimeszugangswort", "contrasenanueva", "haslouzytkownika", "databaseAdminRole", "motdepasseoublie"],
)
def test_words_of_letters_are_silent(value: str) -> None:
    assert severities("a.yml", f"db_password: {value}\n") == []


@pytest.mark.parametrize("value", SAID)
@pytest.mark.parametrize("path", ["a.cfg", "dex.yaml", "a.py"])
def test_base64_of_a_text_is_judged_by_the_text(path: str, value: str) -> None:
    assert severities(path, f'client_secret: "{value}"\n') == []


def test_base64_of_a_secret_is_one() -> None:
    assert severities("a.py", f'client_secret = "{base64.b64encode(KEY.encode()).decode()}"\n') == ["error"]
    assert severities("a.py", f'client_secret = "{LOGIN}"\n') == ["error"]


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        (".npmrc", f"//npm.acme.net/:_auth={LOGIN}\n", "secrets/password"),
        ("a/.npmrc", f'_auth = "{LOGIN}"\n', "secrets/password"),
        (".npmrc", f"_auth={base64.b64encode(b'bot:two words9!x').decode()}\n", "secrets/password"),
        (".netrc", "machine api.heroku.com login a@b.net password 4d7fc85d-0254-204c-802f-5490d49358c0\n", "secrets/password"),
        ("a.sh", f"curl -u admin:{PLAIN} https://ci.acme.net/x\n", "secrets/password"),
        ("a.sh", f'curl -fsSLu "ci:{STRONG}" https://ci.acme.net/x\n', "secrets/password"),
        ("a.yml", f"- run: curl -X POST \\\n    --user 'ci:{PLAIN}' https://ci.acme.net/x\n", "secrets/password"),
        ("config/master.key", made(32, "0123456789abcdef") + "\n", "secrets/private-key"),
        ("config/credentials/production.key", made(32, "0123456789abcdef"), "secrets/private-key"),
    ],
)
def test_logins_and_keys_in_a_form_of_their_own_are_found(path: str, text: str, rule: str) -> None:
    assert [finding.rule for finding in looked(path, text.encode())] == [rule]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".npmrc", "_auth=${NPM_AUTH}\nalways-auth=true\n"),
        (".npmrc", f"_auth={base64.b64encode(b'username:password').decode()}\n"),
        ("a.sh", f"curl -u admin:admin https://ci.acme.net/x\ncurl -u me:{PLAIN} http://localhost:80/x\n"),
        ("a.sh", 'curl -u "$USER:$PASSWORD9" https://ci.acme.net/x\n'),
        ("a.key", "0" * 32 + "\n"),
        ("a.md5", made(32, "0123456789abcdef") + "\n"),
    ],
)
def test_logins_and_keys_of_nobody_are_silent(path: str, text: str) -> None:
    assert severities(path, text) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.js", 'throw new Error("Unknown Token: "+String(y0)+x["Ptg1"].indexOf(t[0]))};f("a")'),
        ("A.cs", 'throw new Exception("Unknown token: "+Convert.ToBase64String(b2)+"; at "+pos7);'),
        ("a.py", 'print("token: "+str(resp2.Json()["Data1"]["id"]) + "x")'),
        ("a.rb", "puts 'api token: '+Base64.encode64(a2B[0]).strip+'!Zz9'+q"),
        ("a.js", "log(`secret: `,JSON.stringify(a9.B2.c8Dd7),`x`)"),
        ("A.vue", '<F v-model="a.password" :placeholder="$t(\'password\')" :required="!isEditing2" />'),
        ("B.vue", "<F :label=\"$t('login.password')\" @error=\"!isValid2\" [x]='!isValid3' />"),
        ("a.py", 'h == "$1$mF86/UHC$WvcIcX2t6crBz2onWxyac."; password = "$1$kR3xB9qz$9hV1fT7mLwQ2sYc0uJeXn/"'),
        ("a.php", "'password' => 'confirmed|'.Setting::rules('store'), 'secret' => 'required|min:8|'.$rule"),
        ("a.yml", "Conn: Server=localhost;Port=5432;User Id=postgres;Password=postgres;\n"),
        ("public/intl/messages/ja-JP.json", '{"confirm-password": "x7#Kq!vQm2Lp$z"}'.replace("x7#Kq!vQm2Lp$z", "Kennwort9!")),
        (
            "a.json",
            '{"confirm-password": "\u30d1\u30b9\u30ef\u30fc\u30c9(\u78ba\u8a8d)", "password2": "\u786e\u8ba4\u5bc6\u7801(1)"}',
        ),
        ("a.json", '{"hb": "//wiki.net/index.php?go=y&searchToken=d3hpaqueyzu0cl5im2izrofz8"}'),
    ],
)
def test_text_beside_a_name_and_values_that_are_none_are_silent(path: str, text: str) -> None:
    assert severities(path, text) == []


@pytest.mark.parametrize("before", ['x = "a", ', 'f("a",', '{"b": "", ', "g('it''s', "])
def test_a_value_beside_other_texts_is_found(before: str) -> None:
    assert severities("a.js", f'{before}token: "+{KEY}"') == ["error"]


def test_a_message_shows_whole_characters() -> None:
    [finding] = looked("a.py", 'password = "\u00fcb7#K9!vQm2Lp$"'.encode())
    assert "\u00fcb7#" in finding.message
    assert "\ufffd" not in finding.message
