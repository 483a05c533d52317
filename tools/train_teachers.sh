#!/bin/sh
# Train the teachers of the event and act branches, and let them read running news. Goes on where it was stopped.
#   sh tools/train_teachers.sh ../shared/data [SEED]
set -eu
data=$1 seed=${2:-1}
venv=$(sh tools/training_environment.sh)
python=$venv/bin/python
mpnet=$(sh tools/teacher_base.sh "$python")
export OMP_NUM_THREADS=1 PYTHONPATH=training/attribution:training/events:training/acts
"$python" training/events/train_event_teacher.py --rows training/events/corpus --mpnet "$mpnet" --kept out/events \
    --out "out/events/teacher$seed" --seed "$seed"
[ -e "out/events/taught$seed.pkl" ] || "$python" training/events/teach_events.py --teacher "$mpnet" --news "$data" \
    --kept out/events --checkpoint "out/events/teacher$seed/last.pt" --every 2 --out "out/events/taught$seed.pkl"
acts() { step=$1; shift; "$python" training/acts/train_act_teacher.py "$step" --mpnet "$mpnet" --out "out/acts/teacher$seed" "$@"; }
acts train --seed "$seed"
[ -e "out/acts/teacher$seed/taught.pkl" ] || acts teach --news "$data"
