# Two commands: `make demo` makes a video from a real article, `make test` proves the house.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := UV_FIND_LINKS="$${UV_FIND_LINKS:-$$PIP_FIND_LINKS}" $(BIN)/uv pip install -q --python $(BIN)/python --override overrides.txt --constraint constraints.txt

.PHONY: demo test soak lint bench lab studio sheets clean

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check uv

$(VENV)/.core: $(BIN)/uv pyproject.toml constraints.txt overrides.txt
	$(UV) -e .
	touch $@

$(VENV)/.studio: $(VENV)/.core
	$(UV) -e '.[studio]'
	touch $@

$(VENV)/.notebooks: $(VENV)/.core
	$(UV) -e '.[notebooks]'
	touch $@

$(VENV)/.dev: $(VENV)/.core
	$(UV) --compile-bytecode -e '.[studio,notebooks,models,voices,batch,tracing,provenance,dev]'
	touch $@

$(VENV)/.soak: $(VENV)/.dev
	$(UV) -e '.[cluster,scheduler]'
	touch $@

demo: $(VENV)/.core
	$(BIN)/aigc video examples/zh/article.md --out out/demo --aspect 9:16

test: $(VENV)/.dev
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --ignore=tests/soak

soak: $(VENV)/.soak
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests/soak

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/house_sizes.py

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/bench_article.py

lab: $(VENV)/.notebooks
	$(BIN)/jupyter lab notebooks

studio: $(VENV)/.studio
	$(BIN)/aigc studio

sheets: $(VENV)/.dev
	$(BIN)/python scripts/contact_sheets.py

clean:
	rm -rf out build .pytest_cache .mypy_cache .ruff_cache
