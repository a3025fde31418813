"""`python -m bot doctor`: looks at all that a start needs, changes nothing, and says one line for each."""
