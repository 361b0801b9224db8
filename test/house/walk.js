// Walks a sign-in and an enrollment through the library, and counts the files that they enter and the hops between them:
// a function that begins in another file than the one before. `npm run walk`, and `npm run walk -- --steps` for the way itself.
// Another checkout is measured by its path: `npm run walk -- ../before`.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const given = process.argv.slice(2)
const root = resolve(given.find(argument => !argument.startsWith('--')) ?? '.')
const compiled = join(root, 'compiled/walk')
const require = createRequire(join(root, 'package.json'))
const load = async name => await import(pathToFileURL(require.resolve(name)))
const { default: ts } = await load('typescript')

let way = []
globalThis.walkInto = (file, name) => way.push({ file, name })

/** Compiles the library with a note at the beginning of each function. */
function compile () {
  rmSync(compiled, { recursive: true, force: true })
  for (const name of readdirSync(join(root, 'lib'), { recursive: true })) {
    if (!name.endsWith('.ts')) continue
    const target = join(compiled, name.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    const { outputText } = ts.transpileModule(readFileSync(join(root, 'lib', name), 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
      transformers: { before: [noteEntries(name)] }
    })
    writeFileSync(target, outputText)
  }
}

function noteEntries (file) {
  return context => source => {
    const { factory } = context
    const visit = node => {
      node = ts.visitEachChild(node, visit, context)
      if (!ts.isFunctionLike(node) || !node.body) return node
      const note = factory.createExpressionStatement(factory.createCallExpression(
        factory.createIdentifier('walkInto'), undefined,
        [file, node.name?.text ?? '=>'].map(text => factory.createStringLiteral(text))
      ))
      const statements = ts.isBlock(node.body) ? node.body.statements : [factory.createReturnStatement(node.body)]
      const body = factory.createBlock([note, ...statements], true)
      const { modifiers, asteriskToken, name, questionToken, parameters } = node
      if (ts.isArrowFunction(node)) return factory.updateArrowFunction(node, modifiers, undefined, parameters, undefined, node.equalsGreaterThanToken, body)
      if (ts.isFunctionDeclaration(node)) return factory.updateFunctionDeclaration(node, modifiers, asteriskToken, name, undefined, parameters, undefined, body)
      if (ts.isMethodDeclaration(node)) return factory.updateMethodDeclaration(node, modifiers, asteriskToken, name, questionToken, undefined, parameters, undefined, body)
      if (ts.isGetAccessorDeclaration(node)) return factory.updateGetAccessorDeclaration(node, modifiers, name, parameters, undefined, body)
      return node
    }
    return ts.visitEachChild(source, visit, context)
  }
}

/** An application as an author would write it, with a browser in front of it. */
async function start () {
  const [{ default: fastify }, { default: cookie }, { default: session }] = await Promise.all(['fastify', '@fastify/cookie', '@fastify/session'].map(load))
  const { default: twoFactor, memoryUserRepository, requireSignIn } = await import(pathToFileURL(join(compiled, 'index.js')))
  const clock = { now: Date.UTC(2026, 0, 15, 10, 0, 10) }
  const app = fastify()
  await app.register(cookie)
  await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
  await app.register(twoFactor, {
    service: { issuerName: 'Acme', secret: '0f9d6b1c7a3e5842b6c0d1e2f3a4958677889900aabbccdd' },
    userRepository: memoryUserRepository({ alice: { accountName: 'alice@example.com' } }),
    clock: () => clock.now
  })
  app.get('/login', async request => await request.twoFactor.signIn('alice'))
  app.get('/me', { onRequest: requireSignIn }, async request => request.twoFactor.userId)
  let cookies = {}
  const send = async (method, url, code) => {
    const headers = { accept: 'text/html', ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }) }
    const payload = method === 'POST' ? code === undefined ? '' : `code=${code}` : undefined
    const answer = await app.inject({ method, url, headers, cookies, payload })
    if (answer.statusCode >= 400) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.body}`)
    for (const { name, value } of answer.cookies) cookies[name] = value
    return answer.body
  }
  return { app, clock, send, leave: () => { cookies = {} } }
}

function report (title) {
  const hops = way.filter(({ file }, index) => index > 0 && file !== way[index - 1].file).length
  console.log(`${title}: ${new Set(way.map(({ file }) => file)).size} files, ${hops} hops`)
  if (!given.includes('--steps')) return
  let last
  for (const { file, name } of way) {
    process.stdout.write(file === last ? ` ${name}` : `\n  ${file}: ${name}`)
    last = file
  }
  console.log('\n')
}

compile()
const { generateSync } = await load('otplib')
const { app, clock, send, leave } = await start()
await send('GET', '/login')
way = []
await send('POST', '/two-factor/enrollment')
const page = await send('GET', '/two-factor/enrollment')
const [, secret] = page.match(/secret(?:=|&#61;)([A-Z2-7]+)/)
const code = () => generateSync({ secret, epoch: clock.now / 1000 })
await send('POST', '/two-factor/enrollment/confirm', code())
report('enrollment (start, page, code)')

clock.now += 30_000
leave()
way = []
await send('GET', '/login')
await send('GET', '/two-factor/challenge')
await send('POST', '/two-factor/challenge', code())
await send('GET', '/me')
report('sign-in (password, page, code, a guarded page)')
await app.close()
