import type { Located, Problem, Where } from './configuration.js';
import type { Options, ParsedFile } from './dialect.js';

/** A section of a unit, over all files that name it. */
export interface UnitSection {
  /** Where it appears first. */
  readonly where: Where;
  readonly options: Options;
  /** The value each option had before it was overwritten, for `known/…` (spec config §2.2); undefined for a section opened once. */
  readonly known: Options | undefined;
}

/** All files of `jail`, `filter.d/sshd`, `action.d/ufw` … as one (spec config §1.3). */
export interface Unit {
  readonly name: string;
  readonly defaults: Options;
  /** In order of first appearance; [DEFAULT] is none of them. */
  readonly sections: ReadonlyMap<string, UnitSection>;
  readonly problems: readonly Problem[];
}

interface Growing {
  readonly where: Where;
  readonly options: Map<string, Located<string>>;
  known: Map<string, Located<string>> | undefined;
}

/** Merges files key by key, later ones over earlier ones; `[Init?family=inet6] x` becomes `[Init] x?family=inet6`. */
export function mergeFiles(name: string, files: readonly ParsedFile[]): Unit {
  const defaults = new Map<string, Located<string>>();
  const sections = new Map<string, Growing>();
  for (const file of files) {
    for (const [header, { where, options }] of file.sections) {
      const { section, suffix } = splitCondition(header);
      const target = section === 'DEFAULT' ? undefined : openSection(sections, section, where);
      for (const [option, value] of options) {
        const key = option + suffix;
        const previous = target?.options.get(key);
        if (previous !== undefined) target?.known?.set(key, previous);
        (target?.options ?? defaults).set(key, value);
      }
    }
  }
  return { name, defaults, sections, problems: files.flatMap(({ problems }) => problems) };
}

function splitCondition(header: string): { section: string; suffix: string } {
  const [, section = header, suffix = ''] = /^(\w+)(\?.+)$/.exec(header) ?? [];
  return { section, suffix };
}

function openSection(sections: Map<string, Growing>, name: string, where: Where): Growing {
  const open = sections.get(name) ?? { where, options: new Map(), known: undefined };
  if (sections.has(name)) open.known ??= new Map();
  sections.set(name, open);
  return open;
}
