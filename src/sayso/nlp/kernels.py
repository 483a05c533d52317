"""The networks of the parser by faster kernels: numpy's matrix products on one thread, and layers that only read.

Comes in: a loaded pipeline. Goes out: the same pipeline, twice as fast, with the same parse (81,625 tokens of news:
the same tags, heads and names). thinc takes blis' kernels, which reach two thirds of the speed of the OpenBLAS in
numpy's wheels. That one would use all cores for a product of a millisecond and wait for the slowest: hence one thread.
Such a pipeline reads; it can't be trained.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from spacy.language import Language
from thinc.api import NumpyOps
from threadpoolctl import ThreadpoolController

from sayso.nlp.encoder_layers import use_faster_layer


class OneThreadOps(NumpyOps):  # type: ignore[misc]  # thinc's class has no types
    """numpy's products on one thread, whatever the process' other threads do."""

    def __init__(self) -> None:
        super().__init__(use_blis=False)

    def gemm(self, x: Any, y: Any, **options: Any) -> Any:
        """The product of two matrices, as thinc asks for it."""
        with find_pools().limit(limits=1):
            return super().gemm(x, y, **options)


@lru_cache(maxsize=1)
def find_pools() -> ThreadpoolController:
    """The thread pools of the linear algebra in this process, looked for once."""
    return ThreadpoolController().select(user_api="blas")


def use_fast_kernels(nlp: Language) -> None:
    """Let all networks of a pipeline multiply by numpy's kernels, and its layers only read."""
    ops = OneThreadOps()
    for name in nlp.pipe_names:
        model = getattr(nlp.get_pipe(name), "model", None)
        for layer in model.walk() if model is not None else ():
            layer.ops = ops
            use_faster_layer(layer)
