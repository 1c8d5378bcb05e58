"""Whether two tables, of files or of sheets, are parts of one: by the names of their columns."""

from __future__ import annotations

from collections.abc import Sequence

from core.attributes.names import fold


def are_alike(names: Sequence[str], others: Sequence[str]) -> bool:
    """Whether tables share more than half of the columns of the narrower one, whatever their case, blanks and signs.

    >>> are_alike(["user_id", "item", "time"], ["User ID", "Item", "price"]), are_alike(["id", "a"], ["id", "b"])
    (True, False)
    """
    common = set(map(fold, names)) & set(map(fold, others))
    fewer = min(len(names), len(others))
    return len(common) == fewer or 2 * len(common) > fewer


def spelled_as(names: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Return ``others`` in the spelling of ``names``, where they differ by case, blanks and signs only.

    >>> spelled_as(["user_id", "item"], ["User ID", "price"])
    ('user_id', 'price')
    """
    known = {fold(name): name for name in names}
    own = [fold(name) for name in others]
    if len(known) < len(names) or len(set(own)) < len(own):
        return tuple(others)
    return tuple(known.get(plain, name) for plain, name in zip(own, others, strict=True))
