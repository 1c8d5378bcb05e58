"""The builder of rules: conditions that are picked one by one, in a marketer's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import streamlit as st

from core.attributes.names import attribute_labels
from core.attributes.values import is_number
from core.errors import DataError
from core.population.clock import local_days
from core.shaping.choice import meets
from core.shaping.found import attribute_codes
from core.shaping.rule import COMPARES, Compared, Named, Negated, Rule, all_of, any_of, parse_rule, write_rule
from core.ui.explore.words import compare_label, is_whole, number_label, rule_words
from core.ui.shared.errors import show_error
from core.ui.shared.explored import Explored
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, _n, plain
from core.views.found_rules import found_rules

CONDITIONS, ANY = "conditions", "conditions_any"
"""What the session keeps: texts of rules, and whether one of them is enough."""
_SEEN, _FIRST, _LAST = "seen", "first_event", "last_event"
_FOUND = "found"
_ATTRIBUTE = "attribute:"


def picked_conditions() -> Rule | None:
    """Return the rule of the conditions that were added; None without any."""
    rules = [parse_rule(each) for each in st.session_state.get(CONDITIONS, ())]
    return any_of(rules) if st.session_state.get(ANY) else all_of(rules)


def draw_builder(explored: Explored) -> None:
    """Draw the conditions that were added, and the form for one more."""
    _draw_added(explored)
    kinds = _kinds(explored)
    kind = st.selectbox(_("Users"), list(kinds), format_func=kinds.__getitem__, key="condition_kind")
    rule = _draft(explored, kind)
    if st.toggle(_("Those of whom it does not hold"), key="condition_not") and rule:
        rule = Negated(rule)
    count, button = st.columns([3, 2], vertical_alignment="center")
    n_users = _count(explored, rule) if rule else None
    if n_users is not None:
        count.caption(_n("{n} user", "{n} users", n_users))
    button.button(
        _("Add"), key="add_condition", type="primary", disabled=n_users is None, width="stretch",
        on_click=_add, args=(write_rule(rule) if rule else "",),
    )  # fmt: skip


def _draw_added(explored: Explored) -> None:
    added: list[str] = st.session_state.get(CONDITIONS, [])
    for place, text in enumerate(added):
        words, button = st.columns([5, 1], vertical_alignment="center")
        words.markdown(plain(_("Users {rule}").format(rule=rule_words(parse_rule(text), explored.results))))
        button.button(
            _("Remove"), key=f"remove_condition_{place}", icon=":material/close:", type="tertiary",
            on_click=_remove, args=(place,),
        )  # fmt: skip
    if len(added) > 1:
        st.toggle(_("One of them is enough"), key=ANY, persist_state="session")


def _add(text: str) -> None:
    st.session_state[CONDITIONS] = [*st.session_state.get(CONDITIONS, ()), text]


def _remove(place: int) -> None:
    added = st.session_state[CONDITIONS]
    st.session_state[CONDITIONS] = [*added[:place], *added[place + 1 :]]


def _count(explored: Explored, rule: Rule) -> int | None:
    """Count who meets a condition; show why it cannot be met, and return None then."""
    try:
        return int(np.count_nonzero(meets(rule, explored.known)))
    except DataError as error:
        show_error(error)
        return None


def _kinds(explored: Explored) -> dict[str, str]:
    """List what a condition can be about."""
    population, results = explored.known.population, explored.results
    numbers = [name for name in explored.known.number_names if "value" not in name or population.has_values]
    kinds = {
        "segment": _("in a segment"),
        "bought": _("who bought an item"),
        "item": _("who had to do with an item"),
        **({"category": _("who had to do with a category")} if population.items.category_names else {}),
        "event": _("who did something"),
        **({"interest": _("most interested in")} if results.interests and results.interests.shown else {}),
        _SEEN: _("active in a span of time"),
        _FIRST: _("whose first event was in a span of time"),
        _LAST: _("whose last event was in a span of time"),
        **({"selection": _("in a saved selection")} if explored.saved.selections else {}),
    }
    kinds |= {_FOUND: _("who meet the rule found for a segment")} if found_rules(results) else {}
    attributes = population.attributes
    labels = attribute_labels(map(str, attributes.columns))
    kinds |= {name: labels.get(name) or number_label(name) for name in numbers}
    return kinds | {f"{_ATTRIBUTE}{name}": labels[str(name)] for name in attributes if not is_number(attributes[name])}


def _draft(explored: Explored, kind: str) -> Rule | None:
    """Draw the fields of one kind of condition; return the condition, None while something is missing."""
    if kind in (_SEEN, _FIRST, _LAST):
        return _pick_span(explored, kind)
    if kind == _FOUND:
        return _pick_found(explored)
    if kind in ("bought", "item"):
        text = st.text_input(_("Item: its id, or a part of its title"), key=f"condition_{kind}")
        return Named(kind, text.strip()) if text.strip() else None
    if kind in explored.known.number_names:
        return _pick_number(explored, kind)
    options = _options(explored, kind)
    chosen = st.selectbox(
        _("Which"), list(options), format_func=options.__getitem__, key=f"condition_{kind}", index=None
    )
    return None if chosen is None else Named(kind.removeprefix(_ATTRIBUTE), chosen)


def _pick_found(explored: Explored) -> Rule | None:
    """Draw the choice of a segment whose rule is taken."""
    rules, labels = found_rules(explored.results), segment_labels(explored.results)
    segment = st.selectbox(_("Which"), list(rules), format_func=labels.__getitem__, key="condition_found", index=None)
    if segment is None:
        return None
    st.caption(plain(_("Users {rule}.").format(rule=rule_words(rules[segment], explored.results))))
    return rules[segment]


def _options(explored: Explored, kind: str) -> dict[str, str]:
    """Return what a condition of names can name, and how that is shown."""
    if kind == "segment":
        labels = segment_labels(explored.results)
        return {str(segment): label for segment, label in labels.items()}
    population = explored.known.population
    makers: Mapping[str, Callable[[], list[str]]] = {
        "category": lambda: list(population.items.category_names),
        "event": lambda: list(population.event_names),
        "interest": lambda: [str(node.name) for node in explored.known.interests().shown],
        "selection": lambda: [each.name for each in explored.saved.selections],
    }
    names = makers[kind]() if kind in makers else attribute_codes(population, kind.removeprefix(_ATTRIBUTE))[1]
    return {name: name for name in sorted(names)}


def _pick_number(explored: Explored, name: str) -> Rule | None:
    values = explored.known.numbers(name)
    known = values[~np.isnan(values)]
    if not len(known):
        st.caption(_("It is known of nobody."))
        return None
    compare = st.selectbox(
        _("Compared"), [">=", "<=", *COMPARES[2:]], format_func=compare_label, key=f"condition_compare_{name}"
    )
    middle = float(np.median(known))
    if is_whole(name):
        number: float = st.number_input(number_label(name), value=int(middle), step=1, key=f"condition_{name}")
    else:
        number = st.number_input(number_label(name), value=round(middle, 2), key=f"condition_{name}")
    return Compared(name, compare, float(number))


def _pick_span(explored: Explored, kind: str) -> Rule | None:
    days = local_days(explored.known.population)
    first, last = (date.fromisoformat(str(each)) for each in (days.min(), days.max()))
    chosen = st.date_input(_("From – to"), (first, last), first, last, key=f"condition_{kind}")
    if not isinstance(chosen, tuple) or len(chosen) != 2:
        return None
    if kind == _SEEN:
        return Named("seen", f"{chosen[0]}..{chosen[1]}")
    name = "first_seen" if kind == _FIRST else "last_seen"
    return all_of([Compared(name, ">=", chosen[0]), Compared(name, "<=", chosen[1])])
