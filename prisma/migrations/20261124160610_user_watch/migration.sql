-- The watch on a user ends with his account; those that outlived theirs go.
DELETE FROM "monitored" WHERE "user_id" NOT IN (SELECT "id" FROM "users");

-- CreateIndex
CREATE INDEX "access_logs_user_id_id_idx" ON "access_logs"("user_id", "id");

-- AddForeignKey
ALTER TABLE "monitored" ADD CONSTRAINT "monitored_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
