import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

t.test('the benchmark imports nothing of the library that is not there', async t => {
  const files = readdirSync('test/bench', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js') && !name.includes('node_modules'))
  const imported = files.flatMap(name => [...readFileSync(`test/bench/${name}`, 'utf8').matchAll(/\/dist\/([\w/-]+)\.js/g)].map(([, path]) => path!))
  t.ok(imported.length > 0, 'it imports some')
  t.strictSame(imported.filter(path => !existsSync(`lib/${path}.ts`)), [])
})
