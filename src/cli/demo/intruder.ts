/** The log lines sshd writes, in traditional syslog form and local time, when `address` guesses root's password. */
export function guesses(address: string, count: number, now: Date): string[] {
  const stamp = `${months[now.getMonth()] ?? ''} ${String(now.getDate()).padStart(2)} ${clock(now)}`;
  return Array.from(
    { length: count },
    (_, attempt) => `${stamp} host sshd[${4711 + attempt}]: Failed password for root from ${address} port 52144 ssh2`,
  );
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function clock(now: Date): string {
  return [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
