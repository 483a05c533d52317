"""The learned graphs give the same numbers on every processor."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest

from sayso.extract.attribution import graphs
from sayso.extract.attribution.tagger import load_tagger


@pytest.mark.parametrize("rows", [1, 2, 8, 33])
def test_sums_of_products_are_not_clipped(tmp_path: Path, rows: int) -> None:
    """Without the runtime's exact mode, processors with AVX2 but no VNNI give 65534 here."""
    path = tmp_path / "products.onnx"
    path.write_bytes(base64.b64decode(graphs._PRODUCTS))
    [sums] = graphs.load_graph(path).run(None, {"x": np.full((rows, 4), 255, np.uint8)})
    assert np.asarray(sums).ravel().tolist() == [255 * 127 * 4] * rows


def _states() -> list[bytes]:
    ids = np.random.default_rng(7).integers(1000, 20_000, (1, 128), np.int64)
    feed = {"ids": ids, "features": np.zeros((1, 128, 5), np.int64)}
    return [np.asarray(out).tobytes() for out in load_tagger("balanced").trunk.run(None, feed)]


def test_exact_mode_changes_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where products are not clipped, the runtime left alone gives what its slow mode gives, to the last bit."""
    if graphs.clips_products():
        pytest.skip("this processor needs the exact mode")
    fast = _states()
    monkeypatch.setattr(graphs, "clips_products", lambda: True)
    assert _states() == fast
