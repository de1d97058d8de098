"""Values that their makers publish, or make to be seen by everybody: keys of browsers, of emulators, of examples. Pure.

`PUBLIC` is the one table of them, with the pages that say so. All hits go through its reader, `as_public`, the engine's too.
"""

import re
from functools import cache
from typing import NamedTuple

from kaptar.checks.secrets.hit import Hit
from kaptar.checks.secrets.values import decoded

_MOST = 4096
"""Bytes of a value that are looked at; keys and certificates are longer, and none is public."""
_NEAR, _BEFORE = 1024, 160
"""Bytes around a value, and before it."""


class Public(NamedTuple):
    """One kind of values that are no secrets.

    Attributes:
        value: a pattern of the whole value.
        source: the page that says that it is public.
        decoded: a pattern that has to stand in what the value says in base64; of a web token in its claims.
        near, before: patterns; one of them has to stand near the value, or right before it. Else the row says nothing.
        kind: a pattern of the engine's name for it; the row is about that alone then.
        hint: such a value is told as a warning, with this; "" is silent.
    """

    what: str
    value: str
    source: str
    decoded: str = ""
    near: str = ""
    before: str = ""
    kind: str = ""
    hint: str = ""


_WEB_TOKEN = r"eyJ[\w-]{8,2000}+\.eyJ[\w-]{8,2000}+\.[\w-]{16,1000}+"

PUBLIC = (
    Public("a key of Django's that is marked as insecure", r"django-insecure-.{1,100}",
           "https://docs.djangoproject.com/en/stable/ref/checks/#security"),
    Public("a PostHog project's key", r"phc_[A-Za-z0-9]{32,50}", "https://posthog.com/docs/api#authentication"),
    Public("a Supabase key of the role anon", _WEB_TOKEN, "https://supabase.com/docs/guides/api/api-keys",
           decoded=r'"role"\s{0,4}:\s{0,4}"anon"'),
    Public("a key of Supabase's local stack, the same on all machines", _WEB_TOKEN,
           "https://supabase.com/docs/guides/self-hosting/docker", decoded=r'"iss"\s{0,4}:\s{0,4}"supabase-demo"'),
    Public("a publishable Supabase key", r"sb_publishable_[\w-]{20,60}", "https://supabase.com/docs/guides/api/api-keys"),
    Public("the key of the Azure storage emulator",
           r"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw={0,2}",
           "https://learn.microsoft.com/azure/storage/common/storage-use-azurite"),
    Public("the key of the Azure Cosmos DB emulator",
           r"C2y6yDjf5/R\+ob0N8A7Cgv30VRDJIWEHLM\+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw={0,2}",
           "https://learn.microsoft.com/azure/cosmos-db/emulator"),
    Public("a publishable key of Stripe or Clerk", r"pk_(?:live|test)_[A-Za-z0-9]{10,200}={0,2}\$?",
           "https://docs.stripe.com/keys"),
    Public("the test key of Stripe's documentation", r"sk_test_(?:4eC39HqLyjWDarjtT1zdp7dc|BQokikJOvBiI2HlWgH4olfQ2)",
           "https://docs.stripe.com/keys"),
    Public("a public Mapbox token", r"pk\.[\w.-]{10,300}", "https://docs.mapbox.com/help/dive-deeper/access-tokens/"),
    Public("a Datadog client token", r"pub[0-9a-f]{32}",
           "https://docs.datadoghq.com/account_management/api-app-keys/#client-tokens"),
    Public("a New Relic browser key", r"NRJS-[0-9a-f]{19}", "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/"),
    Public("a reCAPTCHA site key", r"6L[\w-]{38}", "https://developers.google.com/recaptcha/docs/display"),
    Public("the header of a web token alone", r"eyJ[\w-]{8,300}={0,2}", "https://www.rfc-editor.org/rfc/rfc7515#section-4",
           decoded=r'\A\{\s{0,4}"(?:alg|typ|kid)"\s{0,4}:[^{}]{0,300}\}\Z'),
    Public("the example of jwt.io", _WEB_TOKEN, "https://jwt.io",
           decoded=r'"sub"\s{0,4}:\s{0,4}"1234567890"\s{0,4},\s{0,4}"name"\s{0,4}:\s{0,4}"John Doe"'),
    Public("a Google key of a web page or an app", r"AIza[\w-]{35}", "https://firebase.google.com/docs/projects/api-keys",
           near=r"authDomain|firebaseapp\.com|messagingSenderId|mobilesdk_app_id|GCM_SENDER_ID|maps\.googleapis\.com/maps/api/js",
           before=r"(?i)maps?_?(?:js_?|web_?|platform_?|javascript_?)?(?:api)?_?key\W{1,8}\Z|\bgeo\.api_key\W[^<>]{0,60}\Z"
                  r"|\b(?:next_public|nuxt_public|expo_public|vite|react_app|vue_app|gatsby|public)_[a-z0-9_]{1,60}\W{1,8}\Z",
           hint="it is public by design in a web page or an app: restrict it to that in the Google Cloud console"),
    Public("the search key of Algolia DocSearch", r"[0-9a-f]{32}", "https://docsearch.algolia.com/docs/api/#apikey",
           near=r"(?i)\b(?:search_?)?api_?key\W{1,8}[0-9a-f]{32}\W[^{}]{0,300}\bindexName\b"
                r"|\bindexName\b[^{}]{0,300}\b(?:search_?)?api_?key\W{1,8}[0-9a-f]{32}\b"),
    Public("a client's id, or the name of an account or a host", "", "https://www.rfc-editor.org/rfc/rfc6749#section-2.2",
           kind=r"-(?:id|host|domain|username|account-name|cloud-name|token-name)\Z|-(?:public|pub)(?:-api)?-key\Z"),
)  # fmt: skip


class PublicPatterns(NamedTuple):
    """The patterns of a row of `PUBLIC`."""

    value: re.Pattern[bytes]
    decoded: re.Pattern[bytes] | None
    near: re.Pattern[bytes] | None
    before: re.Pattern[bytes] | None
    hint: str


def as_public(hit: Hit, content: bytes) -> Hit | None:
    """A hit as the table has it: None where the value is public, a warning where it may be, else the hit itself."""
    if hit.end - hit.start > _MOST:
        return hit
    value = content[hit.start : hit.end]
    row = next((row for row in rows() if row.value.fullmatch(value) and _applies(row, hit, content)), None)
    if row is None:
        return hit
    return hit._replace(severity="warning", message=f"{hit.message}; {row.hint}", certain=False) if row.hint else None


def is_public_kind(name: str) -> bool:
    """Whether what the engine calls so is no secret, whatever its value."""
    return any(kind.search(name) for kind in kinds())


@cache
def rows() -> tuple[PublicPatterns, ...]:
    """The rows about values."""
    return tuple(
        PublicPatterns(_compiled(row.value), _given(row.decoded), _given(row.near), _given(row.before), row.hint)
        for row in PUBLIC
        if row.value
    )


@cache
def kinds() -> tuple[re.Pattern[str], ...]:
    """The patterns of the engine's names."""
    return tuple(re.compile(row.kind) for row in PUBLIC if row.kind)


def _said(value: bytes) -> bytes:
    """What a value says in base64; of a web token the claims."""
    parts = value.split(b".")
    return decoded(parts[1] if len(parts) == 3 else value)


def _compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode())


def _given(pattern: str) -> re.Pattern[bytes] | None:
    return _compiled(pattern) if pattern else None


def _applies(row: PublicPatterns, hit: Hit, content: bytes) -> bool:
    if row.decoded is not None and not row.decoded.search(_said(content[hit.start : hit.end])):
        return False
    if row.near is None and row.before is None:
        return True
    near = row.near is not None and row.near.search(content, max(0, hit.start - _NEAR), hit.end + _NEAR)
    return bool(near or (row.before is not None and row.before.search(content[max(0, hit.start - _BEFORE) : hit.start])))
