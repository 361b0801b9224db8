import SqliteFile from 'libsql'
import t from 'tap'
import { startExample, type Answer, type Browser } from './support.js'

const { browser, login, sqliteFile } = await startExample(t)

async function pageIn (language: string, path: string, visitor: Browser = browser()): Promise<Answer> {
  return await visitor.send(path, { headers: { accept: 'text/html', 'accept-language': language } })
}

const english = /<html lang="en">[^]+<h1>Sign in<\/h1>/
const italian = /<html lang="it">[^]+<h1>Accedi<\/h1>/

t.test('the pages are in the language that the browser wants most of those that are there, else in English', async t => {
  for (const wanted of ['it', 'it-CH, en;q=0.5', 'de, it;q=0.9, en;q=0.8', 'en;q=0.1, it']) t.match((await pageIn(wanted, '/login')).body, italian, wanted)
  for (const wanted of ['en', 'en-GB, it;q=0.5', 'de', 'ja, fr;q=0.5', '']) t.match((await pageIn(wanted, '/login')).body, english, wanted)
})

t.test('errors and what stands above and below are in that language too', async t => {
  const { body, status } = await browser().send('/login', {
    method: 'POST',
    headers: { accept: 'text/html', 'accept-language': 'it' },
    body: new URLSearchParams({ username: 'carol', password: 'a wrong guess' })
  })
  t.equal(status, 401)
  t.match(body, /<title>Errore: Accedi – Example<\/title>[^]+role="alert"[^>]*>Il nome utente o la password sono errati\.[^]+<div lang="it">[^]+Hai perso il telefono\?/)
  t.match(await pageIn('it', '/nothing'), { status: 404, body: /Qui non c’è nulla/ })
})

t.test('the language of a user who has one goes before that of the browser, from the sign-in to the sign-out', async t => {
  const database = new SqliteFile(sqliteFile)
  database.exec("update users set locale = 'it-IT' where username = 'bob'")
  database.close()
  const bob = await login('bob')
  t.match((await pageIn('en', '/password', bob)).body, /<html lang="it">[^]+Password attuale/)
  await bob.submit('/logout')
  t.match((await pageIn('en', '/', bob)).body, /<html lang="en">[^]+You are signed out\./)
})
