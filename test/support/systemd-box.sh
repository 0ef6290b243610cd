#!/usr/bin/env bash
# Boots a Debian with its own systemd in namespaces of this machine; prints the process id of its init when it is up.
#   systemd-box.sh BASE FOLDER    BASE: the Debian, which stays as it is; FOLDER: for what becomes of it
set -euo pipefail
base=$1 folder=$2
cgroup=/sys/fs/cgroup/unified
[[ -d $cgroup ]] || cgroup=/sys/fs/cgroup
mkdir -p "$folder"/{changes,work,root} "$cgroup/${folder##*/}"
export base folder

setsid bash -c 'echo $BASHPID >"$0/cgroup.procs"; exec unshare -m -p -n -u -i -C --fork --propagation private bash -c '\''
  root=$folder/root
  mount -t overlay overlay -o "lowerdir=$base,upperdir=$folder/changes,workdir=$folder/work" "$root"
  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
  for at in run tmp dev; do mount -t tmpfs tmpfs "$root/$at"; done
  chmod 1777 "$root/tmp"
  mkdir "$root/dev/pts" "$root/dev/shm"
  for device in null zero full random urandom tty; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  mount -t devpts devpts "$root/dev/pts" -o newinstance,ptmxmode=0666
  ln -s pts/ptmx "$root/dev/ptmx"
  ip link set lo up
  hostname box
  export container=box
  exec chroot "$root" /lib/systemd/systemd --system --show-status=0 --log-target=journal'\''' \
  "$cgroup/${folder##*/}" >"$folder/boot.log" 2>&1 </dev/null &
outer=$!

# What stands behind setsid is unshare, whose one child becomes systemd.
for _ in $(seq 300); do
  sleep 0.1
  init=$(pgrep -P "$outer" | head -1 || true)
  [[ -n $init && $(cat "/proc/$init/comm" 2>/dev/null) == systemd ]] || continue
  state=$(nsenter -t "$init" -m -p -n -u -i -C -r -w systemctl is-system-running 2>/dev/null || true)
  [[ $state == running || $state == degraded ]] || continue
  echo "$init"
  exit 0
done
cat "$folder/boot.log" >&2
echo 'it did not come up' >&2
exit 1
