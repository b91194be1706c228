"""Reading: a page becomes an article with its credits and debris."""
