import { join } from 'node:path';
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
    const soon = async (condition: () => boolean) => until(condition, 90);
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

    it('1: nginx, and then ufw, by a tutorial', async () => {
      box.setUp(1);
      box.take(join(import.meta.dirname, '../support/tutorial-site.conf'));
      exec(`mkdir -p /path/to/your/fastapi /var/www/html/private && touch /path/to/your/fastapi/logfile.log
      printf 'joe:%s\\n' "$(openssl passwd right)" >/etc/nginx/htpasswd`);
      box.serve('include /root/tutorial-site.conf;');
      box.run('fastapi', 8001, '/path/to/your/fastapi/logfile.log');
      // Its reader copies jail.conf first, and adds to the copy.
      exec(`cd /etc/tsban && mv jail.d/custom.conf /root && mv jail.local /root
      cp jail.conf jail.local && cat /root/jail.local >>jail.local
      systemctl restart tsban`);
      expect(exec('tsban -t 2>&1')).toMatch(/\[nginx-404] stands in this file twice, [^]*\nOK: configuration test/);
      expect(exec('tsban-client status')).toContain(
        'Jail list:\tfastapi, nginx-404, nginx-badbots, nginx-http-auth, nginx-limit-req, nginx-noscript\n',
      );
      const visitor = (last: number, times: number, path: string, options = '') => {
        exec(`ip -n guest addr replace 203.0.113.${last}/24 dev guest`);
        for (let i = 0; i < times; i++) visit(`203.0.113.1${path}`, `--interface 203.0.113.${last} ${options}`);
      };
      const shutOut = async (last: number, jail: string) => {
        await soon(() => banned(jail).includes(`203.0.113.${last}`));
        await soon(() => visit('203.0.113.1/', `--interface 203.0.113.${last}`) === '000');
      };
      visitor(11, 3, '/not-there');
      await shutOut(11, 'nginx-404');
      visitor(12, 3, '/private/', '-u joe:wrong');
      await shutOut(12, 'nginx-http-auth');
      visitor(13, 2, '/', '-A sqlmap/1.7');
      await shutOut(13, 'nginx-badbots');
      visitor(14, 2, '/shell.php');
      await shutOut(14, 'nginx-noscript');
      visitor(15, 12, '/slow/');
      await shutOut(15, 'nginx-limit-req');
      visitor(16, 5, ':8001/token', '-d wrong');
      await shutOut(16, 'fastapi');
      expect(exec('tsban-client status nginx-404')).toContain('Banned IP list:\t203.0.113.11');
      expect(exec('tail -n 200 /var/log/tsban.log')).toContain('[nginx-404] Ban 203.0.113.11');
      expect(
        exec(`for jail in $(tsban-client status | grep 'Jail list:' | sed 's/.*://;s/,//g'); do
          echo "Jail: $jail"
          tsban-client status $jail | grep 'Banned IP'
        done`),
      ).toMatch(/Jail: nginx-http-auth\n.*203\.0\.113\.12\nJail: nginx-limit-req\n.*203\.0\.113\.15\n/);

      // Then everything through ufw, by a file in jail.d: a jail.local with all of jail.conf's defaults would outvote it.
      exec(`cd /etc/tsban && cp /root/jail.local . && cp /root/custom.conf jail.d/
      ufw --force enable && for port in 22 80 443 8001; do ufw allow $port/tcp; done
      touch /var/log/ufw.log && systemctl restart tsban`);
      expect(exec('tsban-client status')).toContain('Number of jail:\t12\n');
      expect(exec('tsban-client get sshd bantime')).toBe('86400\n');
      const denied = async (last: number, jail: string) => {
        await shutOut(last, jail);
        expect(exec('ufw status')).toMatch(new RegExp(`REJECT +203\\.0\\.113\\.${last} `));
      };
      visitor(21, 1, '/not-there');
      await denied(21, 'nginx-4xx');
      visitor(22, 1, '/secret/');
      await denied(22, 'nginx-forbidden');
      visitor(23, 1, '/phpmyadmin/index.php');
      await denied(23, 'nginx-botsearch');
      visitor(24, 1, ':443/');
      await denied(24, 'nginx-sslerror');
      exec(`echo "$(date '+%b %e %T') box kernel: [ 1.0] [UFW BLOCK] IN=box OUT= \
MAC=02 SRC=203.0.113.25 DST=203.0.113.1 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=1 DF PROTO=TCP SPT=5555 DPT=23 WINDOW=64240 \
RES=0x00 SYN URGP=0" >>/var/log/ufw.log`);
      exec('ip -n guest addr add 203.0.113.25/24 dev guest');
      await denied(25, 'ufw');
      box.guest(
        'sshpass -p wrong ssh -b 203.0.113.2 -o StrictHostKeyChecking=no -o ConnectTimeout=3 root@203.0.113.1 true',
      );
      await denied(2, 'sshd');
      exec('ufw insert 1 deny from 198.51.100.66 to any && tsban-client unban --all');
      await soon(() => !exec('ufw status').includes('203.0.113.') && visit('203.0.113.1/') === '200');
      expect(exec('ufw status')).toContain('198.51.100.66');

      // The same jails on a path of one's own.
      exec(`sed -i 's|%(nginx_[a-z]*_log)s|/var/log/nginx/access.log|' /etc/tsban/jail.d/custom.conf
      systemctl restart tsban`);
      expect(exec('tsban-client get nginx-forbidden logpath')).toContain('/var/log/nginx/access.log');
      exec(`systemctl stop tsban nginx fastapi && ufw --force reset && ip -n guest addr flush dev guest
      ip -n guest addr add 203.0.113.2/24 dev guest`);
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
      expect(exec('tsban -t 2>&1')).not.toContain('actionunban');
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
