"""The names under which columns are known to play a role. Names are compared in small letters without signs."""

from __future__ import annotations

from core.attributes.names import fold

ALIASES: dict[str, tuple[str, ...]] = {
    "user": (
        "userid", "user", "customerid", "customer", "clientid", "client", "memberid", "member", "visitorid", "visitor",
        "accountid", "account", "uid", "shopperid", "buyerid", "buyer", "subscriberid", "personid", "householdid",
        "householdkey", "userpseudoid", "用户id", "用户编号", "用户", "会员id", "会员", "客户id", "客户编号", "客户",
        "买家id", "买家", "顾客id", "顾客",
    ),
    "item": (
        "itemid", "item", "productid", "product", "sku", "skuid", "stockcode", "asin", "movieid", "articleid",
        "article", "trackid", "songid", "bookid", "contentid", "videoid", "newsid", "goodsid", "productcode", "isbn",
        "itemcode",
        "商品id", "商品编号", "商品", "产品id", "产品编号", "产品", "物品id", "物品", "货号",
    ),
    "event": (
        "eventtype", "event", "eventname", "action", "actiontype", "behavior", "behaviour", "behaviortype",
        "behaviourtype", "activity", "activitytype", "interaction", "interactiontype", "行为类型", "行为", "事件类型",
        "事件", "操作类型", "操作", "动作",
    ),
    "timestamp": (
        "timestamp", "eventtime", "eventtimestamp", "timestampms", "time", "datetime", "ts", "createdat", "occurredat",
        "invoicedate", "orderdate", "purchasedate", "transactiondate", "transactiontime", "eventdate", "unixtime",
        "unixtimestamp", "date", "createtime", "ordertime", "时间戳", "事件时间", "行为时间", "下单时间", "购买时间",
        "创建时间", "时间", "日期",
    ),
    "value": (
        "value", "amount", "revenue", "totalprice", "total", "sales", "salesvalue", "rating", "price", "unitprice",
        "score", "stars", "spend", "quantity", "qty", "金额", "消费金额", "订单金额", "总价", "价格", "单价", "评分",
        "数量",
    ),
    "time_of_day": (),
    "quantity": (),
    "order": (),
    "text": (
        "title", "itemtitle", "producttitle", "itemname", "productname", "name", "description", "itemdescription",
        "productdescription", "movietitle", "商品名称", "商品标题", "商品名", "产品名称", "标题", "名称", "描述",
    ),
    "category": (
        "category", "categories", "categoryname", "itemcategory", "productcategory", "genre", "genres", "department",
        "maincategory", "productgroup", "producttype", "categoryid", "类目", "品类", "类别", "商品类别", "商品类目",
        "商品分类", "分类", "类目id",
    ),
    "attribute": (
        "country", "city", "region", "state", "gender", "sex", "age", "ageband", "agegroup", "occupation", "income",
        "language", "membership", "tier", "plan", "国家", "城市", "地区", "省份", "性别", "年龄", "年龄段", "职业",
        "会员等级",
    ),
}  # fmt: skip
"""Role → names, the most certain first."""


def certainty(role: str, name: str) -> float:
    """Score how well a name fits a role: above 1 for a known name, above 0 for one that holds a known name, else 0."""
    folded, known = fold(name), ALIASES[role]
    if folded in known:
        return 2 - known.index(folded) / len(known)
    held = [alias for alias in known if len(alias) >= 2 and _holds(folded, alias)]
    return max((len(alias) / (len(folded) + 1) for alias in held), default=0.0)


def _holds(folded: str, alias: str) -> bool:
    is_latin = alias.isascii()
    return alias in folded if not is_latin else len(alias) >= 4 and (folded.endswith(alias) or folded.startswith(alias))
