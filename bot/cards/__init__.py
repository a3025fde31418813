"""Living cards: one message a bot and person, which edits itself when what it shows has changed."""
