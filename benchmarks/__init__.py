"""What finmodel costs, as ratios within one run: `python -m benchmarks [NAME ...]`, in the project's folder."""
