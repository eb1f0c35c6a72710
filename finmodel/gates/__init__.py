"""The four gates: names, drivers, recalculation, shocks."""
