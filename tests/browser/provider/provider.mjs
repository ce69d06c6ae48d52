// A provider of single sign-on for the tests, as councils have one: whoever signs in at it is told
// about from a file, and its keys are new whenever it is asked for `/rotate`. It ends with whoever
// started it.
//
//   node provider.mjs CLAIMS.json REDIRECT_URI
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const [file, redirectUri] = process.argv.slice(2)
const claimsOf = (login) => JSON.parse(readFileSync(file, 'utf8'))[login]

const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const begin = () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' }
    const provider = new Provider(issuer, {
      clients: [{ client_id: 'concordat', client_secret: 'not to be guessed', redirect_uris: [redirectUri] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
      conformIdTokenClaims: false,
      cookies: { keys: ['for the tests alone'] },
      features: { devInteractions: { enabled: true } },
      jwks: { keys: [key] },
      pkce: { required: () => true },
      findAccount: (_, login) => ({ accountId: login, claims: () => ({ sub: login, ...claimsOf(login) }) }),
      // What is asked for is granted without a page that asks again.
      loadExistingGrant: async ({ oidc }) => {
        const { client, provider, session } = oidc
        const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
        grant.addOIDCScope('openid email profile')
        await grant.save()
        return grant
      },
    })
    return provider.callback()
  }
  let answer = begin()
  server.on('request', (asked, answered) => {
    if (asked.url !== '/rotate') return answer(asked, answered)
    answer = begin()
    answered.end()
  })
  console.log(issuer)
})
process.stdin.on('end', () => process.exit()).resume()
