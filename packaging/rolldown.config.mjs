// The programs of the package: all of src and of what it uses in a few files, which start faster than hundreds.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  cwd: here('..'),
  input: Object.fromEntries(['tsban', 'tsban-client', 'tsban-regex'].map((name) => [name, `src/cli/${name}.ts`])),
  platform: 'node',
  // better-sqlite3 asks it where its native module is.
  resolve: { alias: { bindings: here('native-module.cjs') } },
  output: {
    dir: process.env.TSBAN_BUNDLE ?? here('../build/bundle'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'part-[name]-[hash].js',
  },
});
