import { createApplication } from './compiled/test/support/application.js'
const { login, enroll, code } = await createApplication()
const { client: browser } = await enroll('alice')
await browser.post('/two-factor/enrollment')
const which = process.argv[2] ?? '/two-factor/enrollment'
for (let i=0;i<200;i++) { const a = await browser.page(which); if (a.status!==200) throw new Error(a.status) }
const { Session } = await import('node:inspector')
const s = new Session(); s.connect()
const post = (m,p) => new Promise((res,rej)=>s.post(m,p,(e,r)=>e?rej(e):res(r)))
await post('Profiler.enable'); await post('Profiler.setSamplingInterval',{interval:200}); await post('Profiler.start')
const c = process.cpuUsage()
const N=400
for (let i=0;i<N;i++) await browser.page(which)
const {user,system}=process.cpuUsage(c)
const { profile } = await post('Profiler.stop')
console.log('cpu per request ms', ((user+system)/1000/N).toFixed(2))
const self = new Map(), byId = new Map(profile.nodes.map(n=>[n.id,n]))
const dt = profile.timeDeltas
profile.samples.forEach((id,i)=>{ const n=byId.get(id); const f=n.callFrame; const k=`${f.functionName||'(anon)'} ${f.url.replace(/.*\/(node_modules|compiled)\//,'')}:${f.lineNumber+1}`; self.set(k,(self.get(k)??0)+dt[i]) })
for (const [k,v] of [...self].sort((a,b)=>b[1]-a[1]).slice(0,28)) console.log((v/1000/N).toFixed(3), k)
process.exit()
