"""The faster kernels of the parser: the same parse as by thinc's own, on one thread, whatever the process has."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from spacy.language import Language
from thinc.api import NumpyOps

from sayso.config import Settings
from sayso.nlp.encoder_layers import embed_once, normalise
from sayso.nlp.kernels import OneThreadOps, find_pools, use_fast_kernels

TEXT = (
    "Rebels shelled the market of Al Bab on Tuesday, killing at least nine people, the governor said. "
    '"We did not fire," a spokesman for the brigade told Reuters; he blamed government jets.\n\n'
    "The United Nations, which brokered the truce in May, called on both sides to let aid convoys through."
)


@pytest.fixture(scope="module")
def plain() -> Language:
    model: Language = import_module(Settings().model).load()
    return model


def test_same_parse(plain: Language) -> None:
    fast: Language = import_module(Settings().model).load()
    use_fast_kernels(fast)
    ours, theirs = fast(TEXT), plain(TEXT)
    assert [(t.tag_, t.dep_, t.head.i) for t in ours] == [
        (t.tag_, t.dep_, t.head.i) for t in theirs
    ]
    assert [(e.text, e.label_) for e in ours.ents] == [(e.text, e.label_) for e in theirs.ents]


def test_every_layer_uses_them() -> None:
    fast: Language = import_module(Settings().model).load()
    use_fast_kernels(fast)
    layers = [layer for name in fast.pipe_names for layer in _layers(fast, name)]
    assert len(layers) > 20 and all(isinstance(layer.ops, OneThreadOps) for layer in layers)
    kinds = Counter(type(layer._func).__name__ for layer in layers)
    assert kinds["Maxout"] == 10 and kinds["Window"] == 8
    ours = [layer._func for layer in layers if layer._func in (normalise, embed_once)]
    assert Counter(ours) == {normalise: 10, embed_once: 2}


def test_one_thread_and_no_trace_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pools = find_pools()
    assert pools.info(), "numpy brings a thread pool"
    before = [pool["num_threads"] for pool in pools.info()]
    seen: list[int] = []

    def watch(self: object, x: Any, y: Any, **options: Any) -> Any:
        seen.extend(pool["num_threads"] for pool in pools.info())
        return x @ y.T

    monkeypatch.setattr(NumpyOps, "gemm", watch)
    with pools.limit(limits=2):
        OneThreadOps().gemm(np.ones((3, 2)), np.ones((3, 2)), trans2=True)
        assert [pool["num_threads"] for pool in pools.info()] == [2] * len(before)
    assert set(seen) == {1}
    assert [pool["num_threads"] for pool in pools.info()] == before


def _layers(nlp: Language, name: str) -> list[Any]:
    model = getattr(nlp.get_pipe(name), "model", None)
    return list(model.walk()) if model is not None else []
