import { answers } from '../../client/answers.js';
import type { Client, ExitCode } from '../../client/client.js';
import { print } from '../../client/print.js';
import { ownAmong } from '../../own-connection.js';
import type { Import } from '../plan.js';
import { importText } from '../report.js';
import { byHand } from './at-boot.js';
import { change } from './change.js';
import { findFail2ban, type Fail2banServer } from './fail2ban-server.js';
import { Held } from './held.js';
import { findHolder, type Holder, holdSeconds } from './holder.js';
import { takeInterrupts } from './interruption.js';
import { obstacles } from './obstacles.js';
import { rehearse } from './rehearse.js';
import { resume } from './resume.js';
import { say } from './say.js';
import type { SwitchOptions } from './switch-options.js';
import { findTsban, type TsbanService } from './tsban-service.js';

/**
 * `import-fail2ban --switch`: changes over from a Fail2Ban that runs, without a moment in which those it bans get through.
 * What can't be done without that is named before anything is changed. Rejects with a TsbanError.
 */
export async function switchOver(client: Client, plan: Import, options: SwitchOptions): Promise<ExitCode> {
  const { tell } = client;
  if (await answers(client.socket)) return resume(client, plan, options);
  const [rehearsal, fail2ban, holder] = [await rehearse(plan), await findFail2ban(plan), await findHolder()];
  const jails = fail2ban === undefined ? rehearsal.jails : plan.state.running;
  const bans = plan.state.inForce.filter(({ jail }) => jails.includes(jail));
  const against = obstacles({ rehearsal, bans, holder });
  if (client.options.json === true) print(JSON.stringify({ ...plan, against }));
  say(client, importText(plan, true));
  for (const id of ownAmong(bans.map((ban) => ban.id)))
    tell('warning', `${id} is where you are connected from: you see nothing until it is released`);
  for (const text of against) tell(options.isAnyway ? 'warning' : 'error', text);
  const tsban = await findTsban(client);
  const isRefused = against.length > 0 && !options.isAnyway;
  if (options.isDry) say(client, stepsText(bans.length, { holder, fail2ban, tsban }));
  else if (isRefused) tell('error', 'Nothing was changed. Mend that, or go on with --anyway');
  if (options.isDry || isRefused) return isRefused ? 255 : 0;

  const interruption = takeInterrupts();
  const held = new Held(typeof holder === 'string' ? undefined : holder);
  try {
    const { signal } = interruption;
    const told = (text: string) => say(client, `${text}\n`);
    await change({ client, plan, held, fail2ban, tsban, jails, isAnyway: options.isAnyway, signal, say: told });
  } finally {
    interruption.end();
  }
  return 0;
}

interface Means {
  readonly holder: Holder | string;
  readonly fail2ban: Fail2banServer | undefined;
  readonly tsban: TsbanService;
}

function stepsText(bans: number, { holder, fail2ban, tsban }: Means): string {
  const steps = [
    ...(typeof holder === 'string' ? [] : [`hold whom ${bans} bans are about, by ${holder.name}, off all ports`]),
    ...(fail2ban === undefined ? [] : ['stop Fail2Ban']),
    'take over what is listed above, as it is then',
    'start tsban, and wait until its bans are in force; if that fails, put everything back',
    ...(tsban.enable === undefined ? [] : ['have the machine start tsban in the place of Fail2Ban']),
    ...(typeof holder === 'string' ? [] : [`release whom it held, which would end by itself after ${holdSeconds} s`]),
  ];
  const left = tsban.enable === undefined ? `After that, ${byHand}\n` : '';
  return `The change itself would:\n${steps.map((step, at) => `  ${at + 1}. ${step}\n`).join('')}${left}`;
}
