"""finmodel: formula-live, proved Excel models of what AI products cost and earn."""

__version__ = "0.1.0"
