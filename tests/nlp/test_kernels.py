"""The faster kernels of the parser: the same parse as by thinc's own, on one thread, whatever the process has."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest
from spacy.language import Language
from thinc.api import LayerNorm, NumpyOps

from sayso.config import Settings
from sayso.nlp.kernels import OneThreadOps, find_pools, normalise, use_fast_kernels

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
    norms = [layer for layer in layers if layer.name == "layernorm"]
    states = np.random.default_rng(1).normal(size=(5, norms[0].get_dim("nI"))).astype(np.float32)
    for norm in norms:
        assert norm._func is normalise
        assert np.allclose(norm.predict(states), _by_thinc(norm, states), atol=1e-5)


def test_no_training() -> None:
    norm = LayerNorm(4)
    norm.initialize()
    _, back = normalise(norm, np.eye(4, dtype=np.float32), True)
    with pytest.raises(RuntimeError, match="can't be trained"):
        back(np.eye(4))


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


def _by_thinc(norm: Any, states: Any) -> Any:
    own = LayerNorm(states.shape[1])
    own.initialize()
    for name in ("G", "b"):
        own.set_param(name, norm.get_param(name))
    return own.predict(states)
