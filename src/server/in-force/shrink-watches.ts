import type { Jail } from '../../jail/jail.js';
import type { Log } from '../../log.js';
import type { Waker } from '../../time/waker.js';
import { iptablesOf, usesIpset, wordsOf } from './firewall-programs.js';
import { type Gauge, ipsetGauge, rulesGauge } from './gauge.js';
import { ShrinkWatch } from './shrink-watch.js';

export interface ShrinkWatchesOptions {
  /** Those that run at the moment. */
  readonly jails: () => readonly Jail[];
  readonly log: Log;
  readonly waker: Waker;
  /** Is told when something has gone, and when nothing can be seen for a while. */
  readonly alarm: () => void;
}

/** Watches what the actions of all jails use and nft hears nothing of: sets of ipset, and rules of a legacy iptables. */
export class ShrinkWatches {
  readonly #options: ShrinkWatchesOptions;
  /** By the names of their gauges. */
  readonly #watches = new Map<string, ShrinkWatch>();
  /** By what iptables may be called. */
  readonly #areLegacy = new Map<string, boolean>();
  /** Words of the actions that use ipset: a set called like one of them is theirs. */
  #words: ReadonlySet<string> = new Set();
  #isOver = false;

  constructor(options: ShrinkWatchesOptions) {
    this.#options = options;
  }

  /** True unless something may go unnoticed. */
  get areWatching(): boolean {
    return [...this.#watches.values()].every(({ isWatching }) => isWatching);
  }

  /** To be called when jails have come or changed. */
  jailsChanged(): void {
    if (this.#isOver) return;
    const actions = this.#options.jails().flatMap(({ parts }) => parts.config.actions);
    this.#words = new Set(actions.filter(usesIpset).flatMap(wordsOf));
    const programs = [...new Set(actions.flatMap(iptablesOf))];
    const rules = programs.filter((program) => this.#areLegacy.get(program)).map(rulesGauge);
    this.#watch(this.#words.size > 0 ? [ipsetGauge((set) => this.#words.has(set)), ...rules] : rules);
    const unknown = programs.filter((program) => !this.#areLegacy.has(program));
    if (unknown.length > 0) void this.#ask(unknown).then(() => this.jailsChanged());
  }

  /** To be called before a command of ours that may change the firewall, and what it gives after it. */
  began(): () => void {
    const watches = [...this.#watches.values()];
    for (const watch of watches) watch.began();
    return () => {
      for (const watch of watches) watch.ended();
    };
  }

  end(): void {
    this.#isOver = true;
    this.#watch([]);
  }

  #watch(gauges: readonly Gauge[]): void {
    for (const [name, watch] of this.#watches) {
      if (gauges.some((gauge) => gauge.name === name)) continue;
      watch.stop();
      this.#watches.delete(name);
    }
    const { jails } = this.#options;
    const isNeeded = (): boolean => jails().some(({ bans }) => bans.currentlyBanned > 0);
    for (const gauge of gauges) {
      if (!this.#watches.has(gauge.name))
        this.#watches.set(gauge.name, new ShrinkWatch({ ...this.#options, gauge, isNeeded }));
    }
  }

  async #ask(programs: readonly string[]): Promise<void> {
    for (const program of programs) this.#areLegacy.set(program, await isLegacyIptables(program));
  }
}

async function isLegacyIptables(program: string): Promise<boolean> {
  const { execa } = await import('execa');
  const { stdout } = await execa(program, ['-V'], { reject: false, timeout: 5000 });
  // Before there were two of them it had nothing to say about it.
  return /^ip6?tables v[^(]*(\(legacy\)|$)/.test(stdout);
}
