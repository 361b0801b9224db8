import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance, FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import { fill } from '../../lib/pages/messages.js'
import { en as messages } from '../../lib/pages/messages/en.js'
import { requireSignIn } from '../../lib/index.js'
import { JsonStore } from '../support/json-store.js'
import { openChromium } from './support/chromium.js'
import { Sites } from './support/site.js'
import type { Visitor } from './support/visitor.js'

t.jobs = 2

const sites = new Sites(await openChromium(t), 'en')
const inspected = false

/** Another origin of the same host, where every page is the same. */
async function openElsewhere (t: Test): Promise<string> {
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>Elsewhere</title>'))
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { server.closeAllConnections(); server.close() })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/arrived`
}

/** A guarded page of the application, with whatever stands on it. */
function addPage (app: FastifyInstance, path: string, body = ''): void {
  app.get(path, { onRequest: requireSignIn }, async (_request, reply) => page(reply, path, body))
}

function page (reply: FastifyReply, title: string, body: string): FastifyReply {
  return reply.type('text/html').send(`<!doctype html><title>${title}</title><h1>${title}</h1>${body}`)
}

function placeOf ({ page }: Visitor): string {
  const { pathname, search } = new URL(page.url())
  return pathname + search
}

t.test('a right code leads on through the application to another origin, as OAuth does', async t => {
  const elsewhere = await openElsewhere(t)
  for (const length of [1, 2500]) {
    const { visit, enroll, code } = await sites.open(t, {
      extend: app => { app.get('/authorize', { onRequest: requireSignIn }, async (_request, reply) => reply.redirect(elsewhere)) }
    })
    const { secret } = await enroll('alice')
    const alice = await visit('alice', { inspected })
    await alice.open(`/authorize?request=${'x'.repeat(length)}`)
    await alice.sees(messages.challengeTitle)
    await Promise.all([alice.page.waitForURL(elsewhere), alice.send(code(secret), messages.verify)])
    t.equal(await alice.page.title(), 'Elsewhere', `with a request of ${length} characters`)
  }
})

t.test('a login that is at another origin is reached by Cancel at the challenge and by Sign out', async t => {
  const elsewhere = await openElsewhere(t)
  const { visit, enroll } = await sites.open(t, {
    urls: { login: '/login/elsewhere' },
    extend: app => { app.get('/login/elsewhere', async (_request, reply) => reply.redirect(elsewhere)) }
  })
  await enroll('alice')
  for (const [userId, place, button] of [['alice', '/two-factor/challenge', messages.notYou], ['carol', '/two-factor', messages.signOut]] as const) {
    const visitor = await visit(userId, { inspected })
    await visitor.open(place)
    await visitor.follow(visitor.button(button))
    t.equal(visitor.page.url(), elsewhere, button)
  }
})

for (const javaScript of [true, false]) {
  t.test(`of two tabs at the challenge each goes on to its own page, and the browser stays signed in, ${javaScript ? 'with' : 'without'} script`, async t => {
    const { visit, enroll, code } = await sites.open(t, { extend: app => { for (const path of ['/first', '/second', '/third']) addPage(app, path) } })
    const { secret } = await enroll('alice')
    const first = await visit('alice', { inspected, javaScript })
    const [second, third] = [await first.newTab(), await first.newTab()]
    await first.open('/first')
    await second.open('/second?page=2')
    await third.open('/third')
    await first.send(code(secret), messages.verify)
    t.equal(placeOf(first), '/first')
    await second.send(code(secret), messages.verify)
    t.equal(placeOf(second), '/second?page=2')
    await third.unfold(messages.lostAuthenticator)
    await third.recover('0'.repeat(24))
    t.equal(placeOf(third), '/third')
    for (const tab of [first, second, third]) {
      await tab.open('/me')
      t.match(await tab.page.textContent('body'), /"method":"totp"/)
    }
  })
}

t.test('a form that arrives with the cookie that a sign-in replaced goes on, too, and does not sign the browser out', async t => {
  const store = new JsonStore()
  const { visit, enroll, code } = await sites.open(t, { store, extend: app => { for (const path of ['/first', '/second']) addPage(app, path) } })
  const { secret } = await enroll('alice')
  const first = await visit('alice', { inspected })
  const second = await first.newTab()
  await first.open('/first')
  await second.open('/second')
  const release = holdNextRead(store)
  const late = second.send(code(secret), messages.verify)
  await release.held
  await first.send(code(secret), messages.verify)
  t.equal(placeOf(first), '/first')
  release.go()
  await late
  t.equal(placeOf(second), '/second')
  await first.open('/me')
  t.match(await first.page.textContent('body'), /"method":"totp"/)
})

t.test('reload and Back after a refused form ask for the page of the form, and send nothing again', async t => {
  const { visit, enroll, wrong, code } = await sites.open(t, { extend: app => { addPage(app, '/first') } })
  const { secret } = await enroll('alice')
  const alice = await visit('alice', { inspected })
  const posts = countPosts(alice)
  const returnsTo = async (place: string, title: string): Promise<void> => {
    const before = posts()
    t.equal(placeOf(alice), place)
    await alice.page.reload()
    await alice.sees(title)
    t.equal(placeOf(alice), place)
    await alice.open('/first')
    await alice.page.goBack()
    await alice.sees(title)
    t.equal(placeOf(alice), place)
    t.equal(posts(), before, 'nothing was sent again')
  }
  await alice.open('/first')
  await alice.send(wrong(secret), messages.verify)
  await alice.sees(messages.challengeTitle, { error: messages.invalidCode })
  await returnsTo('/two-factor/challenge?next=%2Ffirst', messages.challengeTitle)
  await alice.send(code(secret), messages.verify)
  t.equal(placeOf(alice), '/first', 'and the way on is not lost')
  await alice.open('/two-factor/step-up?next=%2Ffirst')
  await alice.send(wrong(secret), messages.stepUp)
  await alice.sees(messages.stepUpTitle, { error: messages.invalidCode })
  await returnsTo('/two-factor/step-up?next=%2Ffirst', messages.stepUpTitle)
})

t.test('reload and Back after new recovery codes lead to preferences that say the codes were shown once', async t => {
  const { visit, code, nextCode } = await sites.open(t, { extend: app => { addPage(app, '/first') } })
  const alice = await visit('alice', { inspected })
  const posts = countPosts(alice)
  const tellsOfCodes = async (): Promise<void> => {
    await alice.sees(messages.preferencesTitle)
    await alice.reads(messages.stateCodesGiven)
    t.equal(placeOf(alice), '/two-factor')
  }
  await alice.open('/two-factor')
  await alice.follow(alice.button(messages.enable))
  const secret = await keyOf(alice)
  await alice.send(code(secret), messages.confirmEnrollment)
  await alice.sees(messages.recoveryCodesTitle)
  await alice.page.reload()
  await tellsOfCodes()
  await alice.hears(fill(messages.doneAdded, { name: messages.unnamedAuthenticator }))
  await alice.unfold(messages.regenerate)
  await alice.send(nextCode(secret), messages.regenerate)
  await alice.sees(messages.recoveryCodesTitle)
  const sent = posts()
  await alice.open('/first')
  await alice.page.goBack()
  await tellsOfCodes()
  t.equal(posts(), sent, 'nothing was sent again')
})

t.test('a double click on Confirm without script confirms once, and ends where that is said or, its answer lost, at a login that leads there', async t => {
  const { visit, code, nextCode, app } = await sites.open(t, {
    extend: app => { app.get('/login', { config: { twoFactor: false } }, async (_request, reply) => page(reply, 'Login', '')) }
  })
  const alice = await visit('alice', { inspected, javaScript: false })
  await alice.open('/two-factor')
  await alice.follow(alice.button(messages.enable))
  const secret = await keyOf(alice)
  await alice.write(alice.field(messages.codeLabel), code(secret))
  await alice.button(messages.confirmEnrollment).dblclick()
  // the second press drops the answer of the first, so no single navigation is waited for
  const login = alice.page.getByRole('heading', { name: 'Login' })
  const said = alice.page.getByText(fill(messages.doneAdded, { name: messages.unnamedAuthenticator })).or(alice.page.getByRole('heading', { name: messages.recoveryCodesTitle }))
  await said.or(login).first().waitFor()
  await alice.page.waitForLoadState('networkidle')
  const isLost = await login.isVisible()
  const { enabled, authenticators } = await app.twoFactor.status('alice')
  t.strictSame([enabled, authenticators.length], [true, 1])
  t.strictSame(await alice.page.getByRole('alert').allTextContents(), [])
  if (!isLost) return
  await alice.enter('alice')
  await alice.open('/two-factor')
  await alice.send(nextCode(secret), messages.verify)
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.recoveryCodesUnsaved)
})

t.test('frames, prefetches and fetches of guarded pages do not move where the challenge goes on to', async t => {
  const paths = ['/framed', '/prefetched', '/fetched']
  const answered = new Set<string>()
  let tellAnswered = (): void => {}
  const allAnswered = new Promise<void>(resolve => { tellAnswered = resolve })
  const { visit, enroll, code } = await sites.open(t, {
    extend: app => {
      app.addHook('onResponse', async ({ url }) => {
        answered.add(url)
        if (paths.every(path => answered.has(path))) tellAnswered()
      })
      for (const path of ['/wanted', ...paths]) addPage(app, path)
      app.get('/public', async (_request, reply) => page(reply, 'Public', '<link rel="prefetch" href="/prefetched"><iframe src="/framed"></iframe>'))
    }
  })
  const { secret } = await enroll('alice')
  const alice = await visit('alice', { inspected, complaints: /frame-ancestors|next=%2Fframed: net::ERR_BLOCKED_BY_RESPONSE/ })
  await alice.open('/wanted')
  await alice.sees(messages.challengeTitle)
  const other = await alice.newTab()
  await other.page.goto('/public', { waitUntil: 'commit' })
  await other.page.evaluate(async () => { await fetch('/fetched', { headers: { accept: 'text/html' } }) })
  await allAnswered
  await alice.open('/two-factor/challenge')
  await alice.send(code(secret), messages.verify)
  t.equal(placeOf(alice), '/wanted')
})

t.test('a browser keeps the cookie of a remembered client where the application gives all cookies a domain', async t => {
  for (const [secure, name] of [[true, /^__Host-two-factor-/], [false, /^two-factor-/]] as const) {
    // as behind a proxy that speaks TLS: browsers trust this host as they trust https
    const server = secure ? { trustProxy: true, rewriteUrl: (request: IncomingMessage) => Object.assign(request.headers, { 'x-forwarded-proto': 'https' }) && request.url! } : {}
    const { visit, enroll, code } = await sites.open(t, {
      server,
      cookies: { parseOptions: { domain: '127.0.0.1' } },
      session: { cookie: { secure } },
      extend: app => { app.get('/public', async (_request, reply) => page(reply, 'Public', '')) }
    })
    const { secret } = await enroll('alice')
    const alice = await visit('alice', { inspected })
    const signIn = async (): Promise<string> => {
      await alice.open('/public')
      return await alice.page.evaluate(async () => {
        const answer = await fetch('/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"userId":"alice"}' })
        return (await answer.json() as { status: string }).status
      })
    }
    t.equal(await signIn(), 'challenge')
    await alice.open('/two-factor/challenge')
    await alice.press(alice.trustBox())
    await alice.send(code(secret), messages.verify)
    t.ok((await alice.page.context().cookies()).some(cookie => name.test(cookie.name)), String(name))
    t.equal(await signIn(), 'complete', 'the client is remembered')
  }
})

t.test('who lost their phone gets in by a recovery code, and has a new authenticator that works, however long they take', async t => {
  const { visit, enroll, clock, nextCode, app } = await sites.open(t)
  const { recoveryCodes, secret: lost } = await enroll('alice')
  const alice = await visit('alice', { inspected })
  await alice.open('/two-factor/challenge')
  await alice.unfold(messages.lostAuthenticator)
  await alice.recover(recoveryCodes[0]!)
  await alice.reads(messages.stateRecovered)
  clock.now += 360_000
  await alice.follow(alice.button(messages.setUpNew))
  await alice.sees(messages.enrollmentTitle)
  const key = await keyOf(alice)
  await alice.write(alice.field(messages.nameLabel), 'New phone')
  t.ok(await alice.field(fill(messages.replaceLostLabel, { names: messages.unnamedAuthenticator })).isChecked(), 'what was lost goes')
  await alice.send(nextCode(key), messages.confirmEnrollment)
  await alice.sees(messages.preferencesTitle)
  await alice.hears(fill(messages.doneAdded, { name: 'New phone' }))
  t.equal((await app.twoFactor.status('alice')).authenticators.length, 1)
  await alice.page.request.post('/two-factor/sign-out')
  await alice.enter('alice')
  await alice.open('/two-factor/challenge')
  await alice.send(nextCode(lost), messages.verify)
  await alice.sees(messages.challengeTitle, { error: messages.invalidCode })
  await alice.send(nextCode(key), messages.verify)
  await alice.open('/me')
  t.match(await alice.page.textContent('body'), /"method":"totp"/)
})

async function keyOf ({ page }: Visitor): Promise<string> {
  return (await page.locator('#key').textContent())!.replaceAll(' ', '')
}

function countPosts ({ page }: Visitor): () => number {
  let posts = 0
  page.on('request', request => { if (request.method() === 'POST') posts++ })
  return () => posts
}

/** Holds the next read of a session until it may go on. */
function holdNextRead (store: JsonStore): { held: Promise<void>, go: () => void } {
  let go = (): void => {}
  const gate = new Promise<void>(resolve => { go = resolve })
  const held = new Promise<void>(resolve => {
    store.before = async operation => {
      if (operation !== 'get') return
      store.before = () => {}
      resolve()
      await gate
    }
  })
  return { held, go }
}
