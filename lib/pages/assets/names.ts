import { assets } from './texts.js'

export type AssetName = keyof typeof assets

export function isAssetName (name: string): name is AssetName {
  return Object.hasOwn(assets, name)
}

/** The name with the hash of the text, under which browsers may keep it for good. */
export function hashedName (name: AssetName): string {
  return name.replace('.', `.${assets[name].hash}.`)
}
