"""The endpoint of a language model, as the settings name it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit

from core.errors import SettingsError
from core.sentences import say
from core.settings import Settings

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_PATH = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model is asked, and how."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: int = 120
    retries: int = 2
    price_in: Decimal = Decimal(0)
    """Of a million tokens that are sent."""
    price_out: Decimal = Decimal(0)

    @property
    def host(self) -> str:
        """Name and port of the machine."""
        return urlsplit(self.url).netloc

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine."""
        return urlsplit(self.url).hostname in _LOOPBACK

    @property
    def is_open(self) -> bool:
        """Whether what is sent can be read on the way: no TLS, to another machine."""
        return not self.is_local and urlsplit(self.url).scheme == "http"

    def cost(self, tokens_in: int | None, tokens_out: int | None) -> Decimal | None:
        """Return what an answer cost; None where no price is set or the endpoint counts no tokens."""
        if tokens_in is None or tokens_out is None or not (self.price_in or self.price_out):
            return None
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1_000_000


def endpoint_of(settings: Settings) -> Endpoint | None:
    """Return the endpoint that the settings name; None where they name none.

    Raises
    ------
    SettingsError
        The address, the name or the key cannot be used.
    """
    url, model, key = settings.model_url.strip().rstrip("/"), settings.model_name.strip(), settings.model_key.strip()
    if not url:
        return None
    _check(url, model, key)
    return Endpoint(
        url if url.endswith(_PATH) else url + _PATH,
        model,
        key,
        max(settings.model_seconds, 1),
        settings.model_retries,
        settings.model_price_in,
        settings.model_price_out,
    )


def _check(url: str, model: str, key: str) -> None:
    if not _is_plain(url):
        raise SettingsError(
            say("ATLAS_MODEL_URL is no address of an endpoint."),
            say("Set it to one such as http://127.0.0.1:11434/v1, without a key in it."),
        )
    if not model or not model.isprintable():
        raise SettingsError(
            say("ATLAS_MODEL_URL is set, but ATLAS_MODEL_NAME names no model."),
            say("Set it to a model of the endpoint."),
        )
    if not (key.isascii() and key.isprintable()):
        raise SettingsError(
            say("ATLAS_MODEL_KEY holds characters that no key has."), say("Set it to the key, on one line.")
        )


def _is_plain(url: str) -> bool:
    """Whether this is an http address without a user, a password or a query, which may hold a key."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_clean = not (parts.username or parts.password or parts.query or parts.fragment)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and has_port and is_clean and url.isprintable()
