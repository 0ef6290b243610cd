import { ConfigError, type Located, type Problem, type Where } from './configuration.js';
import { placeOfLine } from './values.js';

/** Gathers what is wrong with one jail, so that all of it is told at once, and each of it once. */
export class Findings {
  readonly #problems = new Map<string, Problem>();
  readonly #commented = new Set<string>();
  readonly #jail: string;

  constructor(jail: string) {
    this.#jail = jail;
  }

  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  /** True once something was found that leaves the jail out. */
  failed(): boolean {
    return this.problems.some(({ severity, jail }) => severity === 'error' && jail !== undefined);
  }

  warn(text: string, where: Partial<Where>): void {
    this.#keep({ severity: 'warning', jail: this.#jail, error: new ConfigError(text, where) });
  }

  /** Takes over what was found while the files of the jail, its filter or an action were read. */
  add(problems: readonly Problem[]): void {
    for (const problem of problems) this.#keep({ ...problem, jail: this.#jail });
  }

  /** Tells of an error that leaves out less than the jail. */
  lose(error: ConfigError): void {
    this.#keep({ severity: 'error', error });
  }

  /** What `read` gives, or undefined after a ConfigError, which is kept. */
  attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.#keep({ severity: 'error', jail: this.#jail, error });
      return undefined;
    }
  }

  /**
   * The value without ` # comment` at the ends of its lines, with a warning. Fail2Ban would take it for a part of the value;
   * what people write behind a number is never meant so.
   */
  withoutComments(written: Located<string>): Located<string> {
    const { value } = written;
    const bare = value.replaceAll(/(?:^|[^\S\n]+)#.*$/gm, '');
    // What another option takes over by %(name)s has been told of where it stands.
    if (bare !== value && !this.#commented.has(value)) {
      this.#commented.add(value);
      const [before = '', after = ''] = value.split(/(?<=^|\s)#(.*)/s);
      const comment = `#${after.split('\n', 1)[0] ?? ''}`;
      const where = placeOfLine(written, before.split('\n').length - 1);
      this.warn(`'${comment}' is read as a comment and ignored; give it a line of its own`, where);
    }
    return { ...written, value: bare };
  }

  #keep(problem: Problem): void {
    this.#problems.set(`${problem.severity} ${problem.error.message}`, problem);
  }
}
