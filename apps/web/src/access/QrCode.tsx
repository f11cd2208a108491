import { useMemo } from 'react'
import { encode } from 'uqr'
import classes from './access.module.css'

/** A text as QR code: dark on light in either scheme, because that is what cameras read. */
export const QrCode = ({ text, label }: { text: string; label: string }) => {
  const { size, dark } = useMemo(() => {
    const code = encode(text, { ecc: 'M', border: 2 })
    const cells = code.data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])))
    return { size: code.size, dark: cells.join('') }
  }, [text])
  return (
    <svg className={classes.qr} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={dark} fill="#000" />
    </svg>
  )
}
