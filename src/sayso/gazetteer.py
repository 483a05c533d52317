"""."""
from __future__ import annotations
class Gazetteer: ...
def open_gazetteer() -> Gazetteer: return Gazetteer()
