"""Places of files: folders of tests, of documentation and of builds are known by the words of their names."""

import pytest
from tests.checks.secrets.looking import made, severities

from kaptar.checks.secrets.places import has_bare_values, is_aside, is_brought_in, is_of_settings, is_only_for_developers, is_test

TESTS = [
    "src/Foo.Tests/x.js", "FooTests/x.js", "app/src/androidTest/x.js", "lib/commonTest/x.js", "lib/jvmTest/x.kt",
    "src/integTest/x.js", "integration-tests/x.js", "e2e-tests/x.js", "test-utils/x.js", "internal/testutil/x.js",
    "caddytest/x.js", "net/httptest/x.go", "integration/resources/tls/x.key", "charts/a/ci/values.yaml",
    "benchmarks/x.js", "pkg/testdata/x.pem", "Foo.UnitTests/x.cs", "fixtures/x.js", "test_data/x.js",
    "my-fixtures/x.js", "src/mocks/x.js", "__tests__/x.js", "iotest2/x.go", "TestHelpers/x.swift",
    "helpers/ssh/stub_ssh_server.go", "pkg/mock_client.go", "pkg/client_mock.go", "src/FakeServer.java",
    "src/MockServer.kt", "acceptance_tests/x.py", "unittests/x.py", "spec/x.rb", "cypress/x.ts", "testsuite/x.c",
    "config/test.exs", "config/environments/test.rb", "phpunit.xml", "jest.config.js", ".env.testing", ".env.testing-ci",
    ".ci/compose.yaml", "settings/testing.py", "UITests/x.swift", "benches/x.rs", "E2E/x.ts", "XMLTest/x.c",
    "internal/entity/auth_session_fixtures.go", "src/UserFixtures.php", "db/mocks.ts", "pkg/client_mocks.go", "lib/api.stubs.js",
    "services/e2ee/ppkTestUtils.ts", "src/auth_test_helpers.go", "app/user-test-data.json", "src/TestHelper.java",
    "a/test_support.rb", "playwright/global-utils.ts", "src/playwright-e2e/x.ts", "molecule/upgrade/files/apt.priv",
]  # fmt: skip
OTHERS = [
    "latest/x.js", "src/contest/x.js", "attestation/x.go", "protest/x.js", "fastest/x.js", "src/testimonials/x.js",
    "integrations/x.js", "src/integration/x.js", "greatest/x.js", "special/x.js", "specification/x.js",
    "src/cipher/x.js", "src/circle/x.js", "src/ci.js", "testament/x.js", "fakery/x.js", "mockingbird/x.js",
    "src/detest/x.js", "benchpress/x.js", "src/x.js", "x.js", "src/mocked.js", "docker/x.js", "languages.js",
    "contest.exs", "src/tested.js", ".cid/x.yml", "jester.js", ".env.fastest",
    "manual/x.js", "sampler/x.js", "democracy/x.js", "src/stubborn.js",
    "src/latestUtils.ts", "src/testServer.ts", "src/speedTestRunner.ts", "src/utils.ts", "src/contest_helpers.go",
    "src/molecule/draw.ts", "src/mocksmith.ts", "src/fixturesque.py", "src/playwriting/x.ts", "src/run_test_command.py",
]  # fmt: skip
ONLY_DOCUMENTATION = [
    "docs/x.js",
    "src/examples/x.js",
    "code-samples/x.js",
    "demo-app/x.js",
    "Documentation/x.rst",
    "i18n/de.json",
    "public/intl/messages/ja-JP.json",
    "l10n/x.arb",
]


RELEASES = [
    "public/plugins/codemirror-5.17.0/mode/jade.js",
    "a/pdfjs-4.3.136/x.js",
    "lib/jquery-ui-1.12.1.custom/x.js",
    "a/react@18.2.0/x.js",
]
NO_RELEASES = ["api-1.0/x.js", "v1.2.3/x.js", "src/report-2024/x.js", "services/auth-v2/x.py", "a/10.0.0.1/x.py", "a-1.2.3.js"]


@pytest.mark.parametrize("path", RELEASES)
def test_a_folder_with_a_release_of_a_library_is_brought_in(path: str) -> None:
    assert is_brought_in(path)


@pytest.mark.parametrize("path", NO_RELEASES)
def test_a_version_of_the_projects_own_is_none(path: str) -> None:
    assert not is_brought_in(path)


def test_a_file_that_a_language_names_is_a_translation() -> None:
    assert all(map(is_aside, ("src/zh_Hans.yml", "a/pt-BR.json", "b/en_US.php")))
    assert not any(map(is_aside, ("src/de.yml", "a/ab-cd.json", "src/i18n.py")))


@pytest.mark.parametrize("path", TESTS)
def test_folders_and_files_of_tests(path: str) -> None:
    assert is_test(path)
    assert is_aside(path)
    assert is_only_for_developers(path)


@pytest.mark.parametrize("path", OTHERS)
def test_words_that_only_look_like_them(path: str) -> None:
    assert not is_test(path)
    assert not is_aside(path)


@pytest.mark.parametrize("path", ONLY_DOCUMENTATION)
def test_documentation_is_no_test(path: str) -> None:
    assert (is_aside(path), is_test(path), is_only_for_developers(path)) == (True, False, True)


@pytest.mark.parametrize(
    "path",
    [
        "gulpfile.mjs",
        "build/wasm.js",
        "scripts/a.py",
        "external/builder/a.mjs",
        "vite.config.ts",
        "packages/a/scripts/b.js",
        "dev/a.py",
        "packages/prisma/seed/users.js",
        "app/migrations/0001_a.py",
        "app/db/migrations.py",
        "server/migrations/2017-a.js",
    ],
)
def test_build_scripts_are_run_by_developers_alone_and_may_hold_secrets(path: str) -> None:
    assert is_only_for_developers(path)
    assert severities(path, f'token = "ghp_{made(36)}"\n') == ["error"]


@pytest.mark.parametrize(
    "path",
    [
        "src/builder.js",
        "app.config.py",
        "config.js",
        "seed.js",
        "src/dev/a.js",
        "src/tools.py",
        "src/tools/a.py",
        "app/scripts/a.js",
    ],
)
def test_sources_are_run_by_others(path: str) -> None:
    assert not is_only_for_developers(path)


def test_a_very_long_name_is_read_within_a_bound() -> None:
    assert not is_test("a" * 100_000 + "Tests/x.js")


@pytest.mark.parametrize(
    "path",
    [
        "vendor/a.js",
        "web/third_party/a.py",
        "a/dist/scripts.js",
        "js/jquery.min.js",
        "x-min.mjs",
        "app.bundle.js",
        "pip/_vendor/a.py",
        "src/static/js/vendors/jquery.ts",
        "app/static/js/libs/pdf.js",
        "web/assets/lib/a.js",
    ],
)
def test_code_that_nobody_writes_here(path: str) -> None:
    assert is_brought_in(path)


@pytest.mark.parametrize(
    "path",
    [
        "src/vendors.js",
        "src/min.js",
        "distribution/a.js",
        "src/bundle.js",
        "admin.js",
        "src/dist.js",
        "lib/a.js",
        "src/lib/static/a.js",
        "app/js/model/lib.js",
        "vendor.py",
    ],
)
def test_code_that_somebody_writes_here(path: str) -> None:
    assert not is_brought_in(path)


SETTINGS = {
    "sections": "[client]\nuser=bob\npassword=x\n",
    "comments": "# a\n; b\n\nname = a b c\nother.name = /a/b:c\n",
    "an export": "export A=b\nexport C='d'\n",
    "line ends of Windows": "a=b\r\nc=d\r\n",
    "an empty value": "a=\nb =\n",
}
OTHERS = {
    "code": "x = f(1)\ny = 2\n",
    "a comparison": "a == b\nc = d\n",
    "an arrow": "a => b\nc = d\n",
    "a block": "a = {\nb = c\n}\n",
    "a sentence": "a = b\nc = d\nThis is one.\n",
    "one setting": "a = b\n",
    "nothing": "",
    "a key of YAML": "a: b\nc = d\ne = f\n",
}


@pytest.mark.parametrize("text", SETTINGS.values(), ids=SETTINGS)
def test_a_text_of_settings_is_known_by_all_of_its_lines(text: str) -> None:
    assert is_of_settings(text.encode())
    assert has_bare_values("my.cnf", text.encode())
    assert is_of_settings(text.encode() * 4000), "of a long one the beginning tells"


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_other_texts_are_none(text: str) -> None:
    assert not is_of_settings(text.encode())
    assert not has_bare_values("a", text.encode())
    assert has_bare_values("a.ini", text.encode())
