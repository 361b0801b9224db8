export default async app => {
  app.post('/login', async request => await request.twoFactor.signIn('42'))
}
