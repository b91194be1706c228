"""What a page says about its article: title, people, outlet, language and dates, each with the place where it was found."""
