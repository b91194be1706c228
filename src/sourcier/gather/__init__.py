"""Gathering: pages from addresses, files, feeds and archives, politely and safely."""
