// The programs of the package: all of src and of what it uses in a few files, which start faster than hundreds.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const sqlite = `better-sqlite3-13/linux-${process.env.TSBAN_ARCH ?? process.arch}`;

/** There is one native module, and it lies above the programs' folder. */
const nativeModule = {
  name: 'native-module',
  resolveId: (id) => (id.endsWith('.node') ? { id: '../../sqlite.node', external: true } : undefined),
};

export default defineConfig({
  cwd: here('..'),
  input: Object.fromEntries(['tsban', 'tsban-client', 'tsban-regex'].map((name) => [name, `src/cli/${name}.ts`])),
  platform: 'node',
  // The package's Node is a new one.
  resolve: { alias: { 'better-sqlite3': sqlite, 'better-sqlite3-13': sqlite } },
  plugins: [nativeModule],
  output: {
    dir: process.env.TSBAN_BUNDLE ?? here('../build/bundle'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'part-[name]-[hash].js',
  },
});
