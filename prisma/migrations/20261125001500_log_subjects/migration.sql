-- The organisation of whom or what a log row is about: an auditor sees it where this and the organisation of who acted are the auditor's own.
ALTER TABLE "logs" ADD COLUMN "subject_org_id" INTEGER;
UPDATE "logs" SET "subject_org_id" = u."org_id" FROM "users" u WHERE "logs"."model" = 'User' AND "logs"."model_id" = u."id";
UPDATE "logs" SET "subject_org_id" = "model_id" WHERE "model" = 'Organisation' AND "model_id" > 0;
