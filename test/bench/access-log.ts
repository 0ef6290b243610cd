import { Dice } from './dice.js';

const wanted = ['/wp-login.php', '/.env', '/.git/config', '/phpmyadmin/index.php', '/cgi-bin/test.cgi'] as const;
const pages = [
  '/',
  '/index.html',
  '/api/v1/items?page=',
  '/assets/app.js?v=',
  '/blog/post-',
  '/search?q=term',
] as const;
const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
  'curl/8.5.0',
  'python-requests/2.32.3',
] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An nginx access.log of one hour that begins at `start` (seconds, UTC): one line in ten was answered 401, 403 or 404. */
export function accessLog(lines: number, start: number): string {
  const dice = new Dice(2);
  const good = Array.from({ length: 1000 }, () => dice.address());
  const bad = Array.from({ length: 200 }, () => dice.address());
  let text = '';
  for (let line = 0; line < lines; line++) {
    const isBad = dice.chance(0.1);
    const ip = (isBad ? bad[dice.below(200)] : good[dice.below(1000)]) ?? '';
    const what = isBad ? refused(dice) : answered(dice);
    text += `${ip} - - [${stamp(start + (3600 * line) / lines)}] ${what} "${dice.pick(agents)}"\n`;
  }
  return text;
}

/** `21/Nov/2026:07:00:00 +0000`. */
function stamp(time: number): string {
  const date = new Date(time * 1000);
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${day}/${months[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}

function refused(dice: Dice): string {
  const path = dice.chance(0.8) ? dice.pick(wanted) : `/img/missing-${dice.below(1e6)}.png`;
  const status = dice.pick([404, 404, 404, 404, 403, 401]);
  return `"${dice.chance(0.2) ? 'POST' : 'GET'} ${path} HTTP/1.1" ${status} ${120 + dice.below(480)} "-"`;
}

function answered(dice: Dice): string {
  const page = () => dice.pick(pages) + String(dice.below(1e6));
  const referer = dice.chance(0.6) ? `https://www.example.com${page()}` : '-';
  const request = `${dice.pick(['GET', 'GET', 'GET', 'POST', 'HEAD'])} ${page()} HTTP/${dice.pick(['1.1', '2.0'])}`;
  return `"${request}" ${dice.pick([200, 200, 200, 301, 304])} ${200 + dice.below(90_000)} "${referer}"`;
}
