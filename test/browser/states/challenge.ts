import type { Test } from 'tap'
import { waitText } from '../../../lib/pages/dates.js'
import { fill } from '../../../lib/pages/messages.js'
import { SECRET } from '../../support/application.js'
import type { Site, Sites } from '../support/site.js'

const WRONG_RECOVERY_CODE = '0'.repeat(24)

/** Guesses at the challenge page: wrong codes, a lock, a block, and recovery codes beside them. */
export async function challengeStates (t: Test, sites: Sites): Promise<void> {
  const site = await sites.open(t, { urls: { help: '/help' } })
  const { visit, wrong, enroll, clock } = site
  const { secret, recoveryCodes } = await enroll('alice')
  const alice = await visit('alice')
  const { messages } = alice
  await alice.open('/two-factor/challenge')
  await alice.sees(messages.challengeTitle)
  await alice.link(messages.help).waitFor()
  await alice.send(wrong(secret), messages.verify)
  await alice.sees(messages.challengeTitle, { error: messages.invalidCode })
  await alice.send('12345', messages.verify)
  await alice.sees(messages.challengeTitle, { error: messages.malformedCode })
  await alice.unfold(messages.lostAuthenticator)
  await alice.recover('too short')
  await alice.sees(messages.challengeTitle, { error: messages.malformedRecoveryCode })

  const inside = await visit('alice')
  await inside.open('/two-factor/challenge')
  await inside.send(site.code(secret), messages.verify)
  await guess(site, 'challenge', wrong(secret), 5)
  await alice.send(wrong(secret), messages.verify)
  await alice.sees(messages.challengeTitle, { error: fill(messages.stateLocked, { wait: waitText(30, sites.language) }) })
  await inside.open('/two-factor')
  await inside.sees(messages.preferencesTitle)
  await inside.reads(messages.stateLockedHere.split('{')[0]!)
  await inside.follow(inside.button(messages.unlock))
  await inside.sees(messages.preferencesTitle)
  await inside.hears(messages.doneUnlocked)
  await guess(site, 'challenge', wrong(secret), 1)
  await inside.open('/two-factor/step-up')
  await inside.send(wrong(secret), messages.stepUp)
  await inside.sees(messages.stepUpTitle, { error: fill(messages.locked, { wait: waitText(60, sites.language) }) })

  for (let failures = 6; failures < 100; failures++) {
    clock.now += 3_600_000
    await guess(site, 'challenge', wrong(secret), 1)
  }
  await inside.open('/two-factor/step-up')
  await inside.sees(messages.stepUpTitle)
  await inside.reads(messages.signInByRecoveryCode)
  await alice.enter('alice')
  await alice.open('/two-factor/challenge')
  await alice.sees(messages.challengeTitle)
  await alice.reads(messages.blocked)
  t.notOk(await alice.field(messages.codeLabel).count(), 'no code is asked for that would not be accepted')
  await guess(site, 'recovery', WRONG_RECOVERY_CODE, 9)
  await alice.recover(WRONG_RECOVERY_CODE)
  await alice.sees(messages.challengeTitle, { error: messages.invalidRecoveryCode })
  await alice.recover(WRONG_RECOVERY_CODE)
  await alice.sees(messages.challengeTitle, { error: messages.lockedRecovery })
  await alice.recover(recoveryCodes[0]!)
  await alice.sees(messages.preferencesTitle)
  await alice.reads(messages.stateBlocked)
  await alice.reads(messages.stateRecovered)
  await alice.reads(fill(messages.needsAuthenticator, { action: messages.regenerate }))
  await alice.open('/two-factor/step-up')
  await alice.sees(messages.stepUpTitle)
  await alice.reads(messages.stepUpRecovered)
  await alice.follow(alice.link(messages.setUpNew))
  await alice.sees(messages.preferencesTitle)
}

/** A client is remembered for one day here. */
export async function oneDayStates (t: Test, sites: Sites): Promise<void> {
  const { visit, enroll } = await sites.open(t, { service: { issuerName: 'Acme', secret: SECRET, expiryDays: 1 } })
  await enroll('alice')
  const alice = await visit('alice')
  await alice.open('/two-factor/challenge')
  await alice.sees(alice.messages.challengeTitle)
  await alice.trustBox(1).waitFor()
}

/** The application counts by itself here, as @fastify/rate-limit does. */
export async function limitedStates (t: Test, sites: Sites): Promise<void> {
  const { visit, enroll } = await sites.open(t, {
    routes: {
      verify: route => ({
        ...route,
        preHandler: async (_request, reply) => {
          reply.header('retry-after', 40)
          throw Object.assign(new Error('Rate limit exceeded'), { statusCode: 429 })
        }
      })
    }
  })
  await enroll('alice')
  const alice = await visit('alice')
  const { messages } = alice
  await alice.open('/two-factor/challenge')
  await alice.send('123456', messages.verify)
  await alice.sees(messages.challengeTitle, { error: fill(messages.tooManyRequests, { wait: waitText(40, sites.language) }) })
}

/** A page that is gone on to by a path too long for a header, which is shown for as long as nothing loads. */
export async function goOnStates (t: Test, sites: Sites): Promise<void> {
  const next = `/authorize?request=${'x'.repeat(2000)}`
  const { visit, enroll, code, url } = await sites.open(t, {
    extend: app => { app.get('/authorize', async (_request, reply) => reply.type('text/html').send('<!doctype html><title>Authorized</title>')) }
  })
  const { secret } = await enroll('alice')
  const alice = await visit('alice')
  const { messages, page } = alice
  await page.request.post('/login', { data: { userId: 'alice', next } })
  await alice.open('/two-factor/challenge')
  // without what leads on by itself it stands still, and is examined
  await page.route('**/two-factor/challenge', async route => {
    if (route.request().method() !== 'POST') return await route.fallback()
    const response = await route.fetch({ maxRedirects: 0 })
    await route.fulfill({ response, body: (await response.text()).replace(/<meta http-equiv="refresh"[^>]*>/, '') })
  })
  await alice.send(code(secret), messages.verify)
  await alice.sees(messages.goOnTitle)
  await alice.follow(alice.link(messages.continue))
  t.equal(page.url(), url + next)
}

/** A database that fails, and works again. */
export async function failureStates (t: Test, sites: Sites): Promise<void> {
  const { visit, repository } = await sites.open(t)
  const alice = await visit('alice')
  const { messages } = alice
  let isDown = true
  repository.before = () => { if (isDown) throw new Error('the database is down') }
  await alice.open('/two-factor')
  await alice.sees(messages.failureTitle, { error: messages.unavailable })
  isDown = false
  await alice.follow(alice.link(messages.tryAgain))
  await alice.sees(messages.preferencesTitle)
}

async function guess ({ login }: Site, route: string, code: string, times: number): Promise<void> {
  const guesser = await login('alice')
  for (let guesses = 0; guesses < times; guesses++) await guesser.post(`/two-factor/${route}`, { code })
}
