/** The one part of prom-client that is loaded; it comes with types only as a whole. */
declare module 'prom-client/lib/registry.js' {
  import type { Registry } from 'prom-client';

  const registry: typeof Registry;
  export = registry;
}
