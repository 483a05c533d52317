"""."""
from __future__ import annotations
from sayso.model import Actor, Attribution, Mention
from sayso.nlp.readings import Reading
class CueLexicon: ...
def load_cue_lexicon() -> CueLexicon: return CueLexicon()
def find_attributions(reading: Reading, mentions: tuple[Mention, ...], actors: tuple[Actor, ...], cues: CueLexicon) -> tuple[Attribution, ...]:
    return ()
