import t from 'tap'
import { hardened, redirected } from '../support/answers.js'
import { createApplication } from '../support/application.js'

const places = {
  '/enrollment/confirm': '/enrollment',
  '/enrollment/cancel': '/enrollment',
  '/recovery': '/challenge',
  '/recovery-codes': '',
  '/recovery-codes/saved': '',
  '/authenticators/x/rename': '',
  '/authenticators/x/remove': '',
  '/unlock': '',
  '/disable': '',
  '/trusted-clients/x/revoke': '',
  '/trusted-clients/revoke': '',
  '/sign-out': ''
}

t.test('a browser that asks for the address of a form is led to the page with the form, whoever it is', async t => {
  for (const protect of ['manual', 'all'] as const) {
    const { client, login, enroll } = await createApplication({ protect })
    const { client: complete } = await enroll('alice')
    for (const browser of [client(), await login('alice'), await login('dave'), complete]) {
      for (const [path, place] of Object.entries(places)) {
        const answer = await browser.page(`/two-factor${path}?next=//evil.example`)
        redirected(t, answer, `/two-factor${place}`, `${protect}: ${path}`)
        hardened(t, answer, `${protect}: ${path}`)
        t.equal(answer.body, '', `${protect}: ${path}: nothing else`)
      }
    }
    const head = await complete.send({ method: 'HEAD', url: '/two-factor/disable', headers: { accept: 'text/html' } })
    redirected(t, head, '/two-factor')
  }
})

t.test('other clients find nothing there, and other methods and addresses neither', async t => {
  const { enroll } = await createApplication()
  const { client: browser } = await enroll('alice')
  for (const path of Object.keys(places)) t.equal((await browser.get(`/two-factor${path}`)).status, 404, path)
  for (const path of ['/nothing', '/enrollment/', '/disable/x', '/assets/:file', '/assets/nothing.css']) t.equal((await browser.page(`/two-factor${path}`)).status, 404, path)
  t.equal((await browser.send({ method: 'DELETE', url: '/two-factor/disable', headers: { accept: 'text/html' } })).status, 404)
  const { client } = await createApplication({ protect: 'all' })
  t.equal((await client().get('/two-factor/disable')).status, 401, 'and under a guard nobody is told')
})

t.test('it follows own addresses, and a page of the application there comes first', async t => {
  const { client } = await createApplication({
    routes: { verify: route => ({ ...route, url: '/code' }), stepUp: route => ({ ...route, url: '/confirm' }), disable: route => ({ ...route, url: '/off' }) },
    extend: app => { app.get('/two-factor/off', async () => 'own page') }
  })
  redirected(t, await client().page('/two-factor/code'), '/two-factor/challenge')
  redirected(t, await client().page('/two-factor/confirm'), '/two-factor/step-up')
  t.equal((await client().page('/two-factor/off')).body, 'own page')
})

t.test('where routes are left out it leads to the page of the forms that are there', async t => {
  const { client } = await createApplication({ routes: { enrollment: false, revokeTrustedClient: false } })
  redirected(t, await client().page('/two-factor/enrollment'), '/two-factor')
  redirected(t, await client().page('/two-factor/trusted-clients/revoke'), '/two-factor')
})

t.test('without pages, or with none to lead to, nothing is there', async t => {
  for (const options of [{ pages: false }, { routes: { preferences: false } }, { urls: { preferences: '/two-factor/disable' } }] as const) {
    const { client } = await createApplication(options)
    t.equal((await client().page('/two-factor/disable')).status, 404, JSON.stringify(options))
  }
})
