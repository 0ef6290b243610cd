import { escapeControlsInLines } from '../escape-controls.js';
import { testConfiguration } from '../server/test-configuration.js';

/** What `-t` prints: all findings on standard error, the verdict on standard output. True if all of the directory can be used. */
export async function reportTest(directory: string): Promise<boolean> {
  const problems = await testConfiguration(directory);
  for (const { severity, error } of problems) {
    process.stderr.write(`${severity.toUpperCase()}: ${escapeControlsInLines(error.message)}\n`);
  }
  const failed = problems.some(({ severity }) => severity === 'error');
  process.stdout.write(failed ? 'ERROR: test configuration failed\n' : 'OK: configuration test is successful\n');
  return !failed;
}
