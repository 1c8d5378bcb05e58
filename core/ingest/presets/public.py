"""Public data sets: Taobao, RetailRocket, H&M, Instacart, Last.fm 1K, MovieLens."""

from __future__ import annotations

from dataclasses import replace

from core.ingest.presets.declare import FileShape, Form, PresetTable, preset
from core.ingest.presets.joined_orders import INSTACART
from core.sentences import say
from core.store.sql import literal, literals

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
_OCCUPATION_SQL = f"coalesce([{literals(_OCCUPATIONS)}][try_cast({{occupation}} as bigint) + 1], {{occupation}})"

TAOBAO = preset(
    "taobao",
    "Taobao UserBehavior",
    "https://tianchi.aliyun.com/dataset/649",
    PresetTable(
        user="user_id",
        item="item_id",
        event="behavior_type",
        timestamp="timestamp",
        category="category_id",
        file=FileShape(
            first_line=r"\d+,\d+,\d+,(pv|buy|cart|fav),\d{9,10}",
            headers="user_id item_id category_id behavior_type timestamp",
        ),
    ),
    note=say("The file has no header: its columns are user, item, category, kind of behaviour and time."),
)

RETAILROCKET = preset(
    "retailrocket",
    "RetailRocket",
    "https://www.kaggle.com/datasets/retailrocket/ecommerce-dataset",
    Form(
        PresetTable(
            "timestamp, visitorid, event, itemid, transactionid",
            user="visitorid",
            item="itemid",
            event="event",
            timestamp="timestamp",
            order="transactionid",
            file=FileShape("events*.csv"),
        ),
        items=PresetTable(
            "itemid, property, value",
            item="itemid",
            category="value",
            where="{property} = 'categoryid'",
            file=FileShape("item_properties*.csv"),
        ),
    ),
    note=say("Of the properties of items only categoryid is used: the others are hashed."),
)

HM = preset(
    "hm",
    "H&M transactions",
    "https://www.kaggle.com/competitions/h-and-m-personalized-fashion-recommendations/data",
    Form(
        PresetTable(
            "t_dat, customer_id, article_id",
            user="customer_id",
            item="article_id",
            timestamp="t_dat",
            value="price",
            sql={"event": "'purchase'"},
            value_per={"price": "unit"},
            file=FileShape("transactions*.csv"),
        ),
        items=PresetTable(
            "article_id, prod_name",
            item="article_id",
            text="prod_name",
            category="product_type_name, product_group_name",
            file=FileShape("articles*.csv"),
        ),
        users=PresetTable(
            "customer_id",
            user="customer_id",
            attribute="age, club_member_status, fashion_news_frequency, Active, FN",
            file=FileShape("customers*.csv"),
        ),
    ),
    note=say("Every row is a purchase of one piece; H&M scaled the prices, they are in no currency."),
)

LASTFM = preset(
    "lastfm-1k",
    "Last.fm 1K",
    "http://ocelma.net/MusicRecommendationDataset/lastfm-1K.html",
    Form(
        PresetTable(
            user="user_id",
            item="track_id",
            timestamp="timestamp",
            text="track_name",
            category="artist_name",
            sql={
                "event": "'listen'",
                "item": "coalesce(nullif(trim({track_id}), ''), nullif(concat_ws(' - ', nullif({artist_name}, ''), "
                "nullif({track_name}, '')), ''))",
                "text": "concat_ws(' - ', nullif(trim({artist_name}), ''), nullif(trim({track_name}), ''))",
            },
            file=FileShape(
                first_line=r"user_\d+\t\d{4}-\d\d-\d\dT[\d:]+Z\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*",
                headers="user_id timestamp artist_id artist_name track_id track_name",
                delimiter="\t",
            ),
        ),
        users=PresetTable(
            user="user_id",
            attribute="gender, age, country",
            file=FileShape(
                names="userid-profile.tsv",
                first_line=r"#?id\tgender\tage\tcountry\t.*",
                headers="user_id gender age country registered",
                header_lines=1,
                delimiter="\t",
            ),
        ),
    ),
    note=say("Items are tracks, under the name of artist and track where they have no id; the artist is the category."),
)

_IS_RATING = {"event": "'rating'"}
_RATING = PresetTable(user="user_id", item="item_id", value="rating", timestamp="timestamp", sql=_IS_RATING)


def _shape(name: str, delimiter: str, headers: str, first_line: str = ".+") -> FileShape:
    return FileShape(name, first_line, headers, delimiter=delimiter, encoding="latin-1")


MOVIELENS = preset(
    "movielens",
    "MovieLens",
    "https://doi.org/10.1145/2827872",
    Form(
        replace(
            _RATING,
            file=_shape("u.data", "\t", "user_id item_id rating timestamp", r"\d+\t\d+\t\d\t\d+"),
        ),
        items=PresetTable(
            item="item_id",
            text="title",
            category="genre_0",
            sql={"category": f"concat_ws('|', {_GENRES_SQL})"},
            file=_shape("u.item", "|", f"item_id title release_date video_release_date url {' '.join(_FLAGS)}"),
        ),
        users=PresetTable(
            user="user_id",
            attribute="age, gender, occupation",
            file=_shape("u.user", "|", "user_id age gender occupation zip"),
        ),
        known=("u.genre",),
    ),
    Form(
        replace(
            _RATING,
            file=_shape("*ratings*.dat", "::", "user_id item_id rating timestamp", r"\d+::\d+::[\d.]+::\d+"),
        ),
        items=PresetTable(
            item="item_id", text="title", category="genres", file=_shape("movies.dat", "::", "item_id title genres")
        ),
        users=PresetTable(
            user="user_id",
            attribute="age, gender, occupation",
            sql={"occupation": _OCCUPATION_SQL},
            file=_shape("users.dat", "::", "user_id gender age occupation zip", r"\d+::[FM]::\d+::\d+::.+"),
        ),
    ),
    Form(
        PresetTable(
            "userId, movieId, rating, timestamp",
            user="userId",
            item="movieId",
            value="rating",
            timestamp="timestamp",
            sql=_IS_RATING,
            file=FileShape("ratings.csv"),
        ),
        items=PresetTable(
            "movieId, title", item="movieId", text="title", category="genres", file=FileShape("movies.csv")
        ),
    ),
)

PUBLIC = (TAOBAO, RETAILROCKET, HM, INSTACART, LASTFM, MOVIELENS)
