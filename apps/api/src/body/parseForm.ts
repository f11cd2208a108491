import qs from 'qs'

/** `data[User][email]=…` as CakePHP's forms have it; the `data` around it falls away. */
export const parseForm = (text: string): unknown => {
  const form: Record<string, unknown> = qs.parse(text, { depth: 5, parameterLimit: 1000, allowPrototypes: false })
  return typeof form.data === 'object' ? form.data : form
}
