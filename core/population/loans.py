"""Words of logs of loans: what is given back there was lent, not bought."""

from __future__ import annotations

from collections.abc import Collection

from core.population.event_parts import split_name

LOAN_ENDED = "loan finished"
"""The event name of what was lent and given back."""


def _names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_LENT = _names(
    "issue issued issues borrow borrowed borrowing loan loaned lend lent localuse localused inhouseuse onsiteuse hire",
    "hired ausleihe ausgeliehen entleihung verleih pret prets emprunt emprunte prestamo prestado prestito emprestimo",
    "emprestado 借出 借书 借阅 借閱 貸出 貸し出し",
)
_BACK = _names(
    "return returned returns checkin checkedin giveback ruckgabe zuruckgegeben retour rendu retourne devolucion",
    "devuelto restituzione restituito devolucao devolvido 归还 还书 還書 返却",
)
_MORE = _names(
    "renew renewed renewal checkout checkedout hold reserve reserved reservation recall overdue lost verlangerung",
    "verlangert vormerkung prolongation renouvellement renovacion reserva rinnovo prenotazione renovacao 续借 預約",
    "预约 延長",
)


_WRITTEN_TOO = _names("issue issued issues")
"""What is done to invoices as well."""


def are_loans(names: Collection[str]) -> bool:
    """Whether all kinds of events are those of loans, of which some are lent and some given back or renewed.

    >>> are_loans(["issue", "renew", "return", "localuse"]), are_loans(["Ausleihe", "Rückgabe"])
    (True, True)
    >>> are_loans(["view", "purchase", "return"]), are_loans(["issue", "comment"]), are_loans(["checkout", "return"])
    (False, False, False)
    """
    words = {_word(name) for name in names if name.strip()}
    is_lent = (
        bool(words & _LENT) or {"checkout", "checkin", "renew"} <= words or {"checkout", "return", "renew"} <= words
    )
    return words <= _LENT | _BACK | _MORE and is_lent and len(words) > 1


def is_of_loan(name: str) -> bool:
    """Whether the name of a column is that of something of a loan: when, by whom or under which number it was lent.

    >>> is_of_loan("borrow_date"), is_of_loan("date_emprunt"), is_of_loan("issue_date"), is_of_loan("order_date")
    (True, True, False, False)
    """
    return not (_LENT - _WRITTEN_TOO).isdisjoint(split_name(name).split())


def ends_loan(name: str) -> bool:
    """Whether a kind of event of a log of loans says that something was given back."""
    return _word(name) in _BACK


def _word(name: str) -> str:
    return split_name(name).replace(" ", "")
