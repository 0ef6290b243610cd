import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Seed, seedConfig } from './config-tree.js';
import { bootPackageBox, takePackage } from './package-box.js';
import type { SystemdBox } from './systemd-box.js';

/** What a service far away was asked. */
export interface FarRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A Debian with tsban's package, Docker's network and stand-ins for the services far away; its guest is 203.0.113.2. */
export interface SeedBox extends SystemdBox {
  /** Installs the package as if for the first time, with a set-up's files in its /etc/tsban. */
  setUp(seed: Seed): void;
  /** Runs a script on the guest's network and gives all it prints, whatever comes of it. */
  guest(script: string): string;
  /** The status a web server answers the guest with; `000` where there is no connection. `options` are curl's. */
  visit(url: string, options?: string): string;
  /** Starts an application that logs as one of guarded-app.py's; with `bind` (`/here:/there`) in the container. */
  run(app: string, port: number, log: string, bind?: string): void;
  /** Starts a program in the container. */
  contain(name: string, bind: string, command: string): void;
  /** Has Docker send who comes to a port of this machine to the container. */
  publish(port: number): void;
  /** Starts the machine's nginx with this in its conf.d. */
  serve(site: string): void;
  asked(): readonly FarRequest[];
}

/** Of one certificate for all names, which the box trusts. */
const farAway = `set -e
cat >>/etc/hosts <<'HOSTS'
127.0.0.2 api.cloudflare.com api.telegram.org api.abuseipdb.com whois.arin.net whois.iana.org whois.apnic.net
203.0.113.1 one137.dev meshmonitor.example.com
HOSTS
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=everybody \
  -addext subjectAltName=DNS:api.cloudflare.com,DNS:api.telegram.org,DNS:api.abuseipdb.com,DNS:one137.dev,DNS:meshmonitor.example.com \
  -keyout /root/own.key -out /usr/local/share/ca-certificates/own.crt 2>/dev/null
cat /root/own.key /usr/local/share/ca-certificates/own.crt >/root/own.pem
update-ca-certificates 2>&1
: >/root/asked
systemd-run --quiet --unit=far-services python3 /root/far-services.py 127.0.0.2 /root/own.pem /root/asked`;

/** Docker's network and chains, with a place for a container at 172.18.0.2. */
const docker = `set -e
ip netns add container
ip link add docker0 type veth peer name eth0 netns container
ip addr add 172.18.0.1/16 dev docker0 && ip link set docker0 up
ip -n container addr add 172.18.0.2/16 dev eth0
for device in lo eth0; do ip -n container link set $device up; done
ip -n container route add default via 172.18.0.1
sysctl -q -w net.ipv4.ip_forward=1
for chain in DOCKER DOCKER-USER; do iptables -N $chain; done
iptables -P FORWARD DROP
iptables -A FORWARD -j DOCKER-USER
iptables -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -A FORWARD -o docker0 -j DOCKER
iptables -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
iptables -A DOCKER-USER -j RETURN
iptables -t nat -N DOCKER
iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER`;

const publish = (port: number): string => `
iptables -t nat -A DOCKER ! -i docker0 -p tcp --dport ${port} -j DNAT --to-destination 172.18.0.2:${port}
iptables -A DOCKER -d 172.18.0.2/32 ! -i docker0 -o docker0 -p tcp --dport ${port} -j ACCEPT`;

const inContainer = (bind: string): string => `-p NetworkNamespacePath=/run/netns/container -p BindPaths=${bind}`;

/** Boots it; where that can't be done, says why. */
export function bootSeedBox(): SeedBox | string {
  const box = bootPackageBox();
  if (typeof box === 'string') return box;
  const exec = (script: string) => box.exec(script);
  return {
    ...box,
    setUp(seed) {
      exec(
        `dpkg -P tsban 2>&1; rm -rf /etc/systemd/system/tsban.service.d; dpkg --force-unsafe-io -i /root/tsban_*.deb`,
      );
      copyInto(box, seedConfig(seed), '/etc/tsban');
    },
    guest: (script) => exec(`ip netns exec guest bash -c ${quoted(script)} 2>&1 || true`),
    visit: (url, options = '') =>
      exec(`ip netns exec guest curl -s -o /dev/null -w '%{http_code}' --max-time 2 ${options} ${url} || true`),
    run(app, port, log, bind) {
      exec(`systemd-run --quiet --unit=${app} ${bind === undefined ? '' : inContainer(bind)} \
        python3 /root/guarded-app.py ${port} ${app} ${log}`);
    },
    contain: (name, bind, command) => void exec(`systemd-run --quiet --unit=${name} ${inContainer(bind)} ${command}`),
    publish: (port) => void exec(publish(port)),
    serve(site) {
      exec(`rm -f /etc/nginx/sites-enabled/default; cat >/etc/nginx/conf.d/site.conf <<'SITE'\n${site}\nSITE
      nginx -t 2>&1 && systemctl restart nginx`);
    },
    asked: () =>
      exec('cat /root/asked')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as FarRequest),
  };
}

/** Makes and takes the package, and starts what stands in for the world outside. Takes a minute. */
export function furnish(box: SeedBox): void {
  for (const name of ['far-services.py', 'guarded-app.py', 'proxy-manager.conf'])
    box.take(join(import.meta.dirname, name));
  for (const script of [farAway, docker]) box.exec(script);
  takePackage(box);
}

function copyInto(box: SystemdBox, folder: string, place: string): void {
  const scratch = mkdtempSync(join(tmpdir(), 'tsban-seed-'));
  execFileSync('tar', ['-C', folder, '-cf', join(scratch, 'seed.tar'), '.']);
  box.take(join(scratch, 'seed.tar'));
  rmSync(scratch, { recursive: true });
  box.exec(`tar -C ${place} --no-same-owner -xf /root/seed.tar`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
