"""Telegram HTML: what it becomes, what is refused, and that nothing else ever reaches the page as HTML."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localchat.display import safe_html
from bot.localchat.entities import tidy, units
from bot.localchat.errors import ApiError
from bot.localchat.markup import parse_html

SMILE = "\N{SLIGHTLY SMILING FACE}"


def _short(source: str) -> tuple[str, list[str]]:
    text, entities = tidy(*parse_html(source))
    names = []
    for entity in entities:
        more = entity.get("url") or entity.get("language") or entity.get("user_id") or ""
        names.append(f"{entity['type']} {entity['offset']}+{entity['length']} {more}".strip())
    return text, names


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b><strong>b</strong>", "ab", ["bold 0+1", "bold 1+1"]),
        ("<i>a</i><u>b</u><s>c</s>", "abc", ["italic 0+1", "underline 1+1", "strikethrough 2+1"]),
        ("<B>a</B>", "a", ["bold 0+1"]),
        ("<b>a</>", "a", ["bold 0+1"]),
        (f"{SMILE}<b>a</b>", f"{SMILE}a", ["bold 2+1"]),
        ("<b>a<i>b</i></b>", "ab", ["bold 0+2", "italic 1+1"]),
        ("a &lt;b&gt; &amp; &quot;c&quot; &#65; &#x42;", 'a <b> & "c" A B', []),
        ("&nbsp; &copy", "&nbsp; &copy", []),
        ('<a href="https://x.y/?a=1&amp;b=2">x</a>', "x", ["text_link 0+1 https://x.y/?a=1&b=2"]),
        ("<a href='https://x.y'>x</a>", "x", ["text_link 0+1 https://x.y"]),
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ('<a href="tg://user?id=1000">You</a>', "You", ["text_mention 0+3 1000"]),
        ("<code>a</code>", "a", ["code 0+1"]),
        ("<b>a <code>b</code> c</b>", "a b c", ["bold 0+2", "code 2+1", "bold 3+2"]),
        ('<pre><code class="language-python">x</code></pre>', "x", ["pre 0+1 python"]),
        ("<blockquote>a</blockquote>", "a", ["blockquote 0+1"]),
        ("<blockquote expandable>a</blockquote>", "a", ["expandable_blockquote 0+1"]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", ["spoiler 0+1", "spoiler 1+1"]),
        ('<tg-time unix="1700000000" format="t">soon</tg-time>', "soon", ["date_time 0+4"]),
        ("  <b> a </b> ", "a", ["bold 0+1"]),
        ("/stop_all now, @scalper, https://x.y/z.", "/stop_all now, @scalper, https://x.y/z.",
         ["bot_command 0+9", "mention 15+8", "url 25+13"]),
        ("<code>/start</code> 1/2 a@b.cd #x $BTC", "/start 1/2 a@b.cd #x $BTC",
         ["code 0+6", "email 11+6", "hashtag 18+2", "cashtag 21+4"]),
    ],
)  # fmt: skip
def test_what_markup_becomes(source: str, text: str, entities: list[str]) -> None:
    assert _short(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("я<br/>", 'Unsupported start tag "br/" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a"'),
        ("<a =x>x</a>", 'Empty attribute name in the tag "a"'),
        ("<script>alert(1)</script>", 'Unsupported start tag "script"'),
    ],
)
def test_markup_that_is_refused(source: str, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.code == 400
    assert refusal.value.description.startswith(f"Bad Request: can't parse entities: {words}")


@pytest.mark.timeout(20)
def test_a_style_around_much_code_stands_between_its_pieces() -> None:
    text, entities = _short(f"<b>{'-<code>x</code>' * 40}</b>")
    assert text == "-x" * 40
    assert entities == [one for at in range(40) for one in (f"bold {2 * at}+1", f"code {2 * at + 1}+1")]


def test_overlapping_entities_still_nest_on_the_page() -> None:
    entities = [{"type": "bold", "offset": 0, "length": 4}, {"type": "italic", "offset": 2, "length": 4}]
    assert safe_html("abcdef", entities) == "<b>ab<i>cd</i></b><i>ef</i>"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


KINDS = ["bold", "italic", "code", "pre", "text_link", "url", "spoiler", "bot_command", "blockquote", "email"]


@given(
    st.text(alphabet=f"ab<>&\"'/ \n{SMILE}", min_size=1, max_size=20),
    st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 20), st.integers(1, 20)), max_size=5),
)
def test_the_page_shows_exactly_the_text_whatever_it_is(text: str, marks: list[tuple[str, int, int]]) -> None:
    url = 'javascript:"<img src=x onerror=alert(1)>'
    entities: list[dict[str, Any]] = [
        {"type": kind, "offset": offset, "length": length, "url": url, "language": '"><script>'}
        for kind, offset, length in marks
        if offset + length <= units(text) and _whole(text, offset, length)
    ]
    page = _Page()
    page.feed(safe_html(text, entities))
    page.close()
    assert page.text == text
    assert page.open == []
    allowed = {"href", "target", "rel", "class", "role", "tabindex", "data-command", "data-language"}
    assert {name for name, _ in page.attributes} <= allowed
    assert not [
        value
        for name, value in page.attributes
        if name == "href" and not re.match("http|mailto", value or "")
    ]


def _whole(text: str, offset: int, length: int) -> bool:
    raw = text.encode("utf-16-le")
    try:
        raw[2 * offset : 2 * (offset + length)].decode("utf-16-le")
    except UnicodeDecodeError:
        return False
    return True
