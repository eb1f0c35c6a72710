"""The inputs of a company: CSV files, typed rows, scenarios."""

from finmodel.inputs.read import read
from finmodel.inputs.tables import Inputs

__all__ = ["Inputs", "read"]
