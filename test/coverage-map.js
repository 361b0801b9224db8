import { readdirSync } from 'node:fs'

const files = readdirSync('lib', { recursive: true }).filter(name => name.endsWith('.ts')).map(name => `lib/${name}`)

// every test covers the library, and no test the compiled example that it starts
export default () => files
