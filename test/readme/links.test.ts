import { existsSync, readFileSync, statSync } from 'node:fs'
import t from 'tap'
import { documents, guides, linksOf, read } from './documents.js'

/** The fragments by which GitHub finds the headings of a document. */
function fragmentsOf (file: string): string[] {
  const headings = [...read(file).replaceAll(/```.*?```/gs, '').matchAll(/^#+ (.+)$/gm)]
  return headings.map(([, text]) => text!.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-'))
}

t.test('every link of the documents to a file or a heading of the repository leads there', async t => {
  t.ok(['README.md', 'lib/README.md', 'lib/methods/passkey/README.md', 'example-app/recipes/README.md'].every(file => guides.includes(file)))
  for (const { document, link, path, fragment } of documents.flatMap(linksOf)) {
    t.ok(existsSync(path) && (fragment === undefined || fragmentsOf(path).includes(fragment)), `${document}: ${link}`)
  }
})

t.test('the README leads to every guide, and nowhere is a guide that it does not name', async t => {
  const named = new Set(linksOf('README.md').map(({ path }) => path))
  t.strictSame(guides.filter(guide => guide !== 'README.md' && !named.has(guide)), [])
})

t.test('the README has at most 22 KB', async t => {
  t.ok(statSync('README.md').size <= 22 * 1024, String(statSync('README.md').size))
})

t.test('every script and every test that a document says to run is there', async t => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  for (const document of documents) {
    const said = [...read(document).matchAll(/npm (?:run |(?=start|test))([\w:-]+)/g)].map(([, name]) => name!)
    for (const name of said) t.ok(name in scripts, `${document}: npm run ${name}`)
    const files = [...read(document).matchAll(/npx tap --disable-coverage (\S+\.ts)/g)].map(([, file]) => file!)
    for (const file of files.filter(file => !file.includes('yours'))) t.ok(existsSync(file), `${document}: ${file}`)
  }
})
