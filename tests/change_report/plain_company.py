"""A company of one plan, one feature and one model, as texts of its files."""

PLAIN = {
    "assumptions": "assumption,base\nstart_month,2026-01\nmonths,3\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,4,20\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,300\n",
    "plans": "plan,price_usd,opening_accounts\npro,20,100\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,2\n",
}
