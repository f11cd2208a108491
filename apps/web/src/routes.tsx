import type { ComponentType } from 'react'
import { createBrowserRouter, type RouteObject } from 'react-router'
import type { Noun } from './kit/noun.tsx'
import { accessLogsNoun } from './nouns/accessLogs.tsx'
import { apiUseNoun } from './nouns/apiUse.ts'
import { jobsNoun } from './nouns/jobs.tsx'
import { logsNoun } from './nouns/logs.tsx'
import { mailsNoun } from './nouns/mails.tsx'
import { mergesNoun } from './nouns/merges.tsx'
import { registrationsNoun } from './nouns/registrations.tsx'
import { retentionNoun } from './nouns/retention.ts'
import { statisticsNoun } from './nouns/statistics.ts'
import { tasksNoun } from './nouns/tasks.tsx'
import { resources, savedViewsNoun } from './nouns.ts'
import { Lost, Stumbled } from './screens/Lost.tsx'
import { Shell } from './screens/Shell.tsx'

/** A page of its own file, fetched when it is first visited; it is told which noun it shows. */
const page = (path: string, noun: Noun, fetch: () => Promise<ComponentType<{ noun: Noun }>>): RouteObject => ({
  path,
  lazy: async () => {
    const Page = await fetch()
    // The key: from one noun to another is another page, not the same one with other words.
    return { Component: () => <Page key={noun.noun} noun={noun} /> }
  },
})
const list = async () => (await import('./resource/ResourceList.tsx')).ResourceList
const view = async () => (await import('./resource/ResourcePage.tsx')).ResourcePage
const add = async () => (await import('./resource/ResourceForm.tsx')).AddForm
const edit = async () => (await import('./resource/ResourceForm.tsx')).EditForm

const pagesOf = (noun: Noun): RouteObject[] => [
  page(noun.path, noun, list),
  page(`${noun.path}/add`, noun, add),
  page(`${noun.path}/:id`, noun, view),
  page(`${noun.path}/:id/edit`, noun, edit),
]

/** Every address of the screens. A noun's own screen replaces the generic one here. */
export const router = createBrowserRouter(
  [
    {
      Component: Shell,
      ErrorBoundary: Stumbled,
      HydrateFallback: () => null,
      children: [
        { index: true, lazy: async () => ({ Component: (await import('./screens/Home.tsx')).Home }) },
        { path: '/roles/matrix', lazy: async () => ({ Component: (await import('./screens/RoleMatrix.tsx')).RoleMatrix }) },
        { path: '/roles/who', lazy: async () => ({ Component: (await import('./screens/WhoCan.tsx')).WhoCan }) },
        { path: '/roles/:id/members', lazy: async () => ({ Component: (await import('./screens/RoleMembers.tsx')).RoleMembers }) },
        { path: '/users/import', lazy: async () => ({ Component: (await import('./screens/ImportUsers.tsx')).ImportUsers }) },
        ...resources.flatMap(pagesOf),
        {
          path: '/organisations/:id/merge',
          lazy: async () => ({ Component: (await import('./screens/MergeOrganisation.tsx')).MergeOrganisation }),
        },
        page(registrationsNoun.path, registrationsNoun, list),
        page(`${registrationsNoun.path}/:id`, registrationsNoun, view),
        {
          path: '/registrations/:id/accept',
          lazy: async () => ({ Component: (await import('./screens/AcceptRegistration.tsx')).AcceptRegistration }),
        },
        page(savedViewsNoun.path, savedViewsNoun, list),
        page(`${savedViewsNoun.path}/:id`, savedViewsNoun, view),
        page(`${savedViewsNoun.path}/:id/edit`, savedViewsNoun, edit),
        page(mergesNoun.path, mergesNoun, list),
        page(`${mergesNoun.path}/:id`, mergesNoun, view),
        page(statisticsNoun.path, statisticsNoun, async () => (await import('./screens/Statistics.tsx')).Statistics),
        page(logsNoun.path, logsNoun, list),
        page(`${logsNoun.path}/:id`, logsNoun, view),
        page(apiUseNoun.path, apiUseNoun, async () => (await import('./screens/ApiUse.tsx')).ApiUse),
        page(retentionNoun.path, retentionNoun, async () => (await import('./screens/Retention.tsx')).Retention),
        { path: '/workers', lazy: async () => ({ Component: (await import('./screens/Workers.tsx')).Workers }) },
        page(jobsNoun.path, jobsNoun, list),
        page(`${jobsNoun.path}/:id`, jobsNoun, view),
        page(tasksNoun.path, tasksNoun, list),
        page(`${tasksNoun.path}/:id`, tasksNoun, view),
        page(`${tasksNoun.path}/:id/edit`, tasksNoun, edit),
        page(accessLogsNoun.path, accessLogsNoun, list),
        page(`${accessLogsNoun.path}/:id`, accessLogsNoun, view),
        page(mailsNoun.path, mailsNoun, list),
        { path: '/mails/setup', lazy: async () => ({ Component: (await import('./screens/MailSetup.tsx')).MailSetup }) },
        { path: '/mails/reach', lazy: async () => ({ Component: (await import('./screens/MailReach.tsx')).MailReach }) },
        { path: '/contact', lazy: async () => ({ Component: (await import('./screens/Contact.tsx')).Contact }) },
        page(`${mailsNoun.path}/:id`, mailsNoun, view),
        { path: '/settings', lazy: async () => ({ Component: (await import('./screens/Settings.tsx')).Settings }) },
        { path: '/settings/terms', lazy: async () => ({ Component: (await import('./screens/TermsSetup.tsx')).TermsSetup }) },
        { path: '/me', lazy: async () => ({ Component: (await import('./screens/Profile.tsx')).Profile }) },
        { path: '*', Component: Lost },
      ],
    },
  ],
  { basename: '/app' },
)
