import { writeFileSync } from 'node:fs';

/**
 * Names the daemon's process for ps, pgrep and systemd, which otherwise know it as Node.js: `pname`, in place of its whole
 * command line, or tsban, beside it.
 */
export function nameProcess(pname: string | undefined): void {
  if (pname !== undefined) {
    process.title = pname;
    return;
  }
  try {
    writeFileSync('/proc/self/comm', 'tsban');
  } catch {
    // Where there is no such file, the name does not matter to anybody.
  }
}
