import re

import pytest

from core.sentences import Sentence
from core.trust.definitions import DEFINITIONS, Definition

BANDS = "below 0.60 unstable, 0.60 to 0.75 partly stable, 0.75 to 0.85 stable, above 0.85 highly stable"


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_figure_is_explained_in_sentences_that_can_be_translated(name):
    definition = DEFINITIONS[name]
    parts = [getattr(definition, part) for part in Definition.__dataclass_fields__]
    assert all(isinstance(part, Sentence) and part for part in parts)
    assert definition.meaning.endswith(".")
    assert len(set(parts)) == 4


def test_no_two_figures_share_a_name():
    labels = [definition.label for definition in DEFINITIONS.values()]
    assert len(set(labels)) == len(labels)


def test_sources_name_author_and_year_or_persona_atlas():
    for definition in DEFINITIONS.values():
        assert re.search(r"[A-Z]\w+.* \(\d{4}\)", definition.source) or "Persona Atlas" in definition.source


def test_stability_states_the_bands_of_hennig():
    assert BANDS in DEFINITIONS["jaccard"].meaning
    assert "10.1016/j.csda.2006.11.025" in DEFINITIONS["jaccard"].source
