import { createHash } from 'node:crypto'

const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

/** The style of the sign-in form. It is inline, so that the form needs no other file. */
export const style = `
:root{color-scheme:light dark;--bg:#f8f9fa;--card:#fff;--line:#d7dadd;--text:#1c1f22;--dim:#5c6268;--accent:#0f6460;--on:#fff;--bad:#982a22;--badbg:#fdefee}
@media(prefers-color-scheme:dark){:root{--bg:#141618;--card:#1a1c1f;--line:#3f444a;--text:#dcdee0;--dim:#9da2a8;--accent:#74c2bd;--on:#0e1011;--bad:#f3b5b0;--badbg:#2a1917}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--bg);color:var(--text);font:14px/1.5 Inter,"Inter Variable",system-ui,sans-serif}
main{width:100%;max-width:360px;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:32px}
img{display:block;width:32px;height:32px;margin-bottom:16px}
h1{margin:0 0 4px;font-size:20px;font-weight:600}
p{margin:0 0 24px;color:var(--dim)}
label{display:block;margin:16px 0 4px;font-weight:500}
input,textarea{width:100%;height:36px;padding:0 10px;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:6px}
textarea{height:auto;padding:8px 10px;resize:vertical}
input:focus-visible,textarea:focus-visible,button:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
button{width:100%;height:36px;margin-top:24px;font:inherit;font-weight:600;color:var(--on);background:var(--accent);border:0;border-radius:6px;cursor:pointer}
button.second{margin-top:8px;color:var(--text);background:transparent;border:1px solid var(--line)}
.hint{margin:4px 0 0;font-size:12px}
.back{margin:16px 0 0;text-align:center}
a{color:var(--accent)}
.said{margin:0 0 16px;padding:8px 12px;color:var(--bad);background:var(--badbg);border:1px solid currentColor;border-radius:6px}
`
export const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`

/** Which step is shown; `closed`: none is open here; `told`: nothing is asked. */
export type Step =
  | { way: 'password'; email?: string }
  | { way: 'choose'; ticket: string }
  | { way: 'otp' | 'email_otp' | 'forgot' | 'register' | 'told' | 'closed' }
/** What is said above a form, and where it leads afterwards. */
export type Wanted = Step & { to: string; said?: string | undefined; told?: string | undefined }
type Shown = { org: string; token: string } & {
  /** What page titles call this service. */
  title: string
  /** Whether a forgotten password may be asked for, and an account. */
  open: { forgot: boolean; register: boolean }
  /** What strangers read above the form in which they ask for an account. */
  greeting: string
  /** How a code looks that is mailed, and for how many minutes it may be used. */
  code: { length: number; minutes: number }
  /** What a new password must be like. */
  policy: string
}
export type Page = Wanted & Shown

const passwordFields = (email: string) => `<label for="email">Email</label>
<input id="email" name="data[User][email]" type="email" value="${escaped(email)}" autocomplete="username" required autofocus>
<label for="password">Password</label>
<input id="password" name="data[User][password]" type="password" autocomplete="current-password" required>
<button type="submit">Sign in</button>`
const otpFields = `<label for="otp">One-time password</label>
<input id="otp" name="data[User][otp]" inputmode="numeric" autocomplete="one-time-code" maxlength="20" required autofocus aria-describedby="which">
<p id="which" class="hint">The six digits that your app shows now, or your next recovery code.</p>
<button type="submit">Sign in</button>
<p class="back"><a href="/users/login">Start again</a></p>`
const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`
// The first button is the one that Enter presses.
const mailedFields = ({ length, minutes }: Shown['code']) => `<label for="otp">Code from your mail</label>
<input id="otp" name="data[User][otp]" inputmode="numeric" autocomplete="one-time-code" maxlength="${2 * length}" required autofocus aria-describedby="which">
<p id="which" class="hint">${count(length, 'digit')}, sent to your address. They work once, and for ${count(minutes, 'minute')}.</p>
<button type="submit">Sign in</button>
<button type="submit" class="second" name="data[User][again]" value="1" formnovalidate>Send another code</button>
<p class="back"><a href="/users/login">Start again</a></p>`

const forgotFields = `<label for="email">Email</label>
<input id="email" name="data[User][email]" type="email" autocomplete="username" required autofocus aria-describedby="which">
<p id="which" class="hint">A link that lets you choose a new password is sent there. It works once, and for ten minutes.</p>
<button type="submit">Send the link</button>
<p class="back"><a href="/users/login">Back to signing in</a></p>`
const chooseFields = (policy: string) => `<label for="password">New password</label>
<input id="password" name="data[User][password]" type="password" autocomplete="new-password" required autofocus aria-describedby="policy">
<p id="policy" class="hint">${escaped(policy)}</p>
<label for="again">Confirm password</label>
<input id="again" name="data[User][confirm_password]" type="password" autocomplete="new-password" required>
<button type="submit">Choose this password</button>`

const registerFields = (greeting: string) => `${greeting ? `<p class="hint">${escaped(greeting)}</p>` : ''}
<label for="email">Email</label>
<input id="email" name="data[User][email]" type="email" autocomplete="email" required autofocus>
<label for="org">Organisation</label>
<input id="org" name="data[User][org_name]" autocomplete="organization" maxlength="255">
<label for="message">Message</label>
<textarea id="message" name="data[User][message]" rows="4"></textarea>
<label for="pgp">PGP key</label>
<textarea id="pgp" name="data[User][pgp]" rows="3" aria-describedby="optional"></textarea>
<p id="optional" class="hint">Optional: the public key to which mails are encrypted.</p>
<button type="submit">Ask for an account</button>
<p class="back"><a href="/users/login">Back to signing in</a></p>`

const linksOf = ({ open }: Page) => {
  const links = [
    ...(open.forgot ? ['<a href="/users/forgot">Forgot the password?</a>'] : []),
    ...(open.register ? ['<a href="/users/register">Ask for an account</a>'] : []),
  ]
  return links.length > 0 ? `<p class="back">${links.join(' · ')}</p>` : ''
}
const fieldsOf = (page: Page) => {
  if (page.way === 'register') return registerFields(page.greeting)
  if (page.way === 'forgot') return forgotFields
  if (page.way === 'choose') return chooseFields(page.policy)
  if (page.way === 'otp') return otpFields
  if (page.way === 'email_otp') return mailedFields(page.code)
  return passwordFields(page.way === 'password' ? (page.email ?? '') : '') + linksOf(page)
}
const actionOf = (page: Page) => {
  if (page.way === 'choose') return `/users/password_reset/${encodeURIComponent(page.ticket)}`
  return page.way === 'password' || page.way === 'told' || page.way === 'closed' ? '/users/login' : `/users/${page.way}`
}

const titles: Partial<Record<Page['way'], string>> = {
  forgot: 'New password',
  choose: 'New password',
  register: 'Ask for an account',
  told: 'Done',
}
const titleOf = ({ way }: Page) => titles[way] ?? 'Sign in'
const backOf = ({ way }: Page) => (way === 'told' ? '<p class="back"><a href="/users/login">Sign in</a></p>' : '')

const formOf = (page: Page) => `<form action="${actionOf(page)}" method="post" accept-charset="utf-8">
<input type="hidden" name="data[_Token][key]" value="${escaped(page.token)}">
<input type="hidden" name="data[User][to]" value="${escaped(page.to)}">
${fieldsOf(page)}
</form>`

/** The form of a step of signing in; scripts expect exactly one, and send back every field they find in it (clients "Login form"). */
export const loginPage = (page: Page) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${titleOf(page)} · ${escaped(page.title)}</title>
<link rel="icon" href="/app/icon.svg" type="image/svg+xml">
<style>${style}</style>
</head>
<body>
<main>
<img src="/app/icon.svg" alt="">
<h1>${titleOf(page)}</h1>
<p>${page.org ? `Reeve of ${escaped(page.org)}` : 'Reeve'}</p>
${page.said ? `<div class="said" role="alert">${escaped(page.said)}</div>` : ''}
${page.told ? `<p role="status">${escaped(page.told)}</p>` : ''}
${page.way === 'closed' || page.way === 'told' ? backOf(page) : formOf(page)}
</main>
</body>
</html>
`
