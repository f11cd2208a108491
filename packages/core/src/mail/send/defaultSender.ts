/**
 * The sender of mails while MISP.email is not set: the `from` of SMTP_URL (`smtp://host?from=name@domain`), else `noreply@` the host of
 * the base URL. Without SMTP_URL there is none.
 */
export const defaultSenderOf = (smtpUrl: string | undefined, base: string) => {
  if (!smtpUrl) return ''
  const from = new URL(smtpUrl).searchParams.get('from')
  return from || (URL.canParse(base) ? `noreply@${new URL(base).hostname}` : '')
}
