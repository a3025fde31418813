"""The service and its chat."""

__version__ = "0.2.3"
