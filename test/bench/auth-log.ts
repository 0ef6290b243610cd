import { Dice } from './dice.js';

/** A line without its date and host. */
type Message = string;

const strangers = ['admin', 'test', 'oracle', 'ubuntu', 'guest', 'postgres', 'git', 'pi', 'minecraft', 'www'] as const;
const users = ['root', 'deploy', 'alice', 'bob'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * An auth.log of one hour that begins at `start` (seconds, UTC): three lines in ten belong to sshd sessions that fail, about
 * eight of which go on at the same time; the rest is what else a server has to say.
 */
export function authLog(lines: number, start: number): string {
  const dice = new Dice(1);
  const addresses = Array.from({ length: Math.max(20, Math.round(lines / 50)) }, () => dice.address());
  const address = () => addresses[Math.floor(addresses.length ** dice.roll()) - 1] ?? dice.address();
  const failing: Message[][] = [];
  let other: Message[] = [];
  let text = '';
  for (let line = 0; line < lines; line++) {
    let session = other;
    if (dice.chance(0.3)) {
      if (failing.length < 8) failing.push(failedLogin(dice, address()));
      const at = dice.below(failing.length);
      session = failing[at] ?? [];
      if (session.length === 1) failing.splice(at, 1);
    } else if (other.length === 0) {
      session = other = somethingElse(dice);
    }
    text += `${stamp(start + (3600 * line) / lines)} vps1 ${session.shift() ?? ''}\n`;
  }
  return text;
}

/** `Nov 21 07:00:00`. */
function stamp(time: number): string {
  const date = new Date(time * 1000);
  const day = String(date.getUTCDate()).padStart(2);
  return `${months[date.getUTCMonth()] ?? ''} ${day} ${date.toISOString().slice(11, 19)}`;
}

function failedLogin(dice: Dice, ip: string): Message[] {
  const pid = 1000 + dice.below(4_000_000);
  const from = `${ip} port ${1024 + dice.below(64_000)}`;
  return attempt(dice, ip, from).map((message) => `sshd[${pid}]: ${message}`);
}

function attempt(dice: Dice, ip: string, from: string): Message[] {
  const kind = dice.roll();
  const stranger = dice.pick(strangers);
  const user = dice.pick(users);
  const pam = `authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${ip}`;
  const wrong = `Failed password for ${user} from ${from} ssh2`;
  if (kind < 0.42) {
    const asked = ['pam_unix(sshd:auth): check pass; user unknown', `pam_unix(sshd:auth): ${pam}`];
    return [
      `Invalid user ${stranger} from ${from}`,
      ...(dice.chance(0.5) ? asked : []),
      `Failed password for invalid user ${stranger} from ${from} ssh2`,
      ...goodbye(dice, `invalid user ${stranger} ${from}`, from),
    ];
  }
  if (kind < 0.74) {
    const tries = Array.from({ length: dice.pick([1, 1, 1, 2, 3]) }, () => wrong);
    return [
      `pam_unix(sshd:auth): ${pam}  user=${user}`,
      ...tries,
      ...goodbye(dice, `authenticating user ${user} ${from}`, from),
    ];
  }
  if (kind < 0.8) {
    return [
      ...[wrong, wrong, wrong],
      `error: maximum authentication attempts exceeded for ${user} from ${from} ssh2 [preauth]`,
      `Disconnecting authenticating user ${user} ${from}: Too many authentication failures [preauth]`,
      `PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=${ip}  user=${user}`,
    ];
  }
  if (kind < 0.84) {
    return [
      `User ${stranger} from ${ip} not allowed because not listed in AllowUsers`,
      `Failed none for invalid user ${stranger} from ${from} ssh2`,
      `Connection closed by invalid user ${stranger} ${from} [preauth]`,
    ];
  }
  return [
    dice.pick([
      `Connection closed by ${from} [preauth]`,
      `Connection reset by ${from} [preauth]`,
      `Did not receive identification string from ${from}`,
      `Unable to negotiate with ${from}: no matching cipher found. Their offer: aes256-cbc,3des-cbc [preauth]`,
    ]),
  ];
}

function goodbye(dice: Dice, who: string, from: string): Message[] {
  if (dice.chance(0.5)) return [`Connection closed by ${who} [preauth]`];
  return [`Received disconnect from ${from}:11: Bye Bye [preauth]`, `Disconnected from ${who} [preauth]`];
}

function somethingElse(dice: Dice): Message[] {
  const kind = dice.roll();
  const pid = 1000 + dice.below(99_000);
  const user = dice.pick(users);
  if (kind < 0.42) {
    const cron = `CRON[${pid}]: pam_unix(cron:session): session`;
    return [`${cron} opened for user root(uid=0) by (uid=0)`, `${cron} closed for user root`];
  }
  if (kind < 0.72) return login(dice, pid, user);
  if (kind < 0.9) {
    const session = 'sudo: pam_unix(sudo:session): session';
    const command = `/usr/bin/systemctl status app-${dice.below(40)}.service`;
    return [
      `sudo: ${user.padStart(8)} : TTY=pts/0 ; PWD=/home/${user} ; USER=root ; COMMAND=${command}`,
      `${session} opened for user root(uid=0) by ${user}(uid=1000)`,
      `${session} closed for user root`,
    ];
  }
  return [`systemd[${pid}]: pam_unix(systemd-user:session): session opened for user ${user}(uid=1000) by (uid=0)`];
}

function login(dice: Dice, pid: number, user: string): Message[] {
  const from = `10.${dice.below(4)}.${dice.below(256)}.${1 + dice.below(254)} port ${1024 + dice.below(64_000)}`;
  const session = `pam_unix(sshd:session): session`;
  return [
    `sshd[${pid}]: Accepted publickey for ${user} from ${from} ssh2: ED25519 SHA256:l0Gz5YkW1xJ8${dice.below(1e9)}`,
    `sshd[${pid}]: ${session} opened for user ${user}(uid=1000) by (uid=0)`,
    `systemd-logind[612]: New session ${pid} of user ${user}.`,
    `sshd[${pid + 7}]: Received disconnect from ${from}:11: disconnected by user`,
    `sshd[${pid + 7}]: Disconnected from user ${user} ${from}`,
    `sshd[${pid}]: ${session} closed for user ${user}`,
    `systemd-logind[612]: Session ${pid} logged out. Waiting for processes to exit.`,
    `systemd-logind[612]: Removed session ${pid}.`,
  ];
}
