from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.reader_help import CELLS, HEADER, LOG, ROWS, read_text


@pytest.mark.parametrize(
    ("above", "note"),
    [
        ("sep=,\n", "events.csv: 1 line above the table was skipped; it begins with 'sep=,'."),
        (
            "# made by a tool\n# in 2026\n\n",
            "events.csv: 2 lines above the table were skipped; they begin with '# made",
        ),
        (
            "Orders of January,,\nExported,,\n,,\n",
            "events.csv: 2 lines above the table were skipped; they begin with 'Ord",
        ),
        ("\n\n", ""),
        ("# Report\n# Jan 1, 2026\n", "events.csv: 2 lines above the table were skipped; they begin with '# Report'."),
    ],
)
def test_what_stands_above_the_header_is_skipped_with_a_note(tmp_path: Path, above: str, note: str) -> None:
    found = read_text(tmp_path, above + LOG)
    assert (list(found.headers), found.rows) == (["user_id", "item_id", "time"], CELLS)
    assert any(each.startswith(note) for each in found.notes) if note else not found.notes


@pytest.mark.parametrize(
    "above",
    ["Customer,,Order,Money\n", "Who,What,When,When\n", "#=====\n# Report suite: shop\n# Date: Jan 1, 2026\n#=====\n"],
)
def test_names_of_groups_and_comments_with_commas_are_no_header(tmp_path: Path, above: str) -> None:
    rows = "".join(f"u{number},i{number % 3},2026-01-{number + 10},{number}.50\n" for number in range(9))
    found = read_text(tmp_path, above + "user_id,item_id,time,price\n" + rows)
    assert found.headers == ("user_id", "item_id", "time", "price")
    assert len(found.rows) == 9


def test_a_separator_that_is_named_wins(tmp_path: Path) -> None:
    found = read_text(tmp_path, "sep=;\nuser;item;price\nu1;a;1,5\nu2;b;2,5\n")
    assert found.rows == [["u1", "a", "1,5"], ["u2", "b", "2,5"]]


def test_a_table_without_header_gets_names_and_keeps_its_first_row(tmp_path: Path) -> None:
    found = read_text(tmp_path, "1,2268318,pv,1511544070\n1,2333346,pv,1511561733\n2,2576651,buy,1511572885\n")
    assert found.headers == ("column_1", "column_2", "column_3", "column_4")
    assert found.rows[0] == ["1", "2268318", "pv", "1511544070"]
    assert "events.csv has no header; its columns are called column_1 to column_4." in found.notes


def test_the_fields_of_a_web_log_are_its_header(tmp_path: Path) -> None:
    rows = "".join(f"u{n} /page/{n} 2026-01-{n} 10:00:00\n" for n in range(10, 30))
    found = read_text(tmp_path, f"#Version: 1.0\n#Fields: user page date time\n{rows}")
    assert (found.headers, found.rows[0]) == (
        ("user", "page", "date", "time"),
        ["u10", "/page/10", "2026-01-10", "10:00:00"],
    )


def test_blanks_separate_columns_where_nothing_else_does(tmp_path: Path) -> None:
    found = read_text(tmp_path, " 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n")
    assert found.rows == [
        ["00001", "19970101", "1", "11.77"],
        ["00002", "19970112", "1", "12.00"],
        ["00002", "19970112", "5", "77.00"],
    ]


def test_a_date_and_a_time_between_blanks_are_two_columns(tmp_path: Path) -> None:
    text = "user   item   bought              value\n" + "u1     tea    2026-01-05 10:00:00  2.50\n" * 30
    found = read_text(tmp_path, text)
    assert found.headers == ("user", "item", "bought", "time", "value")
    assert found.rows[0] == ["u1", "tea", "2026-01-05", "10:00:00", "2.50"]


@pytest.mark.parametrize(
    "line",
    ["'{}', 'tea, green', '2026-01-05'\n", '{}, "tea, green", 2026-01-05\n', "'{}','tea, green','2026-01-05'\n"],
)
def test_single_quotes_and_blanks_before_quotes(tmp_path: Path, line: str) -> None:
    found = read_text(tmp_path, "user,item,time\n" + "".join(line.format(f"u{place}") for place in range(3)))
    assert found.headers == ("user", "item", "time")
    assert [[cell.strip(" '") for cell in row] for row in found.rows] == [
        [f"u{place}", "tea, green", "2026-01-05"] for place in range(3)
    ]


def test_a_delimiter_that_the_header_does_not_have_is_none(tmp_path: Path) -> None:
    found = read_text(tmp_path, HEADER + "u1,a;b;c;d,2026-01-05\nu2,e;f;g;h,2026-01-05\n")
    assert found.headers == ("user_id", "item_id", "time")


def test_a_hash_inside_the_data_is_no_comment(tmp_path: Path) -> None:
    found = read_text(tmp_path, HEADER + "#1001,#apple,2026-01-05 10:00\n#1002,pear,2026-01-06 10:00\n")
    assert [row[0] for row in found.rows] == ["#1001", "#1002"]


def test_short_rows_are_filled_up_and_surplus_empty_cells_taken_off(tmp_path: Path) -> None:
    found = read_text(tmp_path, LOG + "u3,plum\nu4,fig,2026-01-07 10:00,,\nu5,kiwi,2026-01-07 10:00,red\n")
    assert found.rows == [*CELLS, ["u3", "plum", ""], ["u4", "fig", "2026-01-07 10:00"]]
    assert found.malformed == [(6, "u5,kiwi,2026-01-07 10:00,red", "more cells than columns")]
    assert found.notes == [
        "events.csv: 1 row has fewer cells than the header; the missing ones are empty.",
        "events.csv: 1 row ends with empty cells that no column has; these were left out.",
    ]


def test_a_delimiter_behind_every_row_costs_nothing(tmp_path: Path) -> None:
    found = read_text(tmp_path, HEADER + ROWS.replace("\n", ",\n"))
    assert found.rows == CELLS
    assert found.notes == ["events.csv: 2 rows end with empty cells that no column has; these were left out."]


def test_row_names_of_r_have_a_column_of_their_own(tmp_path: Path) -> None:
    found = read_text(tmp_path, '"user","item"\n"1","u1","a"\n"2","u2","b"\n')
    assert (found.headers, found.rows) == (("column_1", "user", "item"), [["1", "u1", "a"], ["2", "u2", "b"]])


def test_quotes_escaped_with_a_backslash(tmp_path: Path) -> None:
    found = read_text(tmp_path, 'user,item,text\nu1,a,"12\\" pot"\nu2,b,"{\\"q\\": 1}"\nu3,c,"plain ""quote"""\n')
    assert [row[2] for row in found.rows] == ['12" pot', '{"q": 1}', 'plain "quote"']
    assert found.notes == ["events.csv: 2 rows escape quotes with a backslash; they were read so."]


def test_the_header_again_and_empty_rows_are_rejected(tmp_path: Path) -> None:
    found = read_text(tmp_path, LOG + "\ufeff" + LOG + ",,\n\n")
    assert found.rows == CELLS + CELLS
    assert found.malformed == [(4, "\ufeffuser_id,item_id,time", "header again"), (7, ",,", "empty line")]


def test_a_bad_byte_or_nul_costs_its_record(tmp_path: Path) -> None:
    text = "用户,商品,时间\nu1,园艺,2026-01-05\nu2,园艺,2026-01-05\n".encode()
    found = read_text(tmp_path, text + b"u3,\xe5\x9b,2026-01-05\nu4,a\0b,2026-01-05\nu5,\xe5\x9b\xad,2026-01-05\n")
    assert found.rows == [[user, item, "2026-01-05"] for user, item in (("u1", "园艺"), ("u2", "园艺"), ("u5", "园"))]
    assert [(line, why) for line, _, why in found.malformed] == [(4, "unreadable bytes"), (5, "unreadable bytes")]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Café crème 5 €"),
        ("cp1250", "Łódź, żółć"),
        ("gb18030", "园艺工具"),
        ("big5", "園藝工具紅色鞋子商品名稱"),
        ("cp932", "赤い靴を買いました"),
        ("euc_kr", "빨간 신발 좋은 의자 정원용"),
        ("cp1250", "Světlo žluťoučký kůň"),
        ("cp1250", "Piros lámpa őszi fűtés"),
        ("cp1250", "Crvena šolja žute čaše"),
        ("iso8859_2", "Książka o wędrówkach, świeże truskawki i ćma"),
        ("cp1254", "Kırmızı şık çığ ışığı"),  # noqa: RUF001
        ("cp1257", "Raudona lempa šiems žmonėms čia"),
        ("cp1252", "Þetta er íslenska ðað og ýmislegt æði"),
        ("cp1252", "“Große” Öffnung – it is 5 €"),
        ("mac_roman", "Gérät für die Küche"),
        ("cp850", "Gérät für die Küche"),
        ("koi8_r", "Красная лампа для дома"),
        ("cp1251", "Красные туфли и садовый стул для дачи"),
        ("cp1257", "Ķiploki, šķiņķis un žāvēta gaļa"),
        ("cp850", "Pão de queijo, açúcar, maçã"),
        ("cp852", "Příbor a čokoláda, žampiony"),
        ("mac_roman", "Smör, ägg och räksmörgås på bröd"),
        ("cp1253", "Παπούτσια και πουκάμισο ανδρικό"),
        ("cp1255", "חולצה כחולה ומיץ תפוזים"),
        ("cp1256", "حذاء رياضي وعصير برتقال"),
        ("big5", "綠茶與不鏽鋼水杯"),
        ("cp932", "こどもの絵本と牛乳チョコレート"),
        ("cp932", "ステンレス ボトル"),
        ("cp932", "おにぎりとみかん"),
        ("cp932", "ｽﾃﾝﾚｽ ﾎﾞﾄﾙ ﾏｸﾞｶｯﾌﾟ"),
        ("euc_jp", "ステンレス ボトル"),
        ("euc_jp", "りんごのジュース"),
        ("cp850", "château pâté"),
        ("koi8_r", "стул для дачи"),
        ("cp949", "빨간 신발 ㅋㅋㅋ 좋아요 ㅠㅠ"),
        ("utf-16-le", "园艺 tea"),
        ("utf-16-be", "园艺 tea"),
    ],
)
def test_encodings_are_found(tmp_path: Path, encoding: str, text: str) -> None:
    written = f'user,item,time\nu1,"{text}",2026-01-05 10:00:00\nu2,plain,2026-01-05 10:00:00\n'
    assert read_text(tmp_path, written.encode(encoding)).rows[0][1] == text


def test_a_tail_of_nul_costs_one_record(tmp_path: Path) -> None:
    found = read_text(tmp_path, LOG.encode() + bytes(5000))
    assert found.rows == CELLS
    assert [reason for _line, _text, reason in found.malformed] == ["unreadable bytes"]


def test_a_chinese_header_above_plain_rows(tmp_path: Path) -> None:
    text = "会员ID,SKU,行为类型,时间,备注\n" + "u1,C02,buy,2026-01-05 10:00:00,\n" * 30
    found = read_text(tmp_path, text.encode("gbk"))
    assert found.headers == ("会员ID", "SKU", "行为类型", "时间", "备注")


def test_breaks_inside_texts_stay_as_they_are(tmp_path: Path) -> None:
    found = read_text(tmp_path, 'user,item,text\r\nu1,a,"one\r\ntwo\rthree"\r\nu2,b,c\r\n')
    assert found.rows == [["u1", "a", "one\r\ntwo\rthree"], ["u2", "b", "c"]]


def test_lines_may_end_in_several_ways(tmp_path: Path) -> None:
    lines = [f"u{n},i{n},2026-01-05" for n in range(400)]
    text = "user,item,time\r" + "".join(line + ("\r\n", "\n", "\r")[n % 3] for n, line in enumerate(lines))
    found = read_text(tmp_path, text)
    assert (found.headers, found.rows) == (("user", "item", "time"), [line.split(",") for line in lines])
    assert found.malformed == []


def test_a_return_inside_a_text_without_quotes_ends_no_line(tmp_path: Path) -> None:
    rows = [["u1", "a", "one\rtwo"], ["u2", "b", "c"], ["u3", "b", "three"]]
    assert read_text(tmp_path, "user,item,text\n" + "".join(",".join(row) + "\n" for row in rows)).rows == rows


def test_types_behind_names_are_left_out(tmp_path: Path) -> None:
    found = read_text(tmp_path, "user_id:token\titem_id:token\ttimestamp:float\nu1\ta\t1.0\n")
    assert found.headers == ("user_id", "item_id", "timestamp")
    assert found.notes == ["events.csv: the types behind the column names, such as user_id:token, were left out."]


def test_a_line_of_any_length_costs_one_record(tmp_path: Path) -> None:
    found = read_text(tmp_path, HEADER + "x" * 3_000_000 + "\n" + ROWS)
    assert (found.rows, [(line, why) for line, _, why in found.malformed]) == (CELLS, [(2, "line too long")])
    assert len(found.malformed[0][1]) < 3_000


def test_too_many_columns_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"events\.csv has 20,000 columns; at most 2,000 can be read"):
        read_text(tmp_path, ",".join(f"c{place}" for place in range(20_000)) + "\n" + "1," * 19_999 + "1\n")


def test_a_bad_unit_of_utf_16_costs_its_record(tmp_path: Path) -> None:
    lines = [line.encode("utf-16-le") for line in LOG.splitlines(keepends=True)]
    lines[2] = lines[2][:2] + b"\x00\xd8" + lines[2][4:]
    found = read_text(tmp_path, b"\xff\xfe" + b"".join(lines))
    assert [(line, why) for line, _, why in found.malformed] == [(3, "unreadable bytes")]
    assert found.rows == [CELLS[0], *CELLS[2:]]


@pytest.mark.parametrize(
    ("text", "n_ruled"),
    [
        (" who | what |  when\n-----+------+--------\n u1  | tea  | 2026-01\n u2  | rice | 2026-02\n", 1),
        ("+-----+------+---------+\n| who | what | when    |\n+-----+------+---------+\n| u1  | tea  | 2026-01 |\n"
         "| u2  | rice | 2026-02 |\n+-----+------+---------+\n", 2),
        ("| who | what | when |\n|-----|:----:|-----:|\n| u1 | tea | 2026-01 |\n| u2 | rice | 2026-02 |\n", 1),
        ("who   what   when\n===== ====== =======\nu1    tea    2026-01\nu2    rice   2026-02\n", 1),
    ],
)  # fmt: skip
def test_lines_that_command_lines_draw_are_no_records(tmp_path: Path, text: str, n_ruled: int) -> None:
    found = read_text(tmp_path, text)
    cells = [[cell.strip() for cell in row if cell.strip()] for row in found.rows]
    assert cells == [["u1", "tea", "2026-01"], ["u2", "rice", "2026-02"]]
    assert [each for each in found.headers if not each.startswith("column_")] == ["who", "what", "when"]
    assert sum(f" {n_ruled} drawn line" in note for note in found.notes) == 1
    assert found.malformed == []


def test_a_text_of_dashes_is_a_cell(tmp_path: Path) -> None:
    found = read_text(tmp_path, HEADER + 'u1,---,2026-01-05\nu2,"a\n-----\nb",2026-01-06\n')
    assert [row[1] for row in found.rows] == ["---", "a\n-----\nb"]


FEATURES = "".join(f"u{n % 5},i{n},{n}.0,0,{n * 3}.5,-{n}.25\n" for n in range(12))


def test_a_header_may_name_the_first_columns_only(tmp_path: Path) -> None:
    found = read_text(tmp_path, f"user_id,item_id,timestamp,features\n{FEATURES}")
    assert found.headers == ("user_id", "item_id", "timestamp", "features", "column_5", "column_6")
    assert len(found.rows) == 12
    assert any("names its first 4 columns only" in note for note in found.notes)
    found = read_text(tmp_path, f"Report,of,January\n{FEATURES}")
    assert found.headers[0] == "column_1"


def test_a_blank_before_an_apostrophe_is_part_of_the_cell(tmp_path: Path) -> None:
    assert read_text(tmp_path, 'a,aa\n"""", \'\n').rows == [['"', " '"]]


@pytest.mark.parametrize("last", ["price,total", "title,total"])
def test_commas_inside_cells_without_quotes_move_no_names(tmp_path: Path, last: str) -> None:
    cells = "10,37,20,74" if last.startswith("price") else "Mug, red, large,15"
    rows = "".join(f"u{n % 5},i{n % 4},2026-01-{n + 1:02},{cells}\n" for n in range(12))
    found = read_text(tmp_path, f"user_id,item_id,date,{last}\n{rows}")
    assert found.headers == ("user_id", "item_id", "date", *last.split(","))
    assert (found.rows, len(found.malformed)) == ([], 12)


def test_rows_of_dashes_for_nothing_are_records(tmp_path: Path) -> None:
    rows = "".join(
        "---\t---\t---\n" if n % 3 == 0 else f"u{n % 5}\ti{n % 4}\t2026-01-{n % 28 + 1:02}\n" for n in range(60)
    )
    assert len(read_text(tmp_path, f"who\twhat\twhen\n{rows}").rows) == 60
    assert len(read_text(tmp_path, f"who\twhat\twhen\n{rows}".replace("\t", "|")).rows) == 60
