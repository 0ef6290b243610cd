/**
 * A logpath: an absolute path whose segments may hold `*`, `?`, `[abc]`, `[!abc]` (spec config §3.1). A segment without
 * them is itself, any other is a RegExp; hidden names are only matched by a segment that starts with a dot.
 */
export interface Glob {
  readonly text: string;
  readonly segments: readonly (string | RegExp)[];
}

export function compileGlob(absolute: string): Glob {
  const names = absolute.split('/').filter((name) => name !== '');
  return { text: absolute, segments: names.map((name) => (/[*?[]/.test(name) ? segmentPattern(name) : name)) };
}

/** True if the glob has no wildcard and so names one file, there or not. */
export function isLiteral(glob: Glob): boolean {
  return glob.segments.every((segment) => typeof segment === 'string');
}

/** True if `path` matches the glob, or is a directory on the way to what may match. */
export function leadsTo(glob: Glob, path: string): boolean {
  const names = path.split('/').filter((name) => name !== '');
  return names.length <= glob.segments.length && names.every((name, at) => matchesSegment(glob.segments[at], name));
}

export function matchesSegment(segment: string | RegExp | undefined, name: string): boolean {
  return typeof segment === 'string' ? segment === name : (segment?.test(name) ?? false);
}

function segmentPattern(segment: string): RegExp {
  const body = segment.replaceAll(
    /\*+|\?|\[(!?)(\]?[^\]]*)\]|[\\^$.|+(){}[\]/]/g,
    (found, not?: string, set?: string) => {
      if (found.startsWith('*')) return '[^]*';
      if (found === '?') return '[^]';
      if (set === undefined) return `\\${found}`;
      return `[${not === '!' ? '^' : ''}${classBody(set)}]`;
    },
  );
  return new RegExp(`^${segment.startsWith('.') ? '' : '(?!\\.)'}${body}$`, 'u');
}

/** The inside of `[…]`: ranges stay ranges, a range that runs backwards matches nothing, the rest is literal. */
function classBody(set: string): string {
  const literal = (char: string): string => char.replace(/[\\\]^[-]/u, '\\$&');
  let body = '';
  const chars = Array.from(set);
  for (let at = 0; at < chars.length; at++) {
    const [from = '', dash, to] = chars.slice(at, at + 3);
    if (dash !== '-' || to === undefined) {
      body += literal(from);
      continue;
    }
    if (from <= to) body += `${literal(from)}-${literal(to)}`;
    at += 2;
  }
  return body;
}
