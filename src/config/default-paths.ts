/** Where an installed tsban has its things (systemd/tsban.service makes the folders). */
export const defaultPaths = {
  config: '/etc/tsban',
  socket: '/run/tsban/tsban.sock',
  dbfile: '/var/lib/tsban/tsban.sqlite3',
  logtarget: '/var/log/tsban.log',
} as const;
