import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPage } from './man/page.js';
import { manualPages } from './man/pages.js';
import { packageVersion } from './version.js';

// `npm run build`: the manual pages, into the folder that is named.
const [folder = 'dist/man'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const page of manualPages()) {
  writeFileSync(join(folder, `${page.name}.${page.section}`), renderPage(page, packageVersion()));
}
