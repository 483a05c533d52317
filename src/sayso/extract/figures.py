"""."""
from __future__ import annotations
from sayso.model import Figure, TimeInterval
from sayso.nlp.readings import Reading
class FigureLexicon: ...
def load_figure_lexicon() -> FigureLexicon: return FigureLexicon()
def find_figures(reading: Reading, times: tuple[TimeInterval, ...], lexicon: FigureLexicon) -> tuple[Figure, ...]:
    return ()
