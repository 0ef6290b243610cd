/** Where an installed tsban has its things (systemd/tsban.service makes the folders). */
export const defaultPaths = {
  config: '/etc/tsban',
  socket: '/run/tsban/tsban.sock',
  dbfile: '/var/lib/tsban/tsban.sqlite3',
  logtarget: '/var/log/tsban.log',
} as const;

/** Where Fail2Ban has its own, if it does not say otherwise. */
export const fail2banPaths = {
  config: '/etc/fail2ban',
  dbfile: '/var/lib/fail2ban/fail2ban.sqlite3',
  logtarget: '/var/log/fail2ban.log',
} as const;
