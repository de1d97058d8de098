"""Rules of the check ``secrets``, explained."""

from kaptar.checks.rules.rule import Rule

_WHY = "whoever reads the repository, or a model's context, can act in the owner's name; git keeps it after it is deleted"
_REMEDY = "revoke it if it is real, and read the new one from the environment or a secret store"


def _token(name: str, what: str, example: str) -> Rule:
    return Rule(f"secrets/{name}", what, _WHY, example, _REMEDY)


SECRETS = (
    _token("aws-access-key", "an AWS access key id", "AKIA and 16 characters"),
    _token("github-token", "a GitHub token", "ghp_ and 36 characters"),
    _token("gitlab-token", "a GitLab token", "glpat- and 20 characters"),
    _token("slack-token", "a Slack token", "xoxb- and numbers"),
    _token("slack-webhook", "the address of a Slack webhook", "services/T…/B…/ and 24 characters"),
    _token("stripe-key", "a live Stripe key", "sk_live_ and 24 characters"),
    _token("google-api-key", "a Google API key", "AIza and 35 characters"),
    _token("anthropic-key", "an Anthropic key", "sk-ant-api03- and 95 characters"),
    _token("openai-key", "an OpenAI key", "sk-proj- and 48 characters or more"),
    _token("npm-token", "an npm token", "npm_ and 36 characters"),
    _token("pypi-token", "a PyPI token", "pypi-AgE and 40 characters or more"),
    _token("hugging-face-token", "a Hugging Face token", "hf_ and 34 characters"),
    _token("provider-token", "a secret in the format of one of some hundred providers", "dop_v1_ and 64 characters"),
    _token("json-web-token", "a signed JSON web token", "eyJ….eyJ….signature"),
    _token("private-key", "the text of a private key", "BEGIN PRIVATE KEY between dashes, and the key"),
    _token("url-password", "a password in an address", "postgres://app:its-password@db.internal.net/app"),
    _token(
        "assigned",
        "a value that looks random, assigned to a name like api_key; an error where only a generator makes such a value, "
        "else an info",
        'API_KEY = "…"',
    ),
    _token(
        "password",
        "a password that is assigned to a name like password; an error where it is long and mixed, else an info",
        'password = "…"',
    ),
)
