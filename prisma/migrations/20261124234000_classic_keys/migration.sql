-- The user's own key, which only a reset replaces. So far it is the oldest one that is still valid.
ALTER TABLE "auth_keys" ADD COLUMN "classic" BOOLEAN NOT NULL DEFAULT false;
UPDATE "auth_keys" SET "classic" = true WHERE "id" IN (
  SELECT min("id") FROM "auth_keys" WHERE "expiration" IS NULL OR "expiration" > now() GROUP BY "user_id"
);
CREATE UNIQUE INDEX "auth_keys_classic_idx" ON "auth_keys" ("user_id") WHERE "classic";
