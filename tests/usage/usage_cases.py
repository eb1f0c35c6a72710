"""The cases that an expert can read, and the price list they are worked out with."""

import pathlib

import pytest
import yaml

CASES = pathlib.Path(__file__).parent / "cases"
PRICES = (
    "provider,model,effective_from,tier_from_tokens,input_usd_per_mtok,output_usd_per_mtok,cache_read_usd_per_mtok,"
    "cache_write_usd_per_mtok,batch_discount\n"
    "openai,gpt-a,2025-01-01,,2,8,0.5,,0.5\n"
    "anthropic,claude-b,2025-01-01,,3,15,0.3,3.75,0.5\n"
    "anthropic,claude-b,2025-01-01,200000,6,22.5,0.6,7.5,0.5\n"
)


def cases(name):
    """The cases of a file, each a pytest parameter under its own name."""
    found = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in found]
