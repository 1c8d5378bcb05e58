"""What names in Chinese and Japanese characters are names of: without blanks, with what counts at their end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from core.ingest.names.aliases import ALIASES, MEASURES, OTHER_MEANINGS, WEAK_ALIASES

_SIMPLER = str.maketrans(
    "會員號戶顧買賣產編碼貨數價銷額訂單時間類別稱標題總實項購讀瀏覽點擊為動種齡區國際電話機郵識憑證發開創應傳聯絡帳獲評論書視頻聞課錄職業陸鏈頁條規圖歡關鍵詞詢運費結優門備註說處狀態經營線紀記選預計貨銷廣劃轉級歲",
    "会员号户顾买卖产编码货数价销额订单时间类别称标题总实项购读浏览点击为动种龄区国际电话机邮识凭证发开创应传联络账获评论书视频闻课录职业陆链页条规图欢关键词询运费结优门备注说处状态经营线纪记选预计货销广划转级岁",
)


def simplified(name: str) -> str:
    """Return a name in simplified characters, as far as names of columns have others.

    >>> simplified("\u6703\u54e1\u5361\u865f") == "\u4f1a\u5458\u5361\u53f7", simplified("user_id")
    (True, 'user_id')
    """
    return name.translate(_SIMPLER)


_NOTHING_MORE = ("名", "名称", "姓名", "编号", "号", "号码", "代码", "id", "コード", "番号")
"""Ends of a name that leave what it names."""
_BEFORE_OR_AFTER = re.compile(
    "付款|支付|发货|出货|收货|到货|完成|取消|退款|退货|更新|修改|预计|确认|结束"
    "|入金|支払|発送|出荷|到着|キャンセル|変更|返金|予定|期限|生年|出生|注册|登録"
)
"""Parts of names of times of what came before or after an event."""
_THEN = re.compile("下单|成立|创建|拍下|提交|购买|交易|成交|访问|浏览|点击|注文|購入|受注|発生")
"""Parts of names of the time of an event."""


_OF_WHAT = re.compile(
    "[价額额格価費费率量税]$|[个件]数$|折扣|积分|状态|类型|类别|类目|分类|规格|颜色|尺[码寸]|重量|图片|链接|备注|选项名|单号|合同|采购|po号"
)
"""Parts of names of what users and items have: a price, a number of pieces, a state, a kind, a colour."""

_OF_ALL = re.compile("来源|渠道|状态|类型")
"""Parts of names of what many orders have in common: where they came from, their kind."""


@lru_cache(maxsize=20_000)
def is_held(role: str, folded: str) -> bool:
    """Whether a name of other letters than Latin ones is one of a role: by the known name that it ends in.

    >>> is_held("user", "买家账号"), is_held("user", "买家总支付金额"), is_held("value", "买家总支付金额")
    (True, False, True)
    >>> is_held("timestamp", "实际出货时间"), is_held("item", "商品原价"), is_held("item", "商品选项货号")
    (True, False, True)
    """
    if role == "order" and _OF_ALL.search(simplified(folded)):
        return False
    if role in ("user", "item") and _OF_WHAT.search(simplified(folded)):
        return False
    end = _end_of(ALIASES[role], folded)
    rest = folded[end:]
    if not end or not rest or rest in _NOTHING_MORE:
        return bool(end)
    others = (names for each, names in ALIASES.items() if each not in (role, "attribute"))
    known = (*others, OTHER_MEANINGS, MEASURES, *WEAK_ALIASES.values())
    return not any(_end_of(names, form) > end for names in known for form in {folded, simplified(folded)})


def is_of_the_event(folded: str) -> bool:
    """Whether the name of a time says that it is that of the event, and not of what came before or after it.

    >>> is_of_the_event("订单成立日期"), is_of_the_event("实际出货时间"), is_of_the_event("买家下单时间")
    (True, False, True)
    """
    return bool(_THEN.search(folded)) and not _BEFORE_OR_AFTER.search(folded)


def _end_of(names: Iterable[str], folded: str) -> int:
    """Return where the last of the known names in another one ends; 0 without one."""
    found = (name for name in names if not name.isascii() and len(name) > 1 and name in folded)
    return max((folded.rindex(name) + len(name) for name in found), default=0)
