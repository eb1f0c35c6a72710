# Short names for what .ci/run and CONTRIBUTING.md spell out. Needs the tools in .venv; BIN= takes them from the path.
BIN ?= .venv/bin/

.PHONY: check test format bench golden example docs pictures

check: ## style, types and import contracts
	$(BIN)ruff check
	$(BIN)ruff format --check
	$(BIN)mypy
	$(BIN)lint-imports

test: ## all tests, and every line of the line items covered
	$(BIN)pytest
	$(BIN)pytest tests/lines tests/model tests/golden --cov=finmodel.lines --cov-fail-under=100

format: ## put the code into shape
	$(BIN)ruff check --fix
	$(BIN)ruff format

bench: ## what a proved build costs, as ratios within one run
	$(BIN)python benchmarks/build.py

golden: ## write the golden formulas anew; review the difference like code
	GOLDEN=1 $(BIN)pytest tests/golden

example: ## the example company
	$(BIN)finmodel build inputs -o outputs/model.xlsx

docs: ## these pages and the reference, as a site in build/docs; fetches nothing
	$(BIN)python -m sphinx -q -W -n -b html docs build/docs

pictures: ## the pictures of the pages, by LibreOffice, pdftoppm and Chromium; look at them before you commit them
	$(BIN)python docs/pictures.py
