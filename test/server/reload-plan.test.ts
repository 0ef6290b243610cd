import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReloadPlan } from '../../src/server/reload-plan.js';
import { ControlHome } from '../support/control-home.js';

const home = new ControlHome();
const { at, ask } = home;
const plan = async (...words: readonly string[]) => (await home.send('reload', '--plan', ...words)) as ReloadPlan;

describe('reload --plan', () => {
  it('tells what would be, and does nothing', async () => {
    await ask('set', 'app', 'banip', '192.0.2.9');
    await ask('add', 'loose');
    home.writeJails(
      home.jail('app', 'findtime = 20m\nignoreip = 192.0.2.1\n  192.0.2.2').replace('maxretry = 2', 'maxretry = 3') +
        home.jail('new') +
        home.jail('web', 'findtime = often') +
        home.jail('worse', 'findtime = never'),
    );
    writeFileSync(at('etc/tsban.conf'), '[Definition]\nloglevel = NOTICE\n');
    const log = home.log();
    expect(await ask('reload', '--plan')).toBe(
      [
        'Server',
        '   loglevel: INFO → NOTICE',
        'Added: new',
        'Removed: loose',
        'Changed: app',
        '   maxretry: 2 → 3',
        '   findtime: 600 → 1200',
        '   ignoreip:',
        '      + 192.0.2.1',
        '      + 192.0.2.2',
        'Broken, goes on as it is: web',
        'Broken, left out: worse',
      ].join('\n'),
    );
    expect((await plan()).problems.map(({ jail }) => jail)).toEqual(['web', 'worse']);
    expect(home.log()).toBe(log);
    expect(home.done()).toEqual(['ban 192.0.2.9']);
    await ask('reload');
    expect(await ask('reload', '--plan')).toBe(
      'Broken, goes on as it is: web\nBroken, left out: worse\nUnchanged: app, new',
    );
  });

  it('tells what a filter and an action are given', async () => {
    writeFileSync(at('etc/filter.d/app.conf'), '[Definition]\nfailregex = ^one <HOST>$\n  ^two <HOST>$\n');
    const more = `note[file=${at('else')}]\n  note[actname=two, file=x]`;
    home.writeJails(home.jail('app').replace(/note.*/, more) + home.jail('web', 'enabled = false'));
    const { jails } = await plan('app');
    expect(jails).toEqual([
      {
        jail: 'app',
        change: 'changed',
        runs: true,
        options: [
          {
            option: 'failregex',
            old: '^\\s*login failed for <F-USER>\\S+</F-USER> from <HOST>$',
            new: '^one <HOST>$\n^two <HOST>$',
          },
          { option: 'action', old: 'note', new: 'note\ntwo' },
          { option: 'action note file', old: at('done'), new: at('else') },
        ],
      },
    ]);
  });

  it('tells that a command is another where what it is given stays', async () => {
    writeFileSync(at('etc/action.d/note.conf'), '[Definition]\nactionban = echo banned <ip> >> <file>\n');
    const { jails } = await plan('web');
    expect(jails[0]?.options).toEqual([
      {
        option: 'action note actionban',
        old: `echo ban <ip> >> ${at('done')}`,
        new: `echo banned <ip> >> ${at('done')}`,
      },
      { option: 'action note actionunban', old: `echo unban <ip> >> ${at('done')}`, new: null },
    ]);
  });

  it('tells that what was set comes undone', async () => {
    await ask('set', 'app', 'maxretry', '7');
    await ask('set', 'app', 'addignoreip', '192.0.2.1');
    expect(await ask('reload', '--plan', 'app')).toBe(
      'Changed: app\n   maxretry: 7 → 2\n   ignoreip: 192.0.2.1 → not set',
    );
  });

  it('refuses a jail nobody knows', async () => {
    await expect(plan('nosuch')).rejects.toThrow("No section: 'nosuch'");
  });
});
