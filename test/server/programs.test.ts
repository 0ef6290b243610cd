import { describe, expect, it } from 'vitest';
import { programsOf } from '../../src/server/check/programs.js';

describe('programsOf', () => {
  it.each([
    ['iptables -w -I f2b-x 1 -s <ip> -j DROP', ['iptables']],
    ['printf %b "a; b | c" | sendmail -f x y', ['sendmail']],
    ['if ! ipset list x >/dev/null 2>&1; then\n  ipset create x\nfi', ['ipset']],
    [
      "nft list | awk '\n  /x/ { print; next }\n  END { exit 1 }\n' | grep q && /usr/bin/curl u",
      ['nft', 'awk', 'grep', '/usr/bin/curl'],
    ],
    ['LC_ALL=C date # not; this', ['date']],
    ['x=$(hostname -f)\n$x `uname` "$y" z', ['hostname', 'uname']],
    ['f() { logger x; }\nf a', ['logger']],
    ['for a in b c; do mail $a; done', ['mail']],
    ['case x in a|b) run ;; esac', []],
    ['cat <<EOF\nhello there\nEOF', ['cat']],
    ['ufw \\\n  deny x', ['ufw']],
    ['<iptables> -F', []],
    ['', []],
  ])('%j', (script, programs) => {
    expect(programsOf(script).map(({ program }) => program)).toEqual(programs);
  });

  it('knows the line', () => {
    expect(programsOf('true\n\n  a x\nb; a')).toEqual([
      { program: 'a', line: 2 },
      { program: 'b', line: 3 },
    ]);
  });
});
