"""The words of English, for tests of what is said, and all languages."""

from functools import partial

from bot.views import journal
from bot.views.words import Catalogues

CATALOGUES = Catalogues()
EN = CATALOGUES.english
line_text = partial(journal.stored_text, EN)
"""What is stored with a log line."""
REPEAT_MARK = EN("message-repeated")
WHICH_ORDER, I_HAVE_CHECKED = EN.plain("button-which-order"), EN.plain("button-checked")
