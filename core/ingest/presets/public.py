"""Public data sets: Taobao, RetailRocket, H&M, Instacart, Last.fm 1K, MovieLens."""

from __future__ import annotations

from core.ingest.presets.declare import FileShape, Form, Preset, PresetTable
from core.ingest.presets.instacart import in_relative_days
from core.sentences import say
from core.store.sql import literal

GENRES = (
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
    "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
)  # fmt: skip
_OCCUPATIONS = (
    "other", "academic/educator", "artist", "clerical/admin", "college/grad student", "customer service",
    "doctor/health care", "executive/managerial", "farmer", "homemaker", "K-12 student", "lawyer", "programmer",
    "retired", "sales/marketing", "scientist", "self-employed", "technician/engineer", "tradesman/craftsman",
    "unemployed", "writer",
)  # fmt: skip
_FLAGS = tuple(f"genre_{place}" for place in range(len(GENRES)))
_GENRES_SQL = ", ".join(
    f"case when {{{flag}}} = '1' then {literal(genre)} end" for flag, genre in zip(_FLAGS, GENRES, strict=True)
)
_OCCUPATION_SQL = (
    f"coalesce([{', '.join(map(literal, _OCCUPATIONS))}][try_cast({{occupation}} as bigint) + 1], {{occupation}})"
)

TAOBAO = Preset(
    name="taobao",
    label="Taobao UserBehavior",
    source="https://tianchi.aliyun.com/dataset/649",
    forms=(
        Form(
            PresetTable(
                roles={
                    "user": ("user_id",),
                    "item": ("item_id",),
                    "event": ("behavior_type",),
                    "timestamp": ("timestamp",),
                    "category": ("category_id",),
                },
                file=FileShape(
                    first_line=r"\d+,\d+,\d+,(pv|buy|cart|fav),\d{9,10}",
                    headers=("user_id", "item_id", "category_id", "behavior_type", "timestamp"),
                ),
            )
        ),
    ),
    notes=(say("The file has no header: its columns are user, item, category, kind of behaviour and time."),),
)

RETAILROCKET = Preset(
    name="retailrocket",
    label="RetailRocket",
    source="https://www.kaggle.com/datasets/retailrocket/ecommerce-dataset",
    forms=(
        Form(
            PresetTable(
                needs=("timestamp", "visitorid", "event", "itemid", "transactionid"),
                roles={
                    "user": ("visitorid",),
                    "item": ("itemid",),
                    "event": ("event",),
                    "timestamp": ("timestamp",),
                    "order": ("transactionid",),
                },
                file=FileShape(("events*.csv",)),
            ),
            items=PresetTable(
                needs=("itemid", "property", "value"),
                roles={"item": ("itemid",), "category": ("value",)},
                where="{property} = 'categoryid'",
                file=FileShape(("item_properties*.csv",)),
            ),
        ),
    ),
    notes=(say("Of the properties of items only categoryid is used: the others are hashed."),),
)

HM = Preset(
    name="hm",
    label="H&M transactions",
    source="https://www.kaggle.com/competitions/h-and-m-personalized-fashion-recommendations/data",
    forms=(
        Form(
            PresetTable(
                needs=("t_dat", "customer_id", "article_id"),
                roles={
                    "user": ("customer_id",),
                    "item": ("article_id",),
                    "timestamp": ("t_dat",),
                    "value": ("price",),
                },
                sql={"event": "'purchase'"},
                value_per={"price": "unit"},
                file=FileShape(("transactions*.csv",)),
            ),
            items=PresetTable(
                needs=("article_id", "prod_name"),
                roles={
                    "item": ("article_id",),
                    "text": ("prod_name",),
                    "category": ("product_type_name", "product_group_name"),
                },
                file=FileShape(("articles*.csv",)),
            ),
            users=PresetTable(
                needs=("customer_id",),
                roles={
                    "user": ("customer_id",),
                    "attribute": ("age", "club_member_status", "fashion_news_frequency", "Active", "FN"),
                },
                file=FileShape(("customers*.csv",)),
            ),
        ),
    ),
    notes=(say("Every row is a purchase of one piece; H&M scaled the prices, they are in no currency."),),
)

INSTACART = Preset(
    name="instacart",
    label="Instacart orders",
    source="https://www.kaggle.com/competitions/instacart-market-basket-analysis/data",
    forms=(
        Form(
            PresetTable(
                needs=("order_id", "product_id", "add_to_cart_order"),
                roles={
                    "user": ("user_id",),
                    "item": ("product_id",),
                    "timestamp": ("ordered_at",),
                    "order": ("order_id",),
                },
                sql={"event": "'purchase'"},
                file=FileShape(("order_products*.csv",)),
            ),
            items=PresetTable(
                needs=("product_id", "product_name"),
                roles={"item": ("product_id",), "text": ("product_name",), "category": ("department", "department_id")},
                file=FileShape(("products.csv",)),
            ),
            more={
                "orders": PresetTable(
                    needs=("order_id", "user_id", "order_dow", "order_hour_of_day", "days_since_prior_order"),
                    roles={},
                    file=FileShape(("orders.csv",)),
                ),
                "departments": PresetTable(
                    needs=("department_id", "department"),
                    roles={},
                    file=FileShape(("departments.csv",)),
                ),
            },
            optional=("departments",),
            join=in_relative_days,
            known=("aisles.csv",),
        ),
    ),
    notes=(
        say(
            "The log has no dates: the first order of every user lies in the first week of January 2000, on its day "
            "of the week and hour, and each later order as many days after the one before as the log says (30 stands "
            "for 30 or more). Distances in time within a user are right, dates are not."
        ),
    ),
)

LASTFM = Preset(
    name="lastfm-1k",
    label="Last.fm 1K",
    source="http://ocelma.net/MusicRecommendationDataset/lastfm-1K.html",
    forms=(
        Form(
            PresetTable(
                roles={
                    "user": ("user_id",),
                    "item": ("track_id",),
                    "timestamp": ("timestamp",),
                    "text": ("track_name",),
                    "category": ("artist_name",),
                },
                sql={
                    "event": "'listen'",
                    "item": "coalesce(nullif(trim({track_id}), ''), nullif(concat_ws(' - ', nullif({artist_name}, ''), "
                    "nullif({track_name}, '')), ''))",
                    "text": "concat_ws(' - ', nullif(trim({artist_name}), ''), nullif(trim({track_name}), ''))",
                },
                file=FileShape(
                    first_line=r"user_\d+\t\d{4}-\d\d-\d\dT[\d:]+Z\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*",
                    headers=("user_id", "timestamp", "artist_id", "artist_name", "track_id", "track_name"),
                    delimiter="\t",
                ),
            ),
            users=PresetTable(
                roles={"user": ("user_id",), "attribute": ("gender", "age", "country")},
                file=FileShape(
                    ("userid-profile.tsv",),
                    first_line=r"#?id\tgender\tage\tcountry\t.*",
                    headers=("user_id", "gender", "age", "country", "registered"),
                    header_lines=1,
                    delimiter="\t",
                ),
            ),
        ),
    ),
    notes=(
        say("Items are tracks, under the name of artist and track where they have no id; the artist is the category."),
    ),
)

_RATING = {"user": ("user_id",), "item": ("item_id",), "value": ("rating",), "timestamp": ("timestamp",)}
_IS_RATING = {"event": "'rating'"}
_MOVIES = {"item": ("item_id",), "text": ("title",), "category": ("genres",)}


def _shape(name: str, delimiter: str, headers: str, first_line: str = ".+") -> FileShape:
    return FileShape((name,), first_line, tuple(headers.split()), delimiter=delimiter, encoding="latin-1")


MOVIELENS = Preset(
    name="movielens",
    label="MovieLens",
    source="https://doi.org/10.1145/2827872",
    forms=(
        Form(
            PresetTable(
                _RATING,
                sql=_IS_RATING,
                file=_shape("u.data", "\t", "user_id item_id rating timestamp", r"\d+\t\d+\t\d\t\d+"),
            ),
            items=PresetTable(
                {"item": ("item_id",), "text": ("title",), "category": ("genre_0",)},
                sql={"category": f"concat_ws('|', {_GENRES_SQL})"},
                file=_shape("u.item", "|", f"item_id title release_date video_release_date url {' '.join(_FLAGS)}"),
            ),
            users=PresetTable(
                {"user": ("user_id",), "attribute": ("age", "gender", "occupation")},
                file=_shape("u.user", "|", "user_id age gender occupation zip"),
            ),
            known=("u.genre",),
        ),
        Form(
            PresetTable(
                _RATING,
                sql=_IS_RATING,
                file=_shape("*ratings*.dat", "::", "user_id item_id rating timestamp", r"\d+::\d+::[\d.]+::\d+"),
            ),
            items=PresetTable(_MOVIES, file=_shape("movies.dat", "::", "item_id title genres")),
            users=PresetTable(
                {"user": ("user_id",), "attribute": ("age", "gender", "occupation")},
                sql={"occupation": _OCCUPATION_SQL},
                file=_shape("users.dat", "::", "user_id gender age occupation zip", r"\d+::[FM]::\d+::\d+::.+"),
            ),
        ),
        Form(
            PresetTable(
                needs=("userId", "movieId", "rating", "timestamp"),
                roles={
                    "user": ("userId",),
                    "item": ("movieId",),
                    "value": ("rating",),
                    "timestamp": ("timestamp",),
                },
                sql=_IS_RATING,
                file=FileShape(("ratings.csv",)),
            ),
            items=PresetTable(
                needs=("movieId", "title"),
                roles={"item": ("movieId",), "text": ("title",), "category": ("genres",)},
                file=FileShape(("movies.csv",)),
            ),
        ),
    ),
)

PUBLIC = (TAOBAO, RETAILROCKET, HM, INSTACART, LASTFM, MOVIELENS)
