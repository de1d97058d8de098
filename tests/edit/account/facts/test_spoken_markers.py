"""Comments that say that code stays are known in many languages; comments with a word of their own are not."""

import time

import pytest

from kaptar.edit.account.facts.marker_words import ENGLISH, JOINED, OTHERS
from kaptar.edit.account.facts.spoken_markers import says_left_out

MARKERS = (
    "the rest is unchanged", "rest of the function", "existing code here", "steps omitted", "(same as before)",
    "same as original", "as above", "see above", "leave as is", "untouched", "not shown", "nothing changed below",
    "shortened for brevity", "etc.", "and so on", "ditto", "lines 3-4", "L3-L4", "(20 lines)", "+20 lines", "⋮", "***",
    "cont'd", "TODO: rest of function", "^^^ existing ^^^", "remaining statements", "keep existing implementation",
    "current implementation", "placeholder", "no further changes", "other code stays here", "to be continued", "skip", "keep",
    "Rest bleibt gleich", "(unverändert)", "restlicher Code wie bisher", "weiterer Code", "reste inchangé",
    "le reste du code", "resto sin cambios", "el resto del código es igual", "il resto invariato", "restante do código",
    "sem alterações", "de rest blijft hetzelfde", "ongewijzigd", "resten oförändrat", "resten af koden er uændret",
    "kod bez zmian", "zbytek kódu beze změny", "geri kalan kod", "mevcut kod", "остальное без изменений",
    "решта коду без змін", "बाकी कोड वही", "كود موجود", "הקוד הקיים", "其余代码不变", "保持不变", "省略", "其餘程式碼不變",
    "既存のコードはそのまま", "以下同じ", "이하 동일", "나머지 코드",
)  # fmt: skip
COMMENTS = (
    "this is the code", "内容", "the rest is the same as it was before and stays the same here",
    "the rest of the header", "skip the rest of the line", "keep the original order", "copy the remaining items",
    "other users first", "check existing entries", "validate the input", "adds two numbers", "see RFC 2616",
    "same size as the window", "line 3 of the poem", "Schritt eins", "die restlichen Kunden", "compte les jours",
    "suma de precios", "计算总和", "合計を返す", "сумма заказа", "----------", "****", "",
)  # fmt: skip


@pytest.mark.parametrize("words", MARKERS)
def test_a_marker_is_known_by_its_words(words: str) -> None:
    assert says_left_out(words)


@pytest.mark.parametrize("words", COMMENTS)
def test_a_comment_with_a_word_of_its_own_is_none(words: str) -> None:
    assert not says_left_out(words)


def test_there_are_words_of_more_than_twenty_five_languages() -> None:
    assert len([ENGLISH, *OTHERS, *JOINED]) > 25
    assert all(core and beside for core, beside in [ENGLISH, *OTHERS, *JOINED])


def test_a_long_comment_is_judged_in_a_moment() -> None:
    start = time.thread_time()
    for text in ("前と" * 60, "the rest " * 13, "の" * 120, "a" * 100_000):
        says_left_out(text)
    assert time.thread_time() - start < 0.1
