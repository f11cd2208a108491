-- CreateTable
CREATE TABLE "access_logs" (
    "id" BIGSERIAL NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "user_id" INTEGER NOT NULL,
    "org_id" INTEGER NOT NULL,
    "authkey_id" INTEGER,
    "ip" TEXT,
    "request_method" VARCHAR(8) NOT NULL,
    "user_agent" VARCHAR(255),
    "request_id" VARCHAR(255),
    "controller" VARCHAR(64) NOT NULL,
    "action" VARCHAR(191) NOT NULL,
    "url" VARCHAR(255) NOT NULL,
    "request" TEXT,
    "response_code" INTEGER NOT NULL,
    "memory_usage" INTEGER NOT NULL,
    "duration" INTEGER NOT NULL,
    "query_count" INTEGER NOT NULL,
    "query_log" JSON,

    CONSTRAINT "access_logs_pkey" PRIMARY KEY ("id","created")
) PARTITION BY RANGE ("created");

-- Months are made ahead and dropped whole, as those of the log; a row whose month was never made waits in the default part.
CREATE TABLE parts.access_logs_other PARTITION OF "access_logs" DEFAULT;

-- CreateTable
CREATE TABLE "monitored" (
    "user_id" INTEGER NOT NULL,

    CONSTRAINT "monitored_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "api_use" (
    "day" DATE NOT NULL,
    "user_id" INTEGER NOT NULL,
    "auth_key_id" INTEGER NOT NULL,
    "ip" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "api_use_pkey" PRIMARY KEY ("day","user_id","auth_key_id","ip")
);

-- CreateIndex
CREATE INDEX "api_use_ip_last_seen_idx" ON "api_use"("ip", "last_seen");
