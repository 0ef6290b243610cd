import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['build', 'dist', 'node_modules', '**/*.mjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Numbers in messages are the daemon's daily bread; `${count}` needs no String() around it.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `void` for "deliberately not awaited" is how a floating promise is owned up to.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'A named export keeps one name for one thing.' },
        { selector: 'TSEnumDeclaration', message: 'A union of string literals reads the same everywhere.' },
      ],
    },
  },
  {
    // Tools read their settings as a default export; nothing else is one.
    files: ['*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
