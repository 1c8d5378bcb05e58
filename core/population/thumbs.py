"""Names of thumbs: columns that say of an item whether its user recommends it or not."""

from __future__ import annotations

THUMBS = (
    r"((is|was|would|will|author|user|do you|did you) )?"
    r"(recommend(s|ed)?|(weiter ?)?empfohlen|weiterempfehlung|recommand[e]{1,2}|recomendad[oa]|recomendaria"
    r"|consigliat[oa]|consiglieresti|voted? up|up ?vote[ds]?|thumbs? (up|down|up down)|vote|reaction|feedback"
    r"|(是否)?推荐|推薦|おすすめ|推奨)"
)
"""A regular expression for the whole of a name, in small letters without accents; what a system recommended is none."""
