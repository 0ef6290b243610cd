import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/system/**'],
          setupFiles: 'test/support/seed.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Real firewalls in network namespaces, real programs: one file at a time, so that they do not slow each other.
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          globalSetup: 'test/support/build.ts',
          setupFiles: 'test/support/seed.ts',
          testTimeout: 120_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
