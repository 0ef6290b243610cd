import { expandParameters } from './render-command.js';

const secretName = /(?:key|token|pass|passwd|password|secret)(?:\?family=.*)?$/i;
/** What is shorter is no secret, and would be found everywhere. */
const minLength = 6;

/** Values of the parameters that are keys, tokens or passwords by their names; the longest, which may hold others, first. */
export function secretsOf(parameters: ReadonlyMap<string, string>): readonly string[] {
  const values = [...parameters]
    .filter(([name]) => secretName.test(name))
    .map(([, value]) => expandParameters(value, parameters, '').trim());
  const secrets = new Set(values.filter((value) => value.length >= minLength));
  return [...secrets].sort((one, other) => other.length - one.length);
}

/** A text with stars in the place of each secret. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((current, secret) => current.replaceAll(secret, '****'), text);
}
