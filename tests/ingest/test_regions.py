"""Regions: what is news, what surrounds it, and the laws that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest.drafts import Draft
from sayso.ingest.furniture import Furniture, load_furniture
from sayso.ingest.regions import find_regions
from sayso.model import Region

NEWS = "Rebels shelled the port on Tuesday, killing at least nine people, residents said."


@pytest.fixture(scope="module")
def furniture() -> Furniture:
    return load_furniture()


def marked(text: str, furniture: Furniture, **facts: str) -> list[tuple[str, str]]:
    layout = find_regions(Draft(text=text, **facts), furniture)  # type: ignore[arg-type]
    return [(region.kind, text[region.start : region.end]) for region in layout.regions]


@pytest.mark.parametrize(
    "line",
    [
        "Share this article",
        "SHARE",
        "Facebook Twitter WhatsApp Email",
        "Share on Facebook | Tweet | 12 comments",
        "Also read: Truce fails in Homs",
        "READ MORE: Ten days that broke the truce",
        "Related » Who controls the border crossing?",
        "You can also reach us at www.paper.example or at our mirror paper2.example",
        "The site can also be accessed at the following alternate addresses: www.paper.example",
        "Daily Wire can be reached via the following mirror domains: wire.example, wire2.example",
        "www.paper.example",
        "https://paper.example/en/a?b=c",
        "tips@paper.example",
        "We use cookies to improve your experience. You can change your settings at any time.",
        "By continuing to use this website you agree to our cookie policy.",
        "Please enable JavaScript to view the comments.",
        "Sign up for our daily newsletter and never miss a story",
        "Subscribe to our channel for more videos.",
        "Follow us on Telegram for the latest from the front.",
        "Follow @dailywire on Twitter",
        "© 2016 Agence Example. All rights reserved.",
        "Copyright 2014 The Example Press. This material may not be published or broadcast.",
        "All Rights Reserved",
        "(Reporting by Jane Doe and Ali al-Hassan in Beirut; Editing by John Roe)",
        "Additional reporting by Jane Doe",
        "Jane Doe in Geneva contributed to this report.",
        "Tags: Syria, Aleppo, war",
        "Topics | Yemen | Saudi Arabia",
        "Advertisement",
        "Story continues below advertisement",
        "Leave a comment",
        "Be the first to comment!",
        "12 Comments",
        "HN/MHB",
        "3 min read",
        "This is a developing story. It will be updated.",
        "The views expressed in this article are the author's own and do not reflect those of the paper.",
        "Contact Jane Doe at jane@paper.example",
        "Click here to read the interview",
        "If you cannot open our site, use our mirror: www.paper2.example",
        "Our website is also available at paper.example and paper2.example.",
        "This site is mirrored at www.paper2.example",
        "Alternative address: www.paper.example",
        "Blocked in your country? Try paper2.example",
        "Readers inside the country can reach us through paper2.example.",
        "Also read - Truce fails in Homs",
        "Read More: https://paper.example/a",
        "You may also like: Five days that broke the truce",
        "More on The Paper: Five days that broke the truce",
        "We value your privacy. We use cookies to enhance your browsing.",
        "By clicking “Accept” you agree to the storing of cookies on your device.",
        "Do you have information about this story? Email tips@paper.example",
        "With inputs from agencies",
        "— AFP",
        "mbs/dc",
        "Last updated on May 4, 2016 at 2:22 pm",
        "News ID: 4372",
        "Reproduction without permission is prohibited.",
        "To read more, click here.",
        "Join our Telegram channel: t.me/paper",
        "***",
        "###",
    ],
)
def test_furniture_is_boilerplate(line: str, furniture: Furniture) -> None:
    assert marked(f"{NEWS}\n\n{line}", furniture) == [("body", NEWS), ("boilerplate", line)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The two governments agreed on sharing intelligence about the group.",
        "Share prices fell after the strike.",
        "Soldiers handed out cookies to the children at the checkpoint.",
        "We use cookies as bait, the trapper said.",
        "A spokesman read the statement on state television.",
        "Read out by a general, the statement denied the massacre.",
        "By continuing to use force the army has lost the trust of the town, she said.",
        "The army said it would follow the rebels into the hills.",
        "Follow us into the tunnels, the soldiers told the reporters.",
        "Reporting by the monitors showed that shells had come from the east.",
        "The views expressed by the general angered Ankara.",
        "Copyright law was the least of the exiles' worries.",
        "The report said the errors contributed to this tragedy.",
        "Police published the names of the dead on Monday.",
        "The ceasefire was signed on May 3, 2016.",
        "Issued on May 3, the order bans all crossings.",
        "Tagged with the army's emblem, the crates held shells.",
        "He denied on Twitter that the jets were his.",
        "The video, posted on Telegram, shows men in uniform firing at a bus.",
        "The ministry's website was blocked for two days.",
        "You can visit our villages and count the graves, he said.",
        "“You can reach us only by boat,” the mayor said.",
        "Related talks in Geneva broke down.",
        "Topics of the talks: prisoners, aid and borders.",
        "The group claimed the attack in a comment on Facebook.",
        "Get out, the militia told the families by loudspeaker.",
        "Watch: they will do it again, he warned.",
        "Donate blood, the hospital begged.",
        "The commander can be reached by radio only, aides said.",
        "More: a word that the prisoners learned to fear.",
        "He said the picture: it showed the wreck, was false.",
        "The toll was confirmed by AFP/Reuters.",
        "This image released by the army shows a rocket launcher beside a school.",
        "Contact between the two armies was lost at dawn.",
        "Our website of records shows 40 raids, the monitors said.",
        "The mirror of the minister's car was shot off.",
        "For more on what he had seen, the doctor turned to his notes.",
        "Do you have information about my son? she asked the guards.",
        "Help keep the corridor open, the envoy asked both armies.",
        "The army reports.",
        "He told Reuters.",
        "Publication of the report is prohibited by the court, and of the list, too.",
    ],
)
def test_news_is_never_boilerplate(sentence: str, furniture: Furniture) -> None:
    found = marked(f"{NEWS}\n\n{sentence}\n\n{NEWS}", furniture)
    assert [kind for kind, _ in found] == ["body", "body", "body"]


@pytest.mark.parametrize(
    ("paragraph", "news"),
    [
        (
            "It denied the charge. (Reporting by Jane Doe; Editing by John R. Roe)",
            "It denied the charge.",
        ),
        (
            "It denied the charge. © 2016 Example Press. All rights reserved.",
            "It denied the charge.",
        ),
        ("He fled.” Follow us on Twitter and Facebook.", "He fled.”"),
        (
            "It denied it. The site can also be reached via the following mirrors: www.a.example",
            "It denied it.",
        ),
    ],
)
def test_furniture_at_the_end_of_a_paragraph(
    paragraph: str, news: str, furniture: Furniture
) -> None:
    found = marked(f"{NEWS}\n\n{paragraph}", furniture)
    assert found[1] == ("body", news)
    assert [kind for kind, _ in found[2:]] == ["boilerplate"]


def test_whole_front_of_a_report(furniture: Furniture) -> None:
    text = (
        "World News\n\nStrike kills 12 in Aleppo\n\nBy Jane Doe and Ali al-Hassan\nPublished: 4 May 2016, 14:22 GMT\n\n"
        "Share this article\n\nALEPPO, Syria, May 4 (Reuters) — " + NEWS + "\n\n"
        "A man walks past a ruined school in Aleppo. (Photo: AFP)\n\nThe army denied it.\n"
    )
    assert marked(text, furniture) == [
        ("boilerplate", "World News"),
        ("headline", "Strike kills 12 in Aleppo"),
        ("byline", "By Jane Doe and Ali al-Hassan"),
        ("boilerplate", "Published: 4 May 2016, 14:22 GMT"),
        ("boilerplate", "Share this article"),
        ("dateline", "ALEPPO, Syria, May 4 (Reuters) —"),
        ("body", NEWS),
        ("caption", "A man walks past a ruined school in Aleppo. (Photo: AFP)"),
        ("body", "The army denied it."),
    ]
    layout = find_regions(Draft(text=text), furniture)
    assert layout.title == "Strike kills 12 in Aleppo"
    assert layout.byline == "Jane Doe and Ali al-Hassan"
    assert layout.dateline == "ALEPPO, Syria, May 4 (Reuters)"


def test_head_of_a_text_without_empty_lines(furniture: Furniture) -> None:
    """As people paste a report: headline, medium, byline and date right below each other."""
    text = (
        "Kadugli counts its dead after market shelling\nNuba Hills Voice\nBy Amal Tutu in Kadugli\n"
        "Tuesday, 11 March 2025\n\nKADUGLI - "
        + NEWS
        + "\nThe Daily Star asked the army, which did not reply.\n"
    )
    assert marked(text, furniture)[:5] == [
        ("headline", "Kadugli counts its dead after market shelling"),
        ("boilerplate", "Nuba Hills Voice"),
        ("byline", "By Amal Tutu in Kadugli"),
        ("boilerplate", "Tuesday, 11 March 2025"),
        ("dateline", "KADUGLI -"),
    ]
    layout = find_regions(Draft(text=text), furniture)
    assert (layout.outlet, layout.byline) == ("Nuba Hills Voice", "Amal Tutu in Kadugli")


def test_byline_and_report_run_together_by_the_margin(furniture: Furniture) -> None:
    text = f"Army denies strike\nBy Jane Doe\n{NEWS}"
    assert marked(text, furniture) == [
        ("headline", "Army denies strike"),
        ("byline", "By Jane Doe"),
        ("body", NEWS),
    ]


@pytest.mark.parametrize(
    "line", ["Mediators arrive in the capital", "The Daily Star said otherwise.", "Aleppo Province"]
)
def test_what_is_no_name_of_a_medium_stays(line: str, furniture: Furniture) -> None:
    text = f"Army denies strike\n{line}\nBy Jane Doe\n\n{NEWS}"
    assert find_regions(Draft(text=text), furniture).outlet is None
    assert ("body", line) in marked(text, furniture)


@pytest.mark.parametrize(
    "headline",
    [
        "Strike kills 12 in Aleppo",
        "VIDEO: Strike hits hospital in Kyiv",
        "Who shelled the market?",
        "KYIV: Army says drones were shot down",
        "By air and sea, aid reaches Gaza",
        "By Air and Sea, Aid Reaches Gaza",
        "Related deaths: monitors count the missing",
        "Army ‘shares’ the blame, says envoy",
    ],
)
def test_headlines(headline: str, furniture: Furniture) -> None:
    assert marked(f"{headline}\n\n{NEWS}", furniture) == [("headline", headline), ("body", NEWS)]


@pytest.mark.parametrize(
    "text",
    [NEWS, "Rebels shelled the port", f"“We were not there.”\n\n{NEWS}", f"{NEWS}\n\n{NEWS}"],
)
def test_a_text_without_headline_is_body(text: str, furniture: Furniture) -> None:
    assert {kind for kind, _ in marked(text, furniture)} == {"body"}


def test_a_given_title_is_a_headline_even_with_a_full_stop(furniture: Furniture) -> None:
    found = marked(f"Army denies strike.\n\n{NEWS}", furniture, title="Army denies strike")
    assert found[0] == ("headline", "Army denies strike.")


@pytest.mark.parametrize(
    ("line", "is_byline"),
    [
        ("By Jane Doe", True),
        ("BY JANE DOE", True),
        ("By Jane Doe, Associated Press", True),
        ("By Jane Doe and Ali al-Hassan in Beirut", True),
        ("Staff and agencies", True),
        ("By Tuesday the town had fallen", False),
        ("By the river, soldiers dug in", False),
        ("Associated Press reporters were freed", False),
    ],
)
def test_bylines(line: str, is_byline: bool, furniture: Furniture) -> None:
    found = marked(f"Strike kills 12 in Aleppo\n\n{line}\n\n{NEWS}", furniture)
    assert (found[1][0] == "byline") is is_byline


@pytest.mark.parametrize(
    "caption",
    [
        "A man walks past a ruined school. (Photo: AFP)",
        "FILE PHOTO: The palace in Damascus",
        "A convoy leaves the town on May 3, 2016. REUTERS/Jane Doe",
        "Smoke over the harbour [Jane Doe/Reuters]",
        "Smoke rises over the harbour. Photograph: Jane Doe/Getty Images",
        "A tank near the border (file photo)",
        "In this photo released by the state news agency, the president visits a barracks.",
        "Image 3 of 12: Rescuers at the market",
    ],
)
def test_captions(caption: str, furniture: Furniture) -> None:
    found = marked(f"{NEWS}\n\n{caption}\n\n{NEWS}", furniture)
    assert [kind for kind, _ in found] == ["body", "caption", "body"]


def test_links_after_a_list_head_are_boilerplate_until_news_returns(furniture: Furniture) -> None:
    text = f"{NEWS}\n\nRelated stories\n\nTruce fails in Homs\n\nWho controls the border?\n\n{NEWS}"
    assert [kind for kind, _ in marked(text, furniture)] == ["body", *["boilerplate"] * 3, "body"]


def test_a_list_head_above_the_headline_eats_nothing(furniture: Furniture) -> None:
    text = f"Latest news\n\nStrike kills 12 in Aleppo\n\n{NEWS}"
    assert [kind for kind, _ in marked(text, furniture)] == ["boilerplate", "headline", "body"]


def test_a_date_heads_a_day_in_a_chronology(furniture: Furniture) -> None:
    found = marked(f"{NEWS}\n\nMay 3, 2016\n\n{NEWS}", furniture)
    assert [kind for kind, _ in found] == ["body", "body", "body"]


def check_laws(text: str, regions: tuple[Region, ...]) -> None:
    end = 0
    for region in regions:
        assert end <= region.start < region.end <= len(text)
        assert text[region.start : region.end].strip() == text[region.start : region.end]
        end = region.end
    outside = list(text)
    for region in regions:
        outside[region.start : region.end] = " " * (region.end - region.start)
    assert not "".join(outside).strip()


PIECES = st.sampled_from(
    [
        *(
            NEWS,
            "Share this article",
            "By Jane Doe",
            "ALEPPO (AFP) — ",
            "Related stories",
            "Truce fails",
        ),
        *("\n", "\r\n", "\n\n", " ", ". ", "\u2028", "\x1c", "\ufeff", "😀", "“", "May 3, 2016"),
        *("© 2016 X. ", "(Photo: AFP)", "www.a.example "),
    ]
)


@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=25).map("".join)))
def test_regions_are_ordered_and_cover_everything(text: str) -> None:
    check_laws(text, find_regions(Draft(text=text), _FURNITURE).regions)


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_title_keeps_the_laws(text: str, title: str) -> None:
    check_laws(text, find_regions(Draft(text=text, title=title), _FURNITURE).regions)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a " * 300_000,
            "A" * 500_000,
            "A. " * 100_000,
            "(" * 200_000,
            "By A" * 100_000,
            "© A" * 90_000,
        ),
        *(
            "\n" * 500_000,
            "Reporting by " + "A b " * 220,
            "By " + "Jane " * 150,
            "A/" * 400,
            "0" * 890,
        ),
        "www.a.example " * 60 + "x",
    ],
    ids=lambda text: text[:12],
)
def test_long_and_odd_texts_take_linear_time(text: str, furniture: Furniture) -> None:
    from time import process_time

    started = process_time()
    find_regions(Draft(text=text), furniture)
    assert process_time() - started < 5


_FURNITURE = load_furniture()


def test_the_lexicon_is_well_formed() -> None:
    from collections import Counter

    from sayso.ingest.furniture import FurnitureFile, plain_words
    from sayso.lexicon import read_lexicon

    found = read_lexicon("furniture", FurnitureFile)
    for words in (found.lines, found.list_heads, found.no_places):
        assert [
            word
            for word in words
            if plain_words(word) != word and word != "accept all cookies | manage preferences"
        ] == []
        assert [word for word, count in Counter(words).items() if count > 1] == []
    for row in (*found.boilerplate, *found.captions, *found.bylines):
        assert "*" not in row.pattern.replace("\\*", ""), f"unbounded: {row.pattern}"
        assert row.max_words <= 120
