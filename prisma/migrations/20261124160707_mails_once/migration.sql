-- AlterTable
ALTER TABLE "mails" ADD COLUMN     "once" VARCHAR(120);

-- CreateIndex
CREATE UNIQUE INDEX "mails_once_key" ON "mails"("once");

-- What was said once stays said: warnings of keys, and mails to many of which a run may still be under way.
UPDATE "mails" m SET "once" = first."word"
FROM (
  SELECT min("id") AS "id", "batch" || ' ' || "user_id" AS "word" FROM "mails"
  WHERE "batch" IS NOT NULL AND "user_id" > 0 GROUP BY "batch", "user_id"
) first
WHERE m."id" = first."id";
