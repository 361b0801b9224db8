import { readdirSync } from 'node:fs'
import t from 'tap'
import { folders, without } from './parts.js'

const compiled = new URL('../../compiled/test/', import.meta.url)

// a mutant that hangs is for Stryker to end, and to count as such
t.setTimeout(0)

// in one process: starting one for each file takes longer than the tests themselves
await Promise.all(folders.flatMap(folder => readdirSync(new URL(folder, compiled), { recursive: true })
  .filter(file => file.endsWith('.test.js') && !without.includes(file))
  .map(file => import(new URL(`${folder}/${file}`, compiled)))))
