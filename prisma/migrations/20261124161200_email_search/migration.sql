-- A part of an e-mail is found by trigrams, which know text but not citext; small letters spare comparing in both.
ALTER TABLE "users" ADD COLUMN "email_lower" TEXT NOT NULL GENERATED ALWAYS AS (lower("email"::text)) STORED;
CREATE INDEX "users_email_lower_idx" ON "users" USING GIN ("email_lower" gin_trgm_ops);
