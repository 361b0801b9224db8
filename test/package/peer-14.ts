// Has a process load @simplewebauthn/server 14 where it asks for that package: `node --import` this.
import { register, type ResolveHook } from 'node:module'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) register(import.meta.url)

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  return await nextResolve(specifier.replace(/^@simplewebauthn\/server(?=\/|$)/, 'simplewebauthn-14'), context)
}
