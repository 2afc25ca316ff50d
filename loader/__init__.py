"""Reads government policy documents and makes a graph of them that people can ask."""

__version__ = "0.1.0"
