#!/usr/bin/env node
import { optimizeLater } from './optimize-later.js';

optimizeLater();
const { main } = await import('./client/main.js');
await main();
