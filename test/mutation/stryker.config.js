import { mutate, name } from './parts.js'

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate,
  testRunner: 'tap',
  plugins: ['@stryker-mutator/tap-runner'],
  // once for all mutants: loading TypeScript takes longer than most tests
  buildCommand: 'tsc -p test --noCheck',
  tap: { testFiles: ['test/mutation/run-part.js'], nodeArgs: ['--import=@tapjs/mock/import'], forceBail: true },
  ignorePatterns: ['/.mutation', '/.tap', '/compiled', '/dist', '/example-app'],
  tempDirName: '.mutation/sandbox',
  reporters: ['clear-text', 'progress', 'html'],
  clearTextReporter: { reportTests: false },
  htmlReporter: { fileName: `.mutation/${name}.html` },
  thresholds: { high: 95, low: 90, break: 90 },
  concurrency: 2,
  // a machine that does something else besides is slow, which is no mutant's fault
  timeoutMS: 20_000
}
