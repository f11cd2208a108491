import { catalogue } from '@reeve/contract/catalogue'
import { attention, type Figure } from '@reeve/contract/instance/attention'
import { z } from 'zod'
import type { ReadContext } from '../context.ts'
import { implement, noRows } from '../request/implement.ts'
import { attentionSources } from './attentionSources.ts'
import { type Counted, figuresOf } from './figures.ts'
import { type Found, pageWith, type Question } from './question.ts'

const FoundPage = z.object({ rows: z.array(z.record(z.string(), z.unknown())), total: z.number(), about: z.boolean() })

/** Asks a list as the caller; undefined where the caller may not see it. */
const answerTo = async (ctx: ReadContext, { list: noun, filters, limit = 1 }: Question): Promise<Found | undefined> => {
  const { list } = catalogue[noun]
  if (!list.allow.test(ctx.actor, ctx.settings)) return undefined
  return FoundPage.parse(await ctx.question(list.name, { ...filters, limit }))
}

const day = 86_400_000
/** The beginning of the caller's day. */
const dayOf = ({ ports }: ReadContext, today: Date | null | undefined) => today ?? new Date(ports.now().getTime() - day)

const countedOf = async (ctx: ReadContext, figures: readonly Counted[]): Promise<Figure[]> => {
  const found = await Promise.all(
    figures.map(async ({ key, label, ...question }) => {
      const answer = await answerTo(ctx, question)
      return answer && { key, label, count: answer.total, about: answer.about, page: pageWith(question.list, question.filters) }
    }),
  )
  return found.flatMap((one) => one ?? [])
}

export const attentionImplementation = implement(attention, noRows, {
  now: async (ctx, { today }) => {
    const lines = await Promise.all(
      attentionSources(ctx, dayOf(ctx, today)).map(async ({ read, ...question }) => {
        const found = await answerTo(ctx, question)
        return found ? read(found) : []
      }),
    )
    return lines.flat()
  },

  figures: async (ctx, { today }) => {
    const figures = figuresOf(dayOf(ctx, today))
    return { today: await countedOf(ctx, figures.today), whole: await countedOf(ctx, figures.whole) }
  },
})
