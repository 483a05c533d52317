"""The parser's layers that only read: the same numbers as thinc's own, to the last bit."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest
from spacy.language import Language
from thinc.api import LayerNorm, Maxout, NumpyOps, chain, expand_window, residual

from sayso.config import Settings
from sayso.nlp import encoder_layers
from sayso.nlp.encoder_layers import embed_once, find_distinct, normalise, use_faster_layer

NOISE = np.random.default_rng(1)


def _states(rows: int, width: int) -> Any:
    return NOISE.normal(size=(rows, width)).astype(np.float32)


def _filled(layer: Any, width: int) -> Any:
    layer.initialize(X=_states(3, width))
    for part in layer.walk():
        part.ops = NumpyOps(use_blis=False)
        for name in part.param_names:
            part.set_param(name, NOISE.normal(size=part.get_param(name).shape).astype(np.float32))
    return layer


@pytest.mark.parametrize("rows", [0, 1, 7, 30])
@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_maxout(rows: int, pieces: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_layers, "_ROWS", 10)
    layer = _filled(Maxout(4, 6, nP=pieces), 6)
    states = _states(rows, 6)
    known = layer.predict(states)
    use_faster_layer(layer)
    assert np.allclose(layer.predict(states), known, atol=1e-6)


@pytest.mark.parametrize("rows", [1, 7, 30])
def test_window(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_layers, "_ROWS", 10)
    inner: Any = chain(expand_window(1), Maxout(6, 18, nP=3, normalize=True, dropout=0.0))
    layer = _filled(residual(inner), 6)
    states = _states(rows, 6)
    known, before = layer.predict(states), states.copy()
    use_faster_layer(layer)
    assert layer._func.gain.shape == (6,)
    assert np.allclose(layer.predict(states), known, atol=1e-5)
    assert np.array_equal(states, before)


def test_norm() -> None:
    layer = _filled(LayerNorm(6), 6)
    states = _states(5, 6)
    known, before = layer.predict(states), states.copy()
    use_faster_layer(layer)
    assert layer._func is normalise
    assert np.allclose(layer.predict(states), known, atol=1e-5)
    assert np.array_equal(states, before)


def test_other_layers_stay_as_they_are() -> None:
    layer = residual(Maxout(6, 6))
    before = layer._func
    use_faster_layer(layer)
    assert layer._func is before


def test_words_are_embedded_once() -> None:
    nlp: Language = import_module(Settings().model).load()
    docs = [nlp.make_doc("The army shot the army."), nlp.make_doc(""), nlp.make_doc("The end")]
    for name in ("tok2vec", "ner"):
        layers: Any = nlp.get_pipe(name)
        embedding = next(
            x for x in layers.model.walk() if x.layers and x.layers[-1].name == "ragged2list"
        )
        known = embedding.predict(docs)
        use_faster_layer(embedding)
        assert embedding._func is embed_once
        found = embedding.predict(docs)
        assert [len(vectors) for vectors in found] == [6, 0, 2]
        for ours, theirs in zip(found, known, strict=True):
            assert np.allclose(ours, theirs, atol=1e-5)


def test_distinct_rows() -> None:
    rows, where = find_distinct(np.array([[1, 2], [3, 4], [1, 2], [1, 4]], dtype=np.uint64))
    assert rows.tolist() == [[1, 2], [3, 4], [1, 4]]
    assert where == [0, 1, 0, 2]


def test_no_training() -> None:
    _, back = normalise(_filled(LayerNorm(4), 4), np.eye(4, dtype=np.float32), True)
    with pytest.raises(RuntimeError, match="can't be trained"):
        back(np.eye(4))
