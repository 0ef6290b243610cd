import type { Namespace } from './netns.js';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { SystemdBox } from './systemd-box.js';

/** Somebody who tries to get in all the time, and a service that notes who did. */
export interface Knocking {
  /** How often each of the sources got in since `forget`. */
  arrivals(): Readonly<Record<string, number>>;
  forget(): void;
}

const listener = `import socket, select, sys
listening = []
for family, address in ((socket.AF_INET, '0.0.0.0'), (socket.AF_INET6, '::')):
    one = socket.socket(family)
    if family == socket.AF_INET6: one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    one.bind((address, 8080)); one.listen(512); listening.append(one)
while True:
    for one in select.select(listening, [], [])[0]:
        connection, source = one.accept(); connection.close()
        with open(sys.argv[1], 'a') as file: file.write(source[0] + chr(10))
`;

const attempts = `import socket, sys, time
tried = []
while True:
    for source in sys.argv[3:]:
        family, target = (socket.AF_INET6, sys.argv[2]) if ':' in source else (socket.AF_INET, sys.argv[1])
        one = socket.socket(family); one.setblocking(False); one.bind((source, 0))
        try: one.connect((target, 8080))
        except OSError: pass
        tried.append((time.time(), one))
    while tried and tried[0][0] < time.time() - 0.3: tried.pop(0)[1].close()
    time.sleep(0.01)
`;

/** Has the guest try from each of its addresses, some dozen times a second, to reach port 8080 of the box. */
export function startKnocking(box: SystemdBox, ...sources: readonly string[]): Knocking {
  const forget = (): void => void box.exec(': >/run/arrivals');
  forget();
  for (const [name, script] of Object.entries({ listener, attempts }))
    box.exec(`cat >/run/${name}.py <<'SCRIPT'\n${script}SCRIPT`);
  box.exec(`systemd-run -q --unit listener python3 /run/listener.py /run/arrivals
  systemd-run -q --unit attempts ip netns exec guest python3 /run/attempts.py \
    203.0.113.1 2001:db8:2::1 ${sources.join(' ')}`);
  return {
    forget,
    arrivals: () => countOf(box.exec('cat /run/arrivals')),
  };
}

/** Where somebody knocks, and where it is noted who got in. */
export interface Door {
  readonly inside: Namespace;
  /** Addresses in it, one of each family. */
  readonly targets: readonly [string, string];
  /** A file, which need not be there yet. */
  readonly notes: string;
}

/** The same from one namespace to another, until they are removed. */
export function startKnockingAt({ inside, targets, notes }: Door, peer: Namespace, ...sources: string[]): Knocking {
  inside.spawn('python3', '-c', listener, notes);
  peer.spawn('python3', '-c', attempts, ...targets, ...sources);
  return {
    forget: () => writeFileSync(notes, ''),
    arrivals: () => countOf(existsSync(notes) ? readFileSync(notes, 'utf8') : ''),
  };
}

function countOf(arrivals: string): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const source of arrivals.split('\n').filter(Boolean)) counts.set(source, (counts.get(source) ?? 0) + 1);
  return Object.fromEntries(counts);
}
