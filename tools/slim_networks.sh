#!/bin/sh
# Make what goes on from the trunk's middle narrower: tagger, events, acts. Takes wide graphs, writes to src/sayso/weights.
# Goes on where it was stopped.
#   sh tools/slim_networks.sh ../shared/data WIDE [SEED]
set -eu
data=$1 wide=$2 seed=${3:-1}
venv=$(sh tools/training_environment.sh)
python=$venv/bin/python out=out/slim weights=src/sayso/weights
export OMP_NUM_THREADS=1 PYTHONPATH=training/attribution:training/events:training/acts:training/joint
slim() { part=$1; shift; "$python" training/joint/slim_networks.py "$part" --wide "$wide" --data "$data" --out "$out/$part$seed" --seed "$seed" "$@"; }
slim tagger --inner 512
slim events --share 0.35 --most 4000
slim acts --most 4600
"$python" training/joint/export_tagger.py --wide "$wide/attribution" --checkpoint "$out/tagger$seed/last.pt" --out "$weights/attribution"
"$python" training/events/export_events.py --checkpoint "$out/events$seed/last.pt" --out "$weights/events"
"$python" training/acts/export_acts.py --checkpoint "$out/acts$seed/last.pt" --out "$weights/acts"
