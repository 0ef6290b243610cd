import fc from 'fast-check';
import type { LogReader } from './log-reader.js';
import type { LogWorld } from './log-world.js';

/** What programs and logrotate do to a log. */
export type LogAct =
  | { do: 'write'; count: number; ended: boolean; length: number }
  | { do: 'write late'; count: number }
  | { do: 'rotate'; create: boolean }
  | { do: 'copytruncate'; refill: number }
  | { do: 'truncate' | 'remove' }
  | { do: 'pack'; at: number };

const count = fc.nat(4);

/** Any of these; lines are as long as one of `lengths` says, 0 for short ones. */
export function logAct(...lengths: readonly number[]): fc.Arbitrary<LogAct> {
  const write = { do: fc.constant('write' as const), count, ended: fc.boolean(), length: fc.constantFrom(...lengths) };
  return fc.oneof(
    { weight: 6, arbitrary: fc.record(write) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('write late' as const), count }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('rotate' as const), create: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('copytruncate' as const), refill: count }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('truncate' as const, 'remove' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('pack' as const), at: fc.nat(2) }) },
  );
}

export function takeAct(world: LogWorld, reader: LogReader, act: LogAct): void {
  switch (act.do) {
    case 'write':
      world.write(act.count, act.ended, act.length);
      break;
    case 'write late':
      world.writeLate(act.count);
      break;
    case 'rotate':
      world.rotate(act.create);
      break;
    case 'copytruncate':
      world.copyTruncate(act.refill);
      break;
    case 'truncate':
      world.truncate();
      break;
    case 'remove':
      world.remove(reader.hasBegun, reader.isRunning);
      break;
    case 'pack':
      world.pack(act.at);
      break;
  }
}
