"""A minimal company of five files."""

import pathlib

COMPANY = {
    "assumptions": "assumption,base\nstart_month,2026-01\n",
    "prices": ("provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n"),
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": "plan,price_usd\npro,20\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,2\n",
}


def write(folder: pathlib.Path, files: dict[str, str | bytes | None]) -> None:
    for name, content in {**COMPANY, **files}.items():
        if content is not None:
            data = content if isinstance(content, bytes) else content.encode()
            (folder / f"{name}.csv").write_bytes(data)
