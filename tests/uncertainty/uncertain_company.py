"""The CSVs of a small company with round figures."""

FILES = {
    # a query: 1,000 tokens in at 3 and 200 out at 15 USD per Mtok = 0.006; a user sends 10 x 30 = 300 a month: 1.80
    "assumptions": "assumption,base,dear\nstart_month,2026-01,\nmonths,3,\nopening_cash_usd,100,\n"
    "vendor_price_multiplier,1,2\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": "plan,price_usd,opening_accounts,churn_rate\npro,3,100,0\nfree,0,0,0.1\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,10\n",
    "levers": "feature,cache_read_share,cache_write_share\nchat,0,0\n",
    "training": "job,spend_month,compute_usd,life_months,capitalise\nfirst,2026-01,10,12,1\n",
    "benchmarks": "metric,direction,low,high,source,as_of\n"
    "gross_margin,at_least,0.5,,a bank,2026-01\nburn_multiple,info,,2,a bank,2026-01\n",
}
HEADER = "input,distribution,mean,sd,p10,p90,low,mode,high,values,weights,group,correlation,note"
ONE = "vendor_price_multiplier,discrete,,,,,,,,1;2,0.75;0.25,,,"
