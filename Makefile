# Everything there is to do here. `make` alone lists it.
#
# Nothing is installed outside .venv, which any `make` target creates when it needs it and
# brings up to date when pyproject.toml or constraints.txt has changed. GNU make 3.81 will do.

SHELL = /bin/sh
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
# Python compiles a module when it first needs it; compiling them all would double the wait.
INSTALL = $(PIP) install --no-compile --constraint constraints.txt

# Compiled files are kept, whatever the environment says: notebooks and tests start many Pythons,
# and each would compile pandas and plotly anew, which takes longer than to use them.
unexport PYTHONDONTWRITEBYTECODE

# What a reader of the notebooks needs; a developer needs the tools in `dev` too.
LAB_EXTRAS = notebooks,network,explorer,export,files,stata,posterior

# `make lab PYTHON=/path/to/python3.12` takes that one and no other.
PYTHON =
PYTHONS = $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)

# Jupyter refuses to serve as root, as in a container, until it is told to.
AS_ROOT = $$(test "$$(id -u)" -ne 0 || echo --allow-root)

.PHONY: help lab test test-lowest strip notebooks correct changes site lite record bench bench-full mutants constraints clean python
.DEFAULT_GOAL := help

help: ## print this list
	@echo 'unvotes: the votes of the United Nations, in notebooks'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | awk -F'\t' '{ printf "%-22s%s\n", $$1, $$2 }'

lab: $(VENV)/.lab ## open the notebooks in JupyterLab (ARGS="--no-browser --port 9000" is passed on)
	$(BIN)/jupyter lab $(AS_ROOT) $(ARGS) notebooks

test: $(VENV)/.dev ## run every check: lint, format, types, tests, doctests, notebooks, audit of the record
	$(BIN)/python -m tests $(ARGS)

test-lowest: .venv-lowest/.dev ## run the tests with the lowest versions that pyproject.toml admits, on Python 3.11
	.venv-lowest/bin/pytest --numprocesses auto --maxprocesses 4 --dist worksteal $(ARGS)

notebooks: $(VENV)/.dev ## run all notebooks again and save them with their charts
	$(BIN)/python -m tests.run_notebooks

strip: $(VENV)/.dev ## take out of the notebooks what JupyterLab adds when it saves them
	$(BIN)/python -m tests.run_notebooks --strip

site: $(VENV)/.site ## write notebooks, reference, gallery and questions as web pages: site/index.html
	rm -rf site
	$(BIN)/python -m sphinx -q -E -j auto -d build/site $(ARGS) docs site
	@echo 'Open $(CURDIR)/site/index.html in a browser.'

lite: $(VENV)/.lite ## write the notebooks for any web server, Python running in the browser: lite/ (PYODIDE=folder)
	$(BIN)/python docs/lite.py lite $(if $(PYODIDE),--pyodide "$(PYODIDE)")
	@echo 'Serve it: $(BIN)/python -m http.server --directory lite, then open http://localhost:8000'

record: ## build data/ again from downloaded sources: make record SOURCES=folder
	@test -n "$(SOURCES)" || { \
	  echo 'Say where the downloaded source files are: make record SOURCES=folder' >&2; \
	  echo '(It holds security-council/, general-assembly/ and ideal-points/; data/README.md names the files.)' >&2; \
	  exit 2; }
	@$(MAKE) --no-print-directory $(VENV)/.lab
	$(BIN)/python -m unvotes.building "$(SOURCES)"
	$(BIN)/python -m unvotes.building.library_copies "$(SOURCES)/security-council"

correct: $(VENV)/.lab ## follow new lines of corrections.csv, without the sources, and audit the record
	$(BIN)/python -m unvotes.building.correct

changes: $(VENV)/.lab ## write what the record has beside an earlier state: make changes SINCE=v0.1.0
	@test -n "$(SINCE)" || { \
	  echo 'Say beside which: make changes SINCE=revision-or-folder [UNTIL=revision-or-folder]' >&2; exit 2; }
	@$(BIN)/python -m unvotes.building.changes "$(SINCE)" $(if $(UNTIL),"$(UNTIL)")

bench: $(VENV)/.dev ## measure the speed beside other libraries, in one table
	$(BIN)/python -m benchmarks $(ARGS)

bench-full: $(VENV)/.dev ## the same and every other benchmark, with what takes minutes and gigabytes
	$(BIN)/python -m benchmarks --full $(ARGS)

mutants: $(VENV)/.dev ## put faults in on purpose and see whether a test finds each: make mutants ARGS="core pairs"
	$(BIN)/python -m tests.mutants $(ARGS)

constraints: $(VENV)/.dev ## choose the newest versions that fit together and pin them (constraints.txt)
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	  --all-extras --no-annotate --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command 'make constraints' --output-file constraints.txt

clean: ## remove the environment and everything else that these commands made
	rm -rf $(VENV) .venv-lowest build dist site lite .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf docs/LICENSE docs/changelog.md docs/data docs/notebooks docs/reference
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +

# The first Python that is new enough and can make an environment; .ci/run asks too.
python:
	@old= ; bare= ; \
	for each in $(PYTHONS); do \
	  found=$$(command -v "$$each" 2>/dev/null) || continue; \
	  if ! "$$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    old="$$old $$each"; continue; \
	  fi; \
	  if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	    bare="$$bare $$each"; continue; \
	  fi; \
	  echo "$$found"; exit 0; \
	done; \
	if [ -n "$$bare" ]; then \
	  echo "Python is here ($${bare# }), but it cannot make an environment." >&2; \
	  echo 'On Debian and Ubuntu, this adds what it lacks:' >&2; \
	  echo '    sudo apt-get install python3-venv' >&2; \
	else \
	  echo 'Python 3.11 or newer is needed, and none was found.' >&2; \
	  [ -z "$$old" ] || echo "(Too old, or not working:$$old)" >&2; \
	  echo 'Install one, or name it: make PYTHON=/path/to/python3.12' >&2; \
	fi; \
	exit 1

# What Jupyter loads is a copy, made when the package is installed.
IN_LAB = $(wildcard unvotes/charts/drawing/labextension/* unvotes/charts/drawing/nbconvert_template/*) \
  unvotes/charts/drawing/refit.js

# An environment whose Python has gone, as after a system upgrade, is made again.
$(VENV)/.lab: pyproject.toml constraints.txt $(IN_LAB)
	@$(BIN)/python -c '' 2>/dev/null || { \
	  python=$$($(MAKE) --silent --no-print-directory python PYTHON="$(PYTHON)") || exit 1; \
	  echo "Making $(VENV) with $$python"; \
	  rm -rf $(VENV); \
	  "$$python" -m venv $(VENV); \
	}
	@echo 'Installing unvotes and JupyterLab: a minute or two, this once'
	@$(INSTALL) hatchling
	@$(INSTALL) --no-build-isolation --editable '.[$(LAB_EXTRAS)]'
	@touch $@

$(VENV)/.site: $(VENV)/.lab
	@$(INSTALL) --no-build-isolation --editable '.[$(LAB_EXTRAS),site]'
	@touch $@

$(VENV)/.lite: $(VENV)/.lab
	@$(INSTALL) --no-build-isolation --editable '.[$(LAB_EXTRAS),lite]'
	@touch $@

$(VENV)/.dev: $(VENV)/.lab
	@echo 'Installing the tools for the checks'
	@$(INSTALL) --no-build-isolation --editable '.[$(LAB_EXTRAS),site,dev]'
	@touch $@

# An environment of its own, with the oldest release of everything that is asked for by name.
.venv-lowest/.dev: pyproject.toml
	@echo 'Installing the lowest versions: a few minutes, this once'
	@rm -rf .venv-lowest
	@$(or $(PYTHON),python3.11) -m venv .venv-lowest
	@.venv-lowest/bin/python -m pip --disable-pip-version-check --quiet --no-input install uv
	@.venv-lowest/bin/uv pip compile pyproject.toml --quiet --no-header --no-annotate --all-extras \
	  --resolution lowest-direct --no-emit-index-url --no-emit-find-links \
	  --python .venv-lowest/bin/python --output-file .venv-lowest/lowest.txt
	@.venv-lowest/bin/python -m pip --disable-pip-version-check --quiet --no-input install \
	  --no-compile --constraint .venv-lowest/lowest.txt hatchling
	@.venv-lowest/bin/python -m pip --disable-pip-version-check --quiet --no-input install \
	  --no-compile --constraint .venv-lowest/lowest.txt --no-build-isolation \
	  --editable '.[$(LAB_EXTRAS),site,dev]'
	@touch $@
