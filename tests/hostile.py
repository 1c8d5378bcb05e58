"""Sixty texts that somebody may hide in a log, a name or a file of identities; each has at most 80 characters."""

from __future__ import annotations

MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe src="https://evil.example">',
    "</style><style>@import url(https://evil.example)</style>",
    "</title><h1>x</h1>",
    "<a href='javascript:alert(1)'>click</a>",
    "<!-- ]]> --><![CDATA[x]]>",
    "&lt;b&gt; &amp;amp; &#x3c;i&#x3e;",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "<form action=https://evil.example><input name=q>",
    "<object data=https://evil.example/a.swf>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "' onmouseover='alert(1)",
    '" style="background:url(https://evil.example)',
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<p style=width:expression(alert(1))>",
)
MARKDOWN = (
    "![x](https://evil.example/p.png)",
    "[click](https://evil.example)",
    "[click](javascript:alert(1))",
    "https://evil.example/a",
    "<https://evil.example>",
    "www.evil.example",
    "mailto:a@evil.example",
    "# heading\n- list\n1. number",
    "**bold** _it_ `code` ~~gone~~ :red[red] :smile:",
    ":material/delete: $\\frac{1}{2}$",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "[x]: https://evil.example 'title'",
)
FORMULAS = (
    '=HYPERLINK("https://evil.example")',
    "=cmd|'/c calc'!A1",
    '=WEBSERVICE("https://evil.example")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",
    "'=1+1",
    "=1+1;=2+2",
    'x",=1+1,"',
)
CONTROL = (
    "a\x00b\x07c\x1bd\x7f",
    "tab\tline\nfeed\r\x0bvertical",
    "gnp.\u202eexe\u202c right to left",
    "\ufffe\uffff no characters",
    "\u2028line\u2029paragraph\x85next",
    "Consent: everybody\nControl group: none",
)
SCRIPTS = (
    "e\u0301\u0301\u0301 many marks",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family \U0001f680",
    "שלום עולם",
    "茶と珈琲の人々",
    "W" * 80,
    "茶" * 80,
)
OTHERS = (
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "%s %d {0} {name}",
    "'; drop table users; --",
    "../../etc/passwd",
)
HOSTILE = (*MARKUP, *MARKDOWN, *FORMULAS, *CONTROL, *SCRIPTS, *OTHERS)
