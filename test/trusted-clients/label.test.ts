import t from 'tap'
import { labelOf } from '../../lib/record/client-label.js'
import { clientNames } from '../../lib/trusted-clients/label.js'

const clientLabel = (agent: string | undefined): string => labelOf(clientNames(agent))

const agents: Record<string, string> = {
  'Firefox on Windows': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Chrome on Android': 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
  'Safari on macOS': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  'Safari on iOS': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Microsoft Edge on Windows': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
  'Firefox on Linux': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
}

t.test('a client is named by its browser and system', async t => {
  for (const [label, agent] of Object.entries(agents)) {
    const [browser, system] = label.split(' on ')
    t.strictSame(clientNames(agent), { browser, system })
    t.equal(clientLabel(agent), label)
  }
})

t.test('of a client that names one of them only, or none, nothing else is told', async t => {
  t.equal(clientLabel('Mozilla/5.0 (Windows NT 10.0)'), 'Windows')
  for (const agent of [undefined, '', ' ', 'curl/8.5.0', 'my-secret-tool/1.0 (internal.host)', '<b>']) t.equal(clientLabel(agent), 'Unknown client', String(agent))
})

t.test('what stands beyond the first 512 characters of the header is not looked at', async t => {
  const system = '(Windows NT 10.0)'
  t.equal(clientLabel(system.padStart(512)), 'Windows')
  t.equal(clientLabel(system.padStart(512 + system.length)), 'Unknown client')
})

t.test('a label has at most 64 characters, however long the header', async t => {
  for (const agent of ['x'.repeat(100_000), `Firefox/${'1'.repeat(100_000)}`, `${'('.repeat(50_000)}`, `${agents['Firefox on Linux']}${' x'.repeat(50_000)}`]) {
    const before = process.cpuUsage()
    t.ok(clientLabel(agent).length <= 64)
    t.ok(process.cpuUsage(before).user < 200_000, 'and costs little')
  }
})
