import neostandard from 'neostandard'

/** What decides, and what a method says of a proof: pure functions, held to it by their names. */
const pure = ['lib/record/**/*.ts', 'lib/methods/{prove,attempts}.ts', 'lib/methods/*/{proof,enrollment,import,reseal,start}.ts']

const impure = [
  ['AwaitExpression', 'waits for nothing'],
  ['CallExpression[callee.object.name="Date"][callee.property.name="now"]', 'gets the time as an argument'],
  ['NewExpression[callee.name="Date"][arguments.length=0]', 'gets the time as an argument'],
  ['CallExpression[callee.object.name="Math"][callee.property.name="random"]', 'draws nothing by itself'],
  ['ImportSpecifier[imported.name=/^random/]', 'draws nothing by itself']
].map(([selector, rule]) => ({ selector, message: `A pure function ${rule}: prepare it outside, and hand it in.` }))

export default [
  ...neostandard({
    ts: true,
    ignores: neostandard.resolveIgnoresFromGitignore()
  }),
  {
    files: pure,
    rules: {
      'no-restricted-syntax': ['error', ...impure],
      'no-restricted-globals': ['error', 'performance', 'process', 'setTimeout', 'setImmediate', 'fetch', 'console']
    }
  },
  {
    files: ['lib/**/*.ts', 'example-app/**/*.ts'],
    ignores: ['lib/pages/assets/texts.ts', 'example-app/recipes/**'],
    rules: { 'max-len': ['error', { code: 140, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }] }
  }
]
