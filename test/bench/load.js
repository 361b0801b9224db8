import autocannon from 'autocannon'
import { percentile } from './statistics.js'

const CONNECTIONS = 10

/**
 * Sends each request once over ten connections and checks each answer: a wrong one fails the benchmark.
 * `right` gets the body of an answer and its headers. Beside the times: what the server spent.
 */
export async function load ({ url, call }, requests) {
  const wrong = []
  const latencies = []
  let ended = 0
  let bytes = 0
  let encoding = 'none'
  const checked = requests.map(({ right, ...request }) => ({
    ...request,
    onResponse (status, body, _context, headers) {
      bytes += Buffer.byteLength(body)
      encoding = headers['content-encoding'] ?? encoding
      if (status !== 200 || !right(body, headers)) wrong.push(`${request.method} ${request.path}: ${status} ${body.slice(0, 500)}`)
    }
  }))
  const before = await call('spent')
  let connections = 0
  const started = performance.now()
  const run = autocannon({
    url,
    connections: CONNECTIONS,
    amount: requests.length,
    sampleInt: 50,
    setupClient (client) {
      const share = connections++
      client.setRequests(checked.filter((_request, index) => index % CONNECTIONS === share))
    }
  })
  run.on('response', (_client, _status, _bytes, milliseconds) => {
    latencies.push(milliseconds)
    ended = performance.now()
  })
  const { errors, timeouts } = await run
  if (wrong.length > 0 || errors > 0 || timeouts > 0 || latencies.length !== requests.length) {
    throw new Error(`${wrong.length} wrong answers, ${errors} errors and ${timeouts} time-outs in ${latencies.length} of ${requests.length} requests. ${wrong[0] ?? ''}`)
  }
  const after = await call('spent')
  return {
    perSecond: requests.length / (ended - started) * 1000,
    milliseconds: (ended - started) / requests.length,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    microseconds: (after.microseconds - before.microseconds) / requests.length,
    bytes: bytes / requests.length,
    encoding,
    statements: (after.statements - before.statements) / requests.length
  }
}
