async function send<Answer> (path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`/two-factor${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: body === undefined ? null : JSON.stringify(body)
  })
  if (!answer.ok) throw Object.assign(new Error('refused'), await answer.json())   // `code` is the plugin's
  return await answer.json() as Answer
}

/** When the page opens: nothing when the user has no passkey, or none that may be used here. */
export async function passkeyOptions (): Promise<PublicKeyCredentialRequestOptionsJSON | undefined> {
  return (await send<{ passkeyOptions?: PublicKeyCredentialRequestOptionsJSON }>('/challenge')).passkeyOptions
}

/** In the click itself: some browsers ask nobody who has not just clicked. Gives where to go on. */
export async function signInByPasskey (options: PublicKeyCredentialRequestOptionsJSON, trustClient = false): Promise<string> {
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
  return (await send<{ location: string }>('/challenge', { credential, trustClient })).location
}

/** When the page opens that offers a new passkey. */
export async function startPasskey (password?: string): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return (await send<{ options: PublicKeyCredentialCreationOptionsJSON }>('/passkeys', { password })).options
}

/** In the click again. Gives recovery codes to show where there were none. */
export async function addPasskey (options: PublicKeyCredentialCreationOptionsJSON, name: string): Promise<string[]> {
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
  return (await send<{ recoveryCodes: string[] }>('/passkeys/confirm', { credential, name })).recoveryCodes
}
