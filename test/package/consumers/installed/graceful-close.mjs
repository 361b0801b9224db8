import assert from 'node:assert/strict'
import { request } from 'node:http'
import { memoryUserRepository } from 'fastify-two-factor'
import { build, browse, codeOf, enroll } from './application.mjs'

const memory = memoryUserRepository({ alice: { accountName: 'alice@acme.example' } })
let arrive
const arrived = new Promise(resolve => { arrive = resolve })
let onSave = () => {}
let goOn = Promise.resolve()
const userRepository = { ...memory, saveTwoFactor: async (...save) => { onSave(); await goOn; return await memory.saveTwoFactor(...save) } }

const app = await build({ userRepository })
const url = await app.listen({ host: '127.0.0.1', port: 0 })
// each over a connection of its own: one that is kept alive would keep the server open
const browser = browse(({ method, url: path, payload, headers }) => new Promise((resolve, reject) => {
  request(url + path, { method, headers, agent: false }, async answer => {
    resolve({ statusCode: answer.statusCode, headers: answer.headers, body: Buffer.concat(await answer.toArray()).toString() })
  }).on('error', reject).end(payload)
}))
const secret = await enroll(browser)
await browser.post('/login')
const { record } = await memory.findTwoFactor('alice')
let release
goOn = new Promise(resolve => { release = resolve })
onSave = arrive
const answer = browser.post('/two-factor/challenge', { code: codeOf(secret) })
await arrived
const closed = app.close()
release()
assert.equal((await answer).statusCode, 200)
await closed
assert.notEqual((await memory.findTwoFactor('alice')).record, record, 'the code is spent')
await assert.rejects(fetch(url))
