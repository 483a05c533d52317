"""."""
from __future__ import annotations
from sayso.gazetteer import Gazetteer
from sayso.model import Place, TimeInterval
from sayso.nlp.readings import Reading
class PlaceLexicon: ...
def load_place_lexicon() -> PlaceLexicon: return PlaceLexicon()
def find_places(reading: Reading, times: tuple[TimeInterval, ...], gazetteer: Gazetteer, lexicon: PlaceLexicon) -> tuple[Place, ...]:
    return ()
