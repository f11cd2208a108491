import { Failure } from '@reeve/contract/inputs/failure'

/** A file somebody chose, as data URL. */
export const dataUrlOf = (file: File) =>
  new Promise<string>((answer, refuse) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => answer(typeof reader.result === 'string' ? reader.result : ''))
    reader.addEventListener('error', () => refuse(new Failure('invalid', 'This file cannot be read.')))
    reader.readAsDataURL(file)
  })

/** Its bytes in base64. */
export const base64Of = async (file: File) => (await dataUrlOf(file)).replace(/^data:[^,]*,/, '')
