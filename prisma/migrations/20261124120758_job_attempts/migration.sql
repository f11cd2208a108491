-- AlterTable
ALTER TABLE "jobs" ADD COLUMN     "cancel_wanted" TIMESTAMPTZ(3),
ADD COLUMN     "lines" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "started" TIMESTAMPTZ(3),
ADD COLUMN     "worker_id" VARCHAR(160) NOT NULL DEFAULT '',
DROP COLUMN "process_id",
ADD COLUMN     "process_id" UUID NOT NULL DEFAULT gen_random_uuid();

-- CreateTable
CREATE TABLE "job_attempts" (
    "id" SERIAL NOT NULL,
    "job_id" INTEGER NOT NULL,
    "round" INTEGER NOT NULL,
    "began" TIMESTAMPTZ(3),
    "ended" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "worker_id" VARCHAR(160) NOT NULL DEFAULT '',
    "message" TEXT NOT NULL DEFAULT '',
    "exception" VARCHAR(100) NOT NULL DEFAULT '',
    "stack" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "job_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "job_attempts_job_id_idx" ON "job_attempts"("job_id");

-- CreateIndex
CREATE INDEX "jobs_process_id_idx" ON "jobs"("process_id");
