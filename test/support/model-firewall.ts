import type { CommandResult } from '../../src/action/command-result.js';
import type { RenderedCommand } from '../../src/action/render-command.js';
import type { Runner } from '../../src/action/run-command.js';

/** An action whose commands a ModelFirewall carries out. */
export const modelCommands = {
  actionstart: 'start',
  actionstop: 'stop',
  actionflush: 'flush',
  actioncheck: 'check',
  actionban: 'add <ip>',
  actionunban: 'delete <ip>',
  actionbanbulk: 'bulk',
  bulkban: 'add <ip>',
  actionunbanbulk: 'bulk',
  bulkunban: 'delete <ip>',
  actionlist: 'list',
};

/** One set of addresses in memory, to which every command applies wholly or not at all. */
export class ModelFirewall {
  /** Undefined before it is made, and after somebody has destroyed it. */
  set: Set<string> | undefined;
  /** What was run, a bulk command with the lines it read. */
  readonly ran: string[] = [];
  /** Whom it refuses to add. */
  readonly refused = new Set<string>();
  /** Asked before each command; it fails without any effect where this is true. */
  failsNow: () => boolean = () => false;
  /** Every command takes until this resolves. */
  turn: () => Promise<void> = async () => Promise.resolve();

  readonly run: Runner = async (command) => {
    await this.turn();
    this.ran.push(
      command.input === undefined ? command.script : `bulk: ${command.input.trim().replaceAll('\n', ', ')}`,
    );
    const output = this.failsNow() ? undefined : this.#carryOut(command);
    await this.turn();
    return result(output);
  };

  /** What it prints; undefined if it fails. */
  #carryOut({ script, input }: RenderedCommand): string | undefined {
    if (script === 'start') this.set ??= new Set();
    else if (script === 'stop') this.set = undefined;
    else if (this.set === undefined) return undefined;
    else if (script === 'flush') this.set.clear();
    else if (script === 'list') return [...this.set].map((ip) => `${ip}\n`).join('');
    else if (script !== 'check') return this.#change(this.set, (input ?? script).trim().split('\n'));
    return '';
  }

  #change(set: Set<string>, lines: readonly string[]): string | undefined {
    const after = new Set(set);
    for (const line of lines) {
      const [verb, ip = ''] = line.split(' ');
      if (verb === 'add' && this.refused.has(ip)) return undefined;
      if (verb === 'add') after.add(ip);
      else after.delete(ip);
    }
    this.set = after;
    return '';
  }
}

function result(output: string | undefined): CommandResult {
  const ok = output !== undefined;
  return { ok, exitCode: ok ? 0 : 1, signal: undefined, timedOut: false, stdout: output ?? '', stderr: '' };
}
