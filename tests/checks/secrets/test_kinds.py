"""Kinds of false and of missed alarms, from public reports about secret scanners, each in several forms."""

import zlib

import pytest
from tests.checks.secrets.looking import HEXADECIMAL, LETTERS, looked, made, severities

from kaptar.checks.finding import Severity
from kaptar.checks.secrets.hit import Hit, apart
from kaptar.checks.secrets.shapes import has_right_checksum

KEY, HEX, STRONG = made(40), made(32, HEXADECIMAL), "kV9#mQ2$xL7@" + "pW4!zN8&"

ASSIGNED = {
    "a.py": [
        'api_key: str = "{}"',
        'K = os.getenv("API_KEY", "{}")',
        'API_KEY = (\n    "{}"\n)',
        'client_secret = r"{}"',
        'headers["Authorization"] = "Bearer {}"',
        'conn(access_token="{}")',
        'x = d.get("auth_token", "{}")',
        'api_key: Optional[str] = "{}"',
    ],
    "a.ts": [
        'const apiKey: string = "{}";',
        "const apiKey = process.env.API_KEY || '{}';",
        "const k = {{ apiKey: `{}` }};",
        'const apiKey = process.env.API_KEY ?? "{}"',
        '{{"Authorization": "Bearer {}"}}',
        'private readonly clientSecret: string = "{}";',
    ],
    "a.go": ['const apiKey string = "{}"', 'apiKey := "{}"', 'cfg.ClientSecret = "{}"'],
    "a.rs": ['const API_KEY: &str = "{}";', 'static API_KEY: &\'static str = "{}";', 'let api_key: String = "{}".into();'],
    "A.java": ['private static final String API_KEY = "{}";', 'props.setProperty("api.secret", "{}");'],
    "a.kt": ['val apiKey: String = "{}"'],
    "a.swift": ['let apiKey: String = "{}"'],
    "a.c": ['char api_key[] = "{}";'],
    "a.cs": ['const string ApiKey = "{}";', '<add key="ApiKey" value="{}" />'],
    "a.rb": ["API_KEY = ENV.fetch('API_KEY', '{}')"],
    "a.php": ["define('API_KEY', '{}');", "'secret_key' => '{}',"],
    "a.yml": ["api_key: {}", 'api_key: "{}"', "- secret: {}"],
    ".env": ["API_KEY={}", "export API_KEY={}", "API_KEY='{}'"],
    "deploy.sh": ["API_KEY={}", "${{API_KEY:-{}}}".replace("{}", "{}")],
    "a.xml": ["<apiKey>{}</apiKey>"],
    "a.properties": ["api.secret={}"],
    "a.tf": ['secret_key = "{}"'],
    "Dockerfile": ["ENV API_KEY={}"],
    "a.ini": ["secret_key = {}"],
    "a.toml": ['secret_key = "{}"'],
}
FORMS = [(path, form) for path, forms in ASSIGNED.items() for form in forms if "{{API_KEY" not in form]


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_a_generated_key_is_an_error_in_each_syntax(path: str, form: str) -> None:
    assert severities(path, form.format(KEY) + "\n") == ["error"]


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_a_value_that_may_be_a_digest_is_a_warning(path: str, form: str) -> None:
    lists = ("getenv", "d.get", "fetch")
    assert severities(path, form.format(HEX) + "\n") == ([] if any(each in form for each in lists) else ["warning"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("compose.yml", f"environment:\n  - API_TOKEN=${{API_TOKEN:-{KEY}}}\n"),
        ("a.js", f"const c = {{password:'?{STRONG}'}}"),
        ("app.ini", f"; - redis: addr=:6379,password={KEY},db=0,pool_size=100\n"),
        ("app.ini", f"token = {KEY}\n"),
        ("a.sh", f"API_KEY=-{KEY}\n"),
        ("a.ts", f"const CREDENTIAL_VALUE = '{KEY}'"),
        ("a.py", f'PASSWORD = "{KEY[:20]}${KEY[20:]}"'),
        ("a.py", f'PASSWORD = "$2{STRONG}{STRONG}"'),
    ],
)
def test_beside_these_forms_a_secret_is_told(path: str, text: str) -> None:
    assert severities(path, text) == ["error"]


@pytest.mark.parametrize(
    ("path", "text", "severity"),
    [
        ("db.py", f'DB_PASSWORD = "{STRONG}"', "error"),
        ("app.yml", f'db:\n  password: "{STRONG}"\n', "error"),
        ("app.yml", "db:\n  password: kV9mQ2$xL7@" + "pW4!zz\n", "error"),
        (".env", "DB_PASSWORD=gT7!kQ2@" + "vR9%xZ", "error"),
        ("a.js", "const cfg = { password: 'u8$Kp!2" + "zQ@7w' };", "error"),
        ("a.xml", "<password>u8$Kp!2" + "zQ@7w</password>", "error"),
        ("a.py", 'password = "Sum' + 'mer2024!"', "warning"),
        ("a.py", 'password = "kd93' + 'hXq2"', "warning"),
        ("a.cs", '"Server=tcp:db1.acme.net,1433;User ID=app;Password=kV9mQ2' + 'xL7pW4zz;Encrypt=True"', "error"),
        ("a.py", '"jdbc:postgresql://app:kV9mQ2' + 'xL7p@db.acme.net/x"', "error"),
    ],
)
def test_passwords(path: str, text: str, severity: str) -> None:
    assert severities(path, text) == [severity]


UUID = "-".join(made(size, HEXADECIMAL) for size in (8, 4, 4, 4, 12))
SALTED = f"{made(5, HEXADECIMAL)}${made(32, HEXADECIMAL, seed=4)}"
ARGON = f"$argon2id$v=19$m=1024,t=6,p=6${made(22)}${made(40, LETTERS + '+/')}"
NO_SECRETS = [
    # what a shell says where there is no value
    ("compose.yml", "environment:\n  - POSTGRES_PASSWORD=${POSTGRES_PASSWORD:?Variable not set}\n"),
    ("compose.yml", "DATABASE_URL: postgresql://postgres:${DB_PASSWORD:?set DB_PASSWORD}@db:5432/app\n"),
    ("run.sh", 'export API_TOKEN="${API_TOKEN:?api-token-v2-is-missing}"\n'),
    ("run.sh", ": ${CLIENT_SECRET:?9-digits-are-needed-x7}\n"),
    ("Makefile", "run:\n\tDB_PASS=${DB_PASS:?no-password-4-db} ./run\n"),
    # options and pairs behind a value
    ("tls.sh", 'openssl pkcs12 -export -in "$A" -inkey "$B" -passin pass: -passout pass: -name a\n'),
    ("tls.sh", "openssl req -passout pass: -nodes -passin pass: -batch\n"),
    ("run.yml", "args: --password: -nopassword\n"),
    ("app.ini", "; - redis: network=tcp,addr=:6379,password=macaron,db=0,pool_size=100,idle_timeout=180\n"),
    ("app.cfg", "dsn = host=db;password=letme;port=5432;sslmode=disable-4\n"),
    ("app.conf", "url = tcp:6379&password=secret&db=0&pool=100\n"),
    ("port.yaml", 'regex: "HTTP/[0-9]+|Server: |Password: |User-Agent-2: |Date-1: "\n'),
    ("a.yml", "api_token: |keep-1-of-2\n"),
    # names that say it is none
    ("a.ts", f"export const REDACTED_CREDENTIAL_VALUE = '_ACME_{made(8, HEXADECIMAL)}-{made(12)}'"),
    ("a.py", f'MASKED_PASSWORD = "hidden-{made(12)}"'),
    ("public/verification.html", f'<code id="domain-verification-token">{KEY}</code>'),
    # hashes with their salt
    ("dump.sql", f'{{"status": "active", "enc_password": "{SALTED}"}}'),
    ("a.py", f'PASSWORD = "{SALTED}"'),
    ("dump.sql", f"UPDATE users SET password = '{ARGON}';"),
    ("a.yml", f"password: '{ARGON}'"),
    ("a.py", f'password = "$scrypt$ln=16,r=8,p=1${made(22)}${made(43)}"'),
    # names of secrets, and where they are
    ("ingress.yaml", "tls:\n- secretName: payments-db-creds-v2-blue-2024"),
    ("a.py", 'SECRET_ID = "prod/payments-db/reader-2024"'),
    ("a.py", 'SECRET_FILE = "config/prod-credentials-v2.json"'),
    ("a.yaml", "secretKeyRef:\n  name: db-creds-2\n  key: password-2024-a"),
    ("Jenkinsfile", "vaultKey: 'inf-vsqt-01-secret-id'"),
    ("a.groovy", "credentialsId: 'deploy-bot-2024-eu-west-1'"),
    ("a.tf", 'secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbC1d2"'),
    ("a.yml", "api_key: op://vault/item/field-2024"),
    ("a.py", 'api_key = "projects/acme-2024/secrets/api-key/versions/3"'),
    ("a.yml", "token: ${{ secrets.DEPLOY_TOKEN_2024 }}"),
    ("a.yml", "password: !vault |"),
    ("a.sh", "TOKEN=$(aws ssm get-parameter --name a1)"),
    ("a.py", 'token = "$GITHUB_TOKEN_FOR_V2"'),
    # ways to write one
    ("a.py", "# scheme://user[:pass]@host becomes scheme://host"),
    ("a.go", "// amqp://user[:password]@server.acme.net[:port]/vhost"),
    ("a.py", 'raise E("Pass `scalings=dict(eyegaze=1e3)` when using plot")'),
    ("a.js", 'log("Token `makeToken({ Length: 24, Kind: 3 })` is not known")'),
    # public values
    ("a.ts", f'export const tokenAddress = "0x{made(40, HEXADECIMAL + "ABCDEF")}";'),
    ("a.ts", f'const token = "0x{made(40, HEXADECIMAL)}"'),
    ("a.ts", f'const usdcToken = "{made(44, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")}"'),
    ("a.ts", f"const order = {{ tokenizationId: '{HEX}' }}"),
    ("a.ts", f'clientToken: "{UUID}"'),
    ("a.py", f'ACCESS_KEY_ID_REF = "{UUID}"'),
    ("a.json", f'{{"public_key": "{KEY}"}}'),
    ("a.js", f'publishableKey: "pk_live_{made(24)}"'),
    ("a.html", f'data-sitekey="6L{made(38)}"'),
    ("a.json", f'{{"anon_key": "{KEY}"}}'),
    ("a.js", f'const captchaSiteKey = "{KEY}"'),
    # places in lists, caches and streams
    ("list.yaml", "nextToken: 'AAMA-EFRSURBSGo3aGJZ0123'"),
    ("a.ts", f'const pageToken = "{KEY}"'),
    ("a.py", f'continuation_token = "{KEY}"'),
    ("a.ts", 'const STORAGE_TOKEN = "acme_app_session_storage_v1";'),
    ("a.py", 'cancellation_token = "job-2024-10-01-run-7"'),
    ("a.ts", f'idempotencyKey: "{KEY}"'),
    ("a.py", 'CACHE_KEY = "user:profile:v2:settings-2024"'),
    ("a.js", "sortKey: 'created_at_2024_desc'"),
    # words
    ("model.py", 'tokenizer_name = "acme-labs/Falcon-3.2-7B-Instruct"'),
    ("a.py", 'eos_token = "<|im_end_2024|>"'),
    ("a.py", 'special_token = "[extra_token_id_127]"'),
    ("a.json", '{"pad_token": "<pad_token_0001_x>"}'),
    ("a.json", '"key": "ctrl+shift+down2"'),
    ("a.py", 'token_type = "urn:ietf:params:oauth:token-type:jwt2"'),
    ("a.ts", 'this.ultraPictureBox1Key = "ultraPictureBox1.Name2"'),
    ("a.md", "username/password combination."),
    ("a.py", 'secret_type = "recallNotices-validation-group-1297083594-1"'),
    ("a.js", "password: 'forms.user.password.label2'"),
    ("a.json", '{"password_reset": "Passwort 2 zurücksetzen"}'),
    ("a.tsx", '<Input type="password" autoComplete="current-password-1" />'),
    ("a.ts", 'passwordHint: "at-least-8-characters-2"'),
    # attributes, references, options, events
    ("a.html", f'<a class="token" href="#/s:9Alamofire{made(30)}">x</a>'),
    ("a.html", f'<a class="token" data-id="{KEY}">x</a>'),
    ("a.html", f'<div data-token="#/s:9{made(30)}"></div>'),
    ("a.properties", "spring.datasource.password=${MYSQL_PASS:petclinic}"),
    ("a.yml", "x:\n  password: ${MYSQL_PASS:petclinic}"),
    ("a.php", "<?php return ['Template.userSecurity.afterPassword' => 'render2FaUserSettings'];"),
    ("a.sh", 'options="--8bit-encoding= --smtp-domain= --smtp-pass= --smtp-server-option= --smtp-user="'),
    ("a.js", f'algolia: {{ appId: "X1Z85QJPUV", apiKey: "{HEX}", indexName: "docs" }}'),
    ("a.ts", f'{{ indexName: "docs", appId: "X1Z85QJPUV", searchApiKey: "{HEX}" }}'),
    # styles and addresses
    ("m.html", '<div id="sk-container-id-1"><div class="sk-parallel-item-serial-estimator-dashed-wrapped-42"></div></div>'),
    ("shop.html", '<a href="https://shop.test/sk-bratislava-stare-mesto-byt-na-predaj-2024">'),
    ("a.css", ".sk-estimator-doc-link-hover-focus-within-2{}"),
    ("a.css", ".hf_header_navigation_container_left_side{}"),
    ("a.js", "import x from 'npm_package_config_something_very_long_name'"),
    ("a.txt", "http://localhost:3001/@whatever/path/more"),
    ("a.sh", "https://some_user:$SOME_BASH_VARIABLE@some.website.com"),
    ("a.yml", "https://${username}:${password}@x.acme.net"),
    ("a.txt", "https://user:%2A%2A%2A%2A%2A%2A@host.acme.net"),
    ("a.yml", "jdbc:postgresql://postgres:5432/mydb"),
    ("a.py", "mysql://scott:tiger@192.168.0.134/test"),
    ("a.py", "redis://:p4ssw0rd@redis:6379/0"),
    ("a.py", '"https://app:kV9mQ2xL7p@api.example.com/x"'),
    ("a.go", '"postgres://app:kV9mQ2xL7p@127.0.0.1:5432/x"'),
    # sealed, hashed, digests
    ("s.yaml", f"kind: SealedSecret\nspec:\n  encryptedData:\n    password: Ag{made(300)}\n"),
    ("s.yaml", f"password: ENC[AES256_GCM,data:{made(24)}=,iv:{made(43)}=]"),
    ("a.yml", f"db_password: ENC({made(32)})"),
    ("a.yml", f"spring.datasource.password: '{{cipher}}{made(64, HEXADECIMAL)}'"),
    ("a.yml", "password_hash: $2b$12$" + made(53)),
    ("a.py", f'PASSWORD = "$argon2id$v=19$m=65536,t=3,p=4${made(22)}${made(43)}"'),
    ("a.yml", f"secret: vault:v1:{made(60)}"),
    (".env", f"API_KEY=encrypted:{made(60)}"),
    ("a.yml", f"token: AQICAH{made(80)}"),
    ("a.json", f'{{"token": "sha512-{made(86)}=="}}'),
    ("a.html", f'<script integrity="sha384-{made(64)}">'),
    ("a.lock", f'"integrity": "sha512-{made(86)}=="'),
    ("a.txt", "$ANSIBLE_VAULT;1.1;AES256\n" + made(80, HEXADECIMAL)),
    ("a.age", "-----BEGIN AGE ENCRYPTED FILE-----\n" + made(64)),
    ("a.py", f'commit = "{made(40, HEXADECIMAL)}"'),
    ("a.py", f'encrypted_password = "{KEY}"'),
    ("a.tf", f'etag_token = "{HEX}"'),
    # placeholders
    ("a.py", 'api_key = "YOUR_API_KEY_HERE_1234567890"'),
    ("a.py", 'secret_key = "django-insecure-test-default-1"'),
    ("a.env", "API_KEY=xxxxxxxxxxxxxxxxxxxxxxxx"),
    ("a.py", 'password = "P@ssw0rd123!"'),
    ("a.py", 'token = "ghp_' + "x" * 36 + '"'),
    ("a.py", 'aws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"'),
    ("a.py", 'token = "0123456789abcdef0123456789abcdef"'),
    ("a.yml", "key: REPLACE_ME_WITH_REAL_1"),
    ("a.go", 'PUT("-----BEGIN RSA PRIVATE KEY-----")'),
    ("a.py", "# For example, `-----BEGIN RSA PRIVATE KEY----- " + made(64) + ". -----END RSA PRIVATE KEY-----`"),
    ("a.py", "# e.g. `-----BEGIN RSA PRIVATE KEY-----\\n" + made(64) + "\\\\n.-----END RSA PRIVATE KEY-----`"),
    ("a.py", 'types = {"secrets": "List[V1ObjectReference]"}'),
    ("a.txt", "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA...\n-----END RSA PRIVATE KEY-----"),
    (
        "a.js",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ."
        + made(43),
    ),
]


@pytest.mark.parametrize(("path", "text"), NO_SECRETS)
def test_what_is_no_secret_is_silent(path: str, text: str) -> None:
    assert looked(path, text.encode() + b"\n") == ()


ASIDE = [
    "README.md",
    "docs/conf.py",
    "tests/a.py",
    "a/test_b.py",
    "src/a.test.ts",
    "spec/a_spec.rb",
    "x/fixtures/a.json",
    ".env.example",
    "src/__mocks__/a.js",
    "examples/a.py",
    "AuthTest.java",
    "cypress/e2e/a.js",
    "CHANGELOG",
    "conf.yml.dist",
    "i18n/de.json",
]


@pytest.mark.parametrize("path", ASIDE)
def test_in_tests_and_documentation_what_would_be_an_error_is_an_info_and_a_warning_nothing(path: str) -> None:
    assert severities(path, f'token = "ghp_{made(36)}"\n') == ["info"]
    assert severities(path, f'api_key = "{KEY}"\n') == ["info"]
    assert severities(path, f'api_key = "{HEX}"\n') == []


def checked(mark: str) -> str:
    """A token whose checksum is right."""
    body, digits = made(30), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number, end = zlib.crc32(body.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        end = digits[digit] + end
    return mark + body + end


@pytest.mark.parametrize("mark", ["ghp_", "gho_", "ghs_", "npm_"])
def test_a_token_with_its_checksum_is_an_error_everywhere(mark: str) -> None:
    token = checked(mark)
    assert has_right_checksum(token.encode())
    assert severities("tests/test_a.py", f'x = "{token}"') == ["error"]
    assert not has_right_checksum((token[:-1] + ("a" if token[-1] != "a" else "b")).encode())


KEYS = {
    "encrypted": "-----BEGIN RSA PRIVATE "
    + "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,"
    + made(32, "0123456789ABCDEF")
    + "\n\n"
    + made(64),
    "pgp": "-----BEGIN PGP PRIVATE " + "KEY BLOCK-----\nVersion: GnuPG v2\nComment: a b\n\n" + made(64),
    "putty": "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\nPublic-Lines: 2\n"
    + made(64)
    + "\n"
    + made(24)
    + "\nPrivate-Lines: 1\n"
    + made(48),
    "putty-2": "PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: aes256-cbc\r\nPublic-Lines: 1\r\n"
    + made(64)
    + "\r\nPrivate-Lines: 8\r\n"
    + made(64),
    "json": '{"private_key": "-----BEGIN PRIVATE ' + "KEY-----\\n" + made(64) + '\\n"}',
    "crlf": "-----BEGIN EC PRIVATE " + "KEY-----\r\n" + made(64),
    "openssh": "-----BEGIN OPENSSH PRIVATE " + "KEY-----\n" + made(70),
    "python": '"-----BEGIN PRIVATE ' + 'KEY-----\\n"\n    "' + made(64) + '"',
    "pkcs8": "-----BEGIN ENCRYPTED PRIVATE " + "KEY-----\n" + made(64),
    "yaml": "key: |\n    -----BEGIN DSA PRIVATE " + "KEY-----\n    " + made(64),
}


@pytest.mark.parametrize("text", KEYS.values(), ids=KEYS)
def test_private_keys(text: str) -> None:
    assert [f.rule for f in looked("a.txt", text.encode())] == ["secrets/private-key"]


OWN = {
    "google": "GOCSPX-" + made(28),
    "telegram": made(10, "123456789") + ":AA" + made(33),
    "discord": "https://discord.com/api/webhooks/" + made(19, "123456789") + "/" + made(68),
    "notion": "ntn_" + made(46),
    "netlify": "nfp_" + made(36),
    "sonar": "sqp_" + made(40, HEXADECIMAL),
    "new-relic": "NRAK-" + made(27, LETTERS[26:]),
    "hubspot": f"pat-na1-{UUID}",
    "azure": made(3) + "8Q~" + made(34),
    "azure-storage": "AccountName=a;AccountKey=" + made(86) + "==;EndpointSuffix=core.windows.net",
    "azure-bus": "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=" + made(43) + "=",
    "sas": "https://a.blob.core.windows.net/c?sp=r&sig=" + made(43) + "%3D",
    "azure-devops": made(76) + "AZDO" + made(4),
    "teams": f"https://acme.webhook.office.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/{HEX}/{UUID}",
}


@pytest.mark.parametrize("token", OWN.values(), ids=OWN)
def test_formats_that_the_engine_lacks(token: str) -> None:
    findings = looked("a.txt", f'connect("{token}")\n'.encode())
    assert [(f.rule, f.severity) for f in findings] == [("secrets/provider-token", "error")]
    assert token[8:-4] not in findings[0].message


@pytest.mark.parametrize(
    "text",
    [
        "AccountKey=" + made(85) + "==",
        "AccountKey=" + "x" * 86 + "==",
        "AccountKey=<key>",
        "SharedAccessKeyName=" + made(43) + "=",
    ],
)
def test_what_is_no_key_of_azure(text: str) -> None:
    assert [f.rule for f in looked("a.txt", f'connect("{text}")\n'.encode()) if f.rule == "secrets/provider-token"] == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_text_in_other_encodings_is_looked_at_in_its_own_lines(encoding: str) -> None:
    content = f'# \u00e4\nx = "ghp_{made(36)}"\n'.encode(encoding)
    assert [(f.rule, f.line, f.column) for f in looked("a.ps1", content)] == [("secrets/github-token", 2, 6)]


@pytest.mark.parametrize("at", [0, 20_000])
def test_a_file_with_a_zero_byte_is_looked_at(at: int) -> None:
    content = b"a" * at + b'\0\n\xff\x80 "ghp_' + made(36).encode() + b'"\n'
    assert [f.rule for f in looked("a.db", content)] == ["secrets/github-token"]


@pytest.mark.parametrize("name", ["DB_PASS", "db_pass", "dbPass", "pass", "SMTP_PASS_PROD"])
def test_a_name_that_says_pass_is_a_passwords(name: str) -> None:
    (finding,) = looked("a.py", f'{name} = "{STRONG[:14]}"\n'.encode())
    assert (finding.rule, finding.severity) == ("secrets/password", "error")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yml", f"x: ${{DB_TOKEN:{KEY}}}"),
        ("a.html", f'<input data-token="{KEY}" href="x">'),
        ("a.html", f'<a href="x" token="{KEY}">'),
        ("a.c", f'char *api_key = "{KEY}";'),
        ("a.py", f'x = f("api_key"); token = "{KEY}"'),
    ],
)
def test_beside_attributes_and_defaults_keys_are_told(path: str, text: str) -> None:
    assert severities(path, text + "\n") == ["error"]


def test_a_key_of_algolia_by_another_name_is_told() -> None:
    assert severities("a.js", f'{{ adminApiKey: "{HEX}", indexName: "docs" }}\n') == ["warning"]


@pytest.mark.parametrize("name", ["APIKey", "DBPassword", "AWSSecretKey", "JWTSecret", "OAuthAPIToken", "X_APIKey"])
def test_a_word_in_capitals_ends_where_the_next_one_begins(name: str) -> None:
    assert severities("a.go", f'{name} = "{KEY}"\n') == ["error"]


@pytest.mark.parametrize("name", ["bypass", "compass", "passed", "passenger", "tests_passed", "encompass", "passport"])
def test_a_word_that_only_holds_it_is_none(name: str) -> None:
    assert looked("a.py", f'{name} = "{STRONG}"\n'.encode()) == ()


@pytest.mark.parametrize("name", ["password", "passphrase", "passcode", "db_passwd", "pass_password"])
def test_a_longer_name_is_told_once(name: str) -> None:
    assert len(looked("a.py", f'{name} = "{STRONG}"\n'.encode())) == 1


def test_the_statement_pass_is_no_name() -> None:
    assert severities("a.py", f'try:\n    f()\nexcept E:\n    pass\nsum = "{HEX}"\n') == []


def hit(start: int, end: int, *, certain: bool = False, severity: Severity = "error") -> Hit:
    return Hit(start, end, f"secrets/{start}", "m", severity, certain)


def test_of_hits_that_overlap_a_certain_one_is_told_then_the_gravest_then_the_first() -> None:
    certain = hit(2, 8, certain=True)
    assert apart([hit(0, 9), certain]) == [certain]
    assert apart([certain, hit(3, 9)]) == [certain]
    warning, error = hit(0, 9, severity="warning"), hit(2, 8)
    assert apart([warning, error, hit(4, 6)]) == [error]
    assert apart([error, hit(8, 9)]) == [error, hit(8, 9)]


OTHER_KEYS = {
    "ssh.com": f'---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "x"\n{made(64)}\n{made(64)}\n---- END',
    "openvpn": "#\n-----BEGIN OpenVPN Static key V1-----\n" + f"{made(32, HEXADECIMAL)}\n" * 16,
    "xml": f"<RSAKeyValue><Modulus>{made(172)}</Modulus>\n  <Exponent>AQAB</Exponent><P>{made(88)}</P>\n<D>{made(172)}</D>",
}


@pytest.mark.parametrize("text", OTHER_KEYS.values(), ids=OTHER_KEYS)
def test_a_private_key_in_another_format_is_found(text: str) -> None:
    assert [f.rule for f in looked("a.txt", text.encode())] == ["secrets/private-key"]


@pytest.mark.parametrize(
    "text",
    [
        f"---- BEGIN SSH2 PUBLIC KEY ----\n{made(64)}\n---- END SSH2 PUBLIC KEY ----",
        "-----BEGIN OpenVPN Static key V1-----\n" + f"{'0' * 32}\n" * 16,
        f"<RSAKeyValue><Modulus>{made(172)}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>",
    ],
    ids=["public", "zeros", "public, xml"],
)
def test_a_public_key_in_another_format_is_none(text: str) -> None:
    assert looked("a.txt", text.encode()) == ()
