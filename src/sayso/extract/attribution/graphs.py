"""The learned graphs, loaded so that they give the same numbers on every processor.

Comes in: the path of an ONNX graph in int8. Goes out: a session of the runtime on one thread.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions

# What the runtime would fuse into a kernel six times as slow as its parts (training/attribution/export.py).
_SLOW = ("SkipLayerNormFusion",)
# Without it, processors that have no instruction for sums of 8-bit products (VNNI) clip them at 16 bits:
# other scores for the same weights (microsoft/onnxruntime, pull request 12088). With it, those that have one do not
# use it, and take 2.4 times as long for the same numbers.
_EXACT = "session.x64quantprecision"
# A graph of one node, MatMulInteger of rows of four bytes with a column of four weights, each 127 (ONNX, opset 13).
_PRODUCTS = (
    "CAg6WgoYCgF4CgF3EgF5Ig1NYXRNdWxJbnRlZ2VyEgFnKg8IBAgBEANCAXdKBH9/f39aFAoBeBIPCg0IAhIJ"
    "CgMSAW4KAggEYhQKAXkSDwoNCAYSCQoDEgFuCgIIAUIECgAQDQ=="
)


def load_graph(path: Path) -> InferenceSession:
    """A graph on one thread (sayso runs documents in parallel, not matrices), exact on every processor."""
    return _open_graph(str(path), is_exact=clips_products())


@cache
def clips_products() -> bool:
    """Whether this processor clips sums of 8-bit products where the runtime is left alone: it is asked for two.

    Four times 255 × 127 are 129,540; who clips pairs of them at 32,767 says 65,534. One row and several are multiplied
    by different kernels.
    """
    session = _open_graph(base64.b64decode(_PRODUCTS), is_exact=False)
    sums = [session.run(None, {"x": np.full((n, 4), 255, np.uint8)})[0] for n in (1, 8)]
    return any((np.asarray(found) != 255 * 127 * 4).any() for found in sums)


def _open_graph(graph: str | bytes, *, is_exact: bool) -> InferenceSession:
    import onnxruntime

    options: SessionOptions = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    if is_exact:
        options.add_session_config_entry(_EXACT, "1")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=list(_SLOW)
    )
