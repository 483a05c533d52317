"""How long it takes to add one report, and to link all anew, in stores of growing size.

    python bench/linking.py [--even] [SIZE …]          10,000 and 100,000 if none is given

Profiles are made from the readings of the sample corpus: each incident gets its own town, day and names, and each of
the one to five reports that tell it drops some words. Reports of one template look more alike than real ones, so that
incidents fall together that are not one: far fewer groups than incidents come out. All happen within ten years; with
`--even` within as many days as keep the number of reports a day at that of 30,000 in ten years, so that size alone is
told apart from density. Prints seconds and memory (the largest so far: give sizes in rising order).
"""

from __future__ import annotations

import random
import resource
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from time import process_time

from msgspec.structs import replace

from sayso.config import Settings
from sayso.flow import load_pipeline, read_documents
from sayso.ingest.documents import read_inputs
from sayso.link.incidents import Linker
from sayso.link.profiles import PlaceProfile, Profile, Strand, make_profile
from sayso.link.words import load_linking_words

SIZES = (10_000, 100_000)
ADDED = 200
DAYS = 3650
EVEN_SIZE = 30_000
# Names: two syllables of these, so that a store of 100,000 reports holds as many names as a real one.
SYLLABLES = [a + b for a in "bdfghjklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "ir", "us")]


def main(sizes: list[int], *, even: bool) -> None:
    """Measure and print."""
    templates = read_templates()
    print(f"{len(templates)} templates; CPU seconds of one core")
    for size in sizes:
        print(measure(templates, size, DAYS * size // EVEN_SIZE if even else DAYS), flush=True)


def measure(templates: list[Profile], size: int, days: int) -> str:
    """Relink one store, add to it, explain its links; told in a line."""
    profiles = list(islice(make_profiles(templates, random.Random(size), days), size + ADDED))
    started = process_time()
    linker = Linker(profiles[:size])
    linked = process_time() - started
    times = []
    for profile in profiles[size:]:
        started = process_time()
        linker.add(profile)
        times.append(process_time() - started)
    times.sort()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    groups = linker.groups()
    started = process_time()
    links = len(linker.linking().links)
    explained = process_time() - started
    return (
        f"{size:>7} reports: relinked in {linked:.1f} s, {len(groups)} groups, the largest of "
        f"{max(map(len, groups))}; adding one: median {1000 * times[len(times) // 2]:.1f} ms, slowest "
        f"{1000 * times[-1]:.1f} ms; {memory:.0f} MB; {links} links explained in {explained:.1f} s"
    )


def read_templates() -> list[Profile]:
    """The profiles of the sample corpus."""
    pipeline = load_pipeline(Settings(attribution="fast"))
    sample = Path(__file__).parents[1] / "src" / "sayso" / "sample"
    documents = [item.document for item in read_inputs([str(sample)]) if item.problem is None]
    words = load_linking_words()
    return [make_profile(report, words) for report in read_documents(pipeline, documents)]


def make_profiles(
    templates: list[Profile], dice: random.Random, days: int = DAYS
) -> Iterator[Profile]:
    """Ever more profiles: incidents after the templates, each told by one to five reports."""
    number = 0
    while True:
        template = dice.choice(templates)
        day = date(2015, 1, 1) + timedelta(days=dice.randrange(days))
        town, names = _name(dice), [_name(dice) for _ in range(6)]
        for _ in range(dice.choice((1, 1, 2, 3, 5))):
            number += 1
            yield _retold(template, f"made{number}", day, town, names, dice)


def _name(dice: random.Random) -> str:
    return dice.choice(SYLLABLES) + dice.choice(SYLLABLES) + dice.choice(SYLLABLES)


def _retold(
    template: Profile, document: str, day: date, town: str, names: list[str], dice: random.Random
) -> Profile:
    published = (day + timedelta(days=dice.choice((0, 1, 1, 2, 9)))).isoformat()
    strands = tuple(
        _retold_strand(strand, document, published, day, town, names, dice)
        for strand in template.strands
    )
    return replace(template, document=document, published=published, strands=strands)


def _retold_strand(
    strand: Strand,
    document: str,
    published: str,
    day: date,
    town: str,
    names: list[str],
    dice: random.Random,
) -> Strand:
    own = {town: 3, **dict.fromkeys((n for n in names if dice.random() < 0.7), 1)}
    full = {f"{a} {b}": 1 for a, b in zip(names[::2], names[1::2], strict=True)}
    # The names of the template itself stay out: all that is told after it would share them.
    kept = {n.split()[0] for n, _ in strand.names}
    words = {t: n for t, n in strand.terms if t not in kept and dice.random() < 0.6}
    place = PlaceProfile(
        name=town,
        lat=dice.uniform(-40, 60),
        lon=dice.uniform(-20, 120),
        country="SYR",
        precision="town",
        gazetteer_id=town,
    )
    return replace(
        strand,
        item=f"{document}#{strand.item.split('#')[1]}",
        document=document,
        published=published,
        terms=tuple(sorted((words | own).items())),
        names=tuple(sorted((own | full).items())),
        days=((day.isoformat(), 1.0),),
        places=((place, 1.0),),
    )


if __name__ == "__main__":
    asked = [int(size) for size in sys.argv[1:] if size != "--even"]
    main(asked or list(SIZES), even="--even" in sys.argv)
