import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptProgram } from '../../../src/server/in-force/kept-program.js';
import { HandWaker } from '../../support/hand-waker.js';
import { until } from '../../support/until.js';

let directory: string;
let waker: HandWaker;
let heard: string[];
let ends: number;
let log: string[];
let program: KeptProgram | undefined;

function listen(...command: readonly [string, ...string[]]): KeptProgram {
  program = new KeptProgram({
    log: (level, _logger, text) => log.push(`${level} ${text}`),
    waker,
    name: 'somebody',
    command,
    hear: (line) => heard.push(line),
    ended: () => {
      ends += 1;
    },
  });
  program.start();
  return program;
}
const script = (text: string): [string, ...string[]] => ['/bin/sh', '-c', text];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-kept-'));
  [waker, heard, ends, log] = [new HandWaker(), [], 0, []];
});
afterEach(() => {
  program?.stop();
  rmSync(directory, { recursive: true });
});

describe('KeptProgram', () => {
  it('is heard line by line', async () => {
    const { isAlive } = listen(...script('echo one; printf "two "; echo three; exec sleep 60'));
    await until(() => heard.length === 2);
    expect([heard, isAlive, ends]).toEqual([['one', 'two three'], true, 0]);
  });

  it('is told something, also when it does not listen any more', async () => {
    const told = listen('cat');
    told.say('one\n');
    await until(() => heard.length === 1);
    program = listen(...script('exec <&-; echo deaf; exec sleep 60'));
    await until(() => heard.length === 2);
    program.say('two\n');
    told.stop();
    expect([heard, ends]).toEqual([['one', 'deaf'], 0]);
  });

  it('is started again when it ends, and says so once', async () => {
    const listening = listen(...script('echo a; exit 3'));
    await until(() => ends === 1);
    expect(listening.isAlive).toBe(false);
    expect(log).toEqual([expect.stringContaining('info somebody ended with 3, it is started again in 1 s')]);
    waker.wake();
    await until(() => ends === 2);
    expect(heard).toEqual(['a', 'a']);
    expect(log[1]).toContain('debug somebody ended with 3, it is started again in 4 s');
  });

  it('does no harm where it is missing', async () => {
    const listening = listen(join(directory, 'nobody'));
    await until(() => ends === 1);
    expect(listening.isAlive).toBe(false);
    expect(log[0]).toContain('could not be started (spawn');
  });

  it('leaves no process behind, and may be started again', async () => {
    const gone = join(directory, 'gone');
    const text = `trap 'touch ${gone}; exit' TERM; echo a; while :; do sleep 0.05; done`;
    const listening = listen(...script(text));
    await until(() => heard.length === 1);
    listening.stop();
    await until(() => existsSync(gone));
    waker.wake();
    expect([listening.isAlive, ends]).toEqual([false, 0]);
    listening.start();
    listening.start();
    await until(() => heard.length === 2);
  });
});
