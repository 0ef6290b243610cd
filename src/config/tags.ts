import { ConfigError, type Where } from './configuration.js';
import { longestValue, readOption, type Scope, tooLong } from './interpolate.js';
import type { Unit } from './merge.js';
import type { Vars } from './vars.js';

/** The value of a `<tag>`; undefined leaves the tag as it is, for the regex or the running action to fill. */
export type ResolveTag = (name: string) => string | undefined;

const tag = /<([^ <>]+)>/g;
const mostReplacements = 25;

/**
 * Replaces every tag that `resolve` knows, inner ones first (`<re-<mode>>`), until nothing changes (spec config §2.4).
 * `own` is the name of the value. Throws a ConfigError where a value leads back to itself.
 */
export function expandTags(own: string, value: string, resolve: ResolveTag, where: Where): string {
  const replacements = new Map<string, number>();
  let expanded = value;
  let at = 0;
  for (let found = nextTag(expanded, at); found !== undefined; found = nextTag(expanded, at)) {
    const replacement = resolve(found.name);
    if (replacement === undefined) {
      at = found.index + 1;
      continue;
    }
    const count = (replacements.get(found.name) ?? 0) + 1;
    replacements.set(found.name, count);
    if (found.name === own || count > mostReplacements) {
      throw new ConfigError(`<${found.name}> leads back to itself in '${value}'; take it out of its own value`, where);
    }
    const pieces = expanded.split(`<${found.name}>`);
    if (expanded.length + pieces.length * replacement.length > longestValue) throw new ConfigError(tooLong, where);
    expanded = pieces.join(replacement);
    // What was put in may complete a tag that began further left.
    at = 0;
  }
  return expanded;
}

function nextTag(text: string, from: number): { name: string; index: number } | undefined {
  tag.lastIndex = from;
  const match = tag.exec(text);
  return match?.[1] === undefined ? undefined : { name: match[1], index: match.index };
}

/**
 * Looks tags up in `values` first, then by the section before a slash (`<lt_file/x>`, `<known/x>`, `<default/x>`), then
 * without regard to case among the options of [Definition] as `vars` let them be seen (spec config §2.4).
 */
export function tagResolver(unit: Unit, vars: Vars, values: ReadonlyMap<string, string>): ResolveTag {
  const definition: Scope = { unit, section: 'Definition', vars };
  const resolved = new Map<string, string | undefined>();
  const resolve: ResolveTag = (name) =>
    values.get(name) ?? qualified(name, unit) ?? readOption(definition, name.toLowerCase())?.value;
  return (name) => {
    if (!resolved.has(name)) resolved.set(name, resolve(name));
    return resolved.get(name);
  };
}

const noVars: Vars = new Map();

function qualified(name: string, unit: Unit): string | undefined {
  const [, place, option = ''] = /^([\w-]+)\/(.+)$/s.exec(name) ?? [];
  if (place === undefined) return undefined;
  const foreign = foreignScope(place, unit);
  const definition: Scope = { unit, section: 'Definition', vars: noVars };
  return foreign && (readOption(foreign, option) ?? readOption(definition, option))?.value;
}

/** Where the section before a slash is read, in its own context; undefined where there is no such section. */
function foreignScope(place: string, unit: Unit): Scope | undefined {
  if (place.toUpperCase() === 'DEFAULT') return { unit, section: 'DEFAULT', vars: noVars };
  if (place !== 'known') return unit.sections.has(place) ? { unit, section: place, vars: noVars } : undefined;
  const own = unit.sections.get('Definition');
  if (own?.known === undefined) return { unit, section: 'Definition', vars: noVars };
  // What was overwritten sees only its like, [DEFAULT], and sections it names.
  const overwritten = { ...own, options: own.known, known: undefined };
  const sections = new Map([...unit.sections, ['KNOWN/Definition', overwritten] as const]);
  return { unit: { ...unit, sections }, section: 'KNOWN/Definition', vars: noVars };
}

/** Names that have a value for one kind of address, as `x` does where `x?family=inet6` is set: their tags wait for a ban. */
export function conditionalNames(options: Iterable<string>): ReadonlySet<string> {
  // Fail2Ban sees no condition behind a name with a dot or a hyphen.
  return new Set([...options].flatMap((option) => /^(\w+)\?/.exec(option)?.[1] ?? []));
}
