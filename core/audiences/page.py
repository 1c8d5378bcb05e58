"""The page of the documents that lists what platforms take; printed by ``python -m core.audiences.page``."""

from __future__ import annotations

from collections.abc import Iterator

from core.audiences.platform import MATCHED_SHARE, Format, Platform
from core.audiences.platforms import PLATFORMS
from core.store.identities import Cell

_HEAD = """# Files that platforms take

`python -m core export RUN --profile KEY --identity FILE --out DIR` writes one file for each segment, in the form that
a platform documents; so does the page Export. `--check` in place of `--out DIR` prints what becomes of the users at
each step, and writes nothing. This page is printed from the table in `core/audiences/platforms.py`.

The file of identities holds `user_id` with e-mail address, phone, names, country, postal code or device id. It is
read while files are written, and never stored.

A saved selection can be exported like a segment: `--selection NAME --as-one`, or the box on the page, writes one file
of it for each platform. Its users of no segment are in it, those of segments that were set aside or rejected are not.
It is called by a code of its name, such as `SEL-EC923B`, unless `--with-names` is given. Look-alikes leave in this
way, once `select RUN --list FILE --nearest 500 --save NAME` has saved them.

## Which segments

Segments that are flagged, and those whose verdict is weak or none, are in no file unless `--with-flagged-and-weak`,
the box on the page or their numbers in `--segments` ask for them; what is left out is printed. A segment is flagged
where its name or texts suggest health, finances, religion or other subjects by which platforms refuse audiences. On the
page, segments whose verdict is weak or none start unticked for all files where another one holds.

A platform recognises a part of the rows. None publishes how many; the check plans with {low} to {high} %.

## How values are written

- All texts are UTF-8 without a byte order mark, and lines end in a newline. A row that repeats another one of the
  same user is written once.
- E-mail addresses lose blanks and capital letters.
- Phone numbers become E.164. One without a country code is read as one of the country in its row, else of `--country`;
  else it is counted as unreadable. Up to five of those are shown, their middle masked.
- Names keep single blanks; where they are hashed, they are in small letters. A country may be written as two or three
  letters or by its name.
- Signs that nobody sees, such as those of the direction of writing, are dropped, and full-width letters of addresses
  and numbers become plain ones.
- A cell of several e-mail addresses or phone numbers (`a@x.example; b@y.example`) makes a row for each, and such
  cells are counted. Where a part cannot be read, none of it is.

## Who may be contacted

Where the log holds who consented, files list only those users, and their names end in `_consented`. No answer counts
as no, and a date as yes. Of several attributes all must say yes; `--consent-by ATTRIBUTE` chooses one. Where the file
of identities holds answers as well (`--consent COLUMN`, or a column with such a name), files list who consented in
both.

- Who opted out (`unsubscribed`, `do_not_contact`, `unsubscribed_at`) is left out, and so is everybody whose last
  event about it is `unsubscribed`, `opt_out`, `spam_complaint` or the like.
- Where a log holds only who opted out, files list who did not, which is less than consent: their names end in
  `_not-opted-out`.
- The newest answers count, also for files of an earlier run: `--again` leaves out who opted out since, and is refused
  where nobody was asked at first ([why](decisions/0080-events-say-who-opted-out-and-the-newest-answer-counts.md)).
- `--with-not-consented`, or the box on the page, lists the others as well, and says how many they are.
- Where nobody is asked, the first line and the manifest say so, and the page asks for a basis.
- Where the answers are not understood, or where they are consent to push messages alone, no file is written
  ([why](decisions/0074-who-opted-out-is-read-as-well-as-who-consented.md)). Where nothing else says who may be
  contacted, a column of yes and no whose name is not understood is asked about
  ([why](decisions/0085-columns-of-yes-and-no-that-are-not-understood-are-asked-about.md)). So are events that may be
  an opt-out, such as `email_pref_changed`: the attribute `perhaps_opted_out_by_email_pref_changed` holds when users
  did them last, and `--consent-by` with its name leaves those users out.

`--not-consented` adds a file of the others for programs of your own, because a CRM must know whom it may not write
to. Its name ends in `_not-consented`. Import it as opt-outs or suppressed contacts, not as a list to write to.
Advertising platforms get nobody who did not consent, not as an exclusion either
([why](decisions/0057-who-did-not-consent-goes-to-own-programs-only.md)).

## Shared addresses

An address may belong to a user who consented and to one who did not. Then it is in no file of those who consented.
The same holds with `--control`: no row is written by which a platform may recognise somebody who is held back.
Compared are e-mail addresses (those that reach one Gmail box are one), phone numbers, device ids, and names with
country and postal code, over all users of the run. A user without another row is counted as lost, and is on neither
side of the read-back.

## What stands beside the files

Upload the files that begin with the key of a platform. The others are for you, and name users of your log:

- `left_out.csv`: who is in no file that is to be addressed, with the reason; users of segments that were not chosen,
  such as rejected ones, as well. Of a segment of which only so many users leave, those after them are not in it.
- `counts.csv`: users of each segment at each step, also where the manifest may not state them.
- `control_group.csv`: who is held back by `--control`, and nobody else.
- `campaign_users.csv` and `control.json`: everybody of the export, held back (1 in its column `control`) or not (0),
  with how they acted before, for [`readback`](campaigns.md). It is no list to exclude by.
- `manifest.json`, and `manifest.txt` for people: run, versions, segments, rules, counts at each step, SHA-256 of each
  file. It names no user. `--again` makes the same files from it, byte for byte; its own time is a new one.

In files for programs of your own, `segment` is the label that the run gave, and `shown_as` the number that pages show
([why](decisions/0065-people-give-the-number-that-is-shown.md)). Of a whole selection the label is 0 and the number
empty.
"""


def page() -> str:
    """Return the whole page."""
    low, high = (round(100 * each) for each in MATCHED_SHARE)
    lines = [line for each in PLATFORMS.values() for line in _lines(each)]
    return "\n".join([_HEAD.format(low=low, high=high), *lines]).rstrip() + "\n"


def _lines(platform: Platform) -> Iterator[str]:
    yield f"## {platform.label}: `{platform.key}`"
    yield ""
    yield f"{platform.goes_to}"
    yield ""
    yield from (f"- {line}" for line in _facts(platform))
    yield ""


def _facts(platform: Platform) -> Iterator[str]:
    yield "Columns: " + ", ".join(map(_cell, platform.columns)) + "."
    if platform.format is Format.TEXT:
        yield "One a line, without a header."
    if platform.identifiers:
        groups = ", or ".join(" with ".join(f"`{each}`" for each in group) for group in platform.identifiers)
        yield f"A row needs {groups}."
    yield f"Size: {platform.limits}."
    if platform.least_rows:
        yield f"At least {platform.least_rows:,} rows."
    if platform.least_matched:
        yield f"At least {platform.least_matched:,} users whom the platform recognises."
    if platform.once_per_user:
        yield "One row for each user: the first of the file of identities."
    if platform.once_per_address:
        yield "An e-mail address stands in one row of a file."
    if platform.note:
        yield str(platform.note)
    if platform.is_own:
        yield "A program of your own: `--not-consented` writes it a second file."
    for source in platform.sources:
        yield f"Source: <{source.url}>, read on {source.read_on:%Y-%m-%d}."


def _cell(cell: Cell) -> str:
    if not cell.field:
        return f"`{cell.header}` (empty)"
    return f"`{cell.header}`" + (f" ({_DIGESTS[cell.digest]})" if cell.digest else "")


_DIGESTS = {"sha256": "SHA-256", "md5": "MD5"}


if __name__ == "__main__":
    print(page(), end="")
