"""What stands on the form's own buttons, in the language of whoever reads it."""

from typing import Any

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.text import Text

from bot.dialogs.ending import context_of


class Say(Text):
    """The sentence of the catalogue by that key."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key

    async def _render_text(self, _data: dict[str, Any], manager: DialogManager) -> str:
        return context_of(manager).words.plain(self._key)
