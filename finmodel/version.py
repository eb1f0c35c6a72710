"""The version, as printed on the Cover."""

__version__ = "0.1.0"
