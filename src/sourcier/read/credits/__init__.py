"""Marks that name other parties: credits, debris, author boxes and wire ids."""
