#!/bin/bash
# Times whole trees beside rsync and a tar pipe: ten thousand files of 4 KiB in 100 directories, and a mixed tree (500
# files of 1 KiB to 64 MiB). Everything is done in turn, round after round, on this machine; what arrived is compared
# byte by byte. Prints wall seconds, the median of the rounds, and the ratio to rsync.
#
#   trees.sh [DIRECTORY]     where trees are made and put to; on tmpfs the disk does not count, on a disk its syncs do
#   ROUNDS=5                 how often
#
# Needs rsync (its daemon is started on a port of its own), python3, and nothing else that runs.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
base=$(mktemp -d "${1:-/dev/shm}/trees.XXXXXX")
rounds=${ROUNDS:-5}
client=$here/ftp-client/bin/ftp-client
pids=()
trap 'for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done; rm -rf "$base"' EXIT

python3 - "$base" <<'PY'
import os, random, sys
base, rnd = sys.argv[1], random.Random(1)
for d in range(100):
    os.makedirs(f'{base}/small/d{d:02d}')
    for f in range(100):
        with open(f'{base}/small/d{d:02d}/f{f:02d}', 'wb') as out:
            out.write(rnd.randbytes(4096))
for d in range(20):
    os.makedirs(f'{base}/mixed/d{d:02d}')
    for f in range(25):
        with open(f'{base}/mixed/d{d:02d}/f{f:02d}', 'wb') as out:
            out.write(rnd.randbytes(min(64 << 20, int(rnd.lognormvariate(13, 2)) + 1024)))
PY
mkdir "$base/synced" "$base/relaxed" "$base/rsync" "$base/out"

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

serve() { # DURABILITY: sets $port
    port=$(free_port)
    "$here/ftp-server/bin/ftp-server" --root "$base/$1" --port "$port" --durability "$1" --log-level warn &
    pids+=($!)
    for _ in $(seq 100); do
        "$client" ls "localhost:$port/" >/dev/null 2>&1 && return
        sleep 0.2
    done
    echo 'the server does not start' >&2
    exit 1
}
serve synced
synced=$port
serve relaxed
relaxed=$port
rsync_port=$(free_port)
printf 'port = %s\naddress = 127.0.0.1\nuse chroot = no\n[all]\npath = %s\nread only = no\nuid = %s\ngid = %s\n' \
    "$rsync_port" "$base" "$(id -u)" "$(id -g)" >"$base/rsyncd.conf"
rsync --daemon --no-detach --config="$base/rsyncd.conf" &
pids+=($!)
sleep 3

timed() { # NAME RESULT EXPECTED COMMAND...
    local name=$1 result=$2 expected=$3
    shift 3
    rm -rf "$result"
    local start end
    start=$(date +%s.%N)
    "$@" >/dev/null
    end=$(date +%s.%N)
    diff -r "$result" "$expected" >/dev/null || { echo "$name: not the same" >&2; exit 1; }
    echo "$name $(awk "BEGIN { print $end - $start }")" >>"$base/times"
}

tar_pipe() { mkdir "$2" && tar -C "$1" -c . | tar -C "$2" -x; }

for round in $(seq "$rounds"); do
    for tree in small mixed; do
        from=$base/$tree
        for kind in synced relaxed; do
            timed "$tree put $kind" "$base/$kind/$tree" "$from" "$client" put -r "$from/" "localhost:${!kind}/$tree/"
        done
        timed "$tree put rsync" "$base/rsync/$tree" "$from" rsync -a "$from/" "rsync://127.0.0.1:$rsync_port/all/rsync/$tree/"
        timed "$tree put rsync--fsync" "$base/rsync/$tree" "$from" rsync -a --fsync "$from/" "rsync://127.0.0.1:$rsync_port/all/rsync/$tree/"
        timed "$tree put tar" "$base/out/$tree" "$from" tar_pipe "$from" "$base/out/$tree"
        timed "$tree get ours" "$base/out/$tree" "$from" "$client" get -r "localhost:$synced/$tree/" "$base/out/$tree"
        timed "$tree get rsync" "$base/out/$tree" "$from" rsync -a "rsync://127.0.0.1:$rsync_port/all/$tree/" "$base/out/$tree/"
        timed "$tree get tar" "$base/out/$tree" "$from" tar_pipe "$from" "$base/out/$tree"
    done
done

python3 - "$base/times" <<'PY'
import statistics, sys
times = {}
for line in open(sys.argv[1]):
    name, seconds = line.rsplit(' ', 1)
    times.setdefault(name, []).append(float(seconds))
for name, all in times.items():
    tree, way, who = name.split(' ')
    rsync = times[f'{tree} {way} rsync']
    ratio = statistics.median(a / b for a, b in zip(all, rsync))
    print(f'{name:26} {statistics.median(all):7.2f} s  ({min(all):.2f} to {max(all):.2f})  {ratio:5.2f} x rsync')
PY
