"""Simulated deposits for a demonstration: plausible figures, fictitious registers, deliberate accidents.

Everything comes from a seed: the same seed, quarter and prefill give the same files. Nothing here names a real person,
and nothing is a real figure but the counts of health centres (see ``registry.facilities``).
"""
