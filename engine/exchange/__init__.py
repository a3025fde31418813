"""Venues behind the port of `engine.ports`: the paper venue and its feeds."""
