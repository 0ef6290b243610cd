#!/usr/bin/env node
import { optimizeLater } from './optimize-later.js';

optimizeLater();
const { main } = await import('./tsban-program.js');
await main();
