import type { OptionChange } from '../server/option-change.js';
import type { JailChange, ReloadPlan } from '../server/reload-plan.js';
import { escapeControls } from '../escape-controls.js';

/** What `reload --plan` prints: what would become of the daemon's settings and of each jail. Why one is broken is told beside it. */
export function planText({ server, jails }: ReloadPlan): string {
  const of = (change: JailChange['change']) => jails.filter((jail) => jail.change === change);
  const broken = of('broken');
  const lines = [
    ...(server.length === 0 ? [] : ['Server', ...server.flatMap(changeLines)]),
    ...list('Added', of('added')),
    ...list('Removed', of('removed')),
    ...of('changed').flatMap(({ jail, options }) => [`Changed: ${jail}`, ...options.flatMap(changeLines)]),
    ...list(
      'Broken, goes on as it is',
      broken.filter(({ runs }) => runs),
    ),
    ...list(
      'Broken, left out',
      broken.filter(({ runs }) => !runs),
    ),
    ...list('Unchanged', of('unchanged')),
  ];
  return lines.map(escapeControls).join('\n') || 'No jails';
}

function list(label: string, jails: readonly JailChange[]): readonly string[] {
  return jails.length === 0 ? [] : [`${label}: ${jails.map(({ jail }) => jail).join(', ')}`];
}

/** `findtime: 600 → 1200`, or the items that go and come where there are lists of them. */
function changeLines({ option, old, new: next }: OptionChange): readonly string[] {
  const [before, after] = [old, next].map((value) => value?.split('\n') ?? []) as [string[], string[]];
  if (before.length <= 1 && after.length <= 1) return [`   ${option}: ${old ?? 'not set'} → ${next ?? 'not set'}`];
  const gone = before.filter((item) => !after.includes(item));
  const come = after.filter((item) => !before.includes(item));
  if (gone.length + come.length === 0) return [`   ${option}: in another order`];
  return [`   ${option}:`, ...gone.map((item) => `      - ${item}`), ...come.map((item) => `      + ${item}`)];
}
