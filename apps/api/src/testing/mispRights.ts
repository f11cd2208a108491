/**
 * Who may call what in MISP 2.5, for the controllers that Reeve answers too: rule, then actions. `any`: everybody who is known;
 * `SA only`: site admins, who pass everywhere; `+` and `or` join permissions and conditions.
 */
export const mispRights: Record<string, Record<string, string>> = {
  users: {
    'SA only':
      'acceptRegistrations admin_destroy admin_monitor checkAndCorrectPgps discardRegistrations registrations resetAllSyncAuthKeys updateToAdvancedAuthKeys verifyCertificate verifyGPG',
    'perm_admin + add_user_enabled': 'admin_add',
    perm_admin:
      'admin_delete admin_edit admin_email admin_filterUserIndex admin_index admin_massToggleField admin_quickEmail admin_view delete',
    any: 'attributehistogram checkIfLoggedIn dashboard downloadTerms email_otp heartbeat searchGpgKey fetchGpgKey histogram login logout logout401 notificationSettings register request_API routeafterlogin statistics tagStatisticsGraph terms updateLoginTime view viewPeriodicSummary getGpgPublicKey unsubscribe view_login_history',
    'self_management_enabled + password_change_enabled + not_read_only_authkey': 'change_pw',
    self_management_enabled: 'edit',
    'password_forgotten_enabled + password_change_enabled': 'forgot password_reset',
    otp_enabled: 'otp hotp totp_new',
    'perm_admin + otp_enabled': 'totp_delete',
    'perm_admin + password_change_enabled': 'initiatePasswordReset',
    'self_management_enabled + perm_auth + not_read_only_authkey': 'resetauthkey',
  },
  organisations: {
    'SA only': 'admin_add admin_delete admin_edit admin_generateuuid admin_merge',
    perm_sharing_group: 'fetchOrgsForSG',
    any: 'fetchSGOrgRow view',
    perm_sync: 'getUUIDs',
    organisation_index: 'index',
  },
  roles: {
    'SA only': 'admin_add admin_delete admin_edit admin_set_default',
    any: 'index view',
  },
  authKeys: {
    'perm_auth + not_read_only_authkey': 'add delete edit pin',
    perm_auth: 'index view',
  },
  userSettings: {
    any: 'index view getSetting eventIndexColumnToggle',
    not_read_only_authkey: 'setSetting delete setHomePage',
  },
  userLoginProfiles: {
    any: 'index trust malicious',
    perm_admin: 'admin_delete',
  },
  servers: {
    'SA only':
      'add dbSchemaDiagnostic dbConfiguration cache changePriority checkout clearWorkerQueue delete deleteFile edit eventBlockRule filterEventIndex getRemoteUser getSetting getSubmodulesStatus getSubmoduleQuickUpdateForm getWorkers import index ondemandAction previewEvent previewIndex compareServers pull purgeSessions push queryAvailableSyncFilteringRules releaseUpdateLock resetRemoteAuthKey removeOrphanedCorrelations restartDeadWorkers restartWorkers serverSettings serverSettingsEdit serverSettingsReloadSetting startWorker startZeroMQServer statusZeroMQServer stopWorker stopZeroMQServer testConnection update updateJSON updateProgress updateSubmodule uploadFile killAllWorkers pruneDuplicateUUIDs removeDuplicateEvents upgrade2324 cleanModelCaches updateDatabase',
    perm_sync: 'createSync getInstanceUUID',
    perm_sharing_group: 'fetchServersForSG',
    any: 'getAvailableSyncFilteringRules getPyMISPVersion postTest cspReport',
    perm_auth: 'getVersion rest',
    host_org_user: 'idTranslator',
    perm_site_admin: 'ipUser',
  },
  events: {
    perm_add:
      'add addIOC checkLocks delete edit enrichEvent freeTextImport getEditStrategy populate protect queryEnrichment saveFreeText toggleCorrelation unprotect upload_analysis_file',
    perm_tagger: 'addTag removeTag',
    perm_modify: 'add_misp_export merge unpublish upload_stix',
    perm_publish: 'alert publish',
    perm_auth: 'automation addEventLock removeEventLock',
    any: 'checkPublishedStatus contact csv delegation_index deleteNode downloadExport downloadOpenIOCEvent export exportChoice exportModule filterEventIndex getEventInfoById getEventGraphReferences getEventGraphTags getEventGraphGeneric getEventTimeline getDistributionGraph getReferenceData getReferences getObjectTemplate handleModuleResults hids index importChoice importModule nids proposalEventIndex removePivot restSearch restSearchExport runTaxonomyExclusivityCheck stix stix2 updateGraph view viewClusterRelations viewEventAttributes viewGraph viewGalaxyMatrix xml',
    perm_sync: 'checkuuid filterEventIdsForPush pushProposals',
    'SA only': 'cullEmptyEvents dot massDelete recoverEvent reportValidationIssuesEvents restoreDeletedEvents strposarray generateCount',
    perm_sighting: 'publishSightings',
    perm_publish_zmq: 'pushEventToZMQ',
    perm_publish_kafka: 'pushEventToKafka',
    'perm_auth + perm_add': 'upload_sample',
  },
  attributes: {
    perm_add:
      'add add_attachment add_threatconnect attributeReplace delete deleteSelected edit editField editSelected enrich fetchEditForm getMassEditForm hoverEnrichment restore toggleCorrelation toggleToIDS updateAttributeValues',
    perm_tagger: 'addTag removeTag',
    any: 'attributeStatistics bro describeTypes download downloadAttachment downloadSample exportSearch fetchViewValue index restSearch returnAttributes rpz search text view viewAnalystData viewPicture',
    'SA only': 'checkAttachments checkOrphanedAttributes generateCorrelation pruneOrphanedAttributes reportValidationIssuesAttributes',
    perm_admin: 'checkComposites',
  },
  logs: {
    perm_audit: 'admin_index admin_search index',
    any: 'event_index returnDates',
    'SA only': 'testForStolenAttributes pruneUpdateLogs',
  },
  auditLogs: {
    perm_audit: 'admin_index fullChange',
    any: 'eventIndex returnDates',
  },
  accessLogs: {
    'SA only': 'admin_index admin_request admin_queryLog',
  },
  jobs: {
    any: 'cache getProgress',
    'SA only': 'getError getGenerateCorrelationProgress index clearJobs',
  },
  tasks: {
    'SA only': 'index setTask',
  },
}
