"""Only who knows the key, and only from the page itself, acts as the person."""

import aiohttp
import pytest

from bot.localchat import LocalChat
from tests.localchat.raw import RawBot


async def _status(url: str, **headers: str) -> int:
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as response:
        return response.status


@pytest.mark.parametrize("path", ["", "chat.js", "api/state", "api/stream", "api/file/x"])
async def test_a_wrong_key_is_refused(chat: LocalChat, path: str) -> None:
    assert await _status(f"{chat.url}/{'x' * 24}/{path}") == 403


async def test_the_key_opens_the_page(chat: LocalChat) -> None:
    assert await _status(chat.page_url) == 200
    assert await _status(chat.page_url + "secret.txt") == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1", "localhost:1", "127.0.0.1.nip.io"]
)
async def test_a_foreign_host_name_is_refused(chat: LocalChat, host: str) -> None:
    assert await _status(chat.page_url, Host=host) == 403


async def test_localhost_is_this_host_too(chat: LocalChat) -> None:
    port = chat.url.rpartition(":")[2]
    assert await _status(chat.page_url, Host=f"localhost:{port}", Origin=f"http://localhost:{port}") == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://localhost:1"])
async def test_a_foreign_origin_is_refused(chat: LocalChat, origin: str) -> None:
    assert await _status(chat.page_url + "api/state", Origin=origin) == 403


async def test_pages_forbid_everything_foreign(chat: LocalChat) -> None:
    async with aiohttp.ClientSession() as http, http.get(chat.page_url) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "http" not in (await response.text())


async def test_without_control_there_is_no_such_door() -> None:
    chat = LocalChat()
    await chat.start()
    async with aiohttp.ClientSession() as http, http.post(f"{chat.page_url}control/reset") as response:
        assert response.status in (404, 405)
    await chat.stop()


async def test_documents_are_never_shown_as_pages(chat: LocalChat, raw: RawBot) -> None:
    file = chat.world.add_file("x.html", b"<script>alert(1)</script>")
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{chat.page_url}api/file/{file.file_id}") as response,
    ):
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("key", ["short", "bot" + "x" * 20, "file" + "x" * 20, "x/../" + "y" * 20])
async def test_a_key_that_makes_no_safe_address_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        LocalChat(key=key)
