import fc from 'fast-check';

/** Of properties and models: they try the same each time, so that what fails was changed and not unlucky. */
export const seed = Number(process.env['TSBAN_SEED'] ?? 1);

fc.configureGlobal({ seed });
