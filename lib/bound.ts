/** The operations of a table as they are called: without their first argument, which is given already. */
export type Bound<Operations> = {
  [Name in keyof Operations]: Operations[Name] extends (first: any, ...given: infer Given) => infer Answer
    ? (...given: Given) => Answer
    : never
}
