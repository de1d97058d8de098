"""Tokens in the formats that providers publish: a fixed mark, and characters that a generator made. Pure.

The engine (`kaptar.checks.secrets.engine`) knows many more. Here are those that answer while it loads or is not installed, and
those that it lacks.
"""

import re
import zlib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kaptar.checks.secrets.hit import Hit, entropy, mask, places_of
from kaptar.checks.secrets.randomness import spread
from kaptar.checks.secrets.values import is_fixed_text


class Shape(NamedTuple):
    """A provider's token.

    Attributes:
        marks: each token begins with one of them, or has it behind ``before`` bytes. The pattern is tried there alone.
        entropy: bits per character that a real one has at least.
        changes: of `Spread`, at least: a format that is only a short mark is told from words by them.
        before: bytes of a token before its mark.
        source: the page that tells the format, of those that are not in the documentation of GitHub's secret scanning.
    """

    rule: str
    what: str
    marks: str
    pattern: str
    entropy: float = 3.0
    changes: float = 0.0
    source: str = ""
    before: int = 0


_PROVIDER = "secrets/provider-token"
_KINGFISHER = "https://github.com/mongodb/kingfisher/blob/main/data/rules/"
_GITLEAKS = "https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml"

SHAPES = (
    Shape("secrets/aws-access-key", "an AWS access key id", "AKIA ASIA", r"(?:AKIA|ASIA)[A-Z2-7]{16}", 2.8),
    Shape("secrets/github-token", "a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
          r"gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{60,250}"),
    Shape("secrets/gitlab-token", "a GitLab token", "glpat- gldt- glrt- glcbt- glptt- glft- glsoat-",
          r"gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20,64}", 3.0, 0.1),
    Shape("secrets/slack-token", "a Slack token", "xox", r"xox[abeoprs]-[A-Za-z0-9-]{20,250}", 3.0, 0.1),
    Shape("secrets/slack-webhook", "a Slack webhook", "services/T",
          r"services/T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{24}"),
    Shape("secrets/stripe-key", "a live Stripe key", "k_live_", r"[rs]k_live_[A-Za-z0-9]{16,250}", before=1),
    Shape("secrets/google-api-key", "a Google API key", "AIza", r"AIza[A-Za-z0-9_-]{35}", 3.0, 0.15),
    Shape("secrets/anthropic-key", "an Anthropic key", "sk-ant-", r"sk-ant-[a-z0-9]{3,12}-[A-Za-z0-9_-]{24,250}", 3.0, 0.15),
    Shape("secrets/openai-key", "an OpenAI key", "sk-", r"sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,250}", 3.4, 0.3),
    Shape("secrets/npm-token", "an npm token", "npm_", r"npm_[A-Za-z0-9]{36}", 3.0, 0.15),
    Shape("secrets/pypi-token", "a PyPI token", "pypi-AgE", r"pypi-AgE[A-Za-z0-9_-]{40,250}"),
    Shape("secrets/hugging-face-token", "a Hugging Face token", "hf_", r"hf_[A-Za-z0-9]{34,40}", 3.0, 0.15),
    Shape(_PROVIDER, "a Google OAuth client's secret", "GOCSPX-", r"GOCSPX-[A-Za-z0-9_-]{28}", 3.0, 0.15),
    Shape(_PROVIDER, "a Discord webhook", "webhooks/", r"webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80}", 3.0, 0.15),
    Shape(_PROVIDER, "a Notion token", "ntn_", r"ntn_[A-Za-z0-9]{40,50}", 3.0, 0.15),
    Shape(_PROVIDER, "a Netlify token", "nfp_", r"nfp_[A-Za-z0-9]{36}", 3.0, 0.15),
    Shape(_PROVIDER, "a PlanetScale token", "pscale_", r"pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.-]{32,64}", 3.0, 0.15),
    Shape(_PROVIDER, "a SonarQube token", "sqp_ sqa_ squ_", r"sq[pau]_[0-9a-f]{40}", 3.0, 0.15),
    Shape(_PROVIDER, "a Contentful token", "CFPAT-", r"CFPAT-[A-Za-z0-9_-]{43}", 3.0, 0.15),
    Shape(_PROVIDER, "a HubSpot token", "pat-na1- pat-eu1- pat-na2-",
          r"pat-(?:na|eu)[0-9]-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    Shape(_PROVIDER, "a New Relic key", "NRAK-", r"NRAK-[A-Z0-9]{27}", 3.0, 0.15),
    Shape(_PROVIDER, "a Stripe webhook's secret", "whsec_", r"whsec_[A-Za-z0-9+/]{32,64}", 3.0, 0.15),
    Shape(_PROVIDER, "a Tailscale key", "tskey-", r"tskey-[a-z]{3,8}-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,40}", 3.0, 0.1),
    Shape(_PROVIDER, "an Atlassian token", "ATBB ATCTT3 ATATT3",
          r"ATBB[A-Za-z0-9]{32}|AT(?:CTT|ATT)3[A-Za-z0-9_=-]{60,250}", 3.0, 0.15),
    Shape(_PROVIDER, "a Resend key", "re_", r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}", 3.5, 0.3),
    Shape(_PROVIDER, "an Artifactory key", "AKCp", r"AKCp[A-Za-z0-9]{69}", 3.0, 0.15),
    Shape(_PROVIDER, "an Azure DevOps token", "AZDO", r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}", 3.0, 0.15, before=76),
    Shape(_PROVIDER, "an Alibaba Cloud key id", "LTAI", r"LTAI[A-Za-z0-9]{20}", 3.0, 0.15),
    Shape(_PROVIDER, "a Supabase secret key", "sb_secret_", r"sb_secret_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8}", 3.5, 0.28,
          "https://supabase.com/docs/guides/api/api-keys"),
    Shape(_PROVIDER, "a refresh token of Google", "1//0", r"1//0[A-Za-z0-9_-]{40,500}", 3.5, 0.25,
          "https://developers.google.com/identity/protocols/oauth2"),
    Shape(_PROVIDER, "an access token of Google", "ya29.", r"ya29\.[A-Za-z0-9_-]{40,500}", 3.5, 0.25,
          _KINGFISHER + "google.yml"),
    Shape(_PROVIDER, "a crates.io token", "cio", r"cio[A-Za-z0-9]{32}", 3.5, 0.28,
          "https://github.com/rust-lang/crates.io/blob/main/src/util/token.rs"),
    Shape(_PROVIDER, "a NuGet key", "oy2", r"oy2[a-z0-9]{43}", 3.5, 0.2, _KINGFISHER + "nuget.yml"),
    Shape(_PROVIDER, "a Mailgun key", "key-", r"(?<!-)key-[0-9a-f]{32}", 3.0, 0.2, _KINGFISHER + "mailgun.yml"),
    Shape(_PROVIDER, "a Dropbox token", "sl.", r"sl\.(?:u\.)?[A-Za-z0-9_-]{130,1200}", 3.5, 0.25, _KINGFISHER + "dropbox.yml"),
    Shape(_PROVIDER, "a Square application's secret", "sq0csp-", r"sq0csp-[A-Za-z0-9_-]{43}", 3.5, 0.25,
          _KINGFISHER + "square.yml"),
    Shape(_PROVIDER, "a Typeform token", "tfp_", r"tfp_[A-Za-z0-9_.-]{40,59}", 3.5, 0.25, _KINGFISHER + "typeform.yml"),
    Shape(_PROVIDER, "a 1Password service account's token", "ops_eyJ", r"ops_eyJ[A-Za-z0-9+/_-]{250,1200}", 4.0, 0.2, _GITLEAKS),
    Shape(_PROVIDER, "an Open VSX token", "ovsxat_", r"ovsxat_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
          source="https://github.com/eclipse/openvsx"),
    Shape(_PROVIDER, "a LaunchDarkly SDK key", "sdk-",
          r"(?<!-)sdk-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", 3.0, 0.0,
          "https://launchdarkly.com/docs/home/account/environment/keys"),
    Shape(_PROVIDER, "an ElevenLabs key", "sk_", r"sk_[0-9a-f]{48}", 3.3, 0.2, _KINGFISHER + "elevenlabs.yml"),
    Shape(_PROVIDER, "a Tavily key", "tvly-", r"tvly-(?:dev-|prod-)?[A-Za-z0-9-]{32,60}", 3.5, 0.25, "https://docs.tavily.com"),
    Shape(_PROVIDER, "the secret of a Gitea application", "gto_", r"gto_[a-z2-7]{52}", 3.5, 0.1,
          "https://github.com/go-gitea/gitea/blob/main/models/auth/oauth2.go"),
    Shape(_PROVIDER, "a Hugging Face organisation's token", "api_org_", r"api_org_[A-Za-z]{34}", 3.5, 0.2, _GITLEAKS),
    Shape(_PROVIDER, "a JFrog reference token", "cmVmdGtuOjAxO", r"cmVmdGtuOjAxO[A-Za-z0-9]{51}", 3.5, 0.2, _GITLEAKS),
    Shape(_PROVIDER, "a Yandex key", "AQVN", r"AQVN[A-Za-z0-9_-]{35,38}", 3.5, 0.25, _GITLEAKS),
    Shape(_PROVIDER, "a Honeycomb key", "hcaik_", r"hcaik_[a-z0-9]{58}", 3.5, 0.2, "https://docs.honeycomb.io"),
    Shape(_PROVIDER, "a Flutterwave key", "FLWSECK-", r"FLWSECK-[0-9a-z]{31,36}-X", 3.0, 0.2, "https://developer.flutterwave.com/docs"),
    Shape(_PROVIDER, "a Plaid token", "access-production-",
          r"access-production-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", source=_GITLEAKS),
    Shape(_PROVIDER, "a Mailchimp key", "-us", r"[0-9a-f]{32}-us[0-9]{1,2}", 3.2, 0.2, _GITLEAKS, before=32),
    Shape(_PROVIDER, "a secret token of Mapbox", "sk.eyJ1Ijoi", r"sk\.eyJ1Ijoi[A-Za-z0-9_-]{20,250}\.[A-Za-z0-9_-]{22}", 3.5, 0.2,
          "https://docs.mapbox.com/api/accounts/tokens/"),
    Shape(_PROVIDER, "an Adafruit key", "aio_", r"aio_[A-Za-z0-9]{28}", 3.5, 0.28, "https://io.adafruit.com/api/docs/"),
    Shape(_PROVIDER, "a Databento key", "db-", r"(?<!-)db-[A-Za-z0-9]{29}", 3.5, 0.28, "https://databento.com/docs"),
    Shape(_PROVIDER, "a New Relic insert key", "NRII-", r"NRII-[A-Za-z0-9_-]{32}", 3.5, 0.25, _GITLEAKS),
)  # fmt: skip

_WEB_TOKEN = Shape("secrets/json-web-token", "a signed JSON web token", "eyJ",
                   r"\.eyJ[\w-]{8,4000}+\.[\w-]{16,1000}+(?![A-Za-z0-9_])")  # fmt: skip
"""The second and third part. The first one is looked for backwards from its end: so nothing is read twice."""

_LEAST_HEAD, _MOST_HEAD = 17, 2003
MARKS = " ".join(shape.marks for shape in (*SHAPES, _WEB_TOKEN))
_CHECKED = (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"npm_")
_BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class MarkOfShape(NamedTuple):
    """A mark, the shape of the tokens that it tells, and its pattern, for a place behind which no letter or digit stands."""

    mark: bytes
    shape: Shape
    pattern: re.Pattern[bytes]


@cache
def shapes() -> tuple[MarkOfShape, ...]:
    """All marks of providers."""
    compiled = [(shape, re.compile(rf"(?:{shape.pattern})(?![A-Za-z0-9_])".encode())) for shape in SHAPES]
    return tuple(MarkOfShape(mark.encode(), shape, pattern) for shape, pattern in compiled for mark in shape.marks.split())


@cache
def rest_of_web_token() -> re.Pattern[bytes]:
    """What follows the first part of a JSON web token."""
    return re.compile(_WEB_TOKEN.pattern.encode())


def tokens(words: list[tuple[int, bytes]]) -> Iterator[Hit]:
    """The tokens in long words, which come with their offsets."""
    together = b" ".join([word for _, word in words])
    for each in shapes():
        if each.mark in together:
            for at, word in words:
                if each.mark in word:
                    yield from _marked(each, at, word)
    for at, word in words if b".eyJ" in together else ():
        for start, end in _web_tokens(word):
            yield from _token(_WEB_TOKEN, at + start, word[start:end])


def _marked(each: MarkOfShape, at: int, word: bytes) -> Iterator[Hit]:
    """The tokens with a mark in one word, which begins at a place."""
    for place in places_of(word, each.mark):
        start = place - each.shape.before
        before = word[start - 1 : start] if start > 0 else b""
        match = None if start < 0 or before.isalnum() or before == b"_" else each.pattern.match(word, start)
        if match:
            yield from _token(each.shape, at + start, match[0])


def has_right_checksum(token: bytes) -> bool:
    """Whether a token of GitHub or npm ends in the checksum of what stands before it: six digits to the base 62 of its CRC-32."""
    if not token.startswith(_CHECKED) or len(token) != 40:
        return False
    checksum, digits = zlib.crc32(token[4:34]), bytearray()
    for _ in range(6):
        checksum, digit = divmod(checksum, 62)
        digits.append(_BASE62[digit])
    return token[34:] == bytes(reversed(digits))


def _token(shape: Shape, start: int, token: bytes) -> Iterator[Hit]:
    if entropy(token) < shape.entropy or is_fixed_text(token) or (shape.changes and spread(token).changes < shape.changes):
        return
    said = f"{shape.what}: {mask(token)}"
    yield Hit(start, start + len(token), shape.rule, said, certain=has_right_checksum(token))


def _web_tokens(word: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each JSON web token in a word."""
    rest = rest_of_web_token().search(word)
    while rest is not None:
        head = _head_before(word, rest.start())
        if head is not None:
            yield head, rest.end()
        rest = rest_of_web_token().search(word, rest.start() + 1 if head is None else rest.end())


def _head_before(word: bytes, end: int) -> int | None:
    """Where the first part of a token begins that ends at a point; None where there is none."""
    low = max(0, end - _MOST_HEAD)
    begin = max(low, 1 + max(word.rfind(each, low, end) for each in (b".", b"/", b"+")))
    before = word[begin - 1 : begin] if begin else b""
    whole = word.startswith(b"eyJ", begin) and not before.isalnum() and before != b"_"
    head = begin if whole else word.find(b"-eyJ", begin, end) + 1
    return head if (whole or head) and end - head >= _LEAST_HEAD else None
