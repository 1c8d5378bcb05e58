"""Names of columns in traditional Chinese characters, read as those in simplified ones."""

from __future__ import annotations

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
