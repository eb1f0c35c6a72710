"""The theme: every colour of the workbook and of its charts.

Text stands at least 4.5:1 from the fill under it (WCAG 2.2, 1.4.3), a line or the edge of a bar 3:1 from the paper
(1.4.11). The inks of charts lie apart in lightness, so that they survive greyscale and the common kinds of colour
blindness. No colour says anything that a word does not say too.
"""

from __future__ import annotations

FONT = "Calibri"

INK, BLACK, GREY, PAPER = "#1F2933", "#000000", "#5F6B78", "#FFFFFF"
BLUE, GREEN = "#0B3FB3", "#0B6B3A"  # an input; a link to another sheet
RED, AMBER = "#8A1C1C", "#7A4B00"

INPUT_FILL, STRUCTURE_FILL, BAND_FILL = "#FFF8DC", "#EEF1F4", "#DCE6F1"
HEADER_FILL, TOTAL_FILL = "#F2F5F8", "#F7F9FB"
GOOD_FILL, BAD_FILL, LOOK_FILL = "#DDF1E4", "#F9D9D6", "#FCE9C8"
INPUT_EDGE, STRUCTURE_EDGE = "#D8CFA8", "#C9D1D9"

INKS = ("#10243E", "#C55A11", "#9CC3E6", "#2B594A", "#F8DE9A", "#AE8FBE")  # dark, middle and light by turns
LINE_INKS = (INKS[0], INKS[1], INKS[3])  # a line has no edge to stand out by
EDGE = GREY  # of a bar
GRID = "#D9DEE3"
