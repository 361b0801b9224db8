import t from 'tap'
import { assets } from '../../lib/pages/assets/texts.js'
import { en } from '../../lib/pages/messages/en.js'
import { frame, headHtml, titleText } from '../../lib/pages/frame.js'
import { createApplication, users } from '../support/application.js'
import { elementsOf, headingOf, titleOf } from '../support/page.js'
import { contextWith, links } from './context.js'

const HOSTILE = '"><svg onload=alert(1)>'

t.test('a page stands below one class, with its heading, and what was done a moment ago above it', async t => {
  t.equal(frame({ heading: 'Heading', content: '<p>content</p>', notice: undefined, address: undefined }), '<div class="two-factor">\n<h1>Heading</h1>\n\n<p>content</p>\n</div>')
  const framed = frame({ heading: 'A & B', content: '', notice: '<b>done</b>', address: '/two-factor?a=1&b="2"' })
  t.match(framed, '<p class="note good" role="status">&#60;b&#62;done&#60;/b&#62;</p>')
  t.match(framed, '<h1>A &#38; B</h1>')
  t.strictSame(elementsOf(framed)[0]!.attributes, { class: 'two-factor', 'data-address': '/two-factor?a=1&b="2"' })
})

t.test('the title names the page and the site, after an error that word first', async t => {
  t.equal(titleText('Enter your code', undefined, contextWith()), 'Enter your code – Acme')
  t.equal(titleText('Enter your code', 'It is wrong.', contextWith({ siteName: 'Tenant' })), 'Error: Enter your code – Tenant')
  t.equal(titleText('Codice', 'Errato.', contextWith({ messages: { ...en, errorTitle: '{title} (errore)' } })), 'Codice – Acme (errore)')
  t.equal(titleText('{title}', 'It is wrong.', contextWith({ siteName: '{name}' })), 'Error: {title} – {name}', 'a value with a gap in it is no template')
})

t.test('every page has that title: the heading and the name of the site, of the user\'s tenant where they have one', async t => {
  const { enroll, login, wrong } = await createApplication({ users: { alice: users['alice']!, bob: { ...users['bob']!, issuerName: HOSTILE } } })
  const { client: alice, secret } = await enroll('alice')
  const { client: bob } = await enroll('bob')
  t.equal(titleOf((await alice.page('/two-factor')).body), 'Two-factor authentication – Acme')
  t.equal(titleOf((await bob.page('/two-factor')).body), `Two-factor authentication – ${HOSTILE}`)
  t.notMatch((await bob.page('/two-factor')).body, '<svg')
  const again = await (await login('alice')).submit('/two-factor/challenge', { code: wrong(secret) })
  t.equal(titleOf(again.body), 'Error: Enter your code – Acme')
  t.equal(headingOf(again.body), 'Enter your code', 'the heading stays')
})

t.test('the head has the referrer, the stylesheet and the script, and the application\'s own stylesheet after the built-in one', async t => {
  const [css, js] = [assets['two-factor.css'].hash, assets['two-factor.js'].hash]
  const own = headHtml({ stylesheet: '/site.css?a=1&b=2', refresh: undefined }, contextWith())
  t.strictSame(elementsOf(own).map(({ name, attributes }) => [name, attributes]), [
    ['meta', { name: 'referrer', content: 'same-origin' }],
    ['link', { rel: 'stylesheet', href: `/two-factor/assets/two-factor.${css}.css` }],
    ['link', { rel: 'stylesheet', href: '/site.css?a=1&b=2' }],
    ['script', { src: `/two-factor/assets/two-factor.${js}.js`, defer: '' }]
  ])
})

t.test('without the route of the assets the head has neither of them, and the application\'s stylesheet all the same', async t => {
  const { assets: _, ...without } = links
  const head = headHtml({ stylesheet: '/site.css', refresh: undefined }, contextWith({ links: without }))
  t.equal(head.replace(/\n+/g, '\n').trim(), '<meta name="referrer" content="same-origin">\n<link rel="stylesheet" href="/site.css">')
})

t.test('a page that goes on by itself says so in its head, where nothing breaks out of its attribute', async t => {
  t.match(headHtml({ stylesheet: undefined, refresh: '/next?a=1' }, contextWith()), '<meta http-equiv="refresh" content="0; url=/next?a&#61;1">')
  t.notMatch(headHtml({ stylesheet: undefined, refresh: HOSTILE }, contextWith()), '<svg')
  t.notMatch(headHtml({ stylesheet: undefined, refresh: undefined }, contextWith()), 'refresh')
})
