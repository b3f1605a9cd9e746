# Telesala: `make run` serves the demo, `make test` proves the whole. Each target is what you would type yourself.

# One place for what is built, whatever the caller's environment says; the scripts look there.
export CARGO_TARGET_DIR := $(CURDIR)/target

.PHONY: run build server client setup check test device-check dev bench screenshots

run: build
	target/release/telesala serve --demo

# The server and the client side by side: what the one waits for leaves a core to the other.
build: setup
	$(MAKE) --no-print-directory --jobs 2 server client

server:
	+cargo build --release --package server

client:
	+cargo build --profile wasm-release --package frontend --target wasm32-unknown-unknown
	+cargo build --profile tools --package bindgen
	node frontend/build.mjs

# What is missing and can be installed from the package registries; names the rest.
setup:
	.ci/setup

# The quick inner loop: does it compile, for the server and for the browser.
check: setup
	cargo fmt --all --check
	cargo check
	cargo check --package frontend --target wasm32-unknown-unknown

# Format, lints, Rust tests on SQLite and PostgreSQL, browser tests; the last line counts passed and failed.
test:
	.ci/test

# The device check against every device we can make up, as a table; the last line counts passed and failed. `make test` has it too.
device-check: build
	.ci/setup tests
	npm --prefix end2end run --silent device-check

# Serves a debug build and builds again on every change.
dev: setup
	.ci/dev

# Measures the budgets and prints them as a table.
bench: build
	.ci/setup tests
	.ci/postgres node end2end/bench/bench.mjs

# Pictures of every page into target/screenshots, and those of the README into docs/pictures.
screenshots: build
	.ci/setup tests
	cd end2end && npm run screenshots
