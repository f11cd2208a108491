import { levelOf, permissionLevels } from '@reeve/contract/people/roles'

/** A role with its level: `permission` is what four flags amount to (people-data 4.1). */
export const withLevel = <R extends Parameters<typeof levelOf>[0]>(role: R) => {
  const permission = levelOf(role)
  return { ...role, permission, permission_description: permissionLevels[permission].name }
}
