"""From bytes to labelled lines: decoding, limits, one parse, one pass, weights, labels, body, and what the page is."""
