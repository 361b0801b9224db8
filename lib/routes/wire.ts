declare const kOptional: unique symbol

/** The schema of an object of exactly these properties; those in `Optional` may be missing. */
export interface ObjectSchema<Properties extends object, Optional extends PropertyKey = never> {
  readonly type: 'object'
  readonly additionalProperties: false
  readonly properties: Properties
  readonly required?: readonly string[]
  readonly [kOptional]?: Optional
}

/** What a schema of ours describes, as a client reads it in JSON. */
export type Wire<Schema> =
  Schema extends { readonly enum: ReadonlyArray<infer Value> } ? Value
    : Schema extends { readonly anyOf: ReadonlyArray<infer Any> } ? Wire<Any>
      : Schema extends ObjectSchema<infer Properties, infer Optional> ? WireObject<Properties, Optional>
        : Schema extends { readonly type: 'array', readonly items: infer Item } ? Array<Wire<Item>>
          : Schema extends { readonly type: 'string' } ? string
            : Schema extends { readonly type: 'integer' } ? number
              : Schema extends { readonly type: 'boolean' } ? boolean
                : Schema extends { readonly type: 'object' } ? object
                  : undefined

type WireObject<Properties, Optional> =
  { -readonly [Name in Exclude<keyof Properties, Optional>]: Wire<Properties[Name]> } &
  { -readonly [Name in Extract<keyof Properties, Optional>]?: Wire<Properties[Name]> | undefined } extends infer Both
    ? { [Name in keyof Both]: Both[Name] }
    : never

/** A value as it is in JSON: each date is its ISO text. */
export type Json<Value> =
  Value extends Date ? string
    : Value extends ReadonlyArray<infer Item> ? Array<Json<Item>>
      : Value extends object ? { [Name in keyof Value]: Json<Value[Name]> }
        : Value

/** The same with each date as its ISO text, and without what is undefined: what checks or extends an answer sees it as it is sent. */
export function toJson<Value> (value: Value): Json<Value> {
  return jsonOf(value) as Json<Value>
}

function jsonOf (value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(jsonOf)
  if (typeof value !== 'object' || value === null) return value
  const given = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(given.map(([name, part]) => [name, jsonOf(part)]))
}
