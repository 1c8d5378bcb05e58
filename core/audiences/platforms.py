"""The table of platforms. A new one is an entry here: headers, transforms and limits from its public documentation."""

from __future__ import annotations

from datetime import date

from core.audiences.platform import Format, Platform, Source
from core.errors import DataError
from core.sentences import Sentence, say
from core.store.identities import AUDIENCE, SEGMENT, SHOWN_AS, USER, Cell

_READ = date(2026, 11, 28)


def _sources(*urls: str) -> tuple[Source, ...]:
    return tuple(Source(f"https://{url}", _READ) for url in urls)


_TIKTOK = _sources(
    "ads.tiktok.com/help/article/how-to-create-a-custom-audience-with-a-customer-file",
    "ads.tiktok.com/help/article/list-of-supported-ids-and-formats-for-a-customer-file",
)
_TENCENT = _sources(
    "developers.e.qq.com/docs/api/audiences/custom_audience_file/custom_audience_files_add",
    "developers.e.qq.com/docs/audience_management/file",
)
_PLAIN = (
    Cell("user_id", USER),
    Cell("segment", SEGMENT),
    Cell("audience", AUDIENCE),
    Cell("email", "email"),
    Cell("phone", "phone"),
    Cell("first_name", "first_name"),
    Cell("last_name", "last_name"),
    Cell("country", "country"),
    Cell("zip", "zip"),
    Cell("device_id", "device_id"),
    Cell("shown_as", SHOWN_AS),
)


def _tiktok(key: str, label: Sentence, phone: str) -> Platform:
    """Return the platform with one of the two published forms of a phone number."""
    return Platform(
        key=key,
        label=label,
        goes_to=say("TikTok Ads Manager: Tools, Audience Manager, Create Audience, Custom Audience, Customer File."),
        columns=(
            Cell("Email_SHA256", "email", digest="sha256"),
            Cell("Phone_SHA256", "phone", phone, "sha256"),
            Cell("MAID_SHA256", "device_id", "lower", "sha256"),
        ),
        identifiers=(("Email_SHA256",), ("Phone_SHA256",), ("MAID_SHA256",)),
        max_bytes=1_000_000_000,
        least_rows=1000,
        is_matched=True,
        sources=_TIKTOK,
    )


def _tencent(key: str, label: Sentence, digest: str) -> Platform:
    """Return the platform of phone numbers of mainland China, by one of two digests."""
    return Platform(
        key=key,
        label=label,
        goes_to=say("Tencent Ads: Audience management, New audience, Customer file, mobile phone numbers."),
        columns=(Cell("phone", "phone", "china", digest),),
        identifiers=(("phone",),),
        format=Format.TEXT,
        max_bytes=100_000_000,
        least_matched=1000,
        is_matched=True,
        sources=_TENCENT,
    )


_ALL = (
    Platform(
        key="google",
        label=say("Google Ads Customer Match"),
        goes_to=say("Google Ads: Tools, Shared library, Audience manager, Your data segments, Customer list."),
        columns=(
            Cell("Email", "email", "google_email", "sha256"),
            Cell("Phone", "phone", digest="sha256"),
            Cell("First Name", "first_lower", "first_name", "sha256"),
            Cell("Last Name", "last_lower", "last_name", "sha256"),
            Cell("Country", "country"),
            Cell("Zip", "zip"),
        ),
        identifiers=(("Email",), ("Phone",), ("First Name", "Last Name", "Country", "Zip")),
        least_matched=100,
        is_matched=True,
        sources=_sources(
            "support.google.com/google-ads/answer/7659867",
            "support.google.com/google-ads/answer/7476159",
            "developers.google.com/data-manager/api/devguides/concepts/formatting",
            "support.google.com/google-ads/answer/7476585",
        ),
    ),
    Platform(
        key="meta",
        label=say("Meta custom audience"),
        goes_to=say("Meta Ads Manager: Audiences, Create audience, Custom audience, Customer list."),
        columns=(
            Cell("email", "email", digest="sha256"),
            Cell("phone", "phone", "digits", "sha256"),
            Cell("madid", "device_id"),
            Cell("fn", "first_lower", "letters", "sha256"),
            Cell("ln", "last_lower", "letters", "sha256"),
            Cell("zip", "zip", "meta_zip", "sha256"),
            Cell("country", "country", "lower", "sha256"),
        ),
        identifiers=(("email",), ("phone",), ("madid",), ("fn", "ln", "zip", "country")),
        least_matched=100,
        is_matched=True,
        sources=_sources(
            "www.facebook.com/business/help/2082575038703844",
            "developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/"
            "customer-information-parameters",
        ),
    ),
    _tiktok("tiktok", say("TikTok, phone with +"), "as_is"),
    _tiktok("tiktok-digits", say("TikTok, phone without +"), "digits"),
    Platform(
        key="linkedin",
        label=say("LinkedIn contact list"),
        goes_to=say("LinkedIn Campaign Manager: Plan, Audiences, Create audience, Upload a list, Contact list."),
        columns=(
            Cell("email", "email", digest="sha256"),
            Cell("firstname"),
            Cell("lastname"),
            Cell("jobtitle"),
            Cell("employeecompany"),
            Cell("country", "country"),
            Cell("googleaid", "device_id", "google_device"),
        ),
        identifiers=(("email",), ("googleaid",)),
        max_rows=300_000,
        max_bytes=20_000_000,
        least_rows=300,
        least_matched=300,
        is_matched=True,
        note=say(
            "LinkedIn refuses lists whose headers are not those of the template in Campaign Manager, and names them "
            "nowhere else. Names, employer and country are spelled here as LinkedIn documents them for files of "
            "conversions. Compare all headers with the template before you upload, and correct them where they differ."
        ),
        sources=_sources(
            "www.linkedin.com/help/lms/answer/a1489764",  # limits of contact lists
            "www.linkedin.com/help/lms/answer/a530615",  # spelling of columns in files of conversions
        ),
    ),
    _tencent("tencent", say("Tencent Ads, codes by SHA-256"), "sha256"),
    _tencent("tencent-md5", say("Tencent Ads, codes by MD5"), "md5"),
    Platform(
        key="klaviyo",
        is_own=True,
        label=say("Klaviyo list"),
        goes_to=say("Klaviyo: Audience, Lists & segments, Create new, List, Upload contacts."),
        columns=(
            Cell("Email", "email"),
            Cell("Phone Number", "phone"),
            Cell("First Name", "first_name"),
            Cell("Last Name", "last_name"),
            Cell("Country", "country"),
            Cell("Zip Code", "zip"),
            Cell("Audience", AUDIENCE),
        ),
        identifiers=(("Email",), ("Phone Number",)),
        max_bytes=50_000_000,
        once_per_address=True,
        sources=_sources(
            "help.klaviyo.com/hc/en-us/articles/115005078967", "help.klaviyo.com/hc/en-us/articles/115005078807"
        ),
    ),
    Platform(
        key="braze",
        is_own=True,
        label=say("Braze users"),
        goes_to=say("Braze: Audience, Import users, CSV, attributes."),
        columns=(
            Cell("external_id", USER),
            Cell("email", "email"),
            Cell("phone", "phone"),
            Cell("first_name", "first_name"),
            Cell("last_name", "last_name"),
            Cell("country", "country"),
            Cell("audience", AUDIENCE),
        ),
        max_bytes=500_000_000,
        once_per_user=True,
        sources=_sources("www.braze.com/docs/user_guide/data/unification/user_data/import_users/csv/"),
    ),
    Platform(
        key="hubspot",
        is_own=True,
        label=say("HubSpot or another CRM"),
        goes_to=say("HubSpot: CRM, Contacts, Import, Import file; other CRM programs take the same columns."),
        columns=(
            Cell("Email", "email"),
            Cell("Phone Number", "phone"),
            Cell("First Name", "first_name"),
            Cell("Last Name", "last_name"),
            Cell("Country/Region", "country"),
            Cell("Postal Code", "zip"),
            Cell("Audience", AUDIENCE),
        ),
        identifiers=(("Email",), ("Phone Number",)),
        max_bytes=20_000_000,
        once_per_address=True,
        note=say(
            "HubSpot takes columns for properties of the same label, in any order, and asks about the others; Audience "
            "is a property of your own. Paid subscriptions take files of 512 MB."
        ),
        sources=_sources("knowledge.hubspot.com/import-and-export/set-up-your-import-file"),
    ),
    Platform(
        key="csv",
        is_own=True,
        label=say("Plain CSV"),
        goes_to=say("Any program that reads CSV in UTF-8."),
        columns=_PLAIN,
    ),
    Platform(
        key="excel",
        is_own=True,
        label=say("Excel workbook"),
        goes_to=say("Excel, Numbers or LibreOffice; every id is text."),
        columns=_PLAIN,
        format=Format.EXCEL,
        max_rows=1_000_000,
    ),
    Platform(
        key="parquet",
        is_own=True,
        label=say("Parquet"),
        goes_to=say("A data warehouse or a notebook."),
        columns=_PLAIN,
        format=Format.PARQUET,
    ),
)
PLATFORMS: dict[str, Platform] = {platform.key: platform for platform in _ALL}
"""Key → platform."""


def platform_of(key: str) -> Platform:
    """Return a platform; raise ``DataError`` for an unknown key."""
    if key not in PLATFORMS:
        raise DataError(
            say("There is no profile {key!r}.", key=key), say("There are {known}.", known=", ".join(PLATFORMS))
        )
    return PLATFORMS[key]
