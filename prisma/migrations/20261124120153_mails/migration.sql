-- CreateTable
CREATE TABLE "mails" (
    "id" SERIAL NOT NULL,
    "kind" VARCHAR(40) NOT NULL,
    "batch" VARCHAR(64),
    "recipient" CITEXT NOT NULL,
    "user_id" INTEGER NOT NULL DEFAULT 0,
    "org_id" INTEGER NOT NULL DEFAULT 0,
    "subject" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "status" VARCHAR(16) NOT NULL DEFAULT 'queued',
    "reason" TEXT NOT NULL DEFAULT '',
    "encrypted_with" VARCHAR(64),
    "signed_with" VARCHAR(64),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "content" TEXT,
    "digest_id" INTEGER,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "modified" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "mails_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "mails_message_id_key" ON "mails"("message_id");

-- CreateIndex
CREATE INDEX "mails_recipient_modified_idx" ON "mails"("recipient", "modified");

-- CreateIndex
CREATE INDEX "mails_status_id_idx" ON "mails"("status", "id");

-- CreateIndex
CREATE INDEX "mails_batch_idx" ON "mails"("batch");

-- CreateIndex
CREATE INDEX "mails_user_id_idx" ON "mails"("user_id");

-- CreateIndex
CREATE INDEX "mails_org_id_id_idx" ON "mails"("org_id", "id");
