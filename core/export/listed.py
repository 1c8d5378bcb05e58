"""Who may be listed in the files that leave: everybody, or those who consented only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.types import BoolArray, Profile, StrArray


def list_only(profiles: Sequence[Profile], user_ids: StrArray, is_listed: BoolArray) -> tuple[Profile, ...]:
    """Return the profiles with those of their typical users who may be listed; their figures stay as they are.

    Parameters
    ----------
    profiles
        Of segments.
    user_ids, is_listed
        (n_users,) each.
    """
    listed = frozenset(user_ids[is_listed])
    return tuple(
        replace(profile, typical_users=tuple(user for user in profile.typical_users if user in listed))
        for profile in profiles
    )
