"""The invented press that ships with Sourcier."""
