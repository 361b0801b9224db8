import type { CDPSession, Page } from 'playwright-core'

interface Device {
  protocol?: 'ctap2' | 'u2f'
  /** How the browser reaches it; `cable` is what is called `hybrid` elsewhere. */
  transport: 'usb' | 'nfc' | 'cable' | 'internal'
  /** Whether it can keep passkeys that are found by the site alone. */
  resident: boolean
  /** Whether it asks for a PIN, a finger or a face. */
  verifies: boolean
  /** Whether its passkeys are copied to other devices of their owner. */
  synced?: boolean
}

/** What people have. */
export const devices = {
  'a phone or a password manager': { transport: 'internal', resident: true, verifies: true, synced: true },
  'a laptop that keeps its passkeys to itself': { transport: 'internal', resident: true, verifies: true },
  'a laptop that asks for nothing': { transport: 'internal', resident: false, verifies: false },
  'a security key': { transport: 'usb', resident: false, verifies: false },
  'a security key with a PIN': { transport: 'usb', resident: true, verifies: true },
  'a security key of long ago': { protocol: 'u2f', transport: 'usb', resident: false, verifies: false },
  'a security key by NFC': { transport: 'nfc', resident: true, verifies: false },
  'another phone, which is near': { transport: 'cable', resident: true, verifies: true, synced: true }
} satisfies Record<string, Device>

export type DeviceName = keyof typeof devices

export interface Passkey {
  credentialId: string
  isResidentCredential: boolean
  privateKey: string
  signCount: number
  rpId?: string
  userHandle?: string
  backupEligibility?: boolean
  backupState?: boolean
}

const sessions = new WeakMap<Page, Promise<CDPSession>>()

async function sessionOf (page: Page): Promise<CDPSession> {
  const open = async (): Promise<CDPSession> => {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    return session
  }
  const session = sessions.get(page) ?? open()
  sessions.set(page, session)
  return await session
}

/** A device that is there for one tab, with the passkeys that it made. It confirms whatever it is asked, unless it is told not to. */
export class VirtualAuthenticator {
  readonly #session: CDPSession
  readonly #authenticatorId: string

  private constructor (session: CDPSession, authenticatorId: string) {
    this.#session = session
    this.#authenticatorId = authenticatorId
  }

  static async plugIn (page: Page, name: DeviceName, passkeys: readonly Passkey[] = []): Promise<VirtualAuthenticator> {
    const session = await sessionOf(page)
    const { protocol = 'ctap2', transport, resident, verifies, synced = false }: Device = devices[name]
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol,
        transport,
        hasResidentKey: resident,
        hasUserVerification: verifies,
        isUserVerified: verifies,
        automaticPresenceSimulation: true,
        defaultBackupEligibility: synced,
        defaultBackupState: synced
      }
    })
    for (const credential of passkeys) await session.send('WebAuthn.addCredential', { authenticatorId, credential })
    return new VirtualAuthenticator(session, authenticatorId)
  }

  async passkeys (): Promise<Passkey[]> {
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', { authenticatorId: this.#authenticatorId })
    return credentials
  }

  /** Takes it away. Its passkeys are still on it. */
  async unplug (): Promise<Passkey[]> {
    const passkeys = await this.passkeys()
    await this.#session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.#authenticatorId })
    return passkeys
  }

  /** Whether its owner shows the right finger from now on, where one is asked for. Otherwise it says no at once. */
  async verify (isUserVerified: boolean): Promise<void> {
    await this.#session.send('WebAuthn.setUserVerified', { authenticatorId: this.#authenticatorId, isUserVerified })
  }

  /** Whether somebody touches it from now on. Otherwise the browser waits. */
  async touch (enabled: boolean): Promise<void> {
    await this.#session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: this.#authenticatorId, enabled })
  }

  /** Whether its signatures are wrong from now on. */
  async forge (isBogusSignature: boolean): Promise<void> {
    await this.#session.send('WebAuthn.setResponseOverrideBits', { authenticatorId: this.#authenticatorId, isBogusSignature })
  }
}
