"""For whoever watches the program from outside: is it alive, is all well, and figures for Prometheus."""
