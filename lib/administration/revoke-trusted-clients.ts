import { revokeAll as decide } from '../record/preferences/revoke.js'
import type { Installation } from '../session/installation.js'
import { changeIfStored, type By } from './user.js'

export async function revokeTrustedClients (installation: Installation, userId: string, by: By = {}): Promise<void> {
  await changeIfStored(installation, userId, by, decide)
}
