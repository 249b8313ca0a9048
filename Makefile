# driftwall: `make demo` shows it, `make test` proves it. `make` lists the targets.

CARGO  ?= cargo
# Everything that is built or installed lies here, outside the sources.
BUILD  ?= .build
VENV   := $(BUILD)/venv
PRISM  := $(BUILD)/prism
BIN    := $(or $(CARGO_TARGET_DIR),target)/release/driftwall

.PHONY: help demo build test dockerd soak conformance lint bless bench fuzz deny clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

demo: build ## build without any cloud SDK and scan the example estate
	@echo
	@echo '$$ driftwall scan --config examples/estate/driftwall.toml'
	@$(BIN) scan --config examples/estate/driftwall.toml; code=$$?; echo; \
	 echo "exit $$code (1 is expected here: the example estate has drifted)"; test $$code -eq 1

build: ## build the binary without any cloud SDK
	@$(CARGO) build --release --locked --no-default-features --bin driftwall

test: $(VENV)/ready $(PRISM)/ready dockerd ## install what the tests need, and run all of them
	DRIFTWALL_TEST_VENV=$(abspath $(VENV)) DRIFTWALL_TEST_PRISM=$(abspath $(PRISM)) $(CARGO) test --locked

$(VENV)/ready: tests/requirements.txt
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	touch $@

$(PRISM)/ready: tests/prism/package.json tests/prism/package-lock.json
	@command -v npm >/dev/null || { echo "missing: npm. Node.js brings it; a test runs Prism with it" >&2; exit 1; }
	mkdir -p $(PRISM)
	cp $^ $(PRISM)
	cd $(PRISM) && npm ci --silent --no-audit --no-fund --ignore-scripts
	touch $@

# The tests start an engine of their own with these; they touch none that runs.
DOCKERD_PACKAGES := docker.io busybox-static openssl
dockerd: ## install what the test of a real Docker engine needs, as root; say what it is otherwise
	@PATH="$$PATH:/usr/sbin:/sbin"; missing=; \
	for program in dockerd docker busybox openssl; do command -v $$program >/dev/null || missing="$$missing $$program"; done; \
	test -z "$$missing" -o "$$DRIFTWALL_WITHOUT_DOCKERD" = 1 && exit 0; \
	if test "$$(id -u)" -eq 0 && command -v apt-get >/dev/null; then \
	  apt-get update -q && apt-get install -q -y --no-install-recommends $(DOCKERD_PACKAGES); \
	  command -v docker >/dev/null || apt-get install -q -y --no-install-recommends docker-cli; \
	else \
	  echo "missing:$$missing. Install $(DOCKERD_PACKAGES), or set DRIFTWALL_WITHOUT_DOCKERD=1 to go without a real engine" >&2; exit 1; \
	fi

soak: ## hold the traffic algebra against plain evaluation and a BDD crate for a long time; run the whole fault campaign; put back thousands of changes
	DRIFTWALL_SOAK=1 $(CARGO) test --locked --no-default-features --release --test traffic
	DRIFTWALL_SOAK=1 $(CARGO) test --locked --test campaign --test remedy_azure --test remedy_gcp --test remedy_kubernetes --test moto

conformance: ## hold driftwall against public test data, when it is beside the checkout
	DRIFTWALL_CONFORMANCE=1 $(CARGO) test --locked conformance

lint: deny ## formatting, clippy, documentation, licences
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --no-default-features --all-targets -- -D warnings
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --locked --no-default-features --no-deps --document-private-items

deny:
	@command -v cargo-deny >/dev/null || test -x $(BUILD)/tools/bin/cargo-deny || \
	  $(CARGO) install cargo-deny --locked --quiet --root $(BUILD)/tools
	PATH="$(abspath $(BUILD)/tools/bin):$$PATH" cargo-deny check bans licenses sources

bless: ## write the generated files again: schemas, documents, expected reports
	DRIFTWALL_BLESS=1 INSTA_UPDATE=always $(CARGO) test --locked

bench: ## measure inner loops, packet sets beside a BDD crate, verdicts, and whole commands on a large estate, a large cluster and live
	$(CARGO) bench --locked --no-default-features --bench inner --bench traffic --bench estate --bench cluster --bench trail --bench verdicts --bench simulator
	$(CARGO) bench --locked --bench live

# How long each target runs. There is no `unsafe` in the house, so no sanitizer watches for what only that can do.
FUZZ_SECONDS ?= 60
FUZZ_TARGETS := $(basename $(notdir $(wildcard fuzz/fuzz_targets/*.rs)))

fuzz: ## feed every parser of bytes from outside with odd ones; needs a nightly toolchain
	@command -v cargo-fuzz >/dev/null || test -x $(BUILD)/tools/bin/cargo-fuzz || \
	  $(CARGO) install cargo-fuzz --locked --quiet --root $(BUILD)/tools
	@export PATH="$(abspath $(BUILD)/tools/bin):$$PATH"; \
	for target in $(FUZZ_TARGETS); do \
	  mkdir -p fuzz/corpus/$$target; \
	  cargo +nightly fuzz run --sanitizer none $$target fuzz/corpus/$$target fuzz/seeds/$$target -- \
	    -max_total_time=$(FUZZ_SECONDS) -timeout=10 || exit 1; \
	done

clean: ## remove what was built
	$(CARGO) clean
	rm -rf $(BUILD)
