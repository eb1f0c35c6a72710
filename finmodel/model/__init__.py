"""What a line item is: dimensions, declarations, references, the graph."""
