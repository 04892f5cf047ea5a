# Shopbell in two commands: `make run` opens the desk, `make test` proves it. ARGS is passed on.

.PHONY: help run test realshop check bench shots shoppers lock

help:            ## this list
	@sed -n 's/^\([a-z]*\): *## /make \1\t/p' Makefile | expand -t 16

run:             ## the desk behind one port; ARGS="--port 9000 --empty"
	@exec bin/run $(ARGS)

test:            ## every test; ARGS="tests/cli -k port"
	@exec bin/test $(ARGS)

realshop:        ## a connector against a real shop system (Vendure, 160 MB from the npm registry)
	@exec bin/real-shop $(ARGS)

check:           ## lint, types, floors, templates, scripts, deployment, migrations, requirements
	@exec bin/check

bench:           ## lists the benchmarks; NAME=sizes runs one, ALL=1 all
	@exec bin/bench $(if $(ALL),all,$(NAME))

shots:           ## pictures of every screen into shots/; ARGS="ticket customer"
	@bin/setup dev && bin/browser && exec .venv/bin/python -m tests.journeys.shots $(ARGS)

shoppers:        ## made-up shoppers for a running desk; ARGS="--help"
	@bin/setup && exec bin/shopbell shoppers $(ARGS)

lock:            ## write the locks of the packages anew
	@exec bin/lock $(ARGS)
