-- CreateTable
CREATE TABLE "workers" (
    "id" SERIAL NOT NULL,
    "worker_id" VARCHAR(160) NOT NULL,
    "hostname" VARCHAR(120) NOT NULL,
    "pid" INTEGER NOT NULL,
    "queue" VARCHAR(16) NOT NULL,
    "user" VARCHAR(64) NOT NULL DEFAULT '',
    "release" VARCHAR(32) NOT NULL DEFAULT '',
    "concurrency" INTEGER NOT NULL DEFAULT 1,
    "memory" INTEGER NOT NULL DEFAULT 0,
    "jobs" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "processed" INTEGER NOT NULL DEFAULT 0,
    "wanted" VARCHAR(8) NOT NULL DEFAULT 'run',
    "slot_id" INTEGER,
    "started" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_slots" (
    "id" SERIAL NOT NULL,
    "supervisor" VARCHAR(400) NOT NULL,
    "queues" TEXT[],
    "wanted" BOOLEAN NOT NULL DEFAULT true,
    "round" INTEGER NOT NULL DEFAULT 1,
    "force" BOOLEAN NOT NULL DEFAULT false,
    "heartbeat" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_slots_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alerts" (
    "id" SERIAL NOT NULL,
    "key" VARCHAR(200) NOT NULL,
    "open_key" VARCHAR(200),
    "message" TEXT NOT NULL,
    "raised" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cleared" TIMESTAMPTZ(3),

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "workers_worker_id_key" ON "workers"("worker_id");

-- CreateIndex
CREATE INDEX "worker_slots_supervisor_idx" ON "worker_slots"("supervisor");

-- CreateIndex
CREATE UNIQUE INDEX "alerts_open_key_key" ON "alerts"("open_key");
