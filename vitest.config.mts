// Settings of the unit and property tests. The tests in the editor run apart, under mocha (test/editor).
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/editor/**'],
    testTimeout: 60_000,
  },
});
