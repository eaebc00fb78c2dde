# Every target works on a fresh machine: the virtual environment makes itself from the locked set.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
STAMP := $(VENV)/.installed
LANGUAGE_SERVER := 1.25.0

.DEFAULT_GOAL := all
.PHONY: all install demo test test-fast soak lint format smoke bench golden catalogue docs lock clean help

all: lint test  ## Lint, types and tests.

install: $(STAMP)  ## Make .venv with the locked set and kerasrun itself.

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps \
		--config-settings editable_mode=compat --editable .
	@# pip compiles what it installs, except an editable tree: a fifth of a cold command's time.
	$(BIN)/python -m compileall -q kerasrun
	@# The tests of the JSON Schema in an editor need a server that is no Python; without it they are skipped.
	@if command -v npm >/dev/null; then \
		npm install --prefix $(VENV)/node --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 \
			yaml-language-server@$(LANGUAGE_SERVER) >/dev/null || echo "npm cannot install yaml-language-server"; \
	fi
	@touch $@

demo: install  ## Train and score the main job on the embedded MNIST images.
	$(BIN)/kerasrun train configs/mnist_cnn.yaml
	$(BIN)/kerasrun evaluate

test: install  ## Run all tests.
	$(BIN)/pytest -n 2 --dist loadgroup

test-fast: install  ## Run the tests that need no TensorFlow.
	$(BIN)/pytest -q tests/source tests/rundir tests/report tests/test_golden.py tests/test_layers.py

soak: install  ## Kill runs at 200 random moments; each must end as one that nothing stopped.
	KERASRUN_KILLS=200 $(BIN)/pytest -q -s tests/fault/test_kill.py -k at_random

lint: install  ## Check style, imports and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: install  ## Rewrite the code in the house style.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

smoke: install  ## Run every spec in configs/ with a few batches of every phase.
	@for spec in configs/*.yaml; do \
		echo "$$spec"; \
		$(BIN)/kerasrun train $$spec --smoke --allow-code --quiet || exit 1; \
	done

bench: install  ## Measure kerasrun side by side with plain Keras; takes ten minutes on an idle machine.
	$(BIN)/python benchmarks/cold.py
	$(BIN)/python -m benchmarks.process
	$(BIN)/python -m benchmarks.steady
	$(BIN)/python -m benchmarks.overhead

golden: install  ## Rewrite the golden screens; read the diff before you commit it.
	GOLDEN=write $(BIN)/pytest -q tests/test_golden.py tests/cli tests/report

catalogue: install  ## Generate the catalogue anew from the installed Keras.
	$(BIN)/python -m kerasrun.catalogue.generate

docs: install  ## Generate docs/spec.md, docs/codes.md and the pictures anew.
	$(BIN)/python -m kerasrun.spec.reference
	$(BIN)/python -m kerasrun.analysis.reference
	$(BIN)/kerasrun summary configs/vgg.yaml --picture docs/vgg.svg >/dev/null
	$(BIN)/kerasrun summary configs/lstm.yaml --picture docs/lstm.svg >/dev/null

lock:  ## Resolve requirements.lock anew (needs uv).
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml --group dev --extra track --output-file requirements.lock

clean:  ## Remove what make install and the tools made.
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info

help:  ## Show the targets.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 14
