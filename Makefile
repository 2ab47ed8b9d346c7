# Everything here prepares its own .venv from pinned versions; a machine needs Python 3.11 or newer, and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check
CONFIG ?= config.toml
KILLS  ?= 50
INTER  ?= 5.3.0

.PHONY: help demo run test test-servers lint bench crash soak mixed pictures fonts docs clean

help:
	@echo "make demo     see it work: three days of a made-up brand in two minutes, without a network"
	@echo "make run      start the service on config.toml (CONFIG=other.toml for another file)"
	@echo "make test     run all tests"
	@echo "make test-servers  the same against heavy servers of others, where they are installed"
	@echo "make lint     check style, types and layers"
	@echo "make docs     write the references in listener/docs again: settings, sources, commands, metrics"
	@echo "make bench    measure; prints ratios taken in one run"
	@echo "make crash    kill the service at 50 random instants (KILLS=n) and compare what is left"
	@echo "make pictures draw every page into pictures/ (needs Chromium)"
	@echo "make soak     an hour on 500 sources with kills, a full disk, a wrong clock and a dead mail server"
	@echo "make mixed    a simulated hour of 540 places of seventeen kinds, beside a host that misbehaves"

demo: $(VENV)/.run
	@$(BIN)/listener demo $(if $(HEADLESS),--headless)

run: $(VENV)/.run
	@$(BIN)/listener run --config $(CONFIG)

test: $(VENV)/.dev
	@$(BIN)/python -m pytest --numprocesses=auto $(ARGS)

test-servers: $(VENV)/.dev
	@$(BIN)/python -m pytest -m servers -rs $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.bench $(ARGS)

crash: $(VENV)/.dev
	@$(BIN)/python -m tests.crash --kills $(KILLS)

soak: $(VENV)/.dev
	@$(BIN)/python -m tests.soak $(ARGS)

mixed: $(VENV)/.dev
	@$(BIN)/python -m tests.mixed $(ARGS)

pictures: $(VENV)/.dev
	@$(BIN)/python -m tests.pictures pictures

# Inter's Latin subset with its licence (OFL): for pages all weights in one file (see listener/web/static/listener.css), for
# PDFs three weights as typst reads them.
fonts:
	@folder=$$(mktemp -d) && cd $$folder && npm pack --silent @fontsource-variable/inter@$(INTER) && tar xzf *.tgz && \
	  cp package/files/inter-latin-wght-normal.woff2 $(CURDIR)/listener/web/static/fonts/inter.woff2 && \
	  cp package/LICENSE $(CURDIR)/listener/web/static/fonts/LICENSE && rm -r $$folder
	@folder=$$(mktemp -d) && cd $$folder && npm pack --silent @fontsource/inter@$(INTER) && tar xzf *.tgz && \
	  $(CURDIR)/$(BIN)/python -m pip install --quiet --target tools fonttools==4.68.0 brotli==1.2.1 && \
	  for weight in 400:Regular 500:Medium 600:SemiBold; do \
	    PYTHONPATH=tools $(CURDIR)/$(BIN)/python -m fontTools.ttLib.woff2 decompress \
	      -o $(CURDIR)/listener/reports/fonts/Inter-$${weight#*:}.ttf package/files/inter-latin-$${weight%:*}-normal.woff2; \
	  done && cp package/LICENSE $(CURDIR)/listener/reports/fonts/LICENSE && rm -r $$folder

docs: $(VENV)/.run
	@$(BIN)/python -m listener.config.reference > build.md && mv build.md listener/docs/configuration.md
	@$(BIN)/python -m listener.config.kinds_reference > build.md && mv build.md listener/docs/sources.md
	@$(BIN)/python -m listener.cli.reference > build.md && mv build.md listener/docs/commands.md
	@$(BIN)/python -m listener.metrics.reference > build.md && mv build.md listener/docs/metrics.md

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.run: requirements.txt pyproject.toml listener/__init__.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Listener needs Python 3.11 or newer, and '$(PYTHON)' is older; name another one: make PYTHON=python3.12 …"; exit 1; }
	@echo "preparing $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@$(PIP) install --requirement requirements-dev.txt
	@touch $@
