"""The sentences that people read: a folder of Fluent files for each language."""

from pathlib import Path

LOCALES = Path(__file__).parent
ENGLISH = "en"
"""The language that has every sentence: it stands in where another lacks one."""
LANGUAGES = tuple(sorted(folder.name for folder in LOCALES.iterdir() if any(folder.glob("*.ftl"))))
