"""The archive to measure with: the same bytes each time, articles of the right length, copies of earlier ones."""

from __future__ import annotations

from pathlib import Path

from bench.bulk_articles import FEWEST_WORDS, MOST_WORDS, make_articles, write_articles

from sayso.ingest.archives import read_archive


def test_the_same_articles_are_written_each_time(tmp_path: Path) -> None:
    one, other = tmp_path / "a.warc.gz", tmp_path / "b.warc.gz"
    write_articles(one, 20)
    write_articles(other, 30)
    assert other.read_bytes().startswith(one.read_bytes())
    found = list(read_archive(one, "warc"))
    assert [located.raw.problem for located in found] == [None] * 20
    assert len({located.raw.data for located in found}) == 20


def test_articles_have_a_length_and_some_repeat_earlier_ones() -> None:
    articles = list(make_articles(200, copies=0.3))
    for article in articles:
        words = sum(len(paragraph.split()) for paragraph in article.paragraphs)
        assert FEWEST_WORDS <= words <= MOST_WORDS
        if article.copy_of is not None:
            original = articles[article.copy_of]
            assert original.copy_of is None and article.copy_of < article.number
            assert original.outlet != article.outlet
            assert set(article.paragraphs[1:]) <= set(original.paragraphs)
    assert 30 <= sum(article.copy_of is not None for article in articles) <= 90
