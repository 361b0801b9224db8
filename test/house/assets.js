// Writes the assets of the pages, real .css and .js files, into a module of texts, so that bundlers take them along.
// `npm run assets` after a change of one; a test compares.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('../../lib/pages/assets/', import.meta.url)
const types = { 'two-factor.css': 'text/css; charset=utf-8', 'two-factor.js': 'text/javascript; charset=utf-8' }

/** The module as it must be. */
export function assetsModule () {
  const entries = Object.entries(types).map(([name, type]) => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 10)
    return `  '${name}': {
    type: '${type}',
    hash: '${hash}',
    text: \`${text.replace(/[\\`]|\$\{/g, '\\$&')}\`
  }`
  })
  return `// Written by \`npm run assets\` from the files beside it: change those.

/** The assets of the pages by their names, each with the beginning of the SHA-256 of its text. */
export const assets = {
${entries.join(',\n')}
} as const
`
}

if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(new URL('texts.ts', folder), assetsModule())
