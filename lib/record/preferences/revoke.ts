import { accept, refuse, type Decision } from '../decision.js'
import type { LabeledClient } from '../events.js'
import type { TwoFactorRecord } from '../record.js'
import { clientRevoked, labeled, withClients } from '../trusted-clients.js'

/** Ends the trust in one client. */
export function revoke (record: TwoFactorRecord, id: string): Decision<LabeledClient> {
  const client = record.trustedClients.find(client => client.id === id)
  if (client === undefined) return refuse(record, 'TWO_FACTOR_NOT_FOUND')
  return accept(withClients(record, client, undefined), labeled(client), [clientRevoked(client)])
}

/** Ends the trust in every client. */
export function revokeAll (record: TwoFactorRecord): Decision<undefined> {
  if (record.trustedClients.length === 0) return accept(record, undefined)
  return accept({ ...record, trustedClients: [] }, undefined, record.trustedClients.map(clientRevoked))
}
