import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandAction } from '../../src/action/action.js';
import type { CommandResult } from '../../src/action/command-result.js';
import { Environment } from '../../src/action/environment.js';
import { createRunner } from '../../src/action/run-command.js';
import { actionContext } from '../support/action-context.js';
import { actionDefinition } from '../support/action-definition.js';
import { banTicket } from '../support/ban-ticket.js';
import { hostileValues } from '../support/hostile-values.js';
import { recordedLog } from '../support/recorded-log.js';

/** Every tag with a text that strangers may choose. */
const tags = ['ip', 'fid', 'ip-host', 'matches', 'ipmatches', 'ipjailmatches', 'F-USER', 'F-MATCHES', 'F-USERS'];

const quoted = (tag: string): string => `printf '%s\\0' "${tag}"`;

/** Places of a script that read a tag once: a NUL follows the value, which is whole. */
const faithful: Readonly<Record<string, (tag: string) => string>> = {
  'double quotes': quoted,
  'an assignment': (tag) => `x=${tag}; printf '%s\\0' "$x"`,
  'the middle of an assignment': (tag) => `x=${tag}.; printf '%s\\0' "\${x%.}"`,
  'a quoted assignment': (tag) => `x="${tag}"; printf '%s\\0' "$x"`,
  'a here-document': (tag) => `cat <<END; printf '\\0'\n${tag}\nEND`,
  'a here-document for a pipe': (tag) => `cat <<-END | cat; printf '\\0'\n${tag}\nEND`,
  'a substitution': (tag) => `x=$(printf '%s.' "${tag}"); printf '%s\\0' "\${x%.}"`,
  'a substitution within quotes': (tag) => `x="$(printf '%s.' "${tag}")"; printf '%s\\0' "\${x%.}"`,
  backquotes: (tag) => `x=\`printf '%s.' "${tag}"\`; printf '%s\\0' "\${x%.}"`,
  'the word of a case': (tag) => `case "${tag}" in "${tag}") printf '%s\\0' "${tag}";; esac`,
  'an argument of a function': (tag) => `f() { printf '%s\\0' "$1"; }; f "${tag}"`,
  'the arguments of the script': (tag) => `set -- "${tag}"; printf '%s\\0' "$1"`,
  'a pipe': (tag) => `printf '%s' "${tag}" | cat; printf '\\0'`,
  'a loop': (tag) => `for x in "${tag}"; do printf '%s\\0' "$x"; done`,
  'a group in the background': (tag) => `{ printf '%s\\0' "${tag}"; } & wait`,
  'a test': (tag) => `test "x${tag}" = x -o "x${tag}" != x; printf '%s\\0' "${tag}"`,
  'a parameter of the action': () => `x=<who>; printf '%s\\0' "<who>"`,
  'a comment': (tag) => `# ${tag}\nprintf '%s\\0' "${tag}" # ${tag}`,
};

/** Places where a value is taken apart, or its name shown for it; not more than that must come of it. */
const harmless: Readonly<Record<string, (tag: string) => string>> = {
  'a bare argument': (tag) => `printf '%s\\0' ${tag}`,
  'a bare argument beside text': (tag) => `printf '%s\\0' x${tag}y --user=${tag}`,
  'single quotes': (tag) => `printf '%s\\0' '${tag}'`,
  'single quotes within double quotes': (tag) => `printf '%s\\0' "'${tag}'"`,
  'double quotes within single quotes': (tag) => `printf '%s\\0' '"${tag}"'`,
  'a quoted here-document': (tag) => `cat <<'END'\n${tag}\nEND`,
  'the pattern of a case': (tag) => `case x in ${tag}) :;; esac`,
  'a bare test': (tag) => `[ -n ${tag} ]`,
  'a bare loop': (tag) => `for x in ${tag}; do printf '%s\\0' "$x"; done`,
  'the name of a file to read': (tag) => `cat < ${tag}`,
  'a program for awk': (tag) => `awk 'BEGIN { print "${tag}" }'`,
  'a program for sed': (tag) => `echo x | sed 's/x/${tag}/'`,
};

describe.each(['/bin/dash', '/bin/bash'])('to %s', (shell) => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tsban-hostile-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const trap = () => join(directory, 'trap');

  /** Bans somebody about whom everything reads `value`: what actionban has printed, and whether it came to its end. */
  const ban = async (actionban: string, value: string) => {
    const { log } = recordedLog();
    const runner = createRunner({ log, shell: [shell] });
    let result: CommandResult | undefined;
    const context = actionContext({
      log,
      run: async (...call) => (result = await runner(...call)),
      resolveHost: async () => Promise.resolve(value),
    });
    const action = new CommandAction(
      actionDefinition({ actionban }, { who: '<of-whom>', 'of-whom': '<F-USER>' }),
      context,
      new Environment(),
    );
    const isToTheEnd = await action.ban(
      banTicket({ id: value, matches: [value], fields: { user: value, users: [value] } }),
    );
    return { isToTheEnd, stdout: result?.stdout ?? '' };
  };
  const wholeValue = (value: string) => value.replaceAll('\0', '');

  /** One script for each tag in one place, and one tag in each place. */
  const all = [...tags.map((tag) => quoted(`<${tag}>`)), ...Object.values(faithful).map((place) => place('<F-USER>'))];
  const everywhere = all.join('\n');
  const elsewhere = Object.values(harmless).map((place) => `(${place('<F-USER>')}\n) 2>&1\n`);
  const told = (stdout: string) => {
    const parts = stdout.split('\0');
    return [...tags, ...Object.keys(faithful)].map((place, at) => {
      const part = parts[at] ?? 'nothing';
      return [place, place.includes('here-document') ? part.replace(/\n$/, '') : part];
    });
  };
  const expected = (value: string) => [...tags, ...Object.keys(faithful)].map((place) => [place, wholeValue(value)]);

  describe.each(Object.keys(hostileValues('')))('%s', (what) => {
    const value = () => hostileValues(trap())[what] ?? '';

    it('is text of which nothing is lost, in every tag, wherever a shell reads it once', async () => {
      const { isToTheEnd, stdout } = await ban(everywhere, value());
      expect([existsSync(trap()), isToTheEnd]).toEqual([false, true]);
      // The first 64 KiB of an output are kept.
      if (value().length < 1000) expect(told(stdout)).toEqual(expected(value()));
    });

    it('is not executed where it can not be whole', async () => {
      const { isToTheEnd } = await ban(`${elsewhere.join('')}true`, value());
      expect([existsSync(trap()), isToTheEnd]).toEqual([false, true]);
    });
  });

  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .array(fc.constantFrom(...Array.from('\\#&;`|*?~<>^()[]{}$\'"\r\n\t !%=-@:a0'), 'END', 'TRAP', '$(', '<<'), {
        maxLength: 14,
      })
      .map((parts) => parts.join('')),
  );

  it('is anything at all', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        const value = text.replaceAll('TRAP', `touch ${trap()}`);
        expect(told((await ban(everywhere, value)).stdout)).toEqual(expected(value));
        await ban(`${elsewhere.join('')}true`, value);
        expect(existsSync(trap())).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
