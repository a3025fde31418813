"""One account at a real exchange, whichever it is: what is asked, compared and told."""
