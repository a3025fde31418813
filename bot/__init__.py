"""The service and its chat."""

__version__ = "0.4.0"
