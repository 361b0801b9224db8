import t from 'tap'
import { databases } from './servers.js'
import { startCluster, tally, type Browser } from './cluster.js'

const PARALLEL = 200
const PASSKEYS_PARALLEL = 20
const ROUNDS = Number(process.env.ROUNDS ?? 100)

for (const database of databases) {
  for (const slow of [false, true]) {
    const rounds = slow ? Math.ceil(ROUNDS / 10) : ROUNDS
    const where = `${database}, 4 processes${slow ? ', each call delayed' : ''}`

    t.test(where, { timeout: 1_800_000 }, async t => {
      const cluster = await startCluster(t, database, { slow })

      await t.test(`a code sent ${PARALLEL} times at once is accepted once, in each of ${rounds} rounds`, { timeout: 600_000 }, async t => {
        const { secret } = await cluster.enroll('alice')
        let accepted = 0
        for (let round = 0; round < rounds; round++) {
          const pending = await Promise.all(cluster.addresses.map(() => cluster.login('alice')))
          const code = cluster.code(secret)
          const replies = await Promise.all(Array.from({ length: PARALLEL }, (_, index) => pending[index % pending.length]!.copy().send(cluster.next(), 'POST', '/two-factor/challenge', { code })))
          const counts = tally(replies)
          if (counts[200] !== 1 || Object.keys(counts).some(status => !['200', '401', '422'].includes(status))) t.fail(`round ${round}: ${JSON.stringify(counts)}`)
          accepted += counts[200] ?? 0
          await cluster.step()
        }
        t.equal(accepted, rounds)
      })

      await t.test(`a recovery code sent ${PARALLEL} times at once is accepted once`, { timeout: 600_000 }, async t => {
        const { recoveryCodes } = await cluster.enroll('bob')
        for (const code of recoveryCodes.slice(0, ROUNDS)) {
          const pending: Browser[] = await Promise.all(cluster.addresses.map(() => cluster.login('bob')))
          const replies = await Promise.all(Array.from({ length: PARALLEL }, (_, index) => pending[index % pending.length]!.copy().send(cluster.next(), 'POST', '/two-factor/recovery', { code })))
          t.equal(tally(replies)[200], 1, JSON.stringify(tally(replies)))
        }
      })

      await t.test(`${PARALLEL} wrong codes at once get at most five answers that reflect a check`, { timeout: 600_000 }, async t => {
        const { secret } = await cluster.enroll('carol')
        const pending = await Promise.all(cluster.addresses.map(() => cluster.login('carol')))
        const right = [-1, 0, 1].map(steps => cluster.code(secret, steps))
        const code = ['000000', '111111', '222222', '333333'].find(code => !right.includes(code))!
        const replies = await Promise.all(Array.from({ length: PARALLEL }, (_, index) => pending[index % pending.length]!.copy().send(cluster.next(), 'POST', '/two-factor/challenge', { code })))
        t.strictSame(tally(replies), { 422: 5, 429: PARALLEL - 5 })
      })

      await t.test(`an answer of a passkey sent ${PASSKEYS_PARALLEL} times at once is accepted once, from one session and from ${PASSKEYS_PARALLEL}, in each of ${rounds} rounds`, { timeout: 600_000 }, async t => {
        const { browser, key, credential } = await cluster.makePasskey('dave')
        t.match(await browser.send(cluster.next(), 'POST', '/two-factor/passkeys/confirm', { credential }), { status: 200 })
        for (let round = 0; round < rounds; round++) {
          const one = await cluster.login('dave')
          const many = await Promise.all(Array.from({ length: PASSKEYS_PARALLEL }, () => cluster.login('dave')))
          for (const browsers of [many.map(() => one.copy()), many]) {
            const answer = await cluster.assertion(browsers[0]!, key)
            const replies = await Promise.all(browsers.map(each => each.send(cluster.next(), 'POST', '/two-factor/challenge', { credential: answer })))
            const counts = tally(replies)
            const full = await Promise.all(browsers.map(each => each.send(cluster.next(), 'GET', '/me')))
            if (counts[200] !== 1 || tally(full)[200] !== 1 || Object.keys(counts).some(status => !['200', '401', '422'].includes(status))) t.fail(`round ${round}: ${JSON.stringify([counts, tally(full)])}`)
          }
        }
        const { record } = (await cluster.store.findTwoFactor('dave'))!
        t.equal(JSON.parse(record).assertions, 2 * rounds)
      })

      await t.test(`a registration of a passkey sent ${PASSKEYS_PARALLEL} times at once makes one passkey and one set of recovery codes`, { timeout: 600_000 }, async t => {
        for (const userId of ['erin', 'frank', 'grace']) {
          const { browser, credential } = await cluster.makePasskey(userId)
          const browsers = Array.from({ length: PASSKEYS_PARALLEL }, () => browser.copy())
          const replies = await Promise.all(browsers.map(each => each.send(cluster.next(), 'POST', '/two-factor/passkeys/confirm', { credential })))
          t.equal(tally(replies)[200], 1, JSON.stringify(tally(replies)))
          t.ok(replies.every(({ status }) => [200, 401, 404, 409].includes(status)), JSON.stringify(tally(replies)))
          const winner = replies.findIndex(({ status }) => status === 200)
          t.equal(replies[winner]!.body.recoveryCodes.length, 10)
          t.match((await browsers[winner]!.send(cluster.next(), 'GET', '/two-factor')).body, { authenticators: { length: 1 }, recoveryCodesLeft: 10 })
        }
      })
    })
  }
}
