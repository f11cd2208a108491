-- AlterTable
ALTER TABLE "tasks" ADD COLUMN     "cron" VARCHAR(100) NOT NULL DEFAULT '',
ADD COLUMN     "enabled" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "zone" VARCHAR(64) NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "task_runs" (
    "id" SERIAL NOT NULL,
    "task_id" INTEGER NOT NULL,
    "planned" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" VARCHAR(16) NOT NULL,
    "missed" INTEGER NOT NULL DEFAULT 0,
    "job_id" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "task_runs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "task_runs_task_id_planned_key" ON "task_runs"("task_id", "planned");
