# Two commands are enough: `make run` and `make test`. The rest is for those who work on the house.
.PHONY: run test set-up set-up-test build lint format schemas documents clean

SWIFT ?= swift
# What `make run` hands to `fenghuo up`; `make run UP=` starts without the demo.
UP ?= --demo
# What `fenghuo --version` says of this build.
REVISION ?= $(shell git describe --always --abbrev=12 --dirty --exclude='*' 2>/dev/null)

run build: export REVISION := $(REVISION)
run: set-up
	$(SWIFT) build -c release --product fenghuo
	@exec $$($(SWIFT) build -c release --show-bin-path)/fenghuo up $(UP)

test: set-up-test
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --no-parallel

# Installs what is missing, with sudo only when not root.
set-up:
	@Scripts/set-up

set-up-test:
	@Scripts/set-up test

build: set-up
	$(SWIFT) build -c release

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Services Shared Tests

format:
	$(SWIFT) format --in-place --recursive Package.swift Services Shared Tests

schemas: set-up-test
	Scripts/generate-schemas

documents: build
	$$($(SWIFT) build -c release --show-bin-path)/fenghuo asyncapi > Documentation/asyncapi.yaml

clean:
	rm -rf .build .build-*
