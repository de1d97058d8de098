"""Values that are public by design: no secrets, whoever finds them; and those that look like them and are secrets."""

import base64
import json
from typing import Any

import pytest
from tests.checks.secrets.looking import HEXADECIMAL, LETTERS, looked, made, severities

from kaptar.checks.secrets.detector import Detector
from kaptar.checks.secrets.hit import Hit
from kaptar.checks.secrets.public import PUBLIC, as_public

URL = LETTERS + "_-"
GOOGLE = "AIza" + made(35, URL)


def token(claims: dict[str, Any]) -> str:
    """A JSON web token with these claims."""
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "." + made(43, URL)


ANON = token({"iss": "supabase", "ref": "qwlkjhzxcvbnmasdfgh", "role": "anon", "iat": 1683650000, "exp": 1999226000})
SERVICE = token({"iss": "supabase", "ref": "qwlkjhzxcvbnmasdfgh", "role": "service_role", "iat": 1683650000, "exp": 1999226000})
AZURITE = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
COSMOS = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=="

SILENT = {
    "django": ("settings.py", f"SECRET_KEY = 'django-insecure-{made(20)}$x(9k!{made(18)}'"),
    "posthog": ("a.ts", f'posthog.init("phc_{made(43)}"); const posthogApiKey = "phc_{made(43, seed=2)}"'),
    "supabase anon": ("a.ts", f'export const SUPABASE_ANON_KEY = "{ANON}"'),
    "supabase anon, any name": ("a.py", f'API_KEY = "{ANON}"'),
    "supabase demo": ("a.yml", f"SERVICE_ROLE_KEY: {token({'iss': 'supabase-demo', 'role': 'service_role', 'exp': 1983812996})}"),
    "supabase publishable": ("a.ts", f'const apiKey = "sb_publishable_{made(22)}_{made(8)}"'),
    "azurite": ("a.json", f'{{"s": "AccountName=devstoreaccount1;AccountKey={AZURITE};BlobEndpoint=http://127.0.0.1:10000/x"}}'),
    "cosmos": ("a.json", f'{{"CosmosDb": {{"AuthKey": "{COSMOS}"}}}}'),
    "stripe publishable": ("a.ts", f'const apiKey = "pk_live_{made(40)}"'),
    "mapbox": ("a.ts", f'const accessToken = "pk.eyJ1Ijoia2FwIn0.{made(22)}"'),
    "datadog": ("a.ts", f'clientToken: "pub{made(32, HEXADECIMAL)}"'),
    "new relic": ("a.ts", f'licenseKey: "NRJS-{made(19, HEXADECIMAL)}"'),
    "google's measure": ("a.ts", f'apiKey: "6L{made(38)}"'),
    "header alone": ("main.go", 'SetDefault("jwt-secret", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")'),
    "csrf meta": ("a.html", f'<meta name="csrf-token" content="{made(86)}==">'),
    "csrf rails": ("a.html", f'<input type="hidden" name="authenticity_token" value="{made(86)}==">'),
    "csrf django": ("a.html", f'<input type="hidden" name="csrfmiddlewaretoken" value="{made(64)}">'),
    "csrf asp": ("a.html", f'<input name="__RequestVerificationToken" type="hidden" value="{made(92)}">'),
    "ftp": ("a.py", '"ftp://anonymous:guest%40mail.org@ftp.gnu.org/pub", "ftp://ftp:ftp1@ftp.debian.org/"'),
    "placeholder in brackets": ("a.py", '"postgresql://postgres:[PASS]@db.abcdefgh.supabase.co:5432/postgres"'),
    "placeholder of a template": ("a.py", '"postgresql://app:%PASS%@db.acme.net/x", "amqp://app:PASSWD@mq.acme.net"'),
    "basic, decoded": ("a.kt", f'val CREDENTIALS = "{base64.b64encode(b"username:password").decode()}"'),
}


@pytest.mark.parametrize(("path", "text"), SILENT.values(), ids=SILENT)
def test_what_is_public_by_design_is_silent(path: str, text: str) -> None:
    assert severities(path, text + "\n") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'k = "{SERVICE}"', ["error"]),
        (f'const k = "{token({"role": "authenticated", "sub": "1"})}"', ["error"]),
        (f'API_KEY = "phx_{made(43)}"', ["error"]),  # a personal key
        (f'SECRET_KEY = "django-{made(50)}"', ["error"]),
        (f'"AccountName=prod;AccountKey={made(86)}=="', ["error"]),
        (f'API_KEY = "sk_live_{made(40)}"', ["error"]),
        (f'"ftp://deploy:{made(12)}@ftp.acme.net/"', ["error"]),
        (f'<input name="access_token" value="{made(40)}">', ["error"]),
    ],
)
def test_what_only_looks_so_is_not(text: str, found: list[str]) -> None:
    assert severities("a.py", text + "\n") == found


CLIENT = {
    "firebase": f'const firebaseConfig = {{\n  apiKey: "{GOOGLE}",\n  authDomain: "shop-1f2e3.firebaseapp.com",\n}};',
    "google-services.json": f'"client_info": {{"mobilesdk_app_id": "1:2:android:3"}}, "api_key": [{{"current_key": "{GOOGLE}"}}]',
    "plist": f"<key>API_KEY</key>\n<string>{GOOGLE}</string>\n<key>GCM_SENDER_ID</key>\n<string>4829</string>",
    "maps": f'<script src="https://maps.googleapis.com/maps/api/js?key={GOOGLE}"></script>',
    "maps by name": f'GOOGLE_MAP_API_KEY = "{GOOGLE}"',
    "bundled": f"NEXT_PUBLIC_GOOGLE_KEY={GOOGLE}",
    "android": f'<meta-data android:name="com.google.android.geo.API_KEY" android:value="{GOOGLE}"/>',
}


@pytest.mark.parametrize("text", CLIENT.values(), ids=CLIENT)
def test_a_google_key_of_a_client_is_a_warning_that_says_what_to_do(text: str) -> None:
    findings = looked("src/a.txt", text.encode())
    assert [(f.rule, f.severity) for f in findings] == [("secrets/google-api-key", "warning")]
    assert "restrict it" in findings[0].message


def test_another_google_key_is_an_error() -> None:
    assert severities("a.py", f'genai.configure(key="{GOOGLE}")\n') == ["error"]
    far = f'const firebaseConfig = {{authDomain: "x.firebaseapp.com"}}\n{"# x" * 2000}\nK = "{GOOGLE}"\n'
    assert severities("a.py", far) == ["error"]


SIGNED = token({"sub": "5ebac534954b54139806c112", "iat": 1589298484, "exp": 1589300284})
DOCUMENTED = {
    "swagger": (
        "a.js",
        f"/**\n * @swagger\n * /auth:\n *   post:\n *     example:\n *       refreshToken: {SIGNED}\n */\nf();\n",
    ),
    "openapi": ("a.ts", f"// @openapi\n// x:\n//   token: {SIGNED}\nf();\n"),
    "example": ("a.java", f"/*\n * @example\n *   login('{SIGNED}')\n */\n"),
    "field": ("a.py", f'token: str = Field(example="{SIGNED}")\n'),
    "yaml": ("api.yaml", f"token:\n  type: string\n  example: {SIGNED}\n"),
}


@pytest.mark.parametrize(("path", "text"), DOCUMENTED.values(), ids=DOCUMENTED)
def test_examples_of_documentation_in_a_source_count_as_documentation(path: str, text: str) -> None:
    assert severities(path, text) == ["info"]


@pytest.mark.parametrize(
    "text",
    [
        f"/**\n * @swagger\n */\nconst t = '{SIGNED}';\n",
        f"// the token\n// {SIGNED}\n",
        f"example()\nt = '{SIGNED}'\n",
        f"# @example\nx = 1\n# {SIGNED}\n",
    ],
)
def test_beside_an_example_and_in_other_comments_a_token_counts(text: str) -> None:
    assert severities("a.js", text) == ["error"]


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> Detector:
    from kaptar.checks.secrets.engine import Kingfisher

    detector = Detector(lambda: Kingfisher(str(tmp_path_factory.mktemp("cache"))))
    assert detector.wait(), detector.missing
    return detector


@pytest.mark.parametrize("name", list(SILENT))
def test_the_engine_tells_nothing_of_it_either(name: str, detector: Detector) -> None:
    path, text = SILENT[name]
    assert severities(path, text + "\n", detector) == []


@pytest.mark.parametrize("text", CLIENT.values(), ids=CLIENT)
def test_the_engine_makes_no_error_of_a_client_s_key(text: str, detector: Detector) -> None:
    assert severities("src/a.txt", text, detector) == ["warning"]


def test_the_engine_s_ids_of_clients_are_no_secrets(detector: Detector) -> None:
    text = f'linkedin_client_id = "{made(14, "abcdefghij0123456789")}"\ndiscord_client_id = "{made(18, "123456789")}"\n'
    assert severities("a.py", text, detector) == []


def test_a_run_of_data_in_which_a_format_stands_by_chance_is_none(detector: Detector) -> None:
    token = "BSA" + made(24)
    data = made(3000, LETTERS + "+/") + token + made(3000, LETTERS + "+/", seed=5)
    assert severities("a.ts", f'const brave = "{data}"\n', detector) == []
    assert severities("a.ts", f'const brave = "{token}"\n', detector) == ["error"]


@pytest.mark.parametrize("row", PUBLIC, ids=lambda row: row.what)
def test_each_row_has_the_page_that_says_so(row: Any) -> None:
    assert row.source.startswith("https://")
    assert row.what
    assert bool(row.value) != bool(row.kind)


def test_a_claim_that_is_no_json_is_none() -> None:
    for middle in ("a", "AAAA", "____", "eyJyb2xlIjoi"):
        text = f"eyJhbGciOiJIUzI1NiJ9.{middle}.{made(43)}".encode()
        hit = Hit(0, len(text), "secrets/json-web-token", "m")
        assert as_public(hit, text) == hit
