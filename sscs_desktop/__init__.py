"""SSCS Desktop: an offline-first field desk and the service directory it reports to."""

__version__ = "0.1.0"
