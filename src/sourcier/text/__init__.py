"""Text as a sequence of words and sentences, folded for comparison, with its offsets kept."""
