import type { ComponentType } from 'react'
import { createBrowserRouter, type RouteObject } from 'react-router'
import { Duties } from './access/Duties.tsx'
import { accessLogsNoun } from './audit/accessLogsNoun.tsx'
import { apiUseNoun } from './audit/apiUseNoun.ts'
import { logsNoun } from './audit/logsNoun.tsx'
import { retentionNoun } from './audit/retentionNoun.ts'
import { jobsNoun } from './background/jobsNoun.tsx'
import { tasksNoun } from './background/tasksNoun.tsx'
import { mailsNoun } from './mail/mailsNoun.tsx'
import { resources, savedViewsNoun } from './nouns.ts'
import { mergesNoun } from './people/merge/mergesNoun.tsx'
import { statisticsNoun } from './people/statistics/statisticsNoun.ts'
import { registrationsNoun } from './people/users/registrationsNoun.tsx'
import type { Noun } from './resource/noun/noun.tsx'
import { Lost, Stumbled } from './shell/Lost.tsx'
import { Shell } from './shell/Shell.tsx'

/** A page of its own file, fetched when it is first visited; it is told which noun it shows. */
const page = (path: string, noun: Noun, fetch: () => Promise<ComponentType<{ noun: Noun }>>): RouteObject => ({
  path,
  lazy: async () => {
    const Page = await fetch()
    // The key: from one noun to another is another page, not the same one with other words.
    return { Component: () => <Page key={noun.noun} noun={noun} /> }
  },
})
const list = async () => (await import('./resource/list/ResourceList.tsx')).ResourceList
const view = async () => (await import('./resource/page/ResourcePage.tsx')).ResourcePage
const add = async () => (await import('./resource/form/ResourceForm.tsx')).AddForm
const edit = async () => (await import('./resource/form/ResourceForm.tsx')).EditForm

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
      Component: Duties,
      ErrorBoundary: Stumbled,
      HydrateFallback: () => null,
      children: [
        {
          Component: Shell,
          // A page that fails leaves the sidebar in use.
          children: [
            {
              ErrorBoundary: Stumbled,
              children: [
                { index: true, lazy: async () => ({ Component: (await import('./instance/Home.tsx')).Home }) },
                { path: '/roles/matrix', lazy: async () => ({ Component: (await import('./people/roles/RoleMatrix.tsx')).RoleMatrix }) },
                { path: '/roles/who', lazy: async () => ({ Component: (await import('./people/roles/WhoCan.tsx')).WhoCan }) },
                {
                  path: '/roles/:id/members',
                  lazy: async () => ({ Component: (await import('./people/roles/RoleMembers.tsx')).RoleMembers }),
                },
                { path: '/users/import', lazy: async () => ({ Component: (await import('./people/import/ImportUsers.tsx')).ImportUsers }) },
                ...resources.flatMap(pagesOf),
                {
                  path: '/organisations/:id/merge',
                  lazy: async () => ({ Component: (await import('./people/merge/MergeOrganisation.tsx')).MergeOrganisation }),
                },
                page(registrationsNoun.path, registrationsNoun, list),
                page(`${registrationsNoun.path}/:id`, registrationsNoun, view),
                {
                  path: '/registrations/:id/accept',
                  lazy: async () => ({ Component: (await import('./people/users/AcceptRegistration.tsx')).AcceptRegistration }),
                },
                page(savedViewsNoun.path, savedViewsNoun, list),
                page(`${savedViewsNoun.path}/:id`, savedViewsNoun, view),
                page(`${savedViewsNoun.path}/:id/edit`, savedViewsNoun, edit),
                page(mergesNoun.path, mergesNoun, list),
                page(`${mergesNoun.path}/:id`, mergesNoun, view),
                page(statisticsNoun.path, statisticsNoun, async () => (await import('./people/statistics/Statistics.tsx')).Statistics),
                page(logsNoun.path, logsNoun, list),
                page(`${logsNoun.path}/:id`, logsNoun, view),
                page(apiUseNoun.path, apiUseNoun, async () => (await import('./audit/ApiUse.tsx')).ApiUse),
                page(retentionNoun.path, retentionNoun, async () => (await import('./audit/Retention.tsx')).Retention),
                { path: '/workers', lazy: async () => ({ Component: (await import('./background/Workers.tsx')).Workers }) },
                page(jobsNoun.path, jobsNoun, list),
                page(`${jobsNoun.path}/:id`, jobsNoun, view),
                page(tasksNoun.path, tasksNoun, list),
                page(`${tasksNoun.path}/:id`, tasksNoun, view),
                {
                  path: `${tasksNoun.path}/:id/edit`,
                  lazy: async () => ({ Component: (await import('./background/TaskForm.tsx')).TaskForm }),
                },
                page(accessLogsNoun.path, accessLogsNoun, list),
                page(`${accessLogsNoun.path}/:id`, accessLogsNoun, view),
                page(mailsNoun.path, mailsNoun, list),
                { path: '/mails/setup', lazy: async () => ({ Component: (await import('./mail/MailSetup.tsx')).MailSetup }) },
                { path: '/mails/reach', lazy: async () => ({ Component: (await import('./mail/MailReach.tsx')).MailReach }) },
                { path: '/contact', lazy: async () => ({ Component: (await import('./mail/Contact.tsx')).Contact }) },
                page(`${mailsNoun.path}/:id`, mailsNoun, view),
                { path: '/settings', lazy: async () => ({ Component: (await import('./instance/Settings.tsx')).Settings }) },
                { path: '/settings/terms', lazy: async () => ({ Component: (await import('./access/TermsSetup.tsx')).TermsSetup }) },
                { path: '/me', lazy: async () => ({ Component: (await import('./people/users/Profile.tsx')).Profile }) },
                { path: '*', Component: Lost },
              ],
            },
          ],
        },
      ],
    },
  ],
  { basename: '/app' },
)
