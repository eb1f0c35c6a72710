"""The memo: a company's figures, flags and proof on one page."""

from finmodel.memo.make import report
from finmodel.memo.memo import Memo

__all__ = ["Memo", "report"]
