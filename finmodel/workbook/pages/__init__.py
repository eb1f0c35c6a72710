"""One file a sort of sheet: each makes pages of cells out of the layout."""
