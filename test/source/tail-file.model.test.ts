import { appendFileSync, copyFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePosition } from '../../src/source/line.js';
import type { TailFile } from '../../src/source/tail-file.js';
import { tailOf } from './scratch.js';

/** One file: what was written, how many bytes of it the tail has given, and whether it ever saw the file. */
interface ModelFile {
  content: string;
  read: number;
  known: boolean;
}

/** The file at the path, and the one before if the tail saw it: one that comes and goes between two looks is lost. */
interface Model {
  current: ModelFile | undefined;
  lost: ModelFile | undefined;
  serial: number;
}

interface Real {
  readonly path: string;
  tail: TailFile;
  saved: FilePosition | undefined;
  rotations: number;
}

/** Complete lines of a file that are still to come. */
function take(file: ModelFile | undefined): string[] {
  if (file === undefined) return [];
  const end = file.content.lastIndexOf('\n') + 1;
  const lines = file.content.slice(file.read, end).split('\n').slice(0, -1);
  file.read = Math.max(file.read, end);
  return lines;
}

const newFile = (content = ''): ModelFile => ({ content, read: 0, known: false });

function loseCurrent(model: Model): void {
  if (model.current?.known === true) model.lost = model.current;
  model.current = undefined;
}

class Append implements fc.AsyncCommand<Model, Real> {
  readonly lines: number;
  readonly ended: boolean;
  constructor(lines: number, ended: boolean) {
    this.lines = lines;
    this.ended = ended;
  }
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    let text = '';
    for (let i = 0; i < this.lines; i++) text += `line ${model.serial++}\n`;
    if (!this.ended) text += `half ${model.serial++} `;
    model.current ??= newFile();
    model.current.content += text;
    appendFileSync(real.path, text);
    await Promise.resolve();
  }
  toString = (): string => `append(${this.lines}${this.ended ? '' : ' and a half'})`;
}

class Rotate implements fc.AsyncCommand<Model, Real> {
  readonly create: boolean;
  constructor(create: boolean) {
    this.create = create;
  }
  check = (model: Readonly<Model>): boolean => model.current !== undefined;
  async run(model: Model, real: Real): Promise<void> {
    renameSync(real.path, `${real.path}.${real.rotations++}`);
    loseCurrent(model);
    if (this.create) {
      writeFileSync(real.path, '');
      model.current = newFile();
    }
    await Promise.resolve();
  }
  toString = (): string => `rename${this.create ? ', create' : ''}`;
}

class Delete implements fc.AsyncCommand<Model, Real> {
  check = (model: Readonly<Model>): boolean => model.current !== undefined;
  async run(model: Model, real: Real): Promise<void> {
    rmSync(real.path);
    loseCurrent(model);
    await Promise.resolve();
  }
  toString = (): string => 'delete';
}

class CopyTruncate implements fc.AsyncCommand<Model, Real> {
  readonly refill: number;
  constructor(refill: number) {
    this.refill = refill;
  }
  check = (model: Readonly<Model>): boolean => model.current !== undefined;
  async run(model: Model, real: Real): Promise<void> {
    copyFileSync(real.path, `${real.path}.${real.rotations++}`);
    truncateSync(real.path);
    let text = '';
    for (let i = 0; i < this.refill; i++) text += `refilled ${model.serial++}\n`;
    appendFileSync(real.path, text);
    model.current = { ...newFile(text), known: model.current?.known ?? false };
    await Promise.resolve();
  }
  toString = (): string => `copytruncate(${this.refill})`;
}

class Read implements fc.AsyncCommand<Model, Real> {
  readonly refuse: boolean;
  readonly slow: boolean;
  constructor(refuse: boolean, slow: boolean) {
    this.refuse = refuse;
    this.slow = slow;
  }
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    if (this.slow) real.tail.age();
    if (this.refuse) await real.tail.read();
    // A batch that was given and not accepted comes again, whatever happens to the file meanwhile: only at rest is
    // the model exact, so a refused batch is accepted before anything else happens.
    const seen: string[] = [];
    for (let batch = await real.tail.read(); batch !== undefined; batch = await real.tail.read()) {
      seen.push(...batch.lines.map(({ text }) => text));
      real.tail.accept(batch);
      if (batch.position.kind === 'file') real.saved = batch.position;
    }
    expect(seen).toEqual([...take(model.lost), ...take(model.current)]);
    model.lost = undefined;
    if (model.current !== undefined) model.current.known = true;
  }
  toString = (): string => `read${this.refuse ? ', refuse first' : ''}${this.slow ? ', slow' : ''}`;
}

class Restart implements fc.AsyncCommand<Model, Real> {
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    // What is lost while nobody looks is the business of the tests of positions.
    await new Read(false, false).run(model, real);
    await real.tail.close();
    const { saved } = real;
    real.tail = tailOf(real.path, { positions: { load: () => saved } });
    await new Read(false, false).run(model, real);
  }
  toString = (): string => 'restart';
}

describe('TailFile against a model', () => {
  it('gives every complete line exactly once, through anything that can happen to a log', async () => {
    const commands = fc.commands(
      [
        fc.tuple(fc.nat(4), fc.boolean()).map(([lines, ended]) => new Append(lines, ended)),
        fc.boolean().map((create) => new Rotate(create)),
        fc.constant(new Delete()),
        fc.nat(6).map((refill) => new CopyTruncate(refill)),
        fc.tuple(fc.boolean(), fc.boolean()).map(([refuse, slow]) => new Read(refuse, slow)),
        fc.constant(new Restart()),
      ],
      { size: '+1' },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        const directory = mkdtempSync(join(tmpdir(), 'tsban-model-'));
        const real: Real = {
          path: join(directory, 'app.log'),
          tail: tailOf(join(directory, 'app.log')),
          saved: undefined,
          rotations: 0,
        };
        try {
          await fc.asyncModelRun(
            () => ({ model: { current: undefined, lost: undefined, serial: 0 }, real }),
            [...steps, new Read(false, false)],
          );
        } finally {
          await real.tail.close();
          rmSync(directory, { recursive: true });
        }
      }),
      { numRuns: 150 },
    );
  });
});
