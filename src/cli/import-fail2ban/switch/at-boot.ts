import { fail2banUnit } from './fail2ban-server.js';
import { run, succeeds } from './run.js';
import type { TsbanService } from './tsban-service.js';

/** What somebody has to see to where this program can't. */
export const byHand =
  'nothing here starts tsban with the machine: see to that, and that Fail2Ban is not started any more';

/** Has the machine start tsban, and Fail2Ban no more, whether it was that service that ran or not. */
export async function changeAtBoot({ enable }: TsbanService): Promise<void> {
  if (enable === undefined) return;
  await enable();
  if (await succeeds('systemctl', ['is-enabled', '--quiet', fail2banUnit]))
    await run('systemctl', ['disable', '--quiet', fail2banUnit]);
}
