"""Inline keyboards, and what their buttons carry."""
