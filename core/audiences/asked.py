"""What an export of audiences needs, by which consent users are listed, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from core.attributes.consent import CONSENTED, NOT_OPTED_OUT, Consent
from core.audiences.choose import Users
from core.audiences.held import Control
from core.audiences.identity_file import IdentityFile
from core.audiences.manifest import Manifest, Rules, asks, sha256_of
from core.audiences.platforms import PLATFORMS, platform_of
from core.errors import DataError
from core.sentences import Sentence, listed, say
from core.settings import SMALLEST_GROUP
from core.types import BoolArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an export of audiences needs."""

    users: Users
    rules: Rules
    identity: IdentityFile | None = None
    key: bytes | None = None
    """That the codes of users were made with; None where ids are in clear."""
    is_listed: BoolArray | None = None
    """(n_users,) whom a saved selection holds; None for everybody."""
    consent: Consent | None = None
    """The answers of all users, where the log has them and is asked."""
    control: Control | None = None
    """By what users are held back; None where nobody is."""
    finds_consent: bool = False
    """Whether columns of the file of identities that say who may be listed are asked, where none is named."""

    @property
    def is_weak(self) -> bool:
        """Whether it is only known who opted out: nobody says that those in the files consented."""
        by_log = self.consent is None or not self.rules.asks_log or self.consent.is_weak
        by_file = self.identity is None or not self.rules.asks_file or self.identity.is_weak
        return bool(self.rules.consent) and by_log and by_file

    @property
    def state(self) -> str:
        """What names of files say of the consent of the users in them; "" where nobody is asked."""
        return (NOT_OPTED_OUT if self.is_weak else CONSENTED) if self.rules.consent else ""

    @property
    def columns(self) -> tuple[str, ...]:
        """By which attributes of the log and columns of the file of identities users are listed."""
        of_log = (self.consent.columns or (self.consent.attribute,)) if self.consent and self.rules.asks_log else ()
        of_file = self.identity.consent_columns if self.identity and self.rules.asks_file else ()
        return tuple(dict.fromkeys((*of_log, *of_file)))

    @property
    def listed(self) -> Sentence:
        """Say who is in the files, and by what."""
        columns = listed([f"“{each}”" for each in self.columns])
        if self.is_weak:
            return say(
                "Who did not opt out by {columns} is listed. That is less than consent: nobody says that they agreed.",
                columns=columns,
            )
        if self.rules.consent and len(self.columns) > 1:
            return say("Who consented is listed, by all of {columns} together.", columns=columns)
        if self.rules.consent:
            return say("Who consented is listed, by {columns}.", columns=columns)
        if self.rules.is_stated:
            return say(
                "NOBODY IS ASKED FOR CONSENT: all users of these segments are listed. Whoever exported stated a basis "
                "for that."
            )
        return say(
            "NOBODY IS ASKED FOR CONSENT: all users of these segments are listed, and nobody stated a basis for that."
        )

    def with_consent_of(self, file: IdentityFile) -> Asked:
        """Return the same by a file whose columns of consent are known."""
        asks_file = bool(file.consent_columns)
        rules = msgspec.structs.replace(self.rules, consent=asks(of_log=self.rules.asks_log, of_file=asks_file))
        return replace(self, rules=rules, identity=file)


def again(manifest: Manifest, identity: Path | None) -> Rules:
    """Return the rules of a manifest; raise ``DataError`` where the file of identities is another one now."""
    was, rules = manifest.identity, manifest.rules
    if was and (identity is None or sha256_of(identity) != was.sha256):
        raise DataError(
            say("The files were made with {name}, SHA-256 {sha256}.", name=was.name, sha256=was.sha256),
            say("Name that very file with --identity; another one gives other files."),
        )
    if rules.asks_log and not rules.log_columns:  # of a version that read one attribute
        of_file = f", {was.consent}" if was and rules.asks_file else ""
        return msgspec.structs.replace(rules, log_columns=(manifest.consent_attribute.removesuffix(of_file),))
    return rules


def refuse(asked: Asked) -> None:
    """Raise ``DataError`` for groups that are too small, and for what a platform needs and there is not."""
    if asked.rules.least_group < SMALLEST_GROUP:
        raise DataError(
            say("Groups of {n} users could be recognised.", n=asked.rules.least_group),
            say("The least is {least}.", least=SMALLEST_GROUP),
        )
    needing = [each for each in asked.rules.platforms if platform_of(each).needs_identity]
    if needing and not asked.identity:
        raise DataError(
            say("{platform} needs what identifies people.", platform=platform_of(needing[0]).label),
            say("Name a file of e-mail addresses, phone numbers or device ids with --identity."),
        )


def refuse_not_consented(asked: Asked) -> None:
    """Raise ``DataError`` where a file of who did not consent is wanted that there cannot be."""
    rules = asked.rules
    if rules.not_consented and not rules.consent:
        raise DataError(
            say("Nobody is asked for consent."),
            say("Name a column of the file of identities with --consent, or leave --not-consented out."),
        )
    if rules.not_consented and not any(platform_of(each).is_own for each in rules.platforms):
        raise DataError(
            say("Advertising platforms get nobody who did not consent."),
            say(
                "Add a program of your own: {names}.",
                names=", ".join(key for key, each in PLATFORMS.items() if each.is_own),
            ),
        )
