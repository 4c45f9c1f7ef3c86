"""Pure functions on the strings of a figure: keys, lists, forms, and the index of printed words."""
