"""Real usage into the model's inputs: what a query costs, measured.

- `measure(logs, ...)`: everything a log tells, by feature, model, plan and month
- `plan_inputs(measured, folder)`: the cells of the CSVs that it gives
- `summarise(measured, prices)`: requests, tokens and cost, reconciled with the billed amount
- `variance(folder)`: plan against actuals, split into price, volume and mix

Ibis expressions throughout: DuckDB in this process, or the engine named by `connect`.
"""
