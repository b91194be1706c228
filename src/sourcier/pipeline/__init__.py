"""The corridor: gather, read, compare, trace and keep, called in order; the one place where the rooms meet."""
