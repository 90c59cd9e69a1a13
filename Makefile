# The two commands: `make serve` and `make test`. All of them install what is missing, and a step
# that is already done takes no time. The scripts in tools/ say what each does.

.PHONY: serve build offline docs test test-docs fuzz bench clean help

serve: ## build the page and open it in a browser, rebuilt when a source changes
	@tools/serve.sh

build: ## a static site in dist/, for any directory of any host
	@tools/build.sh

offline: ## the whole page in one file that opens by a double click
	@tools/offline.sh

docs: ## the documentation in dist/docs/, beside the page
	@tools/site.sh

test: ## every check and every test, native and in the browsers
	@tools/test.sh

test-docs: ## figures in sites of real documentation generators
	@tools/docs.sh

fuzz: ## damaged links, files and messages for ten minutes
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-600} cargo test --release --locked --test fuzz

bench: ## events per second, seek time, frame times, sizes
	@tools/bench.sh

clean: ## remove what was built here (installed tools stay)
	rm -rf dist offline target tests/browser/node_modules

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/'
