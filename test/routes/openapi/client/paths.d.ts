/** Any route with any body and answer; when document.test.ts compiles flow.test.ts, the generated types stand in for these. */
export type paths = Record<string, Record<'get' | 'post', Operation>>

interface Operation {
  parameters: { path?: any }
  requestBody?: { content: { 'application/json': any } }
  responses: { 200: JsonAnswer, default: JsonAnswer }
}

interface JsonAnswer { content: { 'application/json': any } }
