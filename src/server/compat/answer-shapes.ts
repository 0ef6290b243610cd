import type { BanAnswer, JailAnswer, StatusAnswer } from '../answers.js';
import { banWithTimes } from '../ban-with-times.js';
import type { JailStats, JailWithOrigins } from '../server-answers.js';
import type { DatePatternName } from '../../date/date-patterns.js';
import type { IgnoreCacheOptions } from '../../jail/ignore-cache.js';
import { Pair, type Picklable } from './pickle.js';

/** The answer to a command as Fail2Ban's server sends it, out of tsban's own (spec runtime §8). */
export function shapeAnswer(words: readonly string[], answer: unknown): Picklable {
  const [verb = '', , what = ''] = words;
  const command = verb === 'get' || verb === 'set' ? `${verb} ${what}` : verb;
  const shape = Object.hasOwn(shapes, command) ? shapes[command] : undefined;
  return shape === undefined ? (answer as Picklable) : shape(answer, words);
}

/** Where the two differ. */
const shapes: Readonly<Record<string, (answer: unknown, words: readonly string[]) => Picklable>> = {
  echo: (_answer, [, ...words]) => words,
  status: statusShape,
  stats: statsShape,
  statistics: statsShape,
  statistic: statsShape,
  start: () => null,
  stop: () => null,
  'get datepattern': datepatternShape,
  'set datepattern': datepatternShape,
  'get ignorecache': ignorecacheShape,
  'set ignorecache': ignorecacheShape,
  'get banip': (answer, [, , , option]) =>
    (answer as readonly BanAnswer[]).map((ban) => (option === '--with-time' ? banWithTimes(ban) : ban.id)),
};

function datepatternShape(answer: unknown): Picklable {
  const { pattern, label } = answer as DatePatternName;
  return new Pair(pattern, label);
}

function ignorecacheShape(answer: unknown): Picklable {
  return answer === null ? null : Object.values(answer as IgnoreCacheOptions);
}

function statusShape(answer: unknown, [, jail, flavor]: readonly string[]): Picklable {
  if (jail === undefined) return jailListShape(answer as StatusAnswer);
  if (flavor === 'stats') return statsShape([answer].flat());
  const isShort = flavor === 'short';
  if (jail !== '--all') return jailShape(answer as JailAnswer, isShort);
  return Object.fromEntries((answer as readonly JailAnswer[]).map((each) => [each.jail, jailShape(each, isShort)]));
}

function jailListShape({ jails }: StatusAnswer): Picklable {
  return [new Pair('Number of jail', jails.length), new Pair('Jail list', jails.join(', '))];
}

function statsShape(answer: unknown): Picklable {
  const shapes = (answer as readonly JailStats[]).map(
    ({ jail, backend, failed, banned }) => [jail, [backend, new Pair(...failed), new Pair(...banned)]] as const,
  );
  return Object.fromEntries(shapes);
}

type ShownJail = JailAnswer & Partial<JailWithOrigins>;

/** Exporters count on the places of these, so that there is nothing else between them. */
function jailShape({ filter, actions, origins }: ShownJail, isShort: boolean): Picklable {
  const { journalMatches, fileList = [] } = filter;
  const sources =
    journalMatches === undefined
      ? new Pair('File list', fileList)
      : new Pair('Journal matches', [journalMatches.join(' + ')]);
  const banned = [
    new Pair('Currently banned', actions.currentlyBanned),
    new Pair('Total banned', actions.totalBanned),
    new Pair('Banned IP list', actions.bannedIpList),
  ];
  return [
    new Pair('Filter', [
      new Pair('Currently failed', filter.currentlyFailed),
      new Pair('Total failed', filter.totalFailed),
      sources,
    ]),
    new Pair('Actions', isShort ? banned.slice(0, -1) : [...banned, ...originShapes(origins)]),
  ];
}

function originShapes(origins: ShownJail['origins']): readonly Pair[] {
  if (origins === undefined) return [];
  const { asn, country, rir } = origins;
  return [new Pair('Banned ASN list', asn), new Pair('Banned Country list', country), new Pair('Banned RIR list', rir)];
}
