"""What a run reads with, told without loading it: the versions and digests that `Pipeline.run` will hold.

Comes in: settings and filters. Goes out: the configuration of a run. Workers compare it with what they loaded: a list
or a weight that is another one on another machine ends the run instead of mixing two readings.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from sayso.bulk.filters import Filters
from sayso.bulk.manifest import Configuration
from sayso.config import Settings, sayso_version
from sayso.errors import EngineError, UsageError
from sayso.extract.actors.own_actors import own_actors_digest
from sayso.extract.attribution.learned_acts import digest_acts
from sayso.extract.attribution.tagger import digest_files
from sayso.lexicon import lexicon_digest
from sayso.text import digest_of


def make_configuration(
    settings: Settings, filters: Filters, articles_per_shard: int
) -> Configuration:
    """The configuration of a run, with its digest as the name of what it yields."""
    asked: dict[str, Any] = {
        name: value
        for name, value in {
            **msgspec.to_builtins(filters),
            "published": settings.published,
            "outlet": settings.outlet,
            "url": settings.url,
        }.items()
        if value not in (None, [], (), "")
    }
    return Configuration(
        run=pipeline_identity(settings),
        asked=msgspec.json.decode(msgspec.json.encode(asked)),  # as it is read back
        articles_per_shard=articles_per_shard,
    )


def pipeline_identity(settings: Settings) -> dict[str, str]:
    """What `load_pipeline(settings).run` is going to be, in a tenth of a second."""
    weights = Path(str(files("sayso") / "weights"))
    second = "branch" if settings.attribution == "accurate" else "pointer"
    run = {
        "sayso": sayso_version(),
        "model": _model(settings.model),
        "attribution": settings.attribution,
        "lexicons": lexicon_digest(),
    }
    if settings.attribution != "fast":
        tagger = weights / "attribution"
        run["weights"] = digest_files(tagger / "trunk.onnx", tagger / f"{second}.onnx")
        run["event weights"] = digest_files(weights / "events" / "events.onnx")
        run["role weights"] = digest_files(weights / "roles" / "roles.onnx")
        run["act weights"] = digest_acts(weights / "acts")
    if settings.places is not None:
        run["places"] = digest_of(_bytes(Path(settings.places)), length=12)
    if settings.actors:
        run["actors"] = own_actors_digest(settings.actors)
    return run


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"no list of places at {path}: {error.strerror}") from error


def _model(package: str) -> str:
    """Name and version of a model as its own file tells them: "en_core_web_sm 3.8.0"."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EngineError(f"no model {package} is installed")
    path = Path(spec.submodule_search_locations[0]) / "meta.json"
    meta = json.loads(path.read_bytes())
    return f"{meta['lang']}_{meta['name']} {meta['version']}"
