"""Which line item is what: training, inference, or research and running the company, and why (MODEL.md, section 5)."""

from __future__ import annotations

CAPEX = "Training (CapEx)"
COGS = "Inference (COGS)"
OPEX = "R&D/OpEx"

CLASSES = {
    "total_training_capitalised": (CAPEX, "Serves beyond the month: jobs with capitalise above 0, evidence in note"),
    "total_training_amortisation": (CAPEX, "The asset written off over its life; below EBITDA, in the loaded margin"),
    "total_training_expensed": (OPEX, "Failed runs always, experiments, and routine retraining that only keeps up"),
    "total_tokens_cost": (COGS, "Billed attempts of customers' queries, retries included"),
    "total_orchestration_cost": (COGS, "Planning and glue calls made to answer a query"),
    "total_router_cost": (COGS, "Chooses the model of a customer's query"),
    "total_tools_cost": (COGS, "Called to answer a query"),
    "total_retrieval_cost": (COGS, "Looked up for every query"),
    "total_review_cost": (COGS, "People who check answers serve the customer; it is no research"),
    "hosting_cost": (COGS, "Serving machines, and the people who keep serving up (MLOps of serving)"),
    "third_party_cost": (COGS, "Bought in to serve customers"),
    "support_cost": (COGS, "Grows with accounts"),
    "payment_cost": (COGS, "Grows with revenue"),
    "rnd_cost": (OPEX, "Engineers, development and test inference, evaluation: no customer's query"),
    "sales_marketing_cost": (OPEX, "Wins customers; it serves none"),
    "gna_cost": (OPEX, "Runs the company"),
}  # fmt: skip
