#!/bin/sh
# Train the role branch: a teacher on the rows labelled with who and whom, what it says of the other rows, the branch; export.
#   sh tools/train_roles.sh [SEED]
set -eu
seed=${1:-1} out=out/roles
venv=$(sh tools/training_environment.sh)
python=$venv/bin/python
mpnet=$(sh tools/teacher_base.sh "$python")
export OMP_NUM_THREADS=1 PYTHONPATH=training/attribution:training/events:training/acts:training/joint
roles() { "$python" training/events/train_roles.py "$@" --seed "$seed"; }
[ -e "$out/teacher$seed/last.pt" ] || roles teacher --mpnet "$mpnet" --epochs 6 --out "$out/teacher$seed"
[ -e "$out/taught$seed.pkl" ] || roles teach --mpnet "$mpnet" --start "$out/teacher$seed/last.pt" --out "$out/taught$seed.pkl"
roles branch --taught "$out/taught$seed.pkl" --most 3500 --epochs 6 --out "$out/branch$seed"
"$python" training/events/export_roles.py --checkpoint "$out/branch$seed/last.pt" --out src/sayso/weights/roles
