import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** Folders with documents. What git does not keep has none of ours. */
const FOLDERS = ['lib', 'example-app', 'test', '.github']

/** Every document of the repository, by its path. */
export const documents: readonly string[] = [
  ...readdirSync('.').filter(file => file.endsWith('.md')),
  ...FOLDERS.flatMap(folder => readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md') && !/node_modules|dist|compiled/.test(file))
    .map(file => join(folder, file)))
]

/** Those that tell users how to use the package: the README and its guides, which are packed with it. */
export const guides = documents.filter(file => file === 'README.md' || /^(lib|example-app\/recipes)\/(.+\/)?README\.md$/.test(file))

export function read (file: string): string {
  return readFileSync(file, 'utf8')
}

/** The README and its guides as one text. */
export const allGuides = guides.map(read).join('\n')

export interface Link { document: string, link: string, path: string, fragment: string | undefined }

/** The links of a document into the repository, pictures too: the path from its root. */
export function linksOf (document: string): Link[] {
  const links = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!)
  return links.filter(link => !/^[a-z]+:/.test(link)).map(link => {
    const [path, fragment] = link.split('#') as [string, string?]
    return { document, link, path: path === '' ? document : normalize(join(dirname(document), path)), fragment }
  })
}

/** The cells of the first table under a heading of a document, row by row. */
export function table (document: string, heading: string): string[][] {
  const section = read(document).split(new RegExp(`\n#+ ${heading.replaceAll('.', '\\.')}\n`))[1]!.split(/\n#+ /)[0]!
  const rows = section.split('\n')
  const first = rows.findIndex(line => line.startsWith('|'))
  const end = rows.findIndex((line, index) => index > first && !line.startsWith('|'))
  return rows.slice(first, end === -1 ? undefined : end).slice(2).map(row => row.split(/(?<!\\)\|/).slice(1, -1).map(cell => cell.trim()))
}
