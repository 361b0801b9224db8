import { assets } from './texts.js'

export type AssetName = keyof typeof assets

export function isAssetName (name: string): name is AssetName {
  return Object.hasOwn(assets, name)
}

/** The name of an asset with the hash of its text: browsers may keep the asset under this name for good. */
export function hashedName (name: AssetName): string {
  return name.replace('.', `.${assets[name].hash}.`)
}
