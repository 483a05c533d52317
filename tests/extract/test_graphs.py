"""The learned graphs give the same numbers on every processor."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np

from sayso.extract.attribution.tagger import load_graph

# A graph of one node, MatMulInteger of four bytes with a column of four weights, each 127 (ONNX, opset 13).
_PRODUCTS = (
    "CAg6WAoYCgF4CgF3EgF5Ig1NYXRNdWxJbnRlZ2VyEgFnKg8IBAgBEANCAXdKBH9/f39aEwoBeBIOCgwIAhII"
    "CgIIAQoCCARiEwoBeRIOCgwIBhIICgIIAQoCCAFCBAoAEA0="
)


def test_sums_of_products_are_not_clipped(tmp_path: Path) -> None:
    """Without the runtime's exact mode, processors with AVX2 but no VNNI give 65534 here."""
    path = tmp_path / "products.onnx"
    path.write_bytes(base64.b64decode(_PRODUCTS))
    [sums] = load_graph(path).run(None, {"x": np.full((1, 4), 255, np.uint8)})
    assert sums.item() == 255 * 127 * 4
