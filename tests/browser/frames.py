"""The two pictures that begin the README: the terminal as staff see it, and the SMS on a resident's
phone."""

import html
import re

from playwright.sync_api import Browser

COLUMNS, LINES = 80, 24
_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\r")
_COMMON = "body{margin:0;display:inline-block;font-family:'DejaVu Sans',sans-serif}"
_TERMINAL = """<style>%s
pre{margin:0;padding:14px 18px;background:#16191d;color:#e4e6e8;font:14px/1.35 'DejaVu Sans Mono',monospace;border-radius:8px}
b{color:#8fd18f;font-weight:normal}</style><body id=it><pre><b>$ %s</b>\n%s</pre>"""
_PHONE = """<meta name=viewport content="width=320"><style>%s
main{width:300px;min-height:400px;padding:44px 10px 60px;background:#f2f3f5;border:10px solid #202327;border-radius:34px}
h1{margin:0 0 14px;font-size:15px;text-align:center;color:#202327}
p{margin:0;padding:12px 14px;background:#fff;border-radius:4px 16px 16px;font-size:15px;line-height:1.4;color:#16191d}</style>
<body id=it><main><h1>%s</h1><p>%s</p></main>"""


def terminal_page(command: str, seen: str) -> str:
    """A page that shows the last screen of a terminal before its question, under the command that
    was typed."""
    lines = _STEERING.sub("", seen).rstrip().splitlines()
    return _TERMINAL % (_COMMON, html.escape(command), html.escape("\n".join(lines[-LINES + 1 :])))


def phone_page(sender: str, text: str) -> str:
    """A page that shows one SMS as a phone does."""
    return _PHONE % (_COMMON, html.escape(sender), html.escape(text))


def picture_of(browser: Browser, page: str) -> bytes:
    """What of a page is no margin, as a PNG."""
    with browser.new_context(
        device_scale_factor=1.5, viewport={"width": 900, "height": 700}
    ) as context:
        opened = context.new_page()
        opened.set_content(page)
        return opened.locator("#it").screenshot()
