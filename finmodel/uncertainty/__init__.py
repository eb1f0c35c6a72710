"""Uncertain inputs, and what the model says when all of them move: quantiles, probabilities, what moves most."""

from finmodel.uncertainty.simulate import simulate
from finmodel.uncertainty.simulation import Simulation

__all__ = ["Simulation", "simulate"]
