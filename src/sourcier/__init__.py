"""Sourcier traces a news story back to where it came from."""
