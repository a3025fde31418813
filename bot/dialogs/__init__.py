"""The form in which a bot is made or changed."""
