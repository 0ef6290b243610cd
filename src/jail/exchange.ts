import type { ActionConfig } from '../config/configuration.js';
import type { JailAction, JailParts } from './jail-parts.js';
import { isBarrier } from './leak-reason.js';

/** What an exchange works on. */
export interface ExchangeContext {
  readonly before: JailParts;
  readonly after: JailParts;
  /** Has bans carried out and lifted by these actions from now on. */
  readonly use: (actions: readonly JailAction[]) => void;
  /** Starts actions, and puts every ban in force with them too; does nothing without any. */
  readonly extend: (actions: readonly JailAction[]) => Promise<void>;
}

/**
 * Exchanges the actions of a running jail so that nobody gets through meanwhile who is banned, whatever the actions do.
 * Nobody can tell from the outside whether what an old action takes away as it stops is what a new one has just made,
 * as where both fill the same chain. So a third one holds the bans while both change places: the new one under another
 * `name`, where that is enough to make its objects others. Where it is not, the new one starts before the old one stops,
 * and once more behind it. Actions that keep nobody out, as mails, tell of no ban twice.
 */
export class Exchange {
  readonly #context: ExchangeContext;
  readonly #staying: readonly JailAction[];
  readonly #old: readonly JailAction[];
  readonly #new: readonly JailAction[];
  readonly #standIns: readonly JailAction[];

  constructor(context: ExchangeContext) {
    const { before, after } = context;
    this.#context = context;
    const gone = before.actions.filter((action) => !after.actions.includes(action));
    const added = after.actions.filter((action) => !before.actions.includes(action));
    this.#old = gone.filter(keepsOut(before));
    this.#new = added.filter(keepsOut(after));
    this.#staying = after.actions.filter((action) => !this.#new.includes(action));
    this.#standIns = this.#old.length === 0 ? [] : this.#new.flatMap((action) => after.standIns?.get(action) ?? []);
  }

  /** Has stand-ins hold the bans beside the old actions, and the new actions that have none. */
  async standIn(): Promise<void> {
    const { use, extend } = this.#context;
    this.#exchangeMessages();
    const further = [...this.#standIns, ...this.#without];
    use([...this.#staying, ...this.#old, ...further]);
    await Promise.all([this.#reload(), extend(further)]);
  }

  async stopOld(): Promise<void> {
    this.#context.use([...this.#staying, ...this.#standIns, ...this.#without]);
    await Promise.all(this.#old.map(async (action) => action.stop()));
  }

  async startNew(): Promise<void> {
    const { after, use, extend } = this.#context;
    use([...after.actions, ...this.#standIns]);
    const renewed = this.#old.length === 0 ? [] : this.#without;
    await Promise.all([
      extend(this.#new.filter((action) => !this.#without.includes(action))),
      ...renewed.map(async (action) => action.renew()),
    ]);
  }

  async stopStandIns(): Promise<void> {
    this.#context.use(this.#context.after.actions);
    await Promise.all(this.#standIns.map(async (action) => action.stop()));
  }

  /** New ones for which nobody stands in. */
  get #without(): readonly JailAction[] {
    if (this.#old.length === 0) return this.#new;
    return this.#new.filter((action) => this.#context.after.standIns?.has(action) !== true);
  }

  /** Nobody waits for these. */
  #exchangeMessages(): void {
    const { before, after, extend } = this.#context;
    for (const action of before.actions)
      if (!after.actions.includes(action) && !this.#old.includes(action)) void action.stop();
    for (const action of this.#staying) {
      if (before.actions.includes(action)) continue;
      void (before.actions.some(({ name }) => name === action.name) ? action.start() : extend([action]));
    }
  }

  /** Those that stay, and were read anew. */
  async #reload(): Promise<void> {
    const { before, after } = this.#context;
    const changed = this.#staying.filter(
      (action) => before.actions.includes(action) && configOf(action, before) !== configOf(action, after),
    );
    const isAwaited = keepsOut(after);
    const reloads = changed.map((action) => [action, action.reload(configOf(action, after))] as const);
    await Promise.all(reloads.flatMap(([action, reload]) => (isAwaited(action) ? [reload] : [])));
  }
}

/** Exchanges the actions of several jails, which may have objects in common, step by step together. */
export async function carryOutExchanges(exchanges: readonly Exchange[]): Promise<void> {
  for (const step of ['standIn', 'stopOld', 'startNew', 'stopStandIns'] as const)
    await Promise.all(exchanges.map(async (exchange) => exchange[step]()));
}

function keepsOut(parts: JailParts): (action: JailAction) => boolean {
  return (action) => {
    const config = configOf(action, parts);
    return config === undefined || isBarrier(config);
  };
}

function configOf({ name }: JailAction, { config }: JailParts): ActionConfig | undefined {
  return config.actions.find(({ actname }) => actname === name);
}
