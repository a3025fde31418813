"""The service and its chat."""

__version__ = "0.1.0"
