# Every command of the project; `make` alone lists them.
SHELL := /bin/sh
BOT := .venv/bin/bot
PYTHON := .venv/bin/python
# The line at the head of the lock files, and no address of an index in them.
COMPILE := $$(ops/setup.sh uv) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--overrides requirements/overrides.txt --no-emit-index-url --custom-compile-command "make lock" \
	$(if $(UPGRADE),--upgrade) pyproject.toml

# Nobody is told of our use, and SQLAlchemy 1.4, which Rasa needs, does not advertise 2.0.
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
# A question reaches the shell as a variable, whatever characters stand in it.
export Q

# The tests of a file stay together, for the server that they share; files stay in their order, in
# which those that keep an event loop come last.
ON_TWO_CORES := --numprocesses 2 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev train run chat ask test check lint lock nlu-data encoder evaluate learning-curve \
	screenshots lighthouse clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
		printf 'make %-10s %s\n' "$$name" "$$what"; done

setup: ## install what serving needs into .venv
	@ops/setup.sh run

setup-dev:
	@ops/setup.sh dev

train: setup ## train the model when its inputs changed
	@$(BOT) train

run: train ## set up, train when needed, then serve http://127.0.0.1:8000
	@$(BOT) serve

ask: train ## answer one question: make ask Q="what is being done for autism?"
	@$(BOT) ask -- "$$Q"

chat: train ## talk with the bot in the terminal
	@$(BOT) chat

test: setup-dev ## run every test
	@ops/browser.sh
	@$(BOT) train
	@$(PYTHON) -m pytest $(ON_TWO_CORES)

check: lint ## format, lint, types, contracts and fast tests: under two minutes
	@$(PYTHON) -m pytest $(ON_TWO_CORES) -m "not slow"

lint: setup-dev ## format, lint and types alone
	@$(PYTHON) -m ruff format --check --quiet . || { echo "run '$(PYTHON) -m ruff format .'" >&2; exit 1; }
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m mypy --no-error-summary
	@ops/browser.sh types

lock: ## bring requirements/ in line with pyproject.toml (UPGRADE=1: newest versions)
	$(COMPILE) --output-file requirements/run.txt
	$(COMPILE) --extra dev --output-file requirements/dev.txt

nlu-data: setup ## make data/nlu/generated.yml anew from content/
	@$(BOT) nlu-data

# Train the sentence encoder on the training data and export it. What it writes is committed.
encoder: setup ## train and export the sentence encoder (PyTorch, 2 GB, three hours)
	@$$(ops/setup.sh uv) venv --quiet --clear --python 3.11 .uv/encoder
	@$$(ops/setup.sh uv) pip install --python .uv/encoder/bin/python --requirement ops/encoder/requirements.txt
	@mkdir -p var/encoder
	@$(PYTHON) ops/encoder/readings.py var/encoder/readings.jsonl
	@.uv/encoder/bin/python ops/encoder/finetune.py var/encoder/readings.jsonl var/encoder/tuned
	@.uv/encoder/bin/python ops/encoder/export.py var/encoder/tuned

evaluate: setup-dev ## measure the bot on the evaluation sets; write docs/results/
	@$(BOT) train
	@$(BOT) evaluate

learning-curve: setup-dev ## train on shares of the data; write docs/results/learning-curve.md
	@$(PYTHON) -W ignore -m bot.evaluation.learning_curve

screenshots: setup-dev ## take pictures of the pages into docs/screenshots/
	@ops/browser.sh
	@$(BOT) train
	@$(PYTHON) -m tests.browser.screenshots

lighthouse: setup-dev ## load pages as a telephone does, time answers; write docs/results/web-pages.md
	@ops/browser.sh
	@ops/browser.sh packages benchmarks/lighthouse
	@$(BOT) train
	@$(PYTHON) -m benchmarks.web_pages

clean: ## remove what is made anew: caches and trained models (not .venv, not var/)
	rm -rf models .rasa .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
