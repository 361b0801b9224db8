import t from 'tap'
import { maskAccount } from '../../lib/pages/masked.js'
import { createApplication, users } from '../support/application.js'
import { textOf } from '../support/page.js'

t.test('of an account name its first and last letter are shown, and what stands behind the last @', async t => {
  for (const [account, masked] of [
    ['alice@acme.example', 'a…e@acme.example'],
    ['"alice@home"@acme.example', '"…"@acme.example'],
    ['alice', 'a…e'],
    ['+39 055 123456', '+…6']
  ] as const) t.equal(maskAccount(account), masked, account)
})

t.test('of a short name the last letter is not shown: it would be all of it', async t => {
  for (const [account, masked] of [['a@acme.example', 'a…@acme.example'], ['al@acme.example', 'a…@acme.example'], ['ann@acme.example', 'a…n@acme.example'], ['al', 'a…'], ['a', 'a…']] as const) {
    t.equal(maskAccount(account), masked, account)
  }
})

t.test('a name is shown behind its @ only where that is a host, and never whole', async t => {
  for (const [account, masked] of [['@alice', '@…e'], ['alice @ my bank', 'a…k'], ['@', '@…'], ['@acme.example', '@…e'], ['', ''], ['\u200b', '…']] as const) {
    t.equal(maskAccount(account), masked, account)
  }
})

t.test('no mark that turns the text around it, or hangs on what stands before it, is left of a name', async t => {
  t.equal(maskAccount('\u202eabc@acme.example'), 'a…c@acme.example')
  t.equal(maskAccount('\u0301lice@acme.example'), 'l…e@acme.example')
})

t.test('a letter beyond the Basic Multilingual Plane stays whole', async t => {
  t.equal(maskAccount('𝒜lic𝑒@acme.example'), '𝒜…𝑒@acme.example')
  t.equal(maskAccount('👩👨@acme.example'), '👩…@acme.example')
  t.ok(maskAccount('👩'.repeat(40)).isWellFormed())
})

t.test('while a code is due the page names the account masked, and afterwards in full', async t => {
  const { enroll, login, code } = await createApplication({ users: { alice: { ...users['alice']!, accountName: 'alice@acme.example' } } })
  const { secret } = await enroll('alice')
  const browser = await login('alice')
  const challenge = await browser.page('/two-factor/challenge')
  t.match(textOf(challenge.body), 'Signing in to Acme as a…e@acme.example')
  t.notMatch(challenge.body, 'alice')
  await browser.submit('/two-factor/challenge', { code: code(secret) })
  for (const url of ['/two-factor', '/two-factor/step-up']) t.match(textOf((await browser.page(url)).body), 'Signed in to Acme as alice@acme.example')
})

t.test('a page names the site of the user\'s tenant, and no account where there is none to name', async t => {
  const { enroll, login } = await createApplication({ users: { alice: { accountName: '', issuerName: 'Tenant' }, bob: { accountName: 'bob', issuerName: 'Tenant' } } })
  const { client: alice } = await enroll('alice')
  await enroll('bob')
  t.match((await (await login('bob')).page('/two-factor/challenge')).body, '<p class="account">Signing in to <strong>Tenant</strong> as <strong><bdi>b…b</bdi></strong></p>')
  t.notMatch((await alice.page('/two-factor')).body, 'class="account"')
})
