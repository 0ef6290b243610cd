import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootSeedBox, furnish, type SeedBox } from '../support/seed-box.js';
import { until } from '../support/until.js';

const started = bootSeedBox();
const guest = '203.0.113.2';

/** What their readers type, with the paths of their texts, against the package and its unit. */
describe.skipIf(typeof started === 'string')(
  `the setups tsban is for, as a service${typeof started === 'string' ? `: ${started}` : ''}`,
  { timeout: 240_000 },
  () => {
    const box = started as SeedBox;
    const exec = (script: string) => box.exec(script);
    const visit = (url: string, options?: string) => box.visit(url, options);
    const banned = (jail: string) => /Banned IP list:\t(.*)/.exec(exec(`tsban-client status ${jail}`))?.[1] ?? '';
    const soon = async (condition: () => boolean) => until(condition, 30);
    const fail = (url: string, times: number) => {
      for (let i = 0; i < times; i++) expect(visit(url, '-d wrong')).toBe('401');
    };

    beforeAll(() => furnish(box), 600_000);
    afterAll(() => box.remove());

    it('0: ECTLogger behind nginx', async () => {
      box.setUp(0);
      exec('mkdir -p /var/log/ectlogger && chown $USER:$USER /var/log/ectlogger');
      box.run('ectlogger', 8000, '/var/log/ectlogger/app.log');
      box.serve(`server { listen 80; location / {
        proxy_pass http://localhost:8000;
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
      } }`);
      exec('systemctl restart ectlogger && systemctl restart tsban');
      expect(exec('tsban -t')).toBe('OK: configuration test is successful\n');
      await soon(() => visit('http://203.0.113.1/', '-d right') === '200');
      fail('http://203.0.113.1/auth/magic-link', 5);
      await soon(() => banned('ectlogger') === guest);
      await soon(() => visit('http://203.0.113.1/') === '000');
      expect(visit('http://203.0.113.1:8000/')).toBe('000');
      expect(box.guest('timeout 3 bash -c "</dev/tcp/203.0.113.1/22" && echo open')).toBe('open\n');
      const tried = 'tsban-regex /var/log/ectlogger/app.log /etc/tsban/filter.d/ectlogger.conf';
      expect(exec(tried)).toContain('Lines: 6 lines, 0 ignored, 5 matched, 1 missed');
      expect(exec(`${tried} --print-all-matched`)).toContain(`magic link token - IP: ${guest}`);
      expect(exec('tsban-client status ectlogger | grep "Banned IP"')).toContain(`Banned IP list:\t${guest}`);
      expect(exec(`tsban-client set ectlogger unbanip ${guest}`)).toBe('1\n');
      await soon(() => visit('http://203.0.113.1/', '-d right') === '200');
      expect(exec('tail /var/log/tsban.log')).toMatch(/\[ectlogger] Ban 203\.0\.113\.2\n[^]*\[ectlogger] Unban 203/);
      exec('systemctl stop ectlogger nginx');
    });

    it('4: ownCloud and Flask in Docker', async () => {
      box.setUp(4);
      // What the text has its reader put into a copy; and its filter for Flask is ownCloud's once more, so tsban's own stays.
      exec(`cd /etc/tsban && cp action.d/iptables.conf action.d/iptables-docker.conf
      cat >>action.d/iptables-docker.conf <<'LINES'
[Init]
chain = DOCKER-USER

[Definition]
actionstart = <iptables> -N f2b-<name> || true
              <iptables> -I <chain> -j f2b-<name>
              <iptables> -F f2b-<name>
LINES
      dpkg-deb --fsys-tarfile /root/tsban_*.deb | tar -C / -x ./etc/tsban/filter.d/flask-login.conf`);
      const flaskLog = '/home/babtou/MyOwnCloud/logs/flask.log';
      const volume = '/var/lib/docker/volumes/myowncloud_owncloud_data/_data';
      exec(`useradd -m babtou; mkdir -p /home/babtou/MyOwnCloud/logs ${volume}/files && chmod 700 /home/babtou
      touch ${flaskLog} ${volume}/files/owncloud.log && chown -R babtou /home/babtou`);
      box.run('owncloud', 80, '/mnt/data/files/owncloud.log', `${volume}:/mnt/data`);
      box.publish(80);
      exec('systemctl enable tsban && systemctl start tsban');
      await soon(() => visit('http://203.0.113.1/login', '-d right') === '200');
      fail('http://203.0.113.1/login', 5);
      await soon(() => banned('owncloud-login') === guest);
      await soon(() => visit('http://203.0.113.1/login') === '000');
      expect(exec('tsban-client status')).toContain('Jail list:\tflask-login, owncloud-login, sshd');
      expect(exec('iptables -L DOCKER-USER -n --line-numbers')).toMatch(
        /^Chain DOCKER-USER \(1 references\)\nnum .*\n1 +f2b-FlaskLogin +(?:0|all) +-- +0\.0\.0\.0\/0 +0\.0\.0\.0\/0 +\n2 +RETURN /,
      );
      expect(exec('iptables -L f2b-FlaskLogin -n')).toMatch(/REJECT .*203\.0\.113\.2 /);

      // The other jail comes to the same chain.
      exec('tsban-client set owncloud-login unbanip 203.0.113.2 && systemctl stop owncloud');
      box.run('flask', 80, '/logs/flask.log', '/home/babtou/MyOwnCloud/logs:/logs');
      await soon(() => visit('http://203.0.113.1/admin-login', '-d right') === '200');
      fail('http://203.0.113.1/admin-login', 5);
      await soon(() => visit('http://203.0.113.1/admin-login') === '000');
      expect(banned('flask-login')).toBe(guest);
      exec('systemctl restart tsban');
      await soon(() => exec('iptables -L f2b-FlaskLogin -n').includes(guest));
      expect(visit('http://203.0.113.1/admin-login')).toBe('000');
      exec(`tsban-client set flask-login unbanip ${guest}`);
      await soon(() => visit('http://203.0.113.1/admin-login', '-d right') === '200');
      exec('iptables -D DOCKER-USER 2 && systemctl stop tsban');
      expect(exec('iptables -S DOCKER-USER')).toBe('-N DOCKER-USER\n');
      expect(exec('iptables -S')).not.toContain('f2b');
      exec('systemctl stop flask');
    });

    it('2: MeshMonitor behind nginx with TLS, reported to AbuseIPDB and by mail', async () => {
      box.setUp(2);
      const logs = '/home/user/meshmonitor/meshmonitor-logs';
      const jail = '/etc/tsban/jail.d/meshmonitor.conf';
      exec(`mkdir -p ${logs} && touch ${logs}/access.log && chmod 700 /home/user
      sed -i 's|/path/to/meshmonitor-logs|${logs}|' ${jail}`);
      box.run('meshmonitor', 3001, '/data/logs/access.log', `${logs}:/data/logs`);
      box.serve(`server {
        listen 203.0.113.1:443 ssl;
        server_name meshmonitor.example.com;
        ssl_certificate /root/own.pem;
        ssl_certificate_key /root/own.pem;
        location / { proxy_pass http://172.18.0.2:3001; proxy_set_header X-Forwarded-For $remote_addr; }
      }`);
      expect(exec('tsban-client --test')).toContain('OK: configuration test is successful');
      exec('systemctl restart tsban && systemctl enable tsban 2>&1');
      expect(exec('systemctl status tsban')).toContain('Active: active (running)');

      const login = (password: string) =>
        visit(
          'https://meshmonitor.example.com/api/auth/login',
          `-X POST -H 'Content-Type: application/json' -d '{"username":"admin","password":"${password}"}'`,
        );
      await soon(() => login('right') === '200');
      for (let i = 0; i < 3; i++) expect(login('wrongpassword')).toBe('401');
      await soon(() => banned('meshmonitor') === guest);
      await soon(() => login('right') === '000');
      expect(exec('iptables -S INPUT')).toContain('-p tcp -m multiport --dports 80,443 -j f2b-meshmonitor');
      await soon(() => box.asked().length > 0);
      const [report] = box.asked();
      expect(report).toMatchObject({
        method: 'POST',
        host: 'api.abuseipdb.com',
        path: '/api/v2/report',
        headers: { key: 'YOUR_ABUSEIPDB_API_KEY_HERE', accept: 'application/json' },
        body: 'ip=203.0.113.2&categories=18%2C21&comment=MeshMonitor%3A+Failed+login+attempts',
      });

      const tried = `tsban-regex ${logs}/access.log /etc/tsban/filter.d/meshmonitor.conf`;
      expect(exec(tried)).toContain(
        'Failregex: 3 total\n|-  #) [# of hits] regular expression\n|   1) [3] ^<HOST> .* "POST /api/auth/login HTTP/.*" 401\n`-',
      );
      expect(exec(`${tried} --print-all-matched`)).toContain(`${guest} - - [`);
      expect(exec('tsban-client get meshmonitor logpath')).toContain(`${logs}/access.log`);
      expect(exec('tsban-client status meshmonitor')).toContain(`File list:\t${logs}/access.log`);
      expect(exec('tail /var/log/tsban.log')).toMatch(
        / tsban\.filter +\[\d+\]: INFO +\[meshmonitor] Found 203\.0\.113\.2 - .*\n.* tsban\.actions +\[\d+\]: NOTICE +\[meshmonitor] Ban 203\.0\.113\.2\n/,
      );
      expect(exec('journalctl -u tsban -n 50')).toContain('Started tsban.service');
      exec(`tsban-client set meshmonitor unbanip ${guest}`);
      await soon(() => login('right') === '200');

      // Its further actions: a mail by the machine's own mail server, and bans that are kept in a list.
      exec(`useradd -m admin && sed -i "s/^dc_other_hostnames=.*/dc_other_hostnames='box:example.com'/" /etc/exim4/update-exim4.conf.conf
      systemctl start exim4
      mkdir /etc/systemd/system/tsban.service.d
      cp /usr/share/doc/tsban/examples/local-mail.conf /etc/systemd/system/tsban.service.d
      cd /etc/tsban && sed -i 's|fail2ban/|tsban/|' action.d/iptables-persistent.conf
      sed -i 's/^ *abuseipdb$/         sendmail-whois[name=meshmonitor, dest=admin@example.com]\\n         iptables-persistent/' ${jail}
      systemctl daemon-reload && systemctl restart tsban`);
      for (let i = 0; i < 3; i++) expect(login('wrongpassword')).toBe('401');
      await soon(() =>
        exec('cat /var/mail/admin || true').includes('Subject: [tsban] meshmonitor: banned 203.0.113.2'),
      );
      expect(exec('cat /var/mail/admin')).toContain('network of 203.0.113.2: abuse@example.net');
      await soon(() => exec('cat /etc/tsban/persistent-bans-meshmonitor.txt || true') === `${guest}\n`);
      expect(exec('iptables -L -n | grep DROP')).toContain(guest);
      exec(`tsban-client set meshmonitor unbanip ${guest}`);
      expect(exec('cat /etc/tsban/persistent-bans-meshmonitor.txt')).toBe('');
      await soon(() => login('right') === '200');

      exec('tsban-client stop meshmonitor');
      expect(exec('iptables -S')).not.toMatch(/f2b/);
      exec(`rm ${jail} /etc/tsban/filter.d/meshmonitor.conf && systemctl restart tsban`);
      expect(exec('tsban-client status')).toContain('Number of jail:\t0');
      exec('systemctl stop meshmonitor nginx exim4');
    });

    it('3: Nginx Proxy Manager behind Cloudflare, told to Telegram', async () => {
      box.setUp(3);
      const data = '/srv/docker/volumes/npm/data';
      exec(`chmod 600 /etc/tsban/action.d/telegram-notif.conf /etc/tsban/action.d/cloudflare-firewall.conf
      mkdir -p ${data}/logs && touch ${data}/logs/proxy-host-1_{access,error}.log ${data}/logs/fallback_access.log`);
      for (const port of [80, 443]) box.publish(port);
      box.contain('npm', `${data}:/data`, "nginx -c /root/proxy-manager.conf -g 'daemon off;'");
      expect(exec('systemctl restart tsban && sleep 2 && systemctl status tsban | cat')).toContain('5 jails');
      const rules = () => exec('curl -s https://api.cloudflare.com/client/v4/user/firewall/access_rules/rules');
      const told = () => box.asked().filter(({ host }) => host === 'api.telegram.org');
      const seen = (path: string, times: number, visitor: string) => {
        for (let i = 0; i < times; i++) visit(`https://one137.dev${path}`, `-H 'CF-Connecting-IP: ${visitor}'`);
      };
      await soon(() => visit('https://one137.dev/') === '200');
      seen('/test-403', 3, '198.51.100.3');
      seen('/abc', 10, '198.51.100.4');
      seen('/abc', 9, '198.51.100.5');
      await soon(() => banned('npm-403') === '198.51.100.3' && banned('npm-404') === '198.51.100.4');
      await soon(() => rules().includes('"value": "198.51.100.4"'));
      expect(box.asked()).toContainEqual(
        expect.objectContaining({
          method: 'POST',
          host: 'api.cloudflare.com',
          path: '/client/v4/user/firewall/access_rules/rules',
          body: '{"mode":"block","configuration":{"target":"ip","value":"198.51.100.3"},"notes":"Fail2Ban - jail npm-403"}',
          headers: expect.objectContaining({
            authorization: 'Bearer CF_FIREWALL_API_TOKEN',
            'content-type': 'application/json',
          }) as unknown,
        }),
      );
      await soon(() => told().length === 2);
      expect(told()[0]).toMatchObject({ method: 'POST', path: '/botTELEGRAM_TOKEN/sendMessage' });
      expect(told().map(({ body }) => body.split(' -- ')[0])).toEqual([
        "chat_id=TELEGRAM_CHATID&parse_mode=HTML&text=🚫 Banned 198.51.100.3 to jail 'npm-403'",
        "chat_id=TELEGRAM_CHATID&parse_mode=HTML&text=🚫 Banned 198.51.100.4 to jail 'npm-404'",
      ]);

      // Its error log, and what comes to no host of it.
      for (let i = 0; i < 3; i++) visit('https://one137.dev/admin/');
      for (let i = 0; i < 3; i++) visit('http://203.0.113.1:443/');
      await soon(() => banned('npm-forbidden') === guest && banned('npm-protocol') === guest);
      exec('tsban-client unban 203.0.113.2');

      exec('tsban-client set npm-404 banip 66.66.66.66');
      await soon(() => rules().includes('"notes": "Fail2Ban - jail npm-404"') && rules().includes('66.66.66.66'));
      exec('tsban-client set npm-404 unbanip 66.66.66.66');
      await soon(() => !rules().includes('66.66.66.66'));
      expect(box.asked().filter(({ method }) => method === 'DELETE')).not.toEqual([]);

      const before = told().length;
      exec('tsban-client set sshd banip 66.66.66.66');
      await soon(() => told().length === before + 1);
      expect(exec('iptables -S')).toContain('-s 66.66.66.66/32 -j REJECT');
      exec('tsban-client set sshd unbanip 66.66.66.66');
      await soon(() => told().length === before + 2);
      expect(told().at(-1)?.body).toBe("chat_id=TELEGRAM_CHATID&text=✅ Unbanned 66.66.66.66 from jail 'sshd'");
      box.guest(
        `for _ in 1 2 3; do sshpass -p wrong ssh -o StrictHostKeyChecking=no -o ConnectTimeout=3 root@203.0.113.1 true; done`,
      );
      await soon(() => banned('sshd') === guest);
      expect(box.guest('ssh -o ConnectTimeout=3 root@203.0.113.1 true')).toContain('Connection refused');
      exec('systemctl stop npm tsban');
      expect(rules()).toContain('"result": []');
    });
  },
);
