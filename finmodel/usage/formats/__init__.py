"""The formats that are known, the more particular first."""

from finmodel.usage.form import Format
from finmodel.usage.formats.anthropic import ANTHROPIC, ANTHROPIC_REPORT
from finmodel.usage.formats.focus import FOCUS
from finmodel.usage.formats.generic import GENERIC
from finmodel.usage.formats.langfuse import LANGFUSE
from finmodel.usage.formats.litellm import LITELLM
from finmodel.usage.formats.openai import OPENAI, OPENAI_EXPORT
from finmodel.usage.formats.otel import OTEL

FORMATS: tuple[Format, ...] = (
    LITELLM, LANGFUSE, OTEL, FOCUS, OPENAI_EXPORT, ANTHROPIC_REPORT, ANTHROPIC, OPENAI, GENERIC,
)  # fmt: skip
NAMES = tuple(dict.fromkeys(form.name for form in FORMATS))

__all__ = ["FORMATS", "GENERIC", "NAMES", "Format"]
