import { defineConfig } from 'vitest/config'

const shared = { setupFiles: ['test/setup.ts'], testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/faults/**', 'test/browser/**'],
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
      { test: { ...shared, name: 'faults', include: ['test/faults/**/*.test.ts'], fileParallelism: false } },
    ],
  },
})
