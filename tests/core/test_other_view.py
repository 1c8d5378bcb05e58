"""A run that compares users in another way than the one before it says so, and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.results.results import Results
from core.sentences import say
from core.trust.k_choice import KChoice
from core.trust.k_score import KScore
from core.types import Recipe
from core.views.other_view import other_view
from tests.results import results_of, with_record, with_scores

WHICH = say("the run of 12 May")


def run(encoder: str = "", choice: KChoice | None = None, k: int | str = "auto") -> Results:
    found = results_of(np.array(["a"], dtype=object), np.array([1]), np.array([1.0]), np.array([0.5]))
    taken = encoder or (choice and choice.encoder) or Recipe().encoder  # the record has the way that was taken
    found = with_record(found, recipe=Recipe(taken, "kmeans", k))
    return with_scores(found, k_choice=choice)


def choice(k: int, held: float, rank: int = 3, encoder: str = "") -> KChoice:
    return KChoice(k, (KScore(k, 0.3, held=held), KScore(k + 1, 0.2, held=0.1)), 300, rank=rank, encoder=encoder)


OWN, OTHER = choice(7, 0.79), choice(6, 0.78, encoder="tastes")


def test_the_default_is_taken_again_once_a_number_holds_with_it() -> None:
    assert other_view(run(choice=OWN), run(choice=OTHER), WHICH) == (
        "The way of comparing users has changed: the run of 12 May took “Broad tastes”, since no number of segments "
        "held as well with “Blend”. Now 7 segments hold with “Blend”, for 79 % of the users, so “Broad tastes” was not "
        "tried."
    )
    partly = other_view(run(choice=replace(OWN, rank=1)), run(choice=OTHER), WHICH)
    assert partly.endswith("Now “Broad tastes” holds no better than “Blend”, where 7 segments hold for 79 %.")


def test_the_other_way_is_taken_where_no_number_holds_with_the_default_any_more() -> None:
    assert other_view(run(choice=OTHER), run(choice=OWN), WHICH) == (
        "The way of comparing users has changed: the run of 12 May took “Blend”, where 7 segments held for 79 % of the "
        "users. Now no number of segments holds as well with it as 6 do with “Broad tastes”, for 78 % of the users."
    )


def test_another_recipe_is_named_as_the_reason_where_it_is_one() -> None:
    asked = "Users are compared by “Blend” here, and were by “Broad tastes” in the run of 12 May"
    assert other_view(run(choice=OWN), run("tastes", choice(5, 0.8)), WHICH) == f"{asked}: its recipe asked for that."
    edited = run("tastes", k=6)  # an edit chose nothing, so why it is so is not known
    assert other_view(run(choice=OWN), edited, WHICH) == f"{asked}."


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        (run(choice=OWN), run(choice=choice(3, 0.9))),
        (run(choice=OTHER), run("tastes", k=6)),
        (run("gone"), run("gone")),
    ],
)
def test_both_comparing_alike_is_no_change(later: Results, earlier: Results) -> None:
    assert other_view(later, earlier, WHICH) == ""
