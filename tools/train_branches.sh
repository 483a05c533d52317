#!/bin/sh
# Let the event and act branches that are shipped learn on, when new sentences have been written: teachers, branches, export,
# then the weights beside them. The trunk and what reads attributions stay as they are. Goes on where it was stopped.
#   sh tools/train_branches.sh ../shared/data [SEED]
set -eu
data=$1 seed=${2:-1}
sh tools/train_teachers.sh "$data" "$seed"
venv=$(sh tools/training_environment.sh)
python=$venv/bin/python weights=src/sayso/weights
export OMP_NUM_THREADS=1 PYTHONPATH=training/attribution:training/events:training/acts:training/joint
"$python" training/joint/train_branches.py events --news "out/events/taught$seed.pkl" --out "out/branches/events$seed" --rounds 2 --share 0.45 --seed "$seed"
"$python" training/joint/train_branches.py acts --news "out/acts/teacher$seed/taught.pkl" --out "out/branches/acts$seed" --rounds 2 --most 1100 --seed "$seed"
"$python" training/events/export_events.py --checkpoint "out/branches/events$seed/last.pt" --out "$weights/events"
"$python" training/acts/export_acts.py --checkpoint "out/branches/acts$seed/last.pt" --out "$weights/acts"
"$python" training/events/fit_weights.py --rows training/events/corpus --lexicon src/sayso/lexicons/event-tagging.yaml
"$python" training/acts/train_acts.py --out "$weights/acts" --kept "out/acts/read$seed" --seed "$seed"
