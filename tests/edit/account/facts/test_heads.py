"""Heads of blocks that name their block, and heads that may be written twice."""

import pytest

from kaptar.edit.account.facts.heads import names_its_block

NAMED = [
    "def total(self):", "export const load = async () => {", "const {", 'it("adds", () => {', 'resource "a" "b" {',
    "location /a {", "upstream backend {", 'app.get("/a", (req, res) => {', "if (ready) {", "unless done",
    "scope :recent do", "- name: build", "steps:", '"scripts": {', ".card {", "&:hover {", "void draw(int x) {",
    '<li id="a">', "let(:user) do", "[Symbol.iterator]() {", "default:", "Importer: &schema.Importer{",
]  # fmt: skip
GENERAL = [
    "useEffect(() => {", 'document.addEventListener("click", (e) => {', 'process.on("exit", () => {',
    "app.use((req, res, next) => {", "try:", "try {", "ingress {", "init {", "static {", "server {", "before do", "setup do",
    "beforeEach(() => {", "after_save do", "- uses: actions/cache@v4", "- type: bind", '<div className="c">',
    "with self.assertRaises(ValueError):", "for item in items:", "go func() {", "defer func() {", "INSERT INTO a",
    "tokio::spawn(async move {", 'fetch("/api", {', 'client.get("/a", {',
]  # fmt: skip


@pytest.mark.parametrize("text", NAMED)
def test_a_head_that_names_its_block(text: str) -> None:
    assert names_its_block(text)


@pytest.mark.parametrize("text", GENERAL)
def test_a_head_that_may_be_written_twice(text: str) -> None:
    assert not names_its_block(text)
