"""The service and its chat."""

__version__ = "0.5.0"
