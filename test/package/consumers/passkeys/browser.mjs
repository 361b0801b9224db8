export const origin = 'http://localhost:3000'

/** A browser with its cookies. */
export function browse (app, cookies = {}) {
  const send = async (method, url, payload) => {
    const response = await app.inject({ method, url, cookies, headers: { origin }, ...payload && { payload } })
    for (const { name, value } of response.cookies) cookies[name] = value
    return response
  }
  return { cookies, get: url => send('GET', url), post: (url, payload) => send('POST', url, payload) }
}
