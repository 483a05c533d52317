"""Write docs/scores.md, how good sayso is, from measured scores (run: make scores DATA=../shared/data).

sayso evaluate all ../shared/data --json > out/scores.json
python tools/write_scores.py out/scores.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sayso.config import sayso_version

TARGET = Path(__file__).parents[1] / "docs/scores.md"

# (set, measure) → what peers reach there, as published or measured (DESIGN.md §7, MODELS.md).
PEERS = {
    (
        "PolNeAR dev",
        "content+source F1",
    ): "rules 47–48, Citron retrained 49.5, annotators among themselves 75",
    ("PLOVER records dev", "type F1"): "PETRARCH2 with spaCy trees .43",
    ("PLOVER records dev", "quad F1"): "PETRARCH2 .53",
    ("PLOVER records dev", "pair F1"): "PETRARCH2 .46",
    ("MUC-4 dev", "label accuracy"): "always “fact” .58",
    ("MUC-4 dev", "false-fact rate"): "always “fact” 1.0",
    ("TR-News", "overlap F1"): "spaCy and population .70–.86 over the four sets",
    ("TR-News", "≤161 km end to end"): "spaCy and population .36–.59 over the four sets",
    ("TimeBank", "relaxed F1"): "HeidelTime .91 (TempEval-3 test part)",
    ("TimeBank", "value F1"): "HeidelTime .80 (TempEval-3 test part)",
    ("WikiWars", "relaxed F1"): "HeidelTime .92",
    ("WikiWars", "value F1"): "HeidelTime .78",
    ("GVC dev", "pair F1"): "TF-IDF .944 at its best threshold (docs/linking.md)",
    ("GVA news dev", "pair F1"): "TF-IDF .678 at its best threshold",
    ("ECB+ dev", "pair F1"): "TF-IDF .869 at its best threshold",
}

HEAD = """# How good it is

Measured by `sayso evaluate` (sayso {version}) on the development parts of public gold sets and on sentences of our own,
with 95 % intervals from 300 bootstrap samples of documents. **Rules and lexicons were tuned while the development parts
were looked at, so unseen text will score lower**; held-out parts of the public sets are scored by others. “Sentences
test”, “Event sentences test” and “Figures test” were written apart. Events and pairs are scored in the records view of
`lexicons/records.yaml`. GVC, GVA news and ECB+ are the sets that the linker's weights were fitted on; [how reports are
linked](linking.md) has them cross-validated. The scores agree with the reference scorers (`tests/evaluate`). Peers are
as published or measured on comparable parts, not in the same run.

| set | documents | gold items | measure | value | 95 % interval | peers |
|---|---|---|---|---|---|---|
"""


def write_scores(scores: list[dict[str, Any]], apart: str) -> str:
    """The whole page; `apart` is the paragraph on what was written apart."""
    rows = [row for score in scores for row in _rows(score)]
    return HEAD.format(version=sayso_version()) + "\n".join(rows) + "\n" + apart


def _rows(score: dict[str, Any]) -> list[str]:
    rows = []
    for index, (measure, value) in enumerate(score["measures"].items()):
        low, high = score["intervals"][measure]
        failed = f", {score['failed']} failed" if score.get("failed") else ""
        documents = f"{score['documents']}{failed}"
        head = [score["name"], documents, score["items"]] if index == 0 else ["", "", ""]
        peer = PEERS.get((score["name"], measure), "")
        cells = [*head, measure, f"{value:.3f}", f"{low:.3f}–{high:.3f}", peer]
        rows.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return rows


def _kept_tail() -> str:
    """What stands on the page after the table is written by hand, and kept."""
    if not TARGET.exists():
        return ""
    text = TARGET.read_text("utf-8")
    return text[text.index("\n## ") :] if "\n## " in text else ""


if __name__ == "__main__":
    TARGET.write_text(
        write_scores(json.loads(Path(sys.argv[1]).read_text("utf-8")), _kept_tail()), "utf-8"
    )
