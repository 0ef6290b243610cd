import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DaemonHome } from '../support/daemon-home.js';
import { makeNamespace, missing } from '../support/netns.js';
import { until } from '../support/until.js';

const reason = missing('nft', 'jq', 'flock', 'python3');

/** An action as people pass them around, and what it is to have written when it has stopped. */
interface WildAction {
  /** `OUT` is where it writes. */
  readonly file: string;
  readonly written: readonly string[];
}

const stamped = (user: string, ip: string) => `STAMP user ${user} from ${ip}`;
const hostile = `o'brien "x" $(touch OUT) a  b;`;

/** With what Fail2Ban wrote for each of them. */
const actions: Readonly<Record<string, WildAction>> = {
  'here-documents': {
    file: `actionban = cat <<EOF >> OUT
            on <name>
               indented \`echo <ip>\`
            <matches>
            EOF
            cat <<'END' >> OUT
            raw $HOME <F-USER>
            END
            cat <<-TIGHT>>OUT
            tight <fid>
            TIGHT
actionunban = sed -i "/^tight <ip>/d" OUT`,
    written: [
      ...['on sshd', 'indented 198.51.100.1', stamped('admin', '198.51.100.1'), 'raw $HOME admin'],
      ...['on sshd', 'indented 2001:db8::1', stamped(hostile, '2001:db8::1'), 'raw $HOME $f2bV_F_user'],
    ],
  },
  'here-documents-of-python': {
    file: `actionban = python3 -c 'import sys; open("OUT", "a").write("%%s %%d\\n" %% (sys.argv[1], int(sys.argv[2])))' <ip> <failures>
            python3 <<EOF
            if True: open("OUT", "a").write("here <ip>\\n")
            EOF
actionunban = python3 - <ip> <<'PY'
              import sys
              open("OUT", "a").write("free " + sys.argv[1] + "\\n")
              PY`,
    written: [
      ...['198.51.100.1 1', 'here 198.51.100.1', '2001:db8::1 1', 'here 2001:db8::1'],
      ...['free 198.51.100.1', 'free 2001:db8::1'],
    ],
  },
  loops: {
    file: `# all ports
actionban = for p in $(echo <ports> | tr ',' ' '); do
              # one each
              echo "<ip> $p" >> OUT
            done
            case "<ip>" in
              *:*) echo six >> OUT;;
              *)   echo four >> OUT;;
            esac
            [ -n "<nobody>" ] && exit 7; exit 0
actionunban = { echo "<ip> free" >> OUT; } & wait
[Init]
ports = 22,80
nobody =`,
    written: [
      ...['198.51.100.1 22', '198.51.100.1 80', 'four', '2001:db8::1 22', '2001:db8::1 80', 'six'],
      ...['198.51.100.1 free', '2001:db8::1 free'],
    ],
  },
  'look-up': {
    file: `actionban = echo "<ip> by <token>" >> OUT
actionunban = id=$(echo '{"result":[{"id":"id of <ip>"}]}' | jq -r '.result[0].id')
              if [ -z "$id" ] || [ "$id" = "null" ]; then echo "cannot be found"; exit 0; fi;
              echo "$id" >> OUT
[Init]
token = SECRET`,
    written: ['198.51.100.1 by SECRET', '2001:db8::1 by SECRET', 'id of 198.51.100.1', 'id of 2001:db8::1'],
  },
  payloads: {
    file: `norestored = 1
actionban = printf '%%s\\n' "{\\"content\\": \\":no_entry: [**<name>**] <ip> [<failures>] <F-USER>\\"}" 'payload={"text": "$country <ip> (<ip-host>)"}' >> OUT
actionunban = printf '%%s%%%%0A\\n' "<ip> free" >> OUT`,
    written: [
      '{"content": ":no_entry: [**sshd**] 198.51.100.1 [1] admin"}',
      'payload={"text": "$country 198.51.100.1 (None)"}',
      `{"content": ":no_entry: [**sshd**] 2001:db8::1 [1] ${hostile}"}`,
      'payload={"text": "$country 2001:db8::1 (None)"}',
      ...['198.51.100.1 free%0A', '2001:db8::1 free%0A'],
    ],
  },
  'kept-file': {
    file: `actionstart = echo "# %(label)s of <name>" >> <file>
actionstop = echo "# end" >> <file>
actioncheck = grep -q '^# lab' <file>
actionban = flock -w 5 OUT.lock -c 'echo "deny <ip>;" >> <file>' || true
actionunban = sed -i "\\|^deny <ip>;|d" <file>
label = lab-%(__name__)s
[Init]
file = OUT`,
    written: ['# lab-Definition of sshd', '# end'],
  },
  'one-start': {
    file: `actionstart = echo start >> OUT
              nft add table inet wild
              nft add set inet wild four \\{ type ipv4_addr\\; flags timeout\\; \\}
              nft add set inet wild six '{ type ipv6_addr; flags timeout; }'
              nft add chain inet wild in { type filter hook input priority -10 \\; }
              nft add rule inet wild in ip saddr @four counter drop comment "\\"banned by <name>\\""
              nft add rule inet wild in ip6 saddr @six counter drop
actionstop = nft delete table inet wild && echo stop >> OUT
actionban = nft add element inet wild <set> { <ip> timeout <bantime>s }
actionunban = nft delete element inet wild <set> { <ip> }
[Init]
set = four
[Init?family=inet6]
set = six`,
    written: ['start', 'stop'],
  },
};

describe.skipIf(reason !== undefined)(`actions from the wild (${reason ?? 'in a namespace'})`, () => {
  const home = new DaemonHome(makeNamespace);
  const written = (name: string): readonly string[] => {
    const text = existsSync(home.at(name)) ? readFileSync(home.at(name), 'utf8') : '';
    return text
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'STAMP')
      .split('\n')
      .slice(0, -1);
  };
  const inPlace = (name: string, text: string) => text.replaceAll('OUT', home.at(name));
  const wanted = (name: string) =>
    (actions[name]?.written ?? []).map((line) => line.replaceAll('OUT', home.at('trap')));
  const rules = () => home.box.exec('nft -s list ruleset');

  it('do what they do under Fail2Ban, and no more', async () => {
    const names = Object.keys(actions);
    const files = names.map((name): [string, string] => [
      `action.d/${name}.conf`,
      inPlace(name, `[Definition]\n${actions[name]?.file ?? ''}\n`),
    ]);
    const filter = '[Definition]\nfailregex = ^ user <F-USER>.*</F-USER> from <HOST>$\n';
    const options = `filter = app\nmaxretry = 1\nusedns = no\naction = ${names.join('\n  ')}`;
    const daemon = await home.start(options, { ...Object.fromEntries(files), 'filter.d/app.conf': filter });
    const fail = async (user: string, ip: string) => {
      const line = inPlace('trap', `${new Date().toISOString()} user ${user} from ${ip}\n`);
      appendFileSync(home.at('auth.log'), line);
      await until(() => rules().includes(ip) && written('loops').includes(`${ip} 80`));
    };
    await fail('admin', '198.51.100.1');
    await fail(hostile, '2001:db8::1');
    expect(rules().match(/ drop/g)).toHaveLength(2);
    expect(rules()).toContain('comment "banned by sshd"');
    expect((await daemon.client('unban', '198.51.100.1', '2001:db8::1')).stdout).toBe('2');
    expect(await daemon.end('SIGTERM')).toBe(0);
    expect(Object.fromEntries(names.map((name) => [name, written(name)]))).toEqual(
      Object.fromEntries(names.map((name) => [name, wanted(name)])),
    );
    expect(rules()).toBe('');
    expect(existsSync(home.at('trap'))).toBe(false);
    expect(daemon.log()).not.toMatch(/ (?:ERROR|CRITICAL) /);
  });
});
