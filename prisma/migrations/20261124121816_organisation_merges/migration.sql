-- CreateTable
CREATE TABLE "organisation_logos" (
    "org_id" INTEGER NOT NULL,
    "png" BYTEA NOT NULL,
    "modified" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organisation_logos_pkey" PRIMARY KEY ("org_id")
);

-- CreateTable
CREATE TABLE "organisation_merges" (
    "id" SERIAL NOT NULL,
    "org_id" INTEGER NOT NULL,
    "org_name" VARCHAR(255) NOT NULL,
    "org_uuid" UUID NOT NULL,
    "target_org_id" INTEGER NOT NULL,
    "target_name" VARCHAR(255) NOT NULL,
    "moved" INTEGER NOT NULL,
    "journal" JSONB NOT NULL,
    "user_id" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    "created" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undone" TIMESTAMPTZ(3),
    "undone_by" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "organisation_merges_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "organisation_merges_org_id_idx" ON "organisation_merges"("org_id");

-- CreateIndex
CREATE INDEX "organisation_merges_target_org_id_idx" ON "organisation_merges"("target_org_id");

-- AddForeignKey
ALTER TABLE "organisation_logos" ADD CONSTRAINT "organisation_logos_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organisations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
