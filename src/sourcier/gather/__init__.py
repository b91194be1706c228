"""Gathering: pages from addresses, files, feeds and archives, politely and safely.

Nothing is imported here, so that reading a file loads no HTTP client.
"""
