import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import ts from 'typescript'

const document = readFileSync('.github/SECURITY.md', 'utf8')

/** The full names of the tests of a file, as they are written there; none for a file that is not there. */
function testsOf (file: string): ReadonlySet<string> {
  const names = new Set<string>()
  if (!existsSync(file)) return names
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'test') {
      const [name] = node.arguments
      if (name !== undefined && ts.isStringLiteralLike(name)) names.add(name.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest))
  return names
}

/** The tests that a text names: `file`: "full name". */
function named (text: string): { file: string, name: string }[] {
  return [...text.matchAll(/`(test\/[^`]+)`: "([^"]+)"/g)].map(([, file, name]) => ({ file: file!, name: name! }))
}

/** The cells of the tables of requirements, row by row, without their heads. */
const rows = document.split('\n## Requirements\n')[1]!.split('\n')
  .filter(line => /^\| (?!requirement|section)/.test(line))
  .map(line => line.split('|').slice(1, -1).map(cell => cell.trim()))

t.test('every test that the security document names is there, by its file and full name', async t => {
  const tests = named(document)
  t.ok(tests.length > 50, 'the document names tests')
  const there = new Map([...new Set(tests.map(({ file }) => file))].map(file => [file, testsOf(file)]))
  t.strictSame(tests.filter(({ file, name }) => !there.get(file)!.has(name)), [])
})

t.test('every requirement in the security document has a state, and one that is met, wholly or in part, a test', async t => {
  const states = ['met', 'in part', 'application', 'not met', 'absent']
  t.strictSame(rows.filter(cells => cells.length !== 4 || !states.includes(cells[1]!)), [])
  t.strictSame(rows.filter(([, state, , test]) => ['met', 'in part'].includes(state!) && named(test!).length === 0), [])
})

t.test('the last cell of a requirement holds nothing but tests, so that no name goes unchecked', async t => {
  for (const [requirement, , , test] of rows) {
    t.equal(test, named(test!).map(({ file, name }) => `\`${file}\`: "${name}"`).join(', '), requirement!)
  }
})
