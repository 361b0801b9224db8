/** Requests for `load`, answered in JSON: `right` gets an answer's body, parsed, and its headers. */
export function get (path, cookie, right) {
  return { method: 'GET', path, headers: { cookie }, right: parsed(right) }
}

/** JSON as a browser sends it. */
export function post (path, body, { cookie, origin }, right) {
  const headers = { 'content-type': 'application/json', origin, ...(cookie !== undefined && { cookie }) }
  return { method: 'POST', path, headers, body: JSON.stringify(body), right: parsed(right) }
}

function parsed (right) {
  return (body, headers) => right(JSON.parse(body), headers)
}

/** What a browser would send back after these headers. */
export function cookiesOf (headers) {
  const cookies = [headers['set-cookie'] ?? headers['Set-Cookie'] ?? []].flat()
  return cookies.map(cookie => cookie.split(';')[0]).filter(pair => !pair.endsWith('=')).join('; ')
}
