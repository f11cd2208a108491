-- CreateTable
CREATE TABLE "mailed_codes" (
    "id" UUID NOT NULL,
    "user_id" INTEGER NOT NULL,
    "hash" CHAR(64) NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "mail_id" INTEGER NOT NULL,

    CONSTRAINT "mailed_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "terms" (
    "name" VARCHAR(100) NOT NULL,
    "content" BYTEA NOT NULL,
    "modified" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "terms_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "mailed_codes_user_id_idx" ON "mailed_codes"("user_id");

-- CreateIndex
CREATE INDEX "mailed_codes_expires_idx" ON "mailed_codes"("expires");

-- AddForeignKey
ALTER TABLE "mailed_codes" ADD CONSTRAINT "mailed_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
