CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateTable
CREATE TABLE "instance" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "uuid" UUID NOT NULL,
    "secret_fingerprint" TEXT NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "instance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organisations" (
    "id" SERIAL NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "uuid" UUID NOT NULL,
    "description" TEXT,
    "nationality" VARCHAR(255) NOT NULL DEFAULT '',
    "sector" VARCHAR(255) NOT NULL DEFAULT '',
    "type" VARCHAR(255) NOT NULL DEFAULT '',
    "contacts" TEXT,
    "landingpage" TEXT,
    "local" BOOLEAN NOT NULL DEFAULT true,
    "restricted_to_domain" JSONB,
    "created_by" INTEGER NOT NULL DEFAULT 0,
    "date_created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "date_modified" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "organisations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "roles" (
    "id" SERIAL NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "modified" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "perm_add" BOOLEAN NOT NULL DEFAULT false,
    "perm_modify" BOOLEAN NOT NULL DEFAULT false,
    "perm_modify_org" BOOLEAN NOT NULL DEFAULT false,
    "perm_publish" BOOLEAN NOT NULL DEFAULT false,
    "perm_delegate" BOOLEAN NOT NULL DEFAULT false,
    "perm_sync" BOOLEAN NOT NULL DEFAULT false,
    "perm_admin" BOOLEAN NOT NULL DEFAULT false,
    "perm_audit" BOOLEAN NOT NULL DEFAULT false,
    "perm_auth" BOOLEAN NOT NULL DEFAULT false,
    "perm_site_admin" BOOLEAN NOT NULL DEFAULT false,
    "perm_regexp_access" BOOLEAN NOT NULL DEFAULT false,
    "perm_tagger" BOOLEAN NOT NULL DEFAULT false,
    "perm_template" BOOLEAN NOT NULL DEFAULT false,
    "perm_sharing_group" BOOLEAN NOT NULL DEFAULT false,
    "perm_tag_editor" BOOLEAN NOT NULL DEFAULT false,
    "perm_sighting" BOOLEAN NOT NULL DEFAULT false,
    "perm_object_template" BOOLEAN NOT NULL DEFAULT false,
    "default_role" BOOLEAN NOT NULL DEFAULT false,
    "memory_limit" VARCHAR(255),
    "max_execution_time" VARCHAR(255),
    "restricted_to_site_admin" BOOLEAN NOT NULL DEFAULT false,
    "perm_publish_zmq" BOOLEAN NOT NULL DEFAULT false,
    "perm_publish_kafka" BOOLEAN NOT NULL DEFAULT false,
    "perm_decaying" BOOLEAN NOT NULL DEFAULT false,
    "enforce_rate_limit" BOOLEAN NOT NULL DEFAULT false,
    "rate_limit_count" INTEGER NOT NULL DEFAULT 0,
    "perm_galaxy_editor" BOOLEAN NOT NULL DEFAULT false,
    "perm_warninglist" BOOLEAN NOT NULL DEFAULT false,
    "perm_view_feed_correlations" BOOLEAN NOT NULL DEFAULT false,
    "perm_analyst_data" BOOLEAN NOT NULL DEFAULT false,
    "perm_skip_otp" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" SERIAL NOT NULL,
    "password" TEXT NOT NULL DEFAULT '',
    "org_id" INTEGER NOT NULL,
    "role_id" INTEGER NOT NULL,
    "email" CITEXT NOT NULL,
    "autoalert" BOOLEAN NOT NULL DEFAULT false,
    "contactalert" BOOLEAN NOT NULL DEFAULT false,
    "invited_by" INTEGER NOT NULL DEFAULT 0,
    "gpgkey" TEXT,
    "certif_public" TEXT,
    "nids_sid" INTEGER NOT NULL DEFAULT 0,
    "server_id" INTEGER NOT NULL DEFAULT 0,
    "termsaccepted" BOOLEAN NOT NULL DEFAULT false,
    "newsread" INTEGER NOT NULL DEFAULT 0,
    "change_pw" BOOLEAN NOT NULL DEFAULT true,
    "disabled" BOOLEAN NOT NULL DEFAULT false,
    "expiration" TIMESTAMPTZ(3),
    "current_login" TIMESTAMPTZ(3),
    "last_login" TIMESTAMPTZ(3),
    "last_api_access" TIMESTAMPTZ(3),
    "force_logout" BOOLEAN NOT NULL DEFAULT false,
    "date_created" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "date_modified" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_pw_change" TIMESTAMPTZ(3),
    "sub" VARCHAR(255),
    "external_auth_required" BOOLEAN NOT NULL DEFAULT false,
    "external_auth_key" TEXT,
    "notification_daily" BOOLEAN NOT NULL DEFAULT false,
    "notification_weekly" BOOLEAN NOT NULL DEFAULT false,
    "notification_monthly" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth_keys" (
    "id" SERIAL NOT NULL,
    "uuid" UUID NOT NULL,
    "key_hash" CHAR(64) NOT NULL,
    "authkey_start" CHAR(4) NOT NULL,
    "authkey_end" CHAR(4) NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiration" TIMESTAMPTZ(3),
    "read_only" BOOLEAN NOT NULL DEFAULT false,
    "user_id" INTEGER NOT NULL,
    "comment" TEXT,
    "allowed_ips" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "unique_ips" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "last_used" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "auth_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "token_hash" CHAR(64) NOT NULL,
    "user_id" INTEGER NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "ip" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "system_settings" (
    "setting" VARCHAR(255) NOT NULL,
    "value" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "system_settings_pkey" PRIMARY KEY ("setting")
);

-- CreateTable
CREATE TABLE "logs" (
    "id" BIGSERIAL NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled" BOOLEAN NOT NULL DEFAULT false,
    "title" TEXT NOT NULL,
    "model" VARCHAR(80) NOT NULL,
    "model_id" BIGINT NOT NULL DEFAULT 0,
    "action" VARCHAR(20) NOT NULL,
    "user_id" INTEGER NOT NULL,
    "org_id" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    "org" TEXT NOT NULL,
    "change" TEXT NOT NULL DEFAULT '',
    "description" TEXT NOT NULL DEFAULT '',
    "before" JSON,
    "after" JSON,
    "ip" TEXT,
    "request_id" TEXT,
    "user_agent" TEXT,
    "auth_key_id" INTEGER,
    "request_type" SMALLINT NOT NULL DEFAULT 0,
    "event_id" BIGINT,

    CONSTRAINT "logs_pkey" PRIMARY KEY ("id","created","settled")
) PARTITION BY LIST ("settled");

-- Rows arrive in the fresh part, which has no index but its key, so that writing many stays cheap; a worker moves them to the settled
-- part, where months can be dropped whole. A row whose month was never made lands in the default part and is never refused.
CREATE SCHEMA IF NOT EXISTS parts;
CREATE TABLE parts.logs_fresh PARTITION OF "logs" FOR VALUES IN (false);
CREATE TABLE parts.logs_settled PARTITION OF "logs" FOR VALUES IN (true) PARTITION BY RANGE ("created");
CREATE TABLE parts.logs_other PARTITION OF parts.logs_settled DEFAULT;

CREATE INDEX logs_settled_created ON parts.logs_settled ("created");
CREATE INDEX logs_settled_model ON parts.logs_settled ("model", "model_id", "id");
CREATE INDEX logs_settled_user ON parts.logs_settled ("user_id", "id");
CREATE INDEX logs_settled_org ON parts.logs_settled ("org_id", "id");
CREATE INDEX logs_settled_action ON parts.logs_settled ("action", "id");
CREATE INDEX logs_settled_request ON parts.logs_settled ("request_id") WHERE "request_id" IS NOT NULL;
CREATE INDEX logs_settled_title ON parts.logs_settled USING gin ("title" gin_trgm_ops);
CREATE INDEX logs_settled_change ON parts.logs_settled USING gin ("change" gin_trgm_ops);
CREATE INDEX logs_settled_email ON parts.logs_settled USING gin ("email" gin_trgm_ops);

-- CreateTable
CREATE TABLE "jobs" (
    "id" SERIAL NOT NULL,
    "worker" VARCHAR(32) NOT NULL,
    "job_type" VARCHAR(64) NOT NULL,
    "job_input" TEXT NOT NULL DEFAULT '',
    "payload" JSONB NOT NULL DEFAULT '{}',
    "status" VARCHAR(16) NOT NULL DEFAULT 'waiting',
    "message" TEXT NOT NULL DEFAULT '',
    "progress" INTEGER NOT NULL DEFAULT 0,
    "retries" INTEGER NOT NULL DEFAULT 0,
    "round" INTEGER NOT NULL DEFAULT 1,
    "due" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat" TIMESTAMPTZ(3),
    "process_id" VARCHAR(64) NOT NULL DEFAULT '',
    "org_id" INTEGER NOT NULL DEFAULT 0,
    "user_id" INTEGER NOT NULL DEFAULT 0,
    "date_created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "date_modified" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tasks" (
    "id" SERIAL NOT NULL,
    "type" VARCHAR(100) NOT NULL,
    "timer" INTEGER NOT NULL DEFAULT 0,
    "scheduled_time" VARCHAR(8) NOT NULL DEFAULT '12:00',
    "description" VARCHAR(255) NOT NULL DEFAULT '',
    "next_execution_time" TIMESTAMPTZ(3),
    "message" VARCHAR(255) NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE UNLOGGED TABLE "counters" (
    "key" VARCHAR(255) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "counters_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "organisations_name_key" ON "organisations"("name");

-- CreateIndex
CREATE UNIQUE INDEX "organisations_uuid_key" ON "organisations"("uuid");

-- CreateIndex
CREATE UNIQUE INDEX "roles_name_key" ON "roles"("name");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "users_sub_key" ON "users"("sub");

-- CreateIndex
CREATE INDEX "users_org_id_idx" ON "users"("org_id");

-- CreateIndex
CREATE INDEX "users_role_id_idx" ON "users"("role_id");

-- CreateIndex
CREATE UNIQUE INDEX "auth_keys_uuid_key" ON "auth_keys"("uuid");

-- CreateIndex
CREATE UNIQUE INDEX "auth_keys_key_hash_key" ON "auth_keys"("key_hash");

-- CreateIndex
CREATE INDEX "auth_keys_user_id_idx" ON "auth_keys"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sessions_expires_idx" ON "sessions"("expires");

-- CreateIndex
CREATE INDEX "jobs_status_due_idx" ON "jobs"("status", "due");

-- CreateIndex
CREATE UNIQUE INDEX "tasks_type_key" ON "tasks"("type");

-- CreateIndex
CREATE INDEX "tasks_next_execution_time_idx" ON "tasks"("next_execution_time");

-- CreateIndex
CREATE INDEX "counters_expires_idx" ON "counters"("expires");

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auth_keys" ADD CONSTRAINT "auth_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
