"""The diligence memo: a company in sentences, figures, flags and charts, with proof and sources."""

from finmodel.memo.make import report
from finmodel.memo.memo import Memo

__all__ = ["Memo", "report"]
